/**
 * What buttons, keys, the wheel and the bar of the whole sequence do to the
 * view. Knows no document.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').View} View
 * @typedef {Pick<WheelEvent, 'deltaX'|'deltaY'|'deltaMode'|'shiftKey'|'ctrlKey'|'metaKey'>} Turn  of a wheel
 */
import { basesToRight, moveInto, onBases, pan, withMargin, zoom } from '../model/view.js';

/** Share of the view that a key or button moves by. */
const STEP = 0.25;
const BIG_STEP = 0.9;
/**
 * How much a pixel of wheel zooms. Pinching sends Ctrl with far fewer of them at a time than a notch of a
 * wheel has, which zooms as much with Ctrl as without.
 */
const WHEEL_RATE = 0.0025;
const PINCH_RATE = 0.01;
const MOST_PINCHED = 0.25;
const MAX_WHEEL = 240;
/** Pixels of a unit of deltaMode: a pixel, a line, a page. */
const WHEEL_UNITS = [1, 33, 400];

/** Moves a workspace's view, as its user does. */
export class Moves {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this.workspace = workspace;
  }

  /** Moves one of the places side by side. @param {Place} place @param {number} [pane] */
  go(place, pane = 0) {
    this.workspace.movePane(pane, place, true);
  }

  /**
   * Moves all places alike. A whole genome does not move, but the sequence in its middle can be zoomed into.
   * @param {(place: Place, limits: Limits) => Place} to
   */
  goAll(to) {
    const { workspace } = this;
    const moved = workspace.places.map((place) => onBases(to(place, workspace.limits(place.seqName))));
    if (!workspace.whole) workspace.setPlaces(moved, false, true);
    else {
      const bases = workspace.places.map((p) => p.end - p.start);
      let left = bases.reduce((sum, n) => sum + n, 0) / 2;
      const middle = bases.findIndex((n) => (left -= n) <= 0);
      this.go(moved[middle], middle);
    }
  }

  /**
   * @param {number} factor below 1 zooms in @param {number} [at] share of the view that keeps its place
   * @param {number} [pane] which of several places; all without it
   */
  zoomBy(factor, at = 0.5, pane = -1) {
    const { workspace } = this;
    const place = workspace.places[pane];
    if (place) this.go(onBases(zoom(place, factor, at, workspace.limits(place.seqName))), pane);
    else this.goAll((p, limits) => zoom(p, factor, at, limits));
  }

  /** Reports whether the axis is flipped, which it is not of several places. */
  flips() {
    return this.workspace.flip === true && this.workspace.places.length < 2;
  }

  /** @param {number} share of the view; negative is to the left */
  panBy(share) {
    const by = this.flips() ? -share : share;
    this.goAll((place, limits) => pan(place, (place.end - place.start) * by, limits));
  }

  /** Moves to the left or the right end of the sequence. @param {0|1} side */
  toEnd(side) {
    const first = (side === 0) !== this.flips();
    this.goAll((place, limits) => pan(place, first ? limits.start - place.start : limits.end - place.end, limits));
  }

  /** Centres a place on a position. @param {Place} place @param {number} pos @param {Limits} limits */
  centre({ seqName, start, end }, pos, limits) {
    const half = (end - start) / 2;
    this.go(moveInto({ seqName, start: pos - half, end: pos + half }, limits));
  }

  /** Shows a place with a margin, alone. @param {Place} place */
  show(place) {
    this.workspace.setPlace(onBases(withMargin(place, this.workspace.limits(place.seqName))), true);
  }

  /**
   * Runs the move of a key.
   * @param {string} key @param {boolean} big whether by more, as with Shift
   * @returns {boolean} whether the key has one
   */
  key(key, big) {
    if (!Object.hasOwn(KEYS, key)) return false;
    KEYS[key](this, big);
    return true;
  }
}

/** @type {Record<string, (moves: Moves, big: boolean) => void>} */
const KEYS = {
  ArrowLeft: (moves, big) => moves.panBy(big ? -BIG_STEP : -STEP),
  ArrowRight: (moves, big) => moves.panBy(big ? BIG_STEP : STEP),
  Home: (moves) => moves.toEnd(0),
  End: (moves) => moves.toEnd(1),
  '+': (moves) => moves.zoomBy(0.5),
  '=': (moves) => moves.zoomBy(0.5),
  '-': (moves) => moves.zoomBy(2),
  _: (moves) => moves.zoomBy(2),
};

/** Returns a distance of a wheel in pixels. @param {Pick<Turn, 'deltaMode'>} turn @param {number} delta */
export function pixelsOf({ deltaMode }, delta) {
  return delta * (WHEEL_UNITS[deltaMode] ?? 1);
}

/**
 * Returns the place after a turn of the wheel.
 * @param {Turn} turn @param {View} view @param {Limits} limits
 * @param {number} at share of the view that keeps its place when it zooms
 * @param {boolean} scrolls whether a plain wheel scrolls the page
 * @returns {Place|null} null leaves the turn to the page
 */
export function wheelPlace(turn, view, limits, at, scrolls) {
  const dy = Math.max(-MAX_WHEEL, Math.min(MAX_WHEEL, pixelsOf(turn, turn.deltaY)));
  const sideways = pixelsOf(turn, turn.shiftKey ? turn.deltaX || turn.deltaY : turn.deltaX);
  if (turn.shiftKey || Math.abs(sideways) > Math.abs(dy)) return pan(view, sideways * basesToRight(view), limits);
  if (scrolls && !turn.ctrlKey && !turn.metaKey) return null;
  const plain = dy * WHEEL_RATE;
  const pinched = Math.max(-MOST_PINCHED, Math.min(MOST_PINCHED, dy * PINCH_RATE));
  return zoom(view, Math.exp(turn.ctrlKey && Math.abs(pinched) > Math.abs(plain) ? pinched : plain), at, limits);
}

/** Returns the share of the view before a point of a canvas, 0 to 1. @param {View} view @param {number} x */
export function shareAt(view, x) {
  const share = Math.min(1, Math.max(0, (x - view.left) / view.width));
  return view.flip ? 1 - share : share;
}
