/**
 * Searches columns of numbers along a sequence: for what a view shows and for what
 * is at a point. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Piece} Piece
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Picked} Picked
 */
import { formatStretch, formatValue, stepWithin } from '../model/format.js';
import { toPos, toX } from '../model/view.js';
import { REACH } from './common.js';

/**
 * Returns bins, or columns of pixels, with only the value that is drawn instead of
 * the mean.
 * @template {{min: Float64Array, mean: Float64Array, max: Float64Array}} T
 * @param {T} of @param {string} binValue "mean", which leaves all as it is, "max" or "min"
 * @returns {T}
 */
export function valued(of, binValue) {
  if (binValue !== 'max' && binValue !== 'min') return of;
  const column = of[binValue];
  return { ...of, min: column, mean: column, max: column };
}

/**
 * Returns the least and the greatest drawn value in view but infinities.
 * @param {ChartData} data @param {View} view
 * @param {string} kind of scale: of a log one, only values above 0 count
 * @param {string} binValue what is drawn of each bin
 * @param {(piece: BinsPiece) => boolean} banded whether the least and greatest values of its bins are, too
 * @param {boolean} [robust] whether a few means beside which all others would be flat are left out
 * @returns {[number, number]} NaN, NaN without data
 */
export function extent(data, view, kind, binValue, banded, robust = false) {
  const floor = kind === 'log' ? 0 : -Infinity;
  let lo = Infinity;
  let hi = -Infinity;
  /** @param {Float64Array} low @param {Float64Array} high @param {[number, number]} range */
  const span = (low, high, [from, to]) => {
    for (let i = from; i < to; i++) {
      if (low[i] < lo && low[i] > floor) lo = low[i];
      if (high[i] > hi && high[i] > floor && high[i] < Infinity) hi = high[i];
    }
  };
  for (const { piece } of data.series) {
    if (piece?.kind === 'bins') {
      const { min, mean, max } = valued(piece, binValue);
      const within = binsIn(piece, view);
      if (robust && kind === 'linear' && min !== max) {
        const [least, most] = tame(mean, within);
        lo = Math.min(lo, least);
        hi = Math.max(hi, most);
        continue;
      }
      span(mean, mean, within);
      if (banded(piece)) span(min, max, within);
    } else if (piece?.kind === 'rows') span(piece.values, piece.values, rowsIn(piece, view));
  }
  return lo <= hi ? [lo, hi] : [NaN, NaN];
}

/** A mean so many times all others, but for this share of them, would hide them. */
const TOWERING = 20;
const FEW = 0.001;

/**
 * Returns the least and the greatest finite value. Where very few tower over all others, on either side of 0,
 * it is twice the greatest of the others.
 * @param {Float64Array} values @param {[number, number]} range of the values that count
 * @returns {[number, number]} Infinity, -Infinity without any
 */
function tame(values, range) {
  const [from, to] = range;
  let lo = Infinity;
  let hi = -Infinity;
  for (let i = from; i < to; i++) {
    const v = values[i];
    if (v > hi && v < Infinity) hi = v;
    if (v < lo && v > -Infinity) lo = v;
  }
  return [-tamed(values, range, -1, -lo), tamed(values, range, 1, hi)];
}

/**
 * @param {Float64Array} values @param {[number, number]} range @param {1|-1} sign by which values are multiplied
 * @param {number} most the greatest of the products
 */
function tamed(values, [from, to], sign, most) {
  if (!(most > 0)) return most;
  let towering = 0;
  let next = 0;
  const tower = most / TOWERING;
  for (let i = from; i < to; i++) {
    const v = sign * values[i];
    if (v > tower) towering++;
    else if (v > next) next = v;
  }
  return next > 0 && towering <= Math.max(1, FEW * (to - from)) ? 2 * next : most;
}

/** Returns the bins in view. @param {BinsPiece} piece @param {View} view @returns {[from: number, to: number]} */
export function binsIn(piece, view) {
  const perBase = piece.bins / (piece.end - piece.start);
  const from = Math.floor((view.start - piece.start) * perBase);
  const to = Math.ceil((view.end - piece.start) * perBase);
  return [Math.max(0, from), Math.min(piece.bins, to)];
}

/**
 * Returns the rows in view. Rows are sorted by start; the first row that begins
 * before the view and reaches into it is found by going back.
 * @param {ValuesPiece} piece @param {View} view
 * @returns {[from: number, to: number]}
 */
export function rowsIn(piece, view) {
  const { starts, ends } = piece;
  const to = firstFrom(starts, view.end);
  let from = firstFrom(starts, view.start);
  if (piece.longest === undefined) piece.longest = starts.reduce((most, s, i) => Math.max(most, ends[i] - s), 0);
  for (let i = from - 1; i >= 0 && starts[i] + piece.longest > view.start; i--) if (ends[i] > view.start) from = i;
  return [from, to];
}

/** Returns the index of the first value of at least `v` in a rising column. @param {Float64Array} column @param {number} v */
export function firstFrom(column, v) {
  let [lo, hi] = [0, column.length];
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (column[mid] < v) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** Returns the start of bin i: bins divide their window at floor(length * i / bins). @param {BinsPiece} piece @param {number} i */
function binEdge(piece, i) {
  return piece.start + Math.floor(((piece.end - piece.start) * i) / piece.bins);
}

/**
 * Returns the bin or row at, or within reach of, a point.
 * @param {Piece|null} piece @param {View} view @param {number} x @param {string} [binValue] what is drawn of each bin
 * @param {number} [step] values so far apart have to look different
 * @returns {{start: number, end: number, value: number, text: string}|null}
 */
export function entryAt(piece, view, x, binValue = 'mean', step = 0) {
  if (piece?.kind === 'bins') {
    const i = Math.floor(((toPos(view, x) - piece.start) * piece.bins) / (piece.end - piece.start));
    if (i < 0 || i >= piece.bins || Number.isNaN(piece.mean[i])) return null;
    const [value, min, max] = [valued(piece, binValue).mean[i], piece.min[i], piece.max[i]];
    const which = binValue === 'mean' ? '' : `${binValue} of `;
    const fine = Math.min(max - min, step);
    const ends = `${formatValue(min, fine)} to ${formatValue(max, fine)}`;
    const spread = min < max ? `  (${which}${ends})` : '';
    return { start: binEdge(piece, i), end: binEdge(piece, i + 1), value, text: formatValue(value, step) + spread };
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
  return { start: piece.starts[best], end: piece.ends[best], value: piece.values[best], text: formatValue(piece.values[best], step) };
}

/**
 * Returns the values of all measurements at a point.
 * @param {ChartData} data @param {View} view @param {DrawOptions} options @param {number} x
 * @returns {Picked|null}
 */
export function pickValues(data, view, options, x) {
  const step = stepWithin(extent(data, view, 'linear', 'mean', () => true));
  const hits = data.series.map(({ piece }) => entryAt(piece, view, x, options.settings.binValue, step));
  const of = hits.findIndex((h) => h !== null);
  const first = hits[of];
  if (!first) return null;
  return {
    title: formatStretch(first.start, first.end),
    start: first.start,
    end: first.end,
    of: { series: of, nth: 0 },
    lines: data.series.map((s, i) => ({ label: s.measurement.name, value: hits[i]?.text ?? 'no data', color: options.colors[i] })),
  };
}
