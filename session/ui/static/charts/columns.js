/**
 * Dense numbers as columns of pixels: the least, the mean and the greatest value
 * of what is on each. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 *
 * `px` is the width of a column in CSS pixels, `left` where the first begins.
 * NaN is no data. `spread`: min and max may differ from the mean. `apart` is 1 where bases without a value
 * are in front of what is on a column.
 * @typedef {{n: number, px: number, left: number, min: Float64Array, mean: Float64Array, max: Float64Array, spread: boolean,
 *   apart: Uint8Array}} Columns
 */
import { host } from '../draw/host.js';
import { toX } from '../model/view.js';
import { binsIn, rowsIn } from './signal.js';

/** An entry for each this many pixels, or more of them, is dense. */
const DENSE = 8;

/**
 * Reports whether a piece has so many entries in view that they are drawn by column.
 * @param {BinsPiece|ValuesPiece} piece @param {View} view
 */
export function isDense(piece, view) {
  const [from, to] = piece.kind === 'bins' ? binsIn(piece, view) : rowsIn(piece, view);
  return to - from > view.width / DENSE;
}

/**
 * @param {BinsPiece|ValuesPiece} piece @param {View} view
 * @param {number} px width of a column: 1, or a pixel of a denser screen
 * @returns {Columns}
 */
export function columnsOf(piece, view, px) {
  const n = Math.max(1, Math.round(view.width / px));
  const [min, mean, max, apart] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Uint8Array(n)];
  const columns = { n, px, left: view.left, min, mean, max, spread: true, apart };
  if (piece.kind === 'bins') fromBins(columns, piece, view);
  else fromRows(columns, piece, view);
  return columns;
}

/** @param {Columns} columns @param {BinsPiece} piece @param {View} view */
function fromBins(columns, piece, view) {
  const { n, px, min, mean, max, apart } = columns;
  const perBase = piece.bins / (piece.end - piece.start);
  const first = (view.start - piece.start) * perBase;
  const perColumn = ((view.end - view.start) / view.width) * px * perBase;
  columns.spread = piece.min !== piece.mean || piece.max !== piece.mean || perColumn > 1;
  const { bins, mean: means, min: least, max: most, apart: gaps } = piece;
  if (host.binColumns) return host.binColumns(min, mean, max, apart, least, means, most, gaps, first, perColumn);
  for (let c = 0; c < n; c++) {
    // A hair's breadth, lest a bin that ends where the column begins counts. Then | 0 rounds down what is not below 0.
    let at = first + c * perColumn + 1e-6;
    const from = at > 0 ? (at < bins ? at | 0 : bins) : 0;
    at = first + (c + 1) * perColumn - 1e-6;
    let to = at > from + 1 ? (at < bins ? at | 0 : bins) : from + 1;
    if (to < at) to++; // up
    if (to > bins) to = bins;
    if (gaps) {
      if (from > 0 && gaps[from - 1]) apart[c] = 1;
      for (let i = from; i < to; i++) if (gaps[i] && means[i] === means[i]) apart[c] = 1;
    }
    let lo = Infinity;
    let hi = -Infinity;
    let sum = 0;
    let count = 0;
    let infinite = NaN;
    for (let i = from; i < to; i++) {
      const v = means[i];
      if (v - v === 0) { // it is finite
        sum += v;
        count++;
      } else if (v === v) infinite = v; // only NaN differs from itself
      else continue;
      if (least[i] < lo) lo = least[i];
      if (most[i] > hi) hi = most[i];
    }
    const value = count > 0 ? sum / count : infinite;
    const some = value === value;
    mean[c] = value;
    min[c] = some ? lo : NaN;
    max[c] = some ? hi : NaN;
  }
}

/** @param {Columns} columns @param {ValuesPiece} piece @param {View} view */
function fromRows(columns, piece, view) {
  const { n, px, left, min, mean, max, apart } = columns;
  const counts = new Float64Array(n);
  min.fill(Infinity);
  max.fill(-Infinity);
  const [from, to] = rowsIn(piece, view);
  let reach = -Infinity;
  for (let i = from; i < to; i++) {
    const v = piece.values[i];
    if (Number.isNaN(v)) continue;
    const gap = piece.starts[i] > reach;
    reach = Math.max(reach, piece.ends[i]);
    const first = Math.max(0, Math.floor((toX(view, piece.starts[i]) - left) / px + 1e-6));
    const last = Math.min(n - 1, Math.ceil((toX(view, piece.ends[i]) - left) / px - 1e-6) - 1);
    if (gap) apart[Math.min(first, n - 1)] = 1;
    for (let c = Math.min(first, n - 1); c <= Math.max(last, Math.min(first, n - 1)); c++) {
      if (Number.isFinite(v)) {
        mean[c] += v;
        counts[c]++;
      }
      if (v < min[c]) min[c] = v;
      if (v > max[c]) max[c] = v;
    }
  }
  columns.spread = false;
  for (let c = 0; c < n; c++) {
    // Only infinities, or nothing: then min and max are what they were filled with.
    if (counts[c] === 0) min[c] = mean[c] = max[c] = min[c] === max[c] ? max[c] : min[c] < max[c] ? Infinity : NaN;
    else mean[c] /= counts[c];
    if (counts[c] > 1) columns.spread = true;
  }
}
