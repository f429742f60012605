/**
 * Rows of genes as transcripts with codons, and which transcript is read where a gene has several. Pure.
 *
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').NamedTranscript} NamedTranscript
 */
import { codingLength } from '../model/codons.js';
import { inOrder } from '../model/format.js';

/** Returns whose rows are transcripts of one gene. @param {FeaturesPiece} piece @param {number} i */
export function geneKey({ metadata, strands }, i) {
  return `${strands[i]} ${metadata.gene_id?.[i] ?? metadata.gene?.[i] ?? ''}`;
}

/** Reports whether a row is one transcript, not several as one. @param {FeaturesPiece} piece @param {number} i */
export function isTranscript({ counts, metadata }, i) {
  return !(counts && counts[i] > 1) && metadata.cds_phase?.[i] !== '' && !metadata.transcripts?.[i];
}

/** Reports whether a row codes for a protein on a strand. @param {FeaturesPiece} piece @param {number} i */
export function isCoding({ exons, cds, strands }, i) {
  return Boolean(exons && cds && cds.starts[i] < cds.ends[i] && strands[i] !== 0);
}

/**
 * Returns a row as a transcript with codons, null for any other.
 * @param {FeaturesPiece} piece @param {number} i
 * @returns {NamedTranscript|null}
 */
export function ownTranscript(piece, i) {
  const { exons, cds, strands, metadata } = piece;
  if (!exons || !cds || !isCoding(piece, i) || !isTranscript(piece, i)) return null;
  const name = (metadata.transcript ?? metadata.transcript_id ?? metadata.name)?.[i] ?? '';
  return {
    name: inOrder(String(name)), exons: exons[i], coding: { start: cds.starts[i], end: cds.ends[i] }, strand: strands[i],
    phase: Number(metadata.cds_phase?.[i] ?? 0),
  };
}

/**
 * Returns the transcript of a gene with the most coding bases, of several the first by name; null without any.
 * @param {FeaturesPiece} piece of transcripts @param {string} key of the gene @param {number[]} [rows] that are of it
 * @returns {NamedTranscript|null}
 */
export function mostCoding(piece, key, rows = [...piece.starts.keys()].filter((i) => geneKey(piece, i) === key)) {
  const list = rows.flatMap((i) => ownTranscript(piece, i) ?? []);
  list.sort((a, b) => codingLength(b) - codingLength(a) || (a.name < b.name ? -1 : 1));
  return list[0] ?? null;
}
