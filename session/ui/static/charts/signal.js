/**
 * Finding one's way in columns of numbers along a sequence: what a view shows of
 * them, and what lies at a point. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Piece} Piece
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 */
import { formatValue } from '../format.js';
import { toPos, toX } from '../view.js';
import { REACH } from './common.js';

/** @param {ChartData} data @param {View} view @returns {[number, number]} NaN, NaN without data */
export function extent(data, view) {
  let lo = Infinity;
  let hi = -Infinity;
  for (const { piece } of data.series) {
    if (piece?.kind === 'bins') {
      const [from, to] = binsIn(piece, view);
      for (let i = from; i < to; i++) {
        if (piece.min[i] < lo) lo = piece.min[i];
        if (piece.max[i] > hi) hi = piece.max[i];
      }
    } else if (piece?.kind === 'rows') {
      const [from, to] = rowsIn(piece, view);
      for (let i = from; i < to; i++) {
        if (piece.values[i] < lo) lo = piece.values[i];
        if (piece.values[i] > hi) hi = piece.values[i];
      }
    }
  }
  return lo <= hi ? [lo, hi] : [NaN, NaN];
}

/** The bins that the view shows. @param {BinsPiece} piece @param {View} view @returns {[from: number, to: number]} */
export function binsIn(piece, view) {
  const perBase = piece.bins / (piece.end - piece.start);
  const from = Math.floor((view.start - piece.start) * perBase);
  const to = Math.ceil((view.end - piece.start) * perBase);
  return [Math.max(0, from), Math.min(piece.bins, to)];
}

/** The rows that the view shows. @param {ValuesPiece} piece @param {View} view @returns {[from: number, to: number]} */
export function rowsIn(piece, view) {
  const { starts, ends } = piece;
  let from = 0;
  while (from < starts.length && ends[from] <= view.start) from++;
  let to = from;
  while (to < starts.length && starts[to] < view.end) to++;
  return [from, to];
}

/** Where bin i begins: bins part their window as floor(length * i / bins). @param {BinsPiece} piece @param {number} i */
function binEdge(piece, i) {
  return piece.start + Math.floor(((piece.end - piece.start) * i) / piece.bins);
}

/**
 * The bin or row at, or within reach of, a point.
 * @param {Piece|null} piece @param {View} view @param {number} x
 * @returns {{start: number, end: number, value: number, text: string}|null}
 */
export function entryAt(piece, view, x) {
  if (piece?.kind === 'bins') {
    const i = Math.floor(((toPos(view, x) - piece.start) * piece.bins) / (piece.end - piece.start));
    if (i < 0 || i >= piece.bins || Number.isNaN(piece.mean[i])) return null;
    const [mean, min, max] = [piece.mean[i], piece.min[i], piece.max[i]];
    const spread = min < max ? `  (${formatValue(min)} to ${formatValue(max)})` : '';
    return { start: binEdge(piece, i), end: binEdge(piece, i + 1), value: mean, text: formatValue(mean) + spread };
  }
  if (piece?.kind !== 'rows') return null;
  const [from, to] = rowsIn(piece, view);
  let best = -1;
  let nearest = REACH;
  for (let i = from; i < to; i++) {
    const off = Math.max(toX(view, piece.starts[i]) - x, x - toX(view, piece.ends[i]), 0);
    if (off < nearest) [best, nearest] = [i, off];
  }
  if (best < 0) return null;
  return { start: piece.starts[best], end: piece.ends[best], value: piece.values[best], text: formatValue(piece.values[best]) };
}
