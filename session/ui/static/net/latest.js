/**
 * Sends the latest of values that change often: one at a time, at a bounded rate,
 * and without those that a newer one has replaced meanwhile.
 *
 * @template T
 */
export class Latest {
  /**
   * @param {(value: T) => Promise<any>} tell
   * @param {number} every least time in milliseconds between two
   * @param {(f: () => void, ms: number) => any} [later] as setTimeout
   */
  constructor(tell, every, later = (f, ms) => setTimeout(f, ms)) {
    this.tell = tell;
    this.every = every;
    this.later = later;
    this.busy = false;
    /** @type {{value: T}|null} the value to send next */
    this.next = null;
  }

  /** @param {T} value */
  say(value) {
    this.next = { value };
    if (!this.busy) this.send();
  }

  send() {
    if (!this.next) return;
    const { value } = this.next;
    this.next = null;
    this.busy = true;
    const rest = new Promise((resolve) => this.later(() => resolve(null), this.every));
    const told = this.tell(value).catch(() => {});
    Promise.all([told, rest]).then(() => {
      this.busy = false;
      this.send();
    });
  }
}
