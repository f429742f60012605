/**
 * The codons of a transcript on the sequence: over introns, along either strand. Pure.
 *
 * @typedef {import('../types.js').Stretch} Stretch
 *
 * A transcript: `exons` are start, end, start, end, … ascending; `phase` is how many coding bases are before its first
 * whole codon.
 * @typedef {{exons: Float64Array, coding: Stretch, strand: number, phase: number}} Transcript
 *
 * A codon, numbered from 1, and its parts along the strand: several if introns divide it.
 * @typedef {{number: number, parts: Stretch[]}} Codon
 *
 * A coding part of an exon, and how many coding bases are before it along the strand.
 * @typedef {Stretch & {before: number}} Part
 */
import { complement } from './genetic-code.js';

/**
 * Returns the coding parts of the exons, along the strand; none of exons that overlap, which are not read one after the other.
 * @param {Transcript} transcript
 * @returns {{parts: Part[], length: number}}
 */
function codingParts({ exons, coding, strand }) {
  /** @type {Part[]} */
  const parts = [];
  for (let k = 0; k < exons.length; k += 2) {
    if (k > 0 && exons[k] < exons[k - 1]) return { parts: [], length: 0 };
    const [start, end] = [Math.max(exons[k], coding.start), Math.min(exons[k + 1], coding.end)];
    if (start < end) parts.push({ start, end, before: 0 });
  }
  if (strand < 0) parts.reverse();
  let length = 0;
  for (const part of parts) {
    part.before = length;
    length += part.end - part.start;
  }
  return { parts, length };
}

/** Returns how many coding bases a transcript has. @param {Transcript} transcript */
export function codingLength(transcript) {
  return codingParts(transcript).length;
}

/** Returns how many coding bases are before a position of a part. @param {Part} part @param {number} pos @param {number} strand */
function offsetOf({ start, end, before }, pos, strand) {
  return before + (strand > 0 ? pos - start : end - 1 - pos);
}

/**
 * Returns the whole codons of a transcript that reach into a stretch, along the strand.
 * @param {Transcript} transcript @param {Stretch} within
 * @returns {Codon[]}
 */
export function codonsIn(transcript, within) {
  const { strand, phase } = transcript;
  if (strand === 0 || !(transcript.coding.start < transcript.coding.end)) return [];
  const { parts, length } = codingParts(transcript);
  /** @type {Codon[]} */
  const codons = [];
  let next = 0;
  for (const part of parts) {
    const [start, end] = [Math.max(part.start, Math.floor(within.start)), Math.min(part.end, Math.ceil(within.end))];
    if (start >= end) continue;
    const ends = [offsetOf(part, start, strand), offsetOf(part, end - 1, strand)].sort((a, b) => a - b);
    const last = Math.min(Math.floor((ends[1] - phase) / 3), Math.floor((length - phase) / 3) - 1);
    for (let k = Math.max(next, Math.floor((ends[0] - phase) / 3)); k <= last; k++) {
      codons.push({ number: k + 1, parts: stretchesOf(parts, phase + 3 * k, strand) });
      next = k + 1;
    }
  }
  return codons;
}

/** Returns where three coding bases are. @param {Part[]} parts @param {number} offset of the first @param {number} strand */
function stretchesOf(parts, offset, strand) {
  /** @type {Stretch[]} */
  const out = [];
  let left = 3;
  for (const { start, end, before } of parts) {
    const skipped = Math.max(0, offset - before);
    const count = Math.min(left, end - start - skipped);
    if (count <= 0) continue;
    const at = strand > 0 ? start + skipped : end - skipped - count;
    out.push({ start: at, end: at + count });
    left -= count;
    offset += count;
    if (left === 0) break;
  }
  return out;
}

/**
 * Returns the letters of a codon along its strand, '' if some are not known.
 * @param {Codon} codon @param {number} strand @param {(pos: number) => string} at the base of the forward strand, '' when not known
 */
export function lettersOf({ parts }, strand, at) {
  let letters = '';
  for (const { start, end } of parts) {
    for (let k = 0; k < end - start; k++) {
      const base = at(strand > 0 ? start + k : end - 1 - k);
      if (base === '') return '';
      letters += strand > 0 ? base : complement(base);
    }
  }
  return letters;
}

/**
 * Returns the number of an exon along the strand, from 1.
 * @param {number} index from the left @param {number} count @param {number} strand
 */
export function exonNumber(index, count, strand) {
  return strand < 0 ? count - index : index + 1;
}
