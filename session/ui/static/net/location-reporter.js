/**
 * Reports to the program where the user has moved the view, once it rests, and
 * recognizes the program's echo of that report.
 *
 * @typedef {import('../types.js').WireView} WireView
 */
import { sameJSON } from '../model/same.js';

/** How long the view rests before it is reported. */
export const REST_MS = 150;

export class LocationReporter {
  /**
   * @param {(range: WireView) => void} tell
   * @param {(f: () => void, ms: number) => any} [later] as setTimeout
   * @param {(timer: any) => void} [cancel] as clearTimeout
   */
  constructor(tell, later = (f, ms) => setTimeout(f, ms), cancel = (timer) => clearTimeout(timer)) {
    this.tell = tell;
    this.later = later;
    this.cancel = cancel;
    /** @type {any} */
    this.timer = null;
    /** @type {(() => WireView|null)|null} says where the view is, until that is reported */
    this.where = null;
    /** @type {WireView|null} the last report, until the program moves the view */
    this.told = null;
    /** @type {WireView|null} where the program and this page were together last */
    this.known = null;
  }

  /** Schedules a report: the user has moved the view. @param {() => WireView|null} where is called when the view rests */
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
    if (!range || sameJSON(range, this.told)) return;
    this.told = this.known = range;
    this.tell(range);
  }

  /** Drops pending and past reports: the program has moved the view. @param {WireView|null} to */
  overruled(to) {
    this.cancel(this.timer);
    this.where = null;
    this.told = null;
    this.known = to;
  }

  /** Reports whether a range is the last one that this page has reported. @param {WireView} range */
  isEcho(range) {
    return this.told !== null && sameJSON(range, this.told);
  }

  /** Reports whether a range says nothing new: the program had the view there already. @param {WireView} range */
  isKnown(range) {
    return this.known !== null && sameJSON(range, this.known);
  }
}
