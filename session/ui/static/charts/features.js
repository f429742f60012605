/**
 * What charts of features (blocks, genes) have in common. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').Picked} Picked
 */
import { formatBases, formatStretch, inOrder, plural } from '../model/format.js';

const STRANDS = { '1': 'forward (+)', '-1': 'reverse (-)' };
/** Columns that hold coordinates rather than something to read. */
const UNREAD = new Set(['exon_starts', 'exon_ends', 'cds_start', 'cds_end']);
/** Lines of text columns in a tooltip, and characters of each. */
const MAX_LINES = 6;
const MAX_TEXT = 60;

/** Returns the name of a drawn feature, '' if it has none. @param {FeaturesPiece} piece @param {number} i */
export function nameOf(piece, i) {
  const { metadata } = piece;
  for (const column of ['gene', 'name', 'gene_name', 'Name']) {
    const name = metadata[column]?.[i];
    if (name && name !== '.') return inOrder(String(name));
  }
  return '';
}

/** Returns the number of features that a drawn one represents. @param {FeaturesPiece} piece @param {number} i */
export function countOf(piece, i) {
  return piece.counts ? piece.counts[i] : 1;
}

/** Reports whether a feature is in view. @param {FeaturesPiece} piece @param {View} view @param {number} i */
export function inView(piece, view, i) {
  return piece.starts[i] < view.end && piece.ends[i] > view.start;
}

/**
 * Describes what the pointer is on.
 * @param {FeaturesPiece} piece @param {number} i @param {string} source @param {string} color
 * @returns {Picked}
 */
export function describe(piece, i, source, color) {
  const [start, end] = [piece.starts[i], piece.ends[i]];
  const count = countOf(piece, i);
  const name = nameOf(piece, i);
  const lines = [{ label: source, value: count > 1 ? `${plural(count, 'feature')}, merged` : '', color }];
  lines.push({ label: 'Place', value: formatStretch(start, end), color: '' });
  lines.push({ label: 'Length', value: formatBases(end - start), color: '' });
  const strand = STRANDS[/** @type {'1'|'-1'} */ (String(piece.strands[i]))];
  if (strand) lines.push({ label: 'Strand', value: strand, color: '' });
  if (piece.exons && count === 1) lines.push({ label: 'Exons', value: String(piece.exons[i].length / 2), color: '' });
  for (const [column, values] of Object.entries(piece.metadata)) {
    const value = values?.[i];
    if (lines.length >= MAX_LINES + 3 || UNREAD.has(column) || value == null || value === '' || value === name) continue;
    const shown = inOrder(String(value));
    lines.push({ label: column, value: shown.length > MAX_TEXT ? shown.slice(0, MAX_TEXT - 1) + '…' : shown, color: '' });
  }
  return { title: name || formatStretch(start, end), lines, start, end };
}

/**
 * Returns the note of what a view does not show one by one: it counts merged
 * features and says that others are left out.
 * @param {ChartData} data @param {View} view
 * @param {string} noun of one thing, "feature" or "gene"
 * @returns {string} '' when everything is there
 */
export function thinningNote(data, view, noun) {
  let merged = 0;
  let shown = 0;
  let total = 0;
  for (const { piece } of data.series) {
    if (piece?.kind !== 'features' || !piece.thinned) continue;
    if (piece.counts) {
      for (let i = 0; i < piece.starts.length; i++) if (inView(piece, view, i)) merged += piece.counts[i];
    } else {
      shown += piece.starts.length;
      total += piece.total;
    }
  }
  if (merged > 0) return `${plural(merged, noun)}, merged`;
  return total > shown ? `${plural(shown, noun)} of ${plural(total, noun).split(' ')[0]} shown; zoom in for more` : '';
}
