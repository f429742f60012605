/**
 * The measurements of a plot side by side: the same rows, or the same stretches,
 * with one value of each. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Piece} Piece
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 *
 * Entries in view, sorted by start; `values` has a column a measurement, NaN
 * where it has none. `rows`: they are records, not bins. `names` are those of records that are known by genes, and of several
 * that were joined.
 * @typedef {{n: number, starts: Float64Array, ends: Float64Array, values: Float64Array[], rows: boolean, names?: string[]|null}} Entries
 */
import { formatStretch } from '../model/format.js';
import { columnsOf } from './columns.js';
import { binsIn, firstFrom, rowsIn } from './signal.js';

/** @typedef {BinsPiece|ValuesPiece} Numbers */

/** Results kept: drawing, hovering and selecting ask for the same one. */
const KEEP = 8;
/** @type {{pieces: (Piece|null)[], view: number[], entries: Entries}[]} */
let known = [];

/** @param {ChartData} data @param {View} view @returns {Entries} */
export function entriesOf(data, view) {
  const pieces = data.series.map((s) => s.piece);
  const place = [view.start, view.end, view.left, view.width];
  const found = known.find((k) => same(k.pieces, pieces) && same(k.view, place));
  if (found) return found.entries;
  const entries = align(pieces.map((p) => (p?.kind === 'bins' || p?.kind === 'rows' ? p : null)), view);
  known = [{ pieces, view: place, entries }, ...known].slice(0, KEEP);
  return entries;
}

/** @param {any[]} a @param {any[]} b */
function same(a, b) {
  return a.length === b.length && a.every((v, i) => v === b[i]);
}

/** @param {(Numbers|null)[]} pieces @param {View} view @returns {Entries} */
function align(pieces, view) {
  const present = pieces.filter((p) => p !== null);
  const [first] = present;
  if (!first) {
    const none = () => new Float64Array(0);
    return { n: 0, starts: none(), ends: none(), values: pieces.map(none), rows: false };
  }
  if (present.every((p) => p.kind === 'rows' && first.kind === 'rows' && sameRows(p, first))) {
    return alignRows(pieces, /** @type {ValuesPiece} */ (first), view);
  }
  if (present.every((p) => p.kind === 'bins' && first.kind === 'bins' && sameGrid(p, first))) {
    return alignBins(pieces, /** @type {BinsPiece} */ (first), view);
  }
  return resample(pieces, view);
}

/**
 * Measurements in bins of equal width: those of a window, or pixels of the view.
 * @typedef {{seqName: string, start: number, end: number, bins: number, values: Float64Array[]}} Grid
 */

/**
 * Returns the means of measurements in the bins that they share, or else in those of the pixels of the view.
 * @param {(Piece|null)[]} all @param {View} view
 * @returns {Grid|null} null without any data
 */
export function evenly(all, view) {
  const pieces = all.map((p) => (p?.kind === 'bins' || p?.kind === 'rows' ? p : null));
  const present = pieces.filter((p) => p !== null);
  const [first] = present;
  if (!first) return null;
  if (first.kind === 'bins' && present.every((p) => p.kind === 'bins' && sameGrid(p, first))) {
    const { seqName, start, end, bins } = first;
    return { seqName, start, end, bins, values: pieces.map((p) => (p?.kind === 'bins' ? finite(p.mean) : nothing(bins))) };
  }
  const { n, values } = resample(pieces, view);
  return { seqName: view.seqName, start: view.start, end: view.end, bins: n, values };
}

/** @param {ValuesPiece} a @param {ValuesPiece} b */
function sameRows(a, b) {
  return a.starts.length === b.starts.length && a.starts.every((v, i) => v === b.starts[i] && a.ends[i] === b.ends[i]);
}

/** @param {BinsPiece} a @param {BinsPiece} b */
function sameGrid(a, b) {
  return a.start === b.start && a.end === b.end && a.bins === b.bins;
}

/** @param {(Numbers|null)[]} pieces @param {ValuesPiece} like @param {View} view @returns {Entries} */
function alignRows(pieces, like, view) {
  const [from, to] = rowsIn(like, view);
  const named = pieces.find((p) => p?.kind === 'rows' && p.names);
  return {
    names: named?.kind === 'rows' && named.names ? named.names.slice(from, to) : null,
    n: to - from, starts: like.starts.subarray(from, to), ends: like.ends.subarray(from, to), rows: true,
    values: pieces.map((p) => (p?.kind === 'rows' ? finite(p.values.subarray(from, to)) : nothing(to - from))),
  };
}

/** @param {(Numbers|null)[]} pieces @param {BinsPiece} like @param {View} view @returns {Entries} */
function alignBins(pieces, like, view) {
  const [from, to] = binsIn(like, view);
  const n = Math.max(0, to - from);
  const edge = (/** @type {number} */ i) => like.start + Math.floor(((like.end - like.start) * i) / like.bins);
  return {
    n,
    starts: Float64Array.from({ length: n }, (_, i) => edge(from + i)),
    ends: Float64Array.from({ length: n }, (_, i) => edge(from + i + 1)),
    rows: false,
    values: pieces.map((p) => (p?.kind === 'bins' ? finite(p.mean.subarray(from, from + n)) : nothing(n))),
  };
}

/**
 * Aligns rows of different files, or of different sizes, by their means over
 * stretches that are a pixel wide, or as wide as the widest bin.
 * @param {(Numbers|null)[]} pieces @param {View} view @returns {Entries}
 */
function resample(pieces, view) {
  const perPixel = (view.end - view.start) / view.width;
  const widest = pieces.reduce((most, p) => (p?.kind === 'bins' ? Math.max(most, (p.end - p.start) / p.bins / perPixel) : most), 1);
  const n = Math.max(1, Math.round(view.width / widest));
  const px = view.width / n;
  const at = (/** @type {number} */ i) => Math.round(view.start + i * px * perPixel);
  return {
    n, starts: Float64Array.from({ length: n }, (_, i) => at(i)), ends: Float64Array.from({ length: n }, (_, i) => at(i + 1)), rows: false,
    values: pieces.map((p) => (p ? finite(columnsOf(p, view, px).mean) : nothing(n))),
  };
}

/**
 * Returns the columns with NaN where a scale has no place for a value.
 * @param {Entries} entries @param {string} kind of scale
 */
export function placed({ values }, kind) {
  return kind === 'log' ? values.map((column) => column.map((v) => (v > 0 ? v : NaN))) : values;
}

/** Plots have no place for an infinity. @param {Float64Array} column @returns {Float64Array} */
function finite(column) {
  return column.some((v) => v === Infinity || v === -Infinity) ? column.map((v) => (Number.isFinite(v) ? v : NaN)) : column;
}

/** @param {number} n */
function nothing(n) {
  return new Float64Array(n).fill(NaN);
}

/**
 * Joins neighbours until there are at most `most`, with the means of their values.
 * @param {Entries} entries @param {number} most
 * @returns {Entries}
 */
export function joined(entries, most) {
  const { n, starts, ends, values } = entries;
  if (n <= most) return entries;
  const first = (/** @type {number} */ g) => Math.floor((g * n) / most);
  const out = {
    n: most,
    starts: new Float64Array(most),
    ends: new Float64Array(most),
    values: values.map(() => new Float64Array(most)),
    rows: false,
    names: entries.names ? Array.from({ length: most }, (_, g) => together(entries.names ?? [], first(g), first(g + 1))) : null,
  };
  for (let g = 0; g < most; g++) {
    const [from, to] = [first(g), first(g + 1)];
    out.starts[g] = starts[from];
    for (let i = from; i < to; i++) out.ends[g] = Math.max(out.ends[g], ends[i]);
    values.forEach((column, s) => {
      let [sum, count] = [0, 0];
      for (let i = from; i < to; i++) {
        if (Number.isNaN(column[i])) continue;
        sum += column[i];
        count++;
      }
      out.values[s][g] = count > 0 ? sum / count : NaN;
    });
  }
  return out;
}

/** Returns the name of names that are joined. @param {string[]} names @param {number} from @param {number} to */
function together(names, from, to) {
  return to - from < 2 ? names[from] : `${names[from]} … ${names[to - 1]} (${to - from})`;
}

/** Returns what an entry is called: its name and place, or its place alone. @param {Entries} entries @param {number} i */
export function titleOf({ starts, ends, names }, i) {
  const place = formatStretch(starts[i], ends[i]);
  return names?.[i] ? `${names[i]}  ${place}` : place;
}

/**
 * Returns the entries that stretches touch.
 * @param {Entries} entries @param {{start: number, end: number}[]} stretches
 * @returns {number[]}
 */
export function touched({ n, starts, ends }, stretches) {
  const found = new Set();
  for (const stretch of stretches) {
    // Entries of files may overlap, but few reach far.
    for (let i = Math.max(0, firstFrom(starts, stretch.start) - 16); i < n && starts[i] < stretch.end; i++) {
      if (ends[i] > stretch.start) found.add(i);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/**
 * Returns the stretches of entries, neighbours joined.
 * @param {Entries} entries @param {number[]} list
 * @returns {{start: number, end: number}[]}
 */
export function stretchesOf({ starts, ends }, list) {
  /** @type {{start: number, end: number}[]} */
  const out = [];
  for (const i of [...list].sort((a, b) => starts[a] - starts[b])) {
    const last = out[out.length - 1];
    if (last && starts[i] <= last.end) last.end = Math.max(last.end, ends[i]);
    else out.push({ start: starts[i], end: ends[i] });
  }
  return out;
}

/** Returns the least and the greatest value of columns. @param {Float64Array[]} columns @returns {[number, number]} NaN, NaN of none */
export function spanOf(columns) {
  let [lo, hi] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const v of column) {
      if (v < lo) lo = v;
      if (v > hi) hi = v;
    }
  }
  return lo <= hi ? [lo, hi] : [NaN, NaN];
}
