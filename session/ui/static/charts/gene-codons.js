/**
 * Amino acids over the coding exons of genes, and the numbers of exons. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Stretch} Stretch
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Bases} Bases
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {import('../model/codons.js').Transcript} Transcript
 * @typedef {import('./gene-layout.js').Layout} Layout
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { font, inkOn, text, textWidth } from '../draw/canvas.js';
import { codonsIn, exonNumber, lettersOf } from '../model/codons.js';
import { plural } from '../model/format.js';
import { acidName, codeFor, isStart, translate } from '../model/genetic-code.js';
import { toPos, toX } from '../model/view.js';
import { codonColor } from './bases.js';
import { mix } from './color-scale.js';
import { isOn } from './common.js';
import { countOf, inView } from './features.js';
import { LABEL_SIZE } from './gene-layout.js';

/** Pixels of a codon from which on it is drawn, and of what a letter needs; rows lower than this have no codons. */
const LEAST_CODON = 5;
const LETTER = 7;
const LEAST_BODY = 6;
/** Letters are this much lower than the row, at the most this large. */
const SMALLER = 1;
const LARGEST = 12;
const MIDDLE = 0.36;
/** How much of the ground every other codon has. */
const ODD = 0.3;
/** Size of the numbers of exons, and room about each. */
const NUMBER = 9;
const APART = 4;

/** Reports whether codons are wide enough to be drawn. @param {View} view @param {Record<string, any>} settings */
export function isNear(view, settings) {
  return isOn(settings.showAminoAcids) && (3 * view.width) / (view.end - view.start) >= LEAST_CODON;
}

/** Reports whether a row is one transcript, not several as one. @param {FeaturesPiece} piece @param {number} i */
function isTranscript(piece, i) {
  return countOf(piece, i) === 1 && piece.metadata.cds_phase?.[i] !== '' && !piece.metadata.transcripts?.[i];
}

/** Returns a row as a transcript with codons, null for any other. @param {FeaturesPiece} piece @param {number} i @returns {Transcript|null} */
function transcriptOf(piece, i) {
  const { exons, cds, strands, metadata } = piece;
  if (!exons || !cds || !(cds.starts[i] < cds.ends[i]) || strands[i] === 0 || !isTranscript(piece, i)) return null;
  return { exons: exons[i], coding: { start: cds.starts[i], end: cds.ends[i] }, strand: strands[i], phase: Number(metadata.cds_phase?.[i] ?? 0) };
}

/**
 * Returns where the codons in view are, as far as they are divided by introns.
 * @param {FeaturesPiece} piece @param {View} view
 * @returns {Stretch[]}
 */
export function dividedIn(piece, view) {
  /** @type {Stretch[]} */
  const out = [];
  for (let i = 0; i < piece.starts.length; i++) {
    const transcript = inView(piece, view, i) ? transcriptOf(piece, i) : null;
    if (transcript) out.push(...codonsIn(transcript, view).flatMap(({ parts }) => (parts.length > 1 ? parts : [])));
  }
  return out;
}

/** Returns the note on rows that code and have no amino acids. @param {number} count @param {string} noun */
export function untoldNote(count, noun) {
  const rows = `${plural(count, noun)} without amino acids`;
  return noun === 'gene' ? `${rows}: a Transcript Track has those of each transcript` : `${rows}: not read exon after exon`;
}

/** Reports whether a row codes but its exons are not read one after the other. @param {FeaturesPiece} piece @param {number} i */
export function isUntold({ cds, counts, metadata }, i) {
  return Boolean(cds && cds.starts[i] < cds.ends[i] && !(counts && counts[i] > 1) && (metadata.cds_phase?.[i] === '' || metadata.transcripts?.[i]));
}

/**
 * Draws the codons of a gene over its coding exons.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {Layout} layout
 * @param {View} view @param {DrawOptions} options @param {Bases} bases @param {string} color of the gene
 */
export function drawCodons(ctx, piece, i, layout, view, options, bases, color) {
  const transcript = transcriptOf(piece, i);
  const { body } = layout;
  if (!transcript || body < LEAST_BODY) return;
  const { theme, px = 1 } = options;
  const code = codeFor(options.settings.geneticCode, view.seqName);
  const top = Math.round(layout.top + layout.rows[i] * layout.pitch);
  const style = { font: font(theme, Math.min(LARGEST, body - SMALLER), '600'), align: /** @type {CanvasTextAlign} */ ('center') };
  const edge = (/** @type {number} */ pos) => Math.round(toX(view, pos) / px) * px;
  for (const codon of codonsIn(transcript, view)) {
    const letters = lettersOf(codon, transcript.strand, bases.at);
    if (letters === '') continue;
    const acid = translate(letters, code);
    const begins = codon.number === 1 && transcript.phase === 0 && isStart(letters, code);
    const fill = codonColor(acid, begins, theme) || (codon.number % 2 === 0 ? mix(color, theme.ground, ODD) : color);
    ctx.fillStyle = fill;
    for (const { start, end } of codon.parts) ctx.fillRect(edge(start), top, edge(end) - edge(start), body);
    // The letter is in the part that has most of it.
    const { start, end } = codon.parts.reduce((most, part) => (part.end - part.start > most.end - most.start ? part : most));
    if (toX(view, end) - toX(view, start) < LETTER) continue;
    text(ctx, acid, toX(view, (start + end) / 2), top + body / 2 + Math.min(LARGEST, body - SMALLER) * MIDDLE, { ...style, color: inkOn(fill) });
  }
}

/**
 * Writes the numbers of a gene's exons below them, where they fit.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {Layout} layout
 * @param {View} view @param {DrawOptions} options @param {number} free where they may begin, behind the gene's name
 */
export function drawExonNumbers(ctx, piece, i, layout, view, options, free) {
  const exons = piece.exons?.[i];
  if (!exons || exons.length < 4 || layout.names !== 'below' || layout.collapsed || !isTranscript(piece, i)) return;
  const style = { font: font(options.theme, NUMBER), color: options.theme.muted };
  const y = Math.round(layout.top + layout.rows[i] * layout.pitch) + layout.body + LABEL_SIZE;
  const count = exons.length / 2;
  for (let k = 0; k < count; k++) {
    const left = Math.max(toX(view, exons[2 * k]), view.left);
    const right = Math.min(toX(view, exons[2 * k + 1]), view.left + view.width);
    if (right - left < NUMBER / 2) continue;
    const number = String(exonNumber(k, count, piece.strands[i]));
    const width = textWidth(ctx, number, style.font);
    const x = Math.max((left + right - width) / 2, free);
    if (x + width > Math.max(right, (left + right + width) / 2) || width > right - left + APART) continue;
    text(ctx, number, x, y, style);
    free = x + width + APART;
  }
}

/**
 * Describes the exon and the codon of a row at a position, in lines of a tooltip.
 * @param {FeaturesPiece} piece @param {number} i @param {View} view @param {number} x
 * @param {DrawOptions} options @param {Bases|null|undefined} bases
 * @returns {Picked['lines']}
 */
export function describePart(piece, i, view, x, options, bases) {
  const exons = piece.exons?.[i];
  if (!exons || !isTranscript(piece, i)) return [];
  const pos = Math.floor(toPos(view, x));
  /** @type {Picked['lines']} */
  const lines = [];
  const count = exons.length / 2;
  for (let k = 0; k < count && count > 1; k++) {
    if (pos >= exons[2 * k] && pos < exons[2 * k + 1]) lines.push({ label: 'Exon', value: `${exonNumber(k, count, piece.strands[i])} of ${count}` });
  }
  const transcript = bases && isNear(view, options.settings) ? transcriptOf(piece, i) : null;
  if (!transcript || !bases) return lines;
  const code = codeFor(options.settings.geneticCode, view.seqName);
  for (const codon of codonsIn(transcript, { start: pos, end: pos + 1 })) {
    const letters = lettersOf(codon, transcript.strand, bases.at);
    if (letters === '') continue;
    lines.push({ label: `Amino acid ${codon.number}`, value: acidName(translate(letters, code)) });
    lines.push({ label: 'Codon', value: letters });
  }
  return lines;
}
