/**
 * Many points, as of a genome-wide study: a mark for each row or, in a whole genome where there are too many, for the
 * least and the greatest value of each bin, which are values of rows as a mean is not. What is under the pointer is
 * found by both its position and its value. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {CanvasRenderingContext2D} Ctx
 * @typedef {import('./axis.js').ToY} ToY
 */
import { formatStretch, formatValue } from '../model/format.js';
import { toX } from '../model/view.js';
import { isDense } from './columns.js';
import { REACH } from './common.js';
import { binsIn, rowsIn } from './signal.js';

/**
 * Reports whether a piece is drawn so.
 * @param {import('../types.js').Piece|null} piece @param {View} view @param {Record<string, any>} settings
 */
export function hasMarks(piece, view, settings) {
  if (settings.style !== 'points') return false;
  return piece?.kind === 'bins' ? view.bare === true : piece?.kind === 'rows' && (view.bare === true || isDense(piece, view));
}

/**
 * @param {Ctx} ctx @param {BinsPiece|ValuesPiece} piece bins have only what is drawn of them @param {View} view @param {ToY} y
 * @param {string} color @param {number} radius
 */
export function drawMarks(ctx, piece, view, y, color, radius) {
  const size = 2 * Math.max(1, radius);
  ctx.fillStyle = color;
  const mark = (/** @type {number} */ pos, /** @type {number} */ value) => {
    if (!Number.isNaN(value)) ctx.fillRect(toX(view, pos) - size / 2, y(value) - size / 2, size, size);
  };
  if (piece.kind === 'rows') {
    const [from, to] = rowsIn(piece, view);
    for (let i = from; i < to; i++) mark((piece.starts[i] + piece.ends[i]) / 2, piece.values[i]);
    return;
  }
  const width = (piece.end - piece.start) / piece.bins;
  const [from, to] = binsIn(piece, view);
  for (let i = from; i < to; i++) {
    const middle = piece.start + (i + 0.5) * width;
    mark(middle, piece.min[i]);
    if (piece.max[i] !== piece.min[i]) mark(middle, piece.max[i]);
  }
}

/**
 * Returns the note that bins stand for rows, '' if none do.
 * @param {ChartData} data @param {View} view @param {Record<string, any>} settings
 */
export function marksNote({ series }, view, settings) {
  const bins = series.filter(({ piece }) => piece?.kind === 'bins' && hasMarks(piece, view, settings) && piece.min !== piece.max);
  return bins.length > 0 ? 'too many rows for a point each: the least and the greatest of each bin' : '';
}

/**
 * Returns the row or bin at a point.
 * @param {ChartData} data @param {View} view @param {DrawOptions} options @param {number} x @param {number} at @param {ToY} y
 * @returns {Picked|null}
 */
export function pickMark(data, view, options, x, at, y) {
  /** @type {Picked|null} */
  let best = null;
  let nearest = REACH;
  data.series.forEach(({ piece, measurement }, s) => {
    if (piece?.kind !== 'rows') return;
    const [from, to] = rowsIn(piece, view);
    for (let i = from; i < to; i++) {
      const off = Math.hypot(toX(view, (piece.starts[i] + piece.ends[i]) / 2) - x, y(piece.values[i]) - at);
      if (!(off < nearest)) continue;
      nearest = off;
      const [start, end] = [piece.starts[i], piece.ends[i]];
      let nth = 0;
      while (nth < i && piece.starts[i - nth - 1] === start && piece.ends[i - nth - 1] === end) nth++;
      best = {
        title: `${view.seqName}:${formatStretch(start, end)}`, start, end, of: { series: s, nth },
        lines: [{ label: measurement.name, value: formatValue(piece.values[i]), color: options.colors[s] }],
      };
    }
  });
  return best;
}

/**
 * Draws rings around the rows of the highlight.
 * @param {Ctx} ctx @param {ChartData} data @param {View} view @param {DrawOptions} options @param {ToY} y
 */
export function drawMarkRings(ctx, data, view, { highlight, theme, settings }, y) {
  if (!highlight) return;
  const radius = 3 + Math.max(1, Number(settings.pointRadius) || 0);
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 1.5;
  for (const { piece } of data.series) {
    if (piece?.kind !== 'rows') continue;
    const [from, to] = rowsIn(piece, view);
    for (let i = from; i < to; i++) {
      if (piece.starts[i] !== highlight.start || piece.ends[i] !== highlight.end || Number.isNaN(piece.values[i])) continue;
      ctx.beginPath();
      ctx.arc(toX(view, (piece.starts[i] + piece.ends[i]) / 2), y(piece.values[i]), radius, 0, 2 * Math.PI);
      ctx.stroke();
    }
  }
}
