/**
 * Draws columns of pixels. Everything is vertical lines one column wide: of all
 * that the plain 2D calls can do, those cost a browser that draws without a
 * graphics card the least, a fiftieth of an outline of the same points.
 *
 * @typedef {import('./columns.js').Columns} Columns
 * @typedef {import('./axis.js').ToY} ToY
 * @typedef {CanvasRenderingContext2D} Ctx
 */

/** The ground under a line, and the band from the least to the greatest value. */
export const GROUND_ALPHA = 0.22;
export const BAND_ALPHA = 0.36;

/**
 * Draws a line of the means over a band and a ground.
 * @param {Ctx} ctx @param {Columns} columns @param {ToY} y @param {string} color
 * @param {{ground: number, band: boolean, thickness: number}} style ground is the value from which the ground
 *   rises, NaN for none; a thickness of 0 is no line
 */
export function drawDenseLine(ctx, columns, y, color, { ground, band, thickness }) {
  const { n, min, mean, max } = columns;
  begin(ctx, columns, color);
  if (!Number.isNaN(ground)) {
    const base = y(ground);
    ctx.beginPath();
    for (let c = 0; c < n; c++) {
      if (Number.isNaN(mean[c])) continue;
      // The ground ends where the band begins.
      const near = band ? Math.min(Math.max(ground, min[c]), max[c]) : mean[c];
      if (near !== ground) bar(ctx, columns, c, base, y(near));
    }
    ctx.globalAlpha = GROUND_ALPHA;
    ctx.stroke();
  }
  if (band && columns.spread) {
    ctx.beginPath();
    for (let c = 0; c < n; c++) if (min[c] < max[c]) bar(ctx, columns, c, y(min[c]), y(max[c]));
    ctx.globalAlpha = BAND_ALPHA;
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  // A line as thin as a pixel costs no more than its columns, and looks better.
  if (thickness > columns.px) trace(ctx, columns, y, thickness);
  else if (thickness > 0) hairline(ctx, columns, y);
}

/**
 * Fills columns from a value to the means, and, paler, to the greatest values.
 * @param {Ctx} ctx @param {Columns} columns @param {ToY} y @param {string} color
 * @param {{ground: number, band: boolean, alpha: number}} style
 */
export function drawDenseArea(ctx, columns, y, color, { ground, band, alpha }) {
  const { n, min, mean, max } = columns;
  const base = y(ground);
  begin(ctx, columns, color);
  if (band && columns.spread) {
    ctx.beginPath();
    for (let c = 0; c < n; c++) {
      if (Number.isNaN(mean[c])) continue;
      if (mean[c] >= ground && max[c] > mean[c]) bar(ctx, columns, c, y(mean[c]), y(max[c]));
      if (mean[c] < ground && min[c] < mean[c]) bar(ctx, columns, c, y(mean[c]), y(min[c]));
    }
    ctx.globalAlpha = 0.35 * alpha;
    ctx.stroke();
  }
  ctx.beginPath();
  for (let c = 0; c < n; c++) if (!Number.isNaN(mean[c])) bar(ctx, columns, c, base, y(mean[c]));
  ctx.globalAlpha = alpha;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/**
 * Draws a mark at each mean.
 * @param {Ctx} ctx @param {Columns} columns @param {ToY} y @param {string} color @param {number} radius in pixels
 */
export function drawDensePoints(ctx, columns, y, color, radius) {
  const { n, px, left, mean } = columns;
  ctx.fillStyle = color;
  const size = Math.max(px, 2 * radius);
  for (let c = 0; c < n; c++) {
    if (!Number.isNaN(mean[c])) ctx.fillRect(left + (c + 0.5) * px - size / 2, y(mean[c]) - size / 2, size, size);
  }
}

/** @param {Ctx} ctx @param {Columns} columns @param {string} color */
function begin(ctx, columns, color) {
  ctx.strokeStyle = color;
  ctx.lineWidth = columns.px;
}

/** @param {Ctx} ctx @param {Columns} columns @param {number} c @param {number} y0 @param {number} y1 */
function bar(ctx, { left, px }, c, y0, y1) {
  const x = left + (c + 0.5) * px;
  ctx.moveTo(x, y0);
  ctx.lineTo(x, y1);
}

/** Draws the line through the means. @param {Ctx} ctx @param {Columns} columns @param {ToY} y */
function hairline(ctx, { n, px, left, mean }, y) {
  ctx.lineJoin = 'miter';
  ctx.beginPath();
  let on = false;
  for (let c = 0; c < n; c++) {
    if (Number.isNaN(mean[c])) {
      on = false;
      continue;
    }
    const x = left + (c + 0.5) * px;
    if (on) ctx.lineTo(x, y(mean[c]));
    else {
      // A mean without neighbours would be a line without length.
      ctx.moveTo(x - px / 2, y(mean[c]));
      ctx.lineTo(x, y(mean[c]));
    }
    on = true;
  }
  ctx.stroke();
}

/**
 * Draws a thicker line through the means: in each column from the height of the one
 * before to its own.
 * @param {Ctx} ctx @param {Columns} columns @param {ToY} y @param {number} thickness
 */
function trace(ctx, columns, y, thickness) {
  const { n, mean } = columns;
  const half = thickness / 2;
  let before = NaN;
  ctx.beginPath();
  for (let c = 0; c < n; c++) {
    const at = y(mean[c]);
    if (Number.isNaN(mean[c])) {
      before = NaN;
      continue;
    }
    // Half of a rise is drawn on either side of where it happens.
    const from = !Number.isNaN(before) ? (before + at) / 2 : at;
    const next = c + 1 < n && !Number.isNaN(mean[c + 1]) ? (at + y(mean[c + 1])) / 2 : at;
    bar(ctx, columns, c, Math.min(from, at, next) - half, Math.max(from, at, next) + half);
    before = at;
  }
  ctx.stroke();
}
