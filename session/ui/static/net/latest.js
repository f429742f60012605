/**
 * Tells somebody the latest of values that change often: one at a time, never
 * one that has been overtaken, and not more often than is of use.
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
    /** @type {{value: T}|null} what waits to be told */
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
