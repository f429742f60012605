/**
 * What drags and clicks mark: a band over all charts, a box on a plot, and the
 * selection that follows. Pure. Points are in the window's pixels.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('../types.js').Picked} Picked
 */
import { MOST_SELECTED, samePlace, samePlaces, toggled } from '../model/selection.js';
import { MIN_SPAN, cut, toPos, viewAround, withSpan } from '../model/view.js';

/** A narrower band is ignored. */
const LEAST_BAND = 4;
/** Share of the selection that is shown on either side of it. */
const MARGIN = 0.05;

/**
 * Returns what a drag marks, null for nothing.
 * @param {{shiftKey: boolean, altKey: boolean}} down @param {boolean} plot whether it begins on a plot
 * @param {boolean} onRuler @param {boolean} selecting whether plain drags select @param {boolean} [measuring] whether they measure
 * @returns {'box'|'measure'|'zoom'|'select'|null}
 */
export function kindOfDrag(down, plot, onRuler, selecting, measuring = false) {
  if (plot) return 'box';
  if (measuring || (onRuler && down.shiftKey)) return 'measure';
  if (down.shiftKey || onRuler) return 'zoom';
  return down.altKey || selecting ? 'select' : null;
}

/**
 * Returns the band between two points, kept inside the data.
 * @param {View} view @param {number} left of the canvas @param {number} from @param {number} to @param {Limits} limits
 * @returns {{x0: number, x1: number, place: Place, slip: boolean}} slip: it is too narrow to be meant
 */
export function bandOf(view, left, from, to, limits) {
  const [a, b] = [from, to].map((x) => clamp(x - left, view.left, view.left + view.width));
  const [x0, x1] = [Math.min(a, b), Math.max(a, b)];
  const [start, end] = [toPos(view, x0), toPos(view, x1)].sort((p, q) => p - q);
  const place = { seqName: view.seqName, start: Math.floor(start), end: Math.ceil(end) };
  return { x0: left + x0, x1: left + x1, place: cut(place, limits), slip: x1 - x0 < LEAST_BAND };
}

/**
 * Returns the band between two points across places side by side: what is marked of each.
 * @param {View[]} panes from left to right @param {number} left of the canvas @param {number} from @param {number} to
 * @param {(seqName: string) => Limits} limitsOf
 * @returns {{x0: number, x1: number, places: Place[], slip: boolean}} slip: it is too narrow to be meant
 */
export function bandAcross(panes, left, from, to, limitsOf) {
  const bands = panes.map((pane) => bandOf(pane, left, from, to, limitsOf(pane.seqName)));
  const marked = bands.filter((band) => band.x1 > band.x0);
  // Between two places, or without width: the nearest.
  const kept = marked.length > 0 ? marked : bands.slice(0, 1);
  const [x0, x1] = [kept[0].x0, kept[kept.length - 1].x1];
  return { x0, x1, places: kept.map((band) => band.place), slip: x1 - x0 < LEAST_BAND };
}

/**
 * Returns the box between two points, the second kept inside an area.
 * @param {{clientX: number, clientY: number}} from @param {{clientX: number, clientY: number}} to
 * @param {{left: number, right: number, top: number, bottom: number}} area
 * @returns {Box}
 */
export function boxOf(from, to, area) {
  const [x, y] = [clamp(to.clientX, area.left, area.right), clamp(to.clientY, area.top, area.bottom)];
  return {
    x0: Math.min(from.clientX, x), x1: Math.max(from.clientX, x),
    y0: Math.min(from.clientY, y), y1: Math.max(from.clientY, y),
  };
}

/** Returns a box of the window as one of an area. @param {Box} box @param {{left: number, top: number}} area @returns {Box} */
export function boxWithin({ x0, x1, y0, y1 }, { left, top }) {
  return { x0: x0 - left, x1: x1 - left, y0: y0 - top, y1: y1 - top };
}

/**
 * Returns where the text of a band begins, from the band's left: in its middle, as far as that is in sight, since the
 * text may be wider than the band.
 * @param {number} x0 @param {number} x1 of the band @param {number} wide @param {number} room
 */
export function textLeft(x0, x1, wide, room) {
  const EDGE = 4;
  return Math.max(EDGE, Math.min((x0 + x1 - wide) / 2, room - wide - EDGE)) - x0;
}

/**
 * Returns the selection after a drag.
 * @param {Place[]} selection @param {Place[]} places @param {boolean} more whether they join what is selected
 */
export function selectedBy(selection, places, more) {
  return (more ? [...selection, ...places] : places).slice(0, MOST_SELECTED);
}

/**
 * Returns the selection after a click. A click on the only thing that is selected, or
 * with `more` on any, removes it.
 * @param {Place[]} selection @param {Place[]} places what was clicked on, two places of a pair, none for nothing
 * @param {boolean} more
 */
export function clickedOn(selection, places, more) {
  if (places.length === 0) return [];
  if (!more) return samePlaces(selection, places) ? [] : places;
  const there = (/** @type {Place} */ place) => selection.some((p) => samePlace(p, place));
  // A pair of which one end is selected already gains the other.
  const changed = places.every(there) ? places : places.filter((place) => !there(place));
  return changed.reduce(toggled, selection);
}

/**
 * Returns what a click does: the selection after it, and where it goes. It goes to the other
 * end of a pair if it is on what leads there, with both ends selected, unless `more` is held.
 * @param {Picked|null} picked what is under it @param {View} view
 * @param {Pick<import('../model/workspace.js').Workspace, 'selection'|'bounds'|'limits'>} workspace @param {boolean} more
 * @returns {{selection: Place[], place: Place|null, unknown: string|null}} unknown: the sequence that it leads to and that
 *   the program does not know
 */
export function clickDoes(picked, view, workspace, more) {
  const all = picked && picked.end > picked.start ? (picked.ends ?? [{ seqName: view.seqName, start: picked.start, end: picked.end }]) : [];
  // An end may be on a sequence that the program does not know.
  const places = all.filter(({ seqName }) => seqName === view.seqName || workspace.bounds(seqName));
  const goes = picked?.goes;
  if (!goes || more) return { selection: clickedOn(workspace.selection, places, more), place: null, unknown: null };
  if (!workspace.bounds(goes.seqName)) return { selection: places, place: null, unknown: goes.seqName };
  return { selection: places, place: viewAround(goes, view, workspace.limits(goes.seqName)), unknown: null };
}

/**
 * Returns the place from the first to the last of stretches, null without any.
 * @param {import('../types.js').Stretch[]} stretches @param {string} seqName @returns {Place|null}
 */
export function spanOf(stretches, seqName) {
  if (stretches.length === 0) return null;
  return { seqName, start: Math.min(...stretches.map((s) => s.start)), end: Math.max(...stretches.map((s) => s.end)) };
}

/** Returns the place that a band zooms to. @param {Place} place @param {Limits} limits */
export function zoomedTo(place, limits) {
  return withSpan(place, MIN_SPAN, limits);
}

/**
 * Returns a place around the selection on the sequence of its first place.
 * @param {Place[]} selection @param {(seqName: string) => Limits} limitsOf
 * @returns {Place|null} null when nothing is selected
 */
export function aroundSelection(selection, limitsOf) {
  if (selection.length === 0) return null;
  const [{ seqName }] = selection;
  const here = selection.filter((p) => p.seqName === seqName);
  const start = Math.min(...here.map((p) => p.start));
  const end = Math.max(...here.map((p) => p.end));
  const margin = (end - start) * MARGIN;
  const limits = limitsOf(seqName);
  return zoomedTo(cut({ seqName, start: start - margin, end: end + margin }, limits), limits);
}

/** @param {number} v @param {number} lo @param {number} hi */
function clamp(v, lo, hi) {
  return Math.min(Math.max(v, lo), hi);
}
