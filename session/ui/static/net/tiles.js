/**
 * Windows of features: which rows a view is drawn from. What a chart makes of rows
 * (in which line each is, which have room for a name) depends on rows beside the view,
 * so those must be the same whatever was seen before: a window is a function of the
 * view alone, and what was cached of a wider one is cut to it. Pure.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Piece} Piece
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('./cache.js').Window} Window
 */
import { MAX_POSITION } from '../model/view.js';

/** The bases of the smallest tile. */
const LEAST = 256;
/** Tiles move by a quarter. A window has so many, the first of them before the one in which the view begins. */
const QUARTERS = 7;
/** The most bins of a window. */
const MOST_BINS = 8000;

/**
 * Returns the window of a view: a tile at least as wide as the view and less than one and a half times as wide, and
 * at least a quarter of it on both sides. Its bins, about as wide as a pixel, begin at multiples of their width.
 * @param {View} view @param {Limits} limits
 * @returns {Window}
 */
export function tilesFor(view, limits) {
  // Panning changes the span of a view by less than a rounding of it does.
  const span = (view.end - view.start) * (1 - 1e-9);
  const power = 2 ** Math.ceil(Math.log2(span));
  const tile = Math.max(LEAST, span > power * 0.75 ? power : power * 0.75);
  const quarter = tile / 4;
  const first = Math.floor(view.start / quarter) - 1;
  const start = Math.max(limits.start, first * quarter);
  // The last bin is as wide as the others, also where the sequence ends within it.
  const end = Math.min(MAX_POSITION, (first + QUARTERS) * quarter);
  let resolution = Math.max(1, 2 ** Math.floor(Math.log2(tile / view.width)));
  while ((QUARTERS * quarter) / resolution > MOST_BINS) resolution *= 2;
  return { seqName: view.seqName, start, end, resolution, bins: Math.max(1, Math.ceil((end - start) / resolution)) };
}

/**
 * Returns what a piece has of a window; null if it has not all of it, or thins it another way.
 * @param {Piece} piece @param {Window} want @param {Limits} limits
 * @returns {Piece|null} the same object for the same piece and window
 */
export function cutToWindow(piece, want, limits) {
  if (piece.seqName !== want.seqName) return null;
  const all = piece.resolution === 0;
  if (piece.start === want.start && piece.end === want.end && (all || piece.resolution === want.resolution)) return piece;
  if (!all || piece.start > want.start || piece.end < Math.min(want.end, limits.end)) return null;
  return piece.kind === 'features' ? remembered(piece, want) : piece;
}

/** Cuts of a piece that are remembered. */
const KEEP = 4;
/** @type {WeakMap<FeaturesPiece, FeaturesPiece[]>} */
const cuts = new WeakMap();

/** @param {FeaturesPiece} piece @param {Window} want */
function remembered(piece, want) {
  const known = cuts.get(piece) ?? [];
  const found = known.find((k) => k.start === want.start && k.end === want.end);
  if (found) return found;
  const made = cut(piece, want);
  cuts.set(piece, [made, ...known].slice(0, KEEP));
  return made;
}

/** @param {FeaturesPiece} piece of every row @param {Window} want @returns {FeaturesPiece} */
function cut(piece, { start, end }) {
  const { starts, ends, strands, exons, cds, metadata } = piece;
  const rows = [...starts.keys()].filter((i) => starts[i] < end && ends[i] > start);
  const of = (/** @type {Float64Array} */ column) => Float64Array.from(rows, (i) => column[i]);
  return {
    ...piece, start, end, starts: of(starts), ends: of(ends), strands: Int8Array.from(rows, (i) => strands[i]),
    metadata: Object.fromEntries(Object.entries(metadata).map(([name, column]) => [name, rows.map((i) => column[i])])),
    exons: exons && rows.map((i) => exons[i]), cds: cds && { starts: of(cds.starts), ends: of(cds.ends) },
    counts: piece.counts && of(piece.counts), total: rows.length,
  };
}
