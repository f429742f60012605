/**
 * Genes of transcripts: files of BED, bigBed and genePred kinds have a row for
 * each transcript, and a Genes Track has one for each gene. Pure.
 *
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 */
import { nameOf } from './features.js';
import { mostCoding } from './transcripts.js';

/** @type {WeakMap<FeaturesPiece, FeaturesPiece>} */
const known = new WeakMap();

/**
 * Merges the rows of a gene: rows of one name and strand that overlap. The merged
 * row has the exons of all, the first and last coding base of any, and the columns
 * of the longest; "transcripts" counts the rows. A piece without such rows is
 * returned as it is.
 * @param {FeaturesPiece} piece
 * @returns {FeaturesPiece}
 */
export function genesOf(piece) {
  let genes = known.get(piece);
  if (!genes) known.set(piece, (genes = merge(piece)));
  return genes;
}

/** @param {FeaturesPiece} piece @returns {FeaturesPiece} */
function merge(piece) {
  const { starts, ends, strands, counts } = piece;
  /** The rows of each gene, and where it ends. @type {{rows: number[], end: number}[]} */
  const genes = [];
  /** @type {Map<string, {rows: number[], end: number}>} the last gene of a name and strand */
  const last = new Map();
  for (let i = 0; i < starts.length; i++) {
    const name = counts && counts[i] > 1 ? '' : nameOf(piece, i);
    const key = `${strands[i]} ${name}`;
    const gene = name === '' ? undefined : last.get(key);
    if (gene && starts[i] < gene.end) {
      gene.rows.push(i);
      gene.end = Math.max(gene.end, ends[i]);
    } else {
      const begun = { rows: [i], end: ends[i] };
      genes.push(begun);
      last.set(key, begun);
    }
  }
  if (genes.length === starts.length) return piece;
  const { exons, cds } = piece;
  const longest = genes.map(({ rows }) => rows.reduce((a, b) => (ends[b] - starts[b] > ends[a] - starts[a] ? b : a)));
  const most = (/** @type {number[]} */ list) => list.reduce((a, b) => (b > a || Number.isNaN(a) ? b : a));
  return {
    ...piece,
    starts: Float64Array.from(genes, ({ rows }) => starts[rows[0]]),
    ends: Float64Array.from(genes, ({ end }) => end),
    strands: Int8Array.from(longest, (i) => strands[i]),
    metadata: {
      ...Object.fromEntries(Object.entries(piece.metadata).map(([column, values]) => [column, longest.map((i) => values[i])])),
      transcripts: genes.map(({ rows }) => (rows.length > 1 ? String(rows.length) : '')),
    },
    counts: counts && Float64Array.from(longest, (i) => counts[i]),
    read: genes.map(({ rows }) => (rows.length > 1 ? mostCoding(piece, '', rows) : null)),
    exons: exons && genes.map(({ rows }) => (rows.length > 1 ? union(rows.map((i) => exons[i])) : exons[rows[0]])),
    cds: cds && {
      starts: Float64Array.from(genes, ({ rows }) => -most(rows.map((i) => -cds.starts[i]))),
      ends: Float64Array.from(genes, ({ rows }) => most(rows.map((i) => cds.ends[i]))),
    },
  };
}

/**
 * @param {Float64Array[]} lists each start, end, start, end, …
 * @returns {Float64Array} what any of them covers, in the same form
 */
function union(lists) {
  /** @type {[number, number][]} */
  const all = lists.flatMap((list) =>
    Array.from({ length: list.length / 2 }, (_, k) => /** @type {[number, number]} */ ([list[2 * k], list[2 * k + 1]])),
  );
  all.sort((a, b) => a[0] - b[0]);
  /** @type {number[]} */
  const out = [];
  for (const [start, end] of all) {
    if (out.length > 0 && start <= out[out.length - 1]) out[out.length - 1] = Math.max(out[out.length - 1], end);
    else out.push(start, end);
  }
  return Float64Array.from(out);
}
