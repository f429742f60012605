/**
 * Dense numbers as columns of pixels: the least, the mean and the greatest value
 * of what is on each. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 *
 * `px` is the width of a column in CSS pixels, `left` where the first begins.
 * NaN is no data. `spread`: min and max may differ from the mean.
 * @typedef {{n: number, px: number, left: number, min: Float64Array, mean: Float64Array, max: Float64Array, spread: boolean}} Columns
 */
import { toX } from '../model/view.js';
import { binsIn, rowsIn } from './signal.js';

/** Missing bins in a row, and pixels between rows, over which data go on. */
const BRIDGED_BINS = 3;
const BRIDGED_PIXELS = 16;
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
  const columns = { n, px, left: view.left, min: new Float64Array(n), mean: new Float64Array(n), max: new Float64Array(n), spread: true };
  if (piece.kind === 'bins') fromBins(columns, piece, view);
  else fromRows(columns, piece, view);
  return columns;
}

/** @param {Columns} columns @param {BinsPiece} piece @param {View} view */
function fromBins(columns, piece, view) {
  const { n, px, min, mean, max } = columns;
  const perBase = piece.bins / (piece.end - piece.start);
  const first = (view.start - piece.start) * perBase;
  const perColumn = ((view.end - view.start) / view.width) * px * perBase;
  columns.spread = piece.min !== piece.mean || piece.max !== piece.mean || perColumn > 1;
  for (let c = 0; c < n; c++) {
    // A hair's breadth, lest a bin that ends where the column begins counts.
    const from = Math.max(0, Math.floor(first + c * perColumn + 1e-6));
    const to = Math.min(piece.bins, Math.max(from + 1, Math.ceil(first + (c + 1) * perColumn - 1e-6)));
    let [lo, hi, sum, count, infinite] = [Infinity, -Infinity, 0, 0, NaN];
    for (let i = from; i < to; i++) {
      const v = piece.mean[i];
      if (Number.isNaN(v)) continue;
      if (Number.isFinite(v)) {
        sum += v;
        count++;
      } else infinite = v;
      if (piece.min[i] < lo) lo = piece.min[i];
      if (piece.max[i] > hi) hi = piece.max[i];
    }
    mean[c] = count > 0 ? sum / count : infinite;
    const some = !Number.isNaN(mean[c]);
    min[c] = some ? lo : NaN;
    max[c] = some ? hi : NaN;
  }
  bridge(columns, (BRIDGED_BINS + 0.5) / perColumn);
}

/** @param {Columns} columns @param {ValuesPiece} piece @param {View} view */
function fromRows(columns, piece, view) {
  const { n, px, left, min, mean, max } = columns;
  const counts = new Float64Array(n);
  min.fill(Infinity);
  max.fill(-Infinity);
  const [from, to] = rowsIn(piece, view);
  for (let i = from; i < to; i++) {
    const v = piece.values[i];
    if (Number.isNaN(v)) continue;
    const first = Math.max(0, Math.floor((toX(view, piece.starts[i]) - left) / px + 1e-6));
    const last = Math.min(n - 1, Math.ceil((toX(view, piece.ends[i]) - left) / px - 1e-6) - 1);
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
  bridge(columns, BRIDGED_PIXELS / px);
}

/** Fills gaps of at most `most` columns. @param {Columns} columns @param {number} most */
function bridge({ n, min, mean, max }, most) {
  let last = -1;
  for (let c = 0; c < n; c++) {
    if (Number.isNaN(mean[c])) continue;
    const gap = c - last - 1;
    if (last >= 0 && gap > 0 && gap <= most) {
      for (let k = 1; k <= gap; k++) {
        const f = k / (gap + 1);
        for (const column of [min, mean, max]) column[last + k] = column[last] + (column[c] - column[last]) * f;
      }
    }
    last = c;
  }
}
