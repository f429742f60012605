/**
 * Reports to the program where the user has moved the view, once it rests, and
 * recognizes the program's echo of that report.
 *
 * @typedef {import('../types.js').WireRange} WireRange
 */
import { sameRange } from '../model/view.js';

/** How long the view rests before it is reported. */
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
    /** @type {WireRange|null} the last report, until the program moves the view */
    this.told = null;
  }

  /** Schedules a report: the user has moved the view. @param {() => WireRange|null} where is called when the view rests */
  moved(where) {
    this.cancel(this.timer);
    this.timer = this.later(() => {
      const range = where();
      if (!range || sameRange(range, this.told)) return;
      this.told = range;
      this.tell(range);
    }, REST_MS);
  }

  /** Drops pending and past reports: the program has moved the view. */
  overruled() {
    this.cancel(this.timer);
    this.told = null;
  }

  /** Reports whether a range is the last one that this page has reported. @param {WireRange} range */
  isEcho(range) {
    return this.told !== null && sameRange(range, this.told);
  }
}
