/**
 * Heights with which all charts are in the window. Pure.
 *
 * @typedef {object} Fit
 * @property {number[]} heights  one a chart, in pixels; 0 is the usual one
 * @property {number} over  pixels that are still too much, where the charts are as low as can be
 *
 * What this needs of a card.
 * @typedef {{height: (roominess: number) => number}} Sized
 */

/** The least height of the row of a chart that is not low. */
export const LEAST_ROW = 57;
/** Charts grow and shrink at most by these factors; the factor is found in so many halvings. */
const ROOMIEST = 2.5;
const SNUGGEST = 0.85;
const HALVINGS = 8;

/**
 * @param {number[]} usual  the heights that nobody chose
 * @param {number} room  for all charts
 * @param {number} least  height of a chart
 * @param {(height: number) => number} rowOf  how high the row of a chart of a height is
 * @returns {Fit}
 */
export function fitted(usual, room, least, rowOf) {
  const total = (/** @type {number[]} */ heights) => heights.reduce((sum, h) => sum + rowOf(h), 0);
  if (total(usual) <= room) return { heights: usual.map(() => 0), over: 0 };
  const scaled = (/** @type {number} */ share) => usual.map((h) => Math.max(least, Math.min(h, Math.floor(h * share))));
  // The largest share with which they fit, to a thousandth.
  let [lo, hi] = [0, 1];
  while (hi - lo > 0.001) {
    const share = (lo + hi) / 2;
    if (total(scaled(share)) <= room) lo = share;
    else hi = share;
  }
  const heights = scaled(lo);
  return { heights, over: Math.max(0, total(heights) - room) };
}

/**
 * Returns the factor for the height of charts that gain by more room: as much as
 * the window allows.
 * @param {Sized[]} cards @param {number} room for all charts, in pixels
 */
export function roominess(cards, room) {
  // A row has a line under its chart. Not all charts grow in proportion.
  const fits = (/** @type {number} */ factor) =>
    cards.reduce((sum, card) => sum + Math.max(LEAST_ROW, card.height(factor) + 1), 0) <= room;
  if (fits(ROOMIEST)) return ROOMIEST;
  let [least, most] = fits(1) ? [1, ROOMIEST] : [SNUGGEST, 1];
  if (!fits(least)) return 1; // the page scrolls
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (least + most) / 2;
    if (fits(middle)) least = middle;
    else most = middle;
  }
  return least;
}
