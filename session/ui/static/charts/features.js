/**
 * What charts of features (blocks, genes) have in common. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').Picked} Picked
 */
import { formatBases, formatStretch, inOrder, plural } from '../model/format.js';
import { channels, mix } from './color-scale.js';

const STRANDS = { '1': 'forward (+)', '-1': 'reverse (-)' };
/** Columns that hold coordinates rather than something to read. */
const UNREAD = new Set([
  'exon_starts', 'exon_ends', 'cds_start', 'cds_end', 'cds_phase', 'exonFrames', 'block_starts', 'block_ends', 'mate', 'pairEnd',
  'genotypes',
]);
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

/**
 * Returns which of the rows at its place a drawn feature is, from 0; -1 if it is drawn of several.
 * @param {FeaturesPiece} piece @param {number} i
 */
export function nthOf({ starts, ends, counts, metadata }, i) {
  if ((counts && counts[i] > 1) || metadata.transcripts?.[i]) return -1;
  let nth = 0;
  for (let k = i - 1; k >= 0 && starts[k] === starts[i]; k--) if (ends[k] === ends[i]) nth++;
  return nth;
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
  /** @type {Picked['lines']} */
  const lines = [{ label: source, value: count > 1 ? `${plural(count, 'feature')}, merged` : '', color }];
  lines.push({ label: 'Place', value: formatStretch(start, end), color: '' });
  lines.push({ label: 'Length', value: formatBases(end - start), color: '' });
  const strand = STRANDS[/** @type {'1'|'-1'} */ (String(piece.strands[i]))];
  if (strand) lines.push({ label: 'Strand', value: strand, color: '' });
  if (piece.exons && count === 1) lines.push({ label: 'Exons', value: String(piece.exons[i].length / 2), color: '' });
  lines.push(...columnLines(piece, i, name, MAX_LINES + 3 - lines.length));
  return { title: name || formatStretch(start, end), lines, start, end };
}

/**
 * The text columns of a feature that are worth reading, a line each.
 * @param {FeaturesPiece} piece @param {number} i @param {string} name which is shown already @param {number} [most] lines
 * @returns {Picked['lines']}
 */
export function columnLines(piece, i, name, most = MAX_LINES) {
  /** @type {Picked['lines']} */
  const lines = [];
  for (const [column, values] of Object.entries(piece.metadata)) {
    const value = values?.[i];
    if (lines.length >= most || UNREAD.has(column) || value == null || value === '' || value === name) continue;
    const shown = inOrder(String(value));
    lines.push({ label: column, value: shown.length > MAX_TEXT ? shown.slice(0, MAX_TEXT - 1) + '…' : shown, color: '' });
  }
  return lines;
}

/** What files write for no colour. */
const NO_COLOUR = new Set(['', '.', '0']);
/** A colour of which no channel is farther from the ground than this, of 255, would not be seen; so much ink makes it seen. */
const UNSEEN = 40;
const INK = 0.5;

/** Returns a colour as BED files write it (255,0,0), or as #rrggbb; '' for none. @param {string|undefined} value */
export function rgbOf(value) {
  const text = value ?? '';
  if (NO_COLOUR.has(text)) return '';
  if (/^#[0-9a-f]{6}$/i.test(text)) return text.toLowerCase();
  const rgb = /^(\d{1,3}),(\d{1,3}),(\d{1,3})$/.exec(text);
  return rgb ? '#' + rgb.slice(1).map((v) => Math.min(255, Number(v)).toString(16).padStart(2, '0')).join('') : '';
}

/**
 * Returns a colour that a file has for a feature, '' for none. One that would not be seen on the ground, as
 * black on a dark one, is moved towards the ink.
 * @param {string|undefined} value @param {import('./theme.js').Theme} theme
 */
export function writtenColor(value, theme) {
  const color = rgbOf(value);
  if (color === '') return '';
  const [a, b] = [channels(color), channels(theme.ground)];
  return a && b && a.every((v, k) => Math.abs(v - b[k]) < UNSEEN) ? mix(color, theme.ink, INK) : color;
}

/** Reports whether a column has no colour for a feature. @param {string} value */
export function isNoColour(value) {
  return NO_COLOUR.has(value);
}

/**
 * Returns the note of what a view does not show one by one: it counts merged
 * features, and those that the program left out.
 * @param {ChartData} data @param {View} view
 * @param {string} noun of one thing that is drawn, "feature" or "gene" @param {number} drawn
 * @param {string} [row] of one thing that the program sends
 * @returns {string} '' when everything is there
 */
export function thinningNote(data, view, noun, drawn, row = noun) {
  let merged = 0;
  let left = 0;
  for (const { piece } of data.series) {
    if (piece?.kind !== 'features' || !piece.thinned) continue;
    if (piece.counts) {
      for (let i = 0; i < piece.starts.length; i++) if (inView(piece, view, i)) merged += piece.counts[i];
    } else left += piece.total - piece.starts.length;
  }
  if (merged > 0) return `${plural(merged, noun)}, merged`;
  return left > 0 ? `${plural(drawn, noun)} shown; ${plural(left, row)} in and beside the view left out; zoom in` : '';
}
