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
    /** @type {(() => WireRange|null)|null} says where the view is, until that is reported */
    this.where = null;
    /** @type {WireRange|null} the last report, until the program moves the view */
    this.told = null;
    /** @type {WireRange|null} where the program and this page were together last */
    this.known = null;
  }

  /** Schedules a report: the user has moved the view. @param {() => WireRange|null} where is called when the view rests */
  moved(where) {
    this.cancel(this.timer);
    this.where = where;
    this.timer = this.later(() => this.flush(), REST_MS);
  }

  /** Reports now what is scheduled: the user does something else, which comes after it. */
  flush() {
    this.cancel(this.timer);
    const range = this.where?.();
    this.where = null;
    if (!range || sameRange(range, this.told)) return;
    this.told = this.known = range;
    this.tell(range);
  }

  /** Drops pending and past reports: the program has moved the view. @param {WireRange|null} to */
  overruled(to) {
    this.cancel(this.timer);
    this.where = null;
    this.told = null;
    this.known = to;
  }

  /** Reports whether a range is the last one that this page has reported. @param {WireRange} range */
  isEcho(range) {
    return this.told !== null && sameRange(range, this.told);
  }

  /** Reports whether a range says nothing new: the program had the view there already. @param {WireRange} range */
  isKnown(range) {
    return this.known !== null && sameRange(range, this.known);
  }
}
