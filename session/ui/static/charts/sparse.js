/**
 * Draws numbers that have room: as lines, areas, bars or points of their own.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 * @typedef {import('./axis.js').ToY} ToY
 * @typedef {import('./line.js').Line} Line
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { toX } from '../model/view.js';
import { drawJoins, GROUND_ALPHA, LONE_ALPHA } from './dense.js';
import { binsIn, rowsIn } from './signal.js';

/** Added to the thickness: a sloping line of one pixel would look pale. */
const BODY = 0.25;
/** From this width on, a pixel parts a bar from the next. */
const PARTED_WIDTH = 4;

/**
 * @param {Ctx} ctx @param {Line} line @param {ToY} y @param {string} color
 * @param {import('./dense.js').LineStyle} style
 */
export function drawLine(ctx, line, y, color, { ground, band, thickness, joined }) {
  ctx.fillStyle = color;
  ctx.strokeStyle = color;
  ctx.lineJoin = 'round';
  ctx.lineWidth = thickness + BODY;
  for (const { x, value, min, max, lone } of line.runs) {
    const banded = band > 0 && min && max;
    if (!Number.isNaN(ground)) {
      fillBetween(ctx, x, value, null, y, ground, lone ? LONE_ALPHA : GROUND_ALPHA);
    }
    if (banded) fillBetween(ctx, x, max, min, y, NaN, band);
  }
  ctx.beginPath();
  for (const run of line.runs) run.x.forEach((x, i) => (i === 0 ? ctx.moveTo(x, y(run.value[i])) : ctx.lineTo(x, y(run.value[i]))));
  ctx.stroke();
  if (joined) drawJoins(ctx, line.joins, y);
}

/** @param {Ctx} ctx @param {Line} line @param {ToY} y @param {string} color @param {number} ground @param {number} alpha */
export function drawArea(ctx, line, y, color, ground, alpha) {
  ctx.fillStyle = color;
  for (const { x, value } of line.runs) fillBetween(ctx, x, value, null, y, ground, alpha);
}

/**
 * Draws a bar over the bases of each bin or row.
 * @param {Ctx} ctx @param {BinsPiece|ValuesPiece} piece @param {View} view @param {ToY} y
 * @param {string} color @param {number} ground @param {number} alpha
 */
export function drawBars(ctx, piece, view, y, color, ground, alpha) {
  const bins = piece.kind === 'bins';
  const [from, to] = bins ? binsIn(piece, view) : rowsIn(piece, view);
  const step = bins ? (piece.end - piece.start) / piece.bins : 0;
  const base = Math.round(y(ground));
  ctx.fillStyle = color;
  ctx.globalAlpha = alpha;
  for (let i = from; i < to; i++) {
    const v = bins ? piece.mean[i] : piece.values[i];
    if (Number.isNaN(v)) continue;
    const x0 = Math.round(toX(view, bins ? piece.start + i * step : piece.starts[i]));
    const x1 = Math.round(toX(view, bins ? piece.start + (i + 1) * step : piece.ends[i]));
    const w = Math.max(1, x1 - x0);
    const top = Math.round(y(v));
    ctx.fillRect(x0, Math.min(top, base), w >= PARTED_WIDTH ? w - 1 : w, Math.max(1, Math.abs(top - base)));
  }
  ctx.globalAlpha = 1;
}

/** @param {Ctx} ctx @param {Line} line @param {ToY} y @param {string} color @param {number} radius */
export function drawPoints(ctx, line, y, color, radius) {
  ctx.fillStyle = color;
  line.points.x.forEach((x, i) => {
    ctx.beginPath();
    ctx.arc(x, y(line.points.value[i]), radius, 0, 2 * Math.PI);
    ctx.fill();
  });
}

/**
 * Fills between a line and a second one, or one value.
 * @param {Ctx} ctx @param {number[]} x @param {number[]} upper @param {number[]|null} lower
 * @param {ToY} y @param {number} level instead of a lower line @param {number} alpha
 */
function fillBetween(ctx, x, upper, lower, y, level, alpha) {
  ctx.beginPath();
  if (!lower) ctx.moveTo(x[0], y(level));
  x.forEach((px, i) => ctx.lineTo(px, y(upper[i])));
  if (!lower) ctx.lineTo(x[x.length - 1], y(level));
  else for (let i = x.length - 1; i >= 0; i--) ctx.lineTo(x[i], y(lower[i]));
  ctx.closePath();
  ctx.globalAlpha = alpha;
  ctx.fill();
  ctx.globalAlpha = 1;
}
