/**
 * Transcript Track: each transcript with its exons and strand, called by its
 * gene and, where there is room, its own name.
 *
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 */
import { inOrder } from '../model/format.js';
import { declared } from './declared.js';
import { nameOf } from './features.js';
import { geneChart } from './gene-chart.js';

/** @type {import('../types.js').ChartModule} */
export const transcriptTrack = {
  ...geneChart(declared.TranscriptTrack, 'transcript', { below: fullName, before: nameOf }, (piece) => piece),
  height: 170,
};

/** @param {FeaturesPiece} piece @param {number} i */
function fullName(piece, i) {
  const { metadata } = piece;
  const gene = nameOf(piece, i);
  const own = inOrder(String((metadata.transcript ?? metadata.transcript_id ?? metadata.name)?.[i] ?? ''));
  return own && own !== gene && own !== '.' ? [gene, own].filter(Boolean).join(' · ') : gene;
}
