/**
 * What drags and clicks mark: a band over all charts, a box on a plot, and the
 * selection that follows. Pure. Points are in the window's pixels.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Box} Box
 */
import { MOST_SELECTED, samePlace, samePlaces, toggled } from '../model/selection.js';
import { MIN_SPAN, cut, toPos, withSpan } from '../model/view.js';

/** A narrower band is ignored. */
const LEAST_BAND = 4;
/** Share of the selection that is shown on either side of it. */
const MARGIN = 0.05;

/**
 * Returns the band between two points, kept inside the data.
 * @param {View} view @param {number} left of the canvas @param {number} from @param {number} to @param {Limits} limits
 * @returns {{x0: number, x1: number, place: Place, slip: boolean}} slip: it is too narrow to be meant
 */
export function bandOf(view, left, from, to, limits) {
  const [a, b] = [from, to].map((x) => clamp(x - left, view.left, view.left + view.width));
  const [x0, x1] = [Math.min(a, b), Math.max(a, b)];
  const place = { seqName: view.seqName, start: Math.floor(toPos(view, x0)), end: Math.ceil(toPos(view, x1)) };
  return { x0: left + x0, x1: left + x1, place: cut(place, limits), slip: x1 - x0 < LEAST_BAND };
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
