/**
 * Heights with which all charts are in the window. Pure.
 *
 * @typedef {object} Fit
 * @property {number[]} heights  one a chart, in pixels; 0 is the usual one
 * @property {number} over  pixels that are still too much, where the charts are as low as can be
 */

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
