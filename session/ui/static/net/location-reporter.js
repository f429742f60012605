/**
 * Tells the program where the user has moved to, once the view rests, and knows
 * the program's echo of it.
 *
 * @typedef {import('../types.js').WireRange} WireRange
 */
import { sameRange } from '../model/view.js';

/** How long the view rests before the program is told. */
export const REST_MS = 150;

export class LocationReporter {
  /**
   * @param {(range: WireRange) => void} tell
   * @param {(f: () => void, ms: number) => any} [later] as setTimeout
   * @param {(timer: any) => void} [cancel] as clearTimeout
   */
  constructor(tell, later = (f, ms) => setTimeout(f, ms), cancel = (timer) => clearTimeout(timer)) {
    this.tell = tell;
    this.later = later;
    this.cancel = cancel;
    /** @type {any} */
    this.timer = null;
    /** @type {WireRange|null} what was told last, until the program says otherwise */
    this.told = null;
  }

  /** The user has moved. @param {() => WireRange|null} where is asked when the view rests */
  moved(where) {
    this.cancel(this.timer);
    this.timer = this.later(() => {
      const range = where();
      if (!range || sameRange(range, this.told)) return;
      this.told = range;
      this.tell(range);
    }, REST_MS);
  }

  /** The program has moved the page: what the user did before no longer counts. */
  overruled() {
    this.cancel(this.timer);
    this.told = null;
  }

  /** Whether a range is what this page has told last. @param {WireRange} range */
  isEcho(range) {
    return this.told !== null && sameRange(range, this.told);
  }
}
