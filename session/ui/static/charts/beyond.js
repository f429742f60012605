/**
 * Marks where values are beyond the ends of an axis: what is clipped there would
 * look as if it ended there. Pure.
 *
 * @typedef {import('./columns.js').Columns} Columns
 * @typedef {import('./axis.js').ToY} ToY
 * @typedef {CanvasRenderingContext2D} Ctx
 */

/** Height of a mark in pixels, and between it and the end of the axis. */
const MARK = 2;
const APART = 2;
/** Opacity of a mark of the band. */
const BAND_ALPHA = 0.35;

/**
 * Draws marks over and under the plot: strong where `strong` values are beyond the
 * range, pale where only the least or the greatest are.
 * @param {Ctx} ctx @param {Columns} columns @param {[number, number]} range @param {ToY} y
 * @param {{low: Float64Array, high: Float64Array}} strong
 * @param {import('./theme.js').Theme} theme @param {string} band the colour of pale marks; '' for none
 */
export function drawBeyond(ctx, columns, [lo, hi], y, { low, high }, theme, band) {
  const { min, max } = columns;
  const [over, under] = [y(hi) - APART - MARK, y(lo) + APART];
  // Most often nothing is beyond: then the columns are gone through once.
  let [anyOver, anyUnder] = [false, false];
  for (let c = 0; c < columns.n; c++) {
    if (max[c] > hi || high[c] > hi) anyOver = true;
    if (min[c] < lo || low[c] < lo) anyUnder = true;
  }
  if (band) {
    ctx.fillStyle = band;
    ctx.globalAlpha = BAND_ALPHA;
    if (anyOver) drawMarks(ctx, columns, over, (c) => max[c] > hi && !(high[c] > hi));
    if (anyUnder) drawMarks(ctx, columns, under, (c) => min[c] < lo && !(low[c] < lo));
    ctx.globalAlpha = 1;
  }
  ctx.fillStyle = theme.danger;
  if (anyOver) drawMarks(ctx, columns, over, (c) => high[c] > hi);
  // Most of a signal is under an axis that begins above 0: it is meant so.
  if (lo > 0) ctx.fillStyle = theme.muted;
  if (anyUnder) drawMarks(ctx, columns, under, (c) => low[c] < lo);
}

/**
 * Marks the stretches of columns that are marked.
 * @param {Ctx} ctx @param {Columns} columns @param {number} y @param {(c: number) => boolean} marked
 */
function drawMarks(ctx, { n, px, left }, y, marked) {
  let from = -1;
  for (let c = 0; c <= n; c++) {
    const on = c < n && marked(c);
    if (on && from < 0) from = c;
    if (on || from < 0) continue;
    ctx.fillRect(left + from * px, y, (c - from) * px, MARK);
    from = -1;
  }
}
