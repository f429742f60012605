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
/** Kinds of marks on a column. */
const OVER = 1;
const PALE_OVER = 2;
const UNDER = 4;
const PALE_UNDER = 8;

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
  const { n } = columns;
  const kinds = new Uint8Array(n); // of marks on each column
  let any = 0; // most often none
  for (let c = 0; c < n; c++) {
    if (high[c] > hi) kinds[c] = OVER;
    else if (max[c] > hi) kinds[c] = PALE_OVER;
    if (low[c] < lo) kinds[c] |= UNDER;
    else if (min[c] < lo) kinds[c] |= PALE_UNDER;
    any |= kinds[c];
  }
  if (any === 0) return;
  if (band) {
    ctx.fillStyle = band;
    ctx.globalAlpha = BAND_ALPHA;
    if (any & PALE_OVER) drawMarks(ctx, columns, over, kinds, PALE_OVER);
    if (any & PALE_UNDER) drawMarks(ctx, columns, under, kinds, PALE_UNDER);
    ctx.globalAlpha = 1;
  }
  ctx.fillStyle = theme.danger;
  if (any & OVER) drawMarks(ctx, columns, over, kinds, OVER);
  // Most of a signal is under an axis that begins above 0: it is meant so.
  if (lo > 0) ctx.fillStyle = theme.muted;
  if (any & UNDER) drawMarks(ctx, columns, under, kinds, UNDER);
}

/**
 * Marks the stretches of columns that have a kind of mark.
 * @param {Ctx} ctx @param {Columns} columns @param {number} y @param {Uint8Array} kinds @param {number} kind
 */
function drawMarks(ctx, { n, px, left }, y, kinds, kind) {
  let from = -1;
  for (let c = 0; c <= n; c++) {
    const on = c < n && (kinds[c] & kind) !== 0;
    if (on && from < 0) from = c;
    if (on || from < 0) continue;
    ctx.fillRect(left + from * px, y, (c - from) * px, MARK);
    from = -1;
  }
}
