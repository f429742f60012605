/**
 * Requests for the values of many measurements in few messages: a browser takes
 * as long for a message as for 50 kB of one. Knows no socket: a function that
 * calls the program is passed in.
 *
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {{seqName: string, start: number, end: number, bins: number, maxRows?: number}} Range  1-based inclusive
 * @typedef {{id: string, signal: AbortSignal, answered: (answer: any) => void, failed: (e: unknown) => void}} Wish
 */

/** The most measurements in a message. With more, all would wait for the slowest file. */
const MOST = 12;

export class Batch {
  /**
   * @param {(action: string, args: Record<string, any>, signal: AbortSignal) => Promise<any>} call
   * @param {(flush: () => void) => void} [soon] runs once all requests of this turn have been made
   */
  constructor(call, soon = (flush) => queueMicrotask(flush)) {
    this.call = call;
    this.soon = soon;
    /** @type {Map<string, {range: Range, wishes: Wish[]}>} by range */
    this.waiting = new Map();
  }

  /**
   * @param {Measurement} m @param {Range} range
   * @param {AbortSignal} signal aborts the request; a message is aborted with the last request in it
   * @returns {Promise<any>} the answer, as to getValues
   */
  values(m, range, signal) {
    return new Promise((answered, failed) => {
      if (this.waiting.size === 0) this.soon(() => this.flush());
      const key = JSON.stringify(range);
      const same = this.waiting.get(key) ?? { range, wishes: [] };
      this.waiting.set(key, same);
      same.wishes.push({ id: m.id, signal, answered, failed });
    });
  }

  flush() {
    const all = [...this.waiting.values()];
    this.waiting.clear();
    for (const { range, wishes } of all) {
      for (let i = 0; i < wishes.length; i += MOST) this.ask(range, wishes.slice(i, i + MOST));
    }
  }

  /** @param {Range} range @param {Wish[]} wishes */
  async ask(range, wishes) {
    const signal = allOf(wishes.map((w) => w.signal));
    try {
      if (wishes.length === 1) {
        wishes[0].answered(await this.call('getValues', { measurement: wishes[0].id, ...range }, signal));
        return;
      }
      const { answers } = await this.call('getCombined', { measurements: wishes.map((w) => w.id), ...range }, signal);
      wishes.forEach((wish, i) => wish.answered(answers?.[i]));
    } catch (e) {
      for (const wish of wishes) wish.failed(e);
    }
  }
}

/** Returns a signal that is aborted once all the given ones are. @param {AbortSignal[]} signals */
function allOf(signals) {
  const abort = new AbortController();
  const check = () => {
    if (signals.every((s) => s.aborted)) abort.abort();
  };
  for (const s of signals) s.addEventListener('abort', check);
  check();
  return abort.signal;
}
