/**
 * Draws columns of pixels. Everything is vertical lines one column wide: of all
 * that the plain 2D calls can do, those cost a browser that draws without a
 * graphics card the least, a fiftieth of an outline of the same points.
 *
 * @typedef {import('./columns.js').Columns} Columns
 * @typedef {import('./axis.js').ToY} ToY
 * @typedef {import('./axis.js').Scale} Scale
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { bars, steps } from '../draw/columns.js';

/** Opacity of the ground under a line, and under a value without neighbours. */
export const GROUND_ALPHA = 0.22;
export const LONE_ALPHA = 0.55;
/** Size of the mark of such a value, in pixels. */
const LONE_WIDTH = 2;
const LONE_HEIGHT = 1.5;

/** Joins over bases without a value. */
const JOIN_ALPHA = 0.4;

/**
 * How a line is drawn. `ground` is the value from which the ground rises, NaN for none; `band` the opacity of
 * the band from the least to the greatest value, 0 for none; `joined`: faintly over bases without a value too;
 * a thickness of 0 is no line.
 * @typedef {{ground: number, band: number, thickness: number, joined: boolean}} LineStyle
 */

/**
 * Draws a line of the means over a band and a ground.
 * @param {Ctx} ctx @param {Columns} columns @param {Scale} y @param {string} color @param {LineStyle} style
 */
export function drawDenseLine(ctx, columns, y, color, { ground, band, thickness, joined }) {
  const { n, min, mean, max } = columns;
  begin(ctx, columns, color);
  const ys = y.all(mean);
  const lone = loneOf(columns);
  if (!Number.isNaN(ground)) {
    const base = y(ground);
    ctx.beginPath();
    bars(ctx, columns, base, lone || mean.includes(ground) ? risen(columns, ys, ground, lone) : ys);
    ctx.globalAlpha = GROUND_ALPHA;
    ctx.stroke();
    ctx.beginPath();
    if (lone) for (let c = 0; c < n; c++) if (lone[c] && mean[c] !== ground) bar(ctx, columns, c, base, ys[c]);
    ctx.globalAlpha = LONE_ALPHA;
    ctx.stroke();
  }
  if (band > 0 && columns.spread) {
    const lows = y.all(min);
    for (let c = 0; c < n; c++) if (!(min[c] < max[c])) lows[c] = NaN;
    ctx.beginPath();
    bars(ctx, columns, lows, y.all(max));
    ctx.globalAlpha = band;
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  // A line as thin as a pixel costs no more than its columns, and looks better.
  if (thickness > columns.px) trace(ctx, columns, y, thickness);
  else if (thickness > 0) hairline(ctx, columns, ys, lone);
  if (joined && thickness > 0) drawJoins(ctx, joinsOf(columns), y);
}

/**
 * Returns where the means are, NaN where no ground is under them.
 * @param {Columns} columns @param {Float64Array} ys @param {number} ground @param {Uint8Array|null} lone as of loneOf
 */
function risen({ n, mean }, ys, ground, lone) {
  const out = ys.slice();
  for (let c = 0; c < n; c++) if (mean[c] === ground || (lone !== null && lone[c])) out[c] = NaN;
  return out;
}

/** Reports whether the line goes on from the column before. @param {Columns} columns @param {number} c */
function goesOn({ mean, apart }, c) {
  return c > 0 && !apart[c] && !Number.isNaN(mean[c]) && !Number.isNaN(mean[c - 1]);
}

/** Returns 1 for each column that has a value that no line reaches, null if there are none. @param {Columns} columns */
function loneOf({ n, mean, apart }) {
  if (n > 1 && !mean.includes(NaN) && !apart.includes(1)) return null; // as most often
  const lone = new Uint8Array(n);
  let any = 0;
  let reached = false; // from the column before
  for (let c = 0; c < n; c++) {
    const v = mean[c];
    const next = mean[c + 1];
    const goes = c + 1 < n && !apart[c + 1] && v === v && next === next; // NaN differs from itself
    if (v === v && !reached && !goes) lone[c] = any = 1;
    reached = goes;
  }
  return any ? lone : null;
}

/** Returns the joins over the gaps of columns. @param {Columns} columns @returns {import('./line.js').Join[]} */
function joinsOf(columns) {
  const { n, px, left, mean } = columns;
  /** @type {import('./line.js').Join[]} */
  const joins = [];
  let last = -1;
  for (let c = 0; c < n; c++) {
    if (Number.isNaN(mean[c])) continue;
    if (last >= 0 && !goesOn(columns, c)) joins.push([left + (last + 0.5) * px, mean[last], left + (c + 0.5) * px, mean[c]]);
    last = c;
  }
  return joins;
}

/** Draws joins in the stroke's colour. @param {Ctx} ctx @param {import('./line.js').Join[]} joins @param {ToY} y */
export function drawJoins(ctx, joins, y) {
  if (joins.length === 0) return;
  ctx.beginPath();
  for (const [x0, v0, x1, v1] of joins) {
    ctx.moveTo(x0, y(v0));
    ctx.lineTo(x1, y(v1));
  }
  ctx.globalAlpha = JOIN_ALPHA;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/**
 * Fills columns from a value to the means, and, paler, to the greatest values.
 * @param {Ctx} ctx @param {Columns} columns @param {Scale} y @param {string} color
 * @param {{ground: number, band: number, alpha: number}} style band is the opacity of the band, 0 for none
 */
export function drawDenseArea(ctx, columns, y, color, { ground, band, alpha }) {
  const { n, min, mean, max } = columns;
  const base = y(ground);
  begin(ctx, columns, color);
  if (band > 0 && columns.spread) {
    ctx.beginPath();
    for (let c = 0; c < n; c++) {
      if (Number.isNaN(mean[c])) continue;
      if (mean[c] >= ground && max[c] > mean[c]) bar(ctx, columns, c, y(mean[c]), y(max[c]));
      if (mean[c] < ground && min[c] < mean[c]) bar(ctx, columns, c, y(mean[c]), y(min[c]));
    }
    ctx.globalAlpha = band * alpha;
    ctx.stroke();
  }
  ctx.beginPath();
  bars(ctx, columns, base, y.all(mean));
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
  ctx.fillStyle = color;
  ctx.lineWidth = columns.px;
}

/** @param {Ctx} ctx @param {Columns} columns @param {number} c @param {number} y0 @param {number} y1 */
function bar(ctx, { left, px }, c, y0, y1) {
  const x = left + (c + 0.5) * px;
  ctx.moveTo(x, y0);
  ctx.lineTo(x, y1);
}

/**
 * Draws the line through the means.
 * @param {Ctx} ctx @param {Columns} columns @param {Float64Array} ys where the means are @param {Uint8Array|null} lone as of loneOf
 */
function hairline(ctx, columns, ys, lone) {
  const { n, px, left } = columns;
  ctx.lineJoin = 'miter';
  ctx.beginPath();
  steps(ctx, columns, ys, columns.apart);
  ctx.stroke();
  if (!lone) return;
  for (let c = 0; c < n; c++) {
    if (lone[c]) ctx.fillRect(left + (c + 0.5) * px - LONE_WIDTH / 2, ys[c] - LONE_HEIGHT / 2, LONE_WIDTH, LONE_HEIGHT);
  }
}

/**
 * Draws a thicker line through the means: in each column from the height of the one
 * before to its own.
 * @param {Ctx} ctx @param {Columns} columns @param {ToY} y @param {number} thickness
 */
function trace(ctx, columns, y, thickness) {
  const { n, mean } = columns;
  const half = thickness / 2;
  ctx.beginPath();
  for (let c = 0; c < n; c++) {
    if (Number.isNaN(mean[c])) continue;
    const at = y(mean[c]);
    // Half of a rise is drawn on either side of where it happens.
    const from = goesOn(columns, c) ? (y(mean[c - 1]) + at) / 2 : at;
    const next = c + 1 < n && goesOn(columns, c + 1) ? (at + y(mean[c + 1])) / 2 : at;
    bar(ctx, columns, c, Math.min(from, at, next) - half, Math.max(from, at, next) + half);
  }
  ctx.stroke();
}
