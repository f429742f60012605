/**
 * Places side by side: where each is drawn. Pure.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Pane} Pane
 */
import { formatBases, plural } from './format.js';

/** Pixels between places, and between the sequences of a whole genome, of which each has at least so many. */
const GAP = 14;
const SEAM = 1;
const LEAST = 3;

/**
 * Returns the panes of places: as wide as each other, or in a whole genome as their sequences are long.
 * @param {Place[]} places @param {boolean} whole @param {number} left @param {number} width of all
 * @param {(seqName: string) => Limits} limitsOf
 * @returns {Pane[]}
 */
export function panesOf(places, whole, left, width, limitsOf) {
  const gap = whole ? SEAM : GAP;
  const room = Math.max(places.length, width - gap * (places.length - 1));
  const widths = whole ? shared(places.map((p) => p.end - p.start), room) : places.map(() => room / places.length);
  let x = left;
  /** @type {Pane[]} */
  const all = [];
  places.forEach((place, pane) => {
    const from = Math.round(x);
    const to = Math.round(x + widths[pane]);
    x += widths[pane] + gap;
    all.push({ ...place, left: from, width: Math.max(1, to - from), pane, bare: whole, limits: limitsOf(place.seqName), all });
  });
  return all;
}

/** Returns widths in proportion to lengths, none below LEAST if there is room. @param {number[]} lengths @param {number} room */
function shared(lengths, room) {
  const least = Math.min(LEAST, room / lengths.length);
  const total = lengths.reduce((sum, n) => sum + n, 0);
  const spare = room - least * lengths.length;
  return lengths.map((n) => least + (spare * n) / total);
}

/** Returns the panes of a view; a view of one place is its only one. @param {View} view @returns {View[]} */
export function panesIn(view) {
  return view.panes ?? [view];
}

/** Returns the pane at a point, the nearest if it is between two. @param {View} view @param {number} x @returns {View} */
export function paneAt(view, x) {
  const panes = panesIn(view);
  const off = (/** @type {View} */ p) => Math.max(p.left - x, x - p.left - p.width, 0);
  return panes.reduce((best, pane) => (off(pane) < off(best) ? pane : best), panes[0] ?? view);
}

/** Says in few words what is side by side. @param {Pane[]} panes @param {boolean} whole */
export function panesText(panes, whole) {
  const bases = formatBases(panes.reduce((sum, p) => sum + p.end - p.start, 0));
  return `${plural(panes.length, whole ? 'sequence' : 'place')} · ${bases}`;
}
