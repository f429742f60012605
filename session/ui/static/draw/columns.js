/**
 * Paths of as many points as there are columns of pixels. What draws them where calls cost much, as in the program, has
 * them as calls of its own, which add the same points to the path.
 *
 * @typedef {CanvasRenderingContext2D & {
 *   bars?: (left: number, px: number, y0: number|Float64Array, y1: Float64Array) => void,
 *   steps?: (left: number, px: number, y: Float64Array, apart: Uint8Array) => void,
 * }} Ctx
 *
 * `px` is the width of a column, `left` where the first begins.
 * @typedef {{px: number, left: number}} Columns
 */

/**
 * Adds a line along the middle of each column, from y0 to y1. Where y1, or y0 of each, is NaN there is none.
 * @param {Ctx} ctx @param {Columns} columns @param {number|Float64Array} y0 @param {Float64Array} y1
 */
export function bars(ctx, { left, px }, y0, y1) {
  if (ctx.bars) return ctx.bars(left, px, y0, y1);
  const level = typeof y0 === 'number' ? y0 : null;
  for (let c = 0; c < y1.length; c++) {
    const from = level ?? /** @type {Float64Array} */ (y0)[c];
    const to = y1[c];
    if (from !== from || to !== to) continue; // only NaN differs from itself
    const x = left + (c + 0.5) * px;
    ctx.moveTo(x, from);
    ctx.lineTo(x, to);
  }
}

/**
 * Adds a line through the middles of the columns, at y. It begins again, with half a column of its own, after NaN and where
 * apart is 1: a point without neighbours would be a line without length.
 * @param {Ctx} ctx @param {Columns} columns @param {Float64Array} y @param {Uint8Array} apart
 */
export function steps(ctx, { left, px }, y, apart) {
  if (ctx.steps) return ctx.steps(left, px, y, apart);
  let before = NaN;
  for (let c = 0; c < y.length; c++) {
    const at = y[c];
    if (at === at) {
      const x = left + (c + 0.5) * px;
      if (before !== before || apart[c]) ctx.moveTo(x - px / 2, at);
      ctx.lineTo(x, at);
    }
    before = at;
  }
}
