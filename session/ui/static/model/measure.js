/**
 * The stretch that is measured, and the marker that keys set its ends with. Pure.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Limits} Limits
 */
import { formatPlace, withCommas } from './format.js';
import { pan } from './view.js';

/** Share of the view that a key moves the marker by, and with Shift. */
const STEP = 1 / 200;
const BIG_STEP = 1 / 20;
/** Share of the view by which it follows a marker that leaves it. */
const FOLLOW = 0.5;

/** Returns the distance from the first base of a place to its last, both counted: 12,345 bp. @param {Place} place */
export function distance({ start, end }) {
  return `${withCommas(Math.round(end) - Math.round(start))} bp`;
}

/** Returns what is said of a measured place: the distance and both positions. @param {Place} place */
export function measureText(place) {
  return `${distance(place)} · ${formatPlace(place)}`;
}

/** A base of a sequence that keys move, and the one at which they began to measure. */
export class Marker {
  /** @param {Place} view it begins in the middle of it */
  constructor(view) {
    this.seqName = view.seqName;
    /** 0-based. */
    this.at = Math.floor((view.start + view.end) / 2);
    /** @type {number|null} the other end, once that is set */
    this.from = null;
  }

  /** Moves it by a share of the view. @param {1|-1} way @param {boolean} big @param {Place} view @param {Limits} limits */
  step(way, big, view, limits) {
    this.move(way * Math.max(1, Math.round((view.end - view.start) * (big ? BIG_STEP : STEP))), limits);
  }

  /** @param {number} bases @param {Limits} limits */
  move(bases, limits) {
    this.at = Math.min(Math.max(this.at + bases, limits.start), limits.end - 1);
  }

  /** Moves it to the first or the last base of a view. @param {0|1} side @param {Place} view @param {Limits} limits */
  toEdge(side, view, limits) {
    this.move((side === 0 ? Math.ceil(view.start) : Math.floor(view.end) - 1) - this.at, limits);
  }

  /** Sets the end at which it is. */
  begin() {
    this.from = this.at;
  }

  /** Returns what is marked: a base, or all from one end to the other. @returns {Place} */
  place() {
    const from = this.from ?? this.at;
    return { seqName: this.seqName, start: Math.min(from, this.at), end: Math.max(from, this.at) + 1 };
  }

  /** Returns the view that has the marker in it: the same one if it has. @param {Place} view @param {Limits} limits @returns {Place} */
  viewWith(view, limits) {
    const span = view.end - view.start;
    if (this.at >= view.start && this.at + 1 <= view.end) return view;
    const by = this.at < view.start ? this.at - view.start - span * FOLLOW : this.at + 1 - view.end + span * FOLLOW;
    return pan(view, Math.round(by), limits);
  }
}
