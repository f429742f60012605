/**
 * Amino acids over the coding exons of genes, and the numbers of exons. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Stretch} Stretch
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Bases} Bases
 * @typedef {import('../types.js').Picked} Picked
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
import { geneKey, isCoding, isTranscript, ownTranscript } from './transcripts.js';

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

/**
 * Returns the transcript whose codons are drawn over a row: its own, or one of a gene's; null without any.
 * @param {FeaturesPiece} piece @param {number} i @param {Bases|null|undefined} bases
 */
function transcriptOf(piece, i, bases) {
  return ownTranscript(piece, i) ?? piece.read?.[i] ?? (isTranscript(piece, i) ? null : bases?.read.get(geneKey(piece, i)) ?? null);
}

/**
 * Returns where the codons in view are, as far as they are divided by introns.
 * @param {FeaturesPiece} piece @param {View} view @param {Bases|null|undefined} bases
 * @returns {Stretch[]}
 */
export function dividedIn(piece, view, bases) {
  /** @type {Stretch[]} */
  const out = [];
  for (let i = 0; i < piece.starts.length; i++) {
    const transcript = inView(piece, view, i) ? transcriptOf(piece, i, bases) : null;
    if (transcript) out.push(...codonsIn(transcript, view).flatMap(({ parts }) => (parts.length > 1 ? parts : [])));
  }
  return out;
}

/**
 * Returns the genes in view of transcripts that differ, one of which is read; the rows of some files have that.
 * @param {FeaturesPiece} piece @param {View} view @param {import('../types.js').Measurement} measurement
 */
export function severalIn(piece, view, measurement) {
  const unread = (/** @type {number} */ i) => isCoding(piece, i) && !isTranscript(piece, i) && !piece.read?.[i];
  const rows = [...piece.starts.keys()].filter((i) => inView(piece, view, i) && unread(i));
  return rows.map((i) => ({ measurement, place: { start: piece.starts[i], end: piece.ends[i] }, key: geneKey(piece, i) }));
}

/**
 * Returns the note on rows that code and have no amino acids of their own: '' if none is in view.
 * @param {FeaturesPiece[]} pieces @param {View} view @param {Bases} bases @param {string} noun
 */
export function codonsNote(pieces, view, bases, noun) {
  let [others, untold] = [0, 0];
  for (const piece of pieces) {
    for (let i = 0; i < piece.starts.length; i++) {
      if (!inView(piece, view, i) || !isCoding(piece, i) || countOf(piece, i) > 1 || ownTranscript(piece, i)) continue;
      if (transcriptOf(piece, i, bases)) others++;
      else untold++;
    }
  }
  if (untold > 0) return `${plural(untold, noun)} without amino acids: not read exon after exon`;
  return others > 0 ? `${plural(others, noun)} read as the transcript with most codons` : '';
}

/**
 * Draws the codons of a gene over its coding exons.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {Layout} layout
 * @param {View} view @param {DrawOptions} options @param {Bases} bases @param {string} color of the gene
 */
export function drawCodons(ctx, piece, i, layout, view, options, bases, color) {
  const transcript = transcriptOf(piece, i, bases);
  const { body } = layout;
  if (!transcript || body < LEAST_BODY) return;
  const { theme, px = 1 } = options;
  const code = codeFor(options.settings.geneticCode, view.seqName);
  const top = Math.round(layout.top + layout.rows[i] * layout.pitch);
  const size = Math.min(LARGEST, body - SMALLER);
  const style = { font: font(theme, size, '600'), align: /** @type {CanvasTextAlign} */ ('center') };
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
    text(ctx, acid, toX(view, (start + end) / 2), top + body / 2 + size * MIDDLE, { ...style, color: inkOn(fill) });
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
  if (!exons) return [];
  const pos = Math.floor(toPos(view, x));
  /** @type {Picked['lines']} */
  const lines = [];
  const count = isTranscript(piece, i) ? exons.length / 2 : 0;
  for (let k = 0; k < count && count > 1; k++) {
    if (pos < exons[2 * k] || pos >= exons[2 * k + 1]) continue;
    lines.push({ label: 'Exon', value: `${exonNumber(k, count, piece.strands[i])} of ${count}` });
  }
  const transcript = bases && isNear(view, options.settings) ? transcriptOf(piece, i, bases) : null;
  if (!transcript || !bases) return lines;
  const code = codeFor(options.settings.geneticCode, view.seqName);
  for (const codon of codonsIn(transcript, { start: pos, end: pos + 1 })) {
    const letters = lettersOf(codon, transcript.strand, bases.at);
    if (letters === '') continue;
    lines.push({ label: `Amino acid ${codon.number}`, value: acidName(translate(letters, code)) });
    lines.push({ label: 'Codon', value: letters });
    if (!isTranscript(piece, i)) lines.push({ label: 'of transcript', value: transcript.name });
  }
  return lines;
}
