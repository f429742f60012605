/**
 * How bases and codons look, in every chart that has them. Pure.
 *
 * @typedef {import('./theme.js').Theme} Theme
 */
import { UNKNOWN } from '../model/genetic-code.js';
import { mix } from './color-scale.js';

/** The usual colours of bases (IGV's), deepened or lightened until letters of them can be read on their cells. */
const COLORS = {
  light: { A: '#17702f', C: '#1b52c4', G: '#8f5200', T: '#c02525', start: '#17702f', stop: '#b3261e' },
  dark: { A: '#5ccb7b', C: '#86b4ff', G: '#f0a848', T: '#ff8b83', start: '#2f8f4b', stop: '#c4453c' },
};
/** Those of bars, which are many side by side. */
const BARS = {
  light: { A: '#4cb86a', C: '#5b8def', G: '#e8a53c', T: '#e4655d' },
  dark: { A: '#3f9d5c', C: '#5384d6', G: '#c98a35', T: '#cf5d55' },
};
/** How much ground is in the cell of a base under its letter, and in what is masked. */
const CELL_GROUND = 0.84;
const MASKED_CELL_GROUND = 0.94;
const MASKED_GROUND = 0.45;

/** Returns the colour of a base; letters that stand for several have that of remarks. @param {string} base @param {Theme} theme */
export function baseColor(base, theme) {
  return among(COLORS[theme.name], base) ?? theme.muted;
}

/** @param {{A: string, C: string, G: string, T: string}} colors @param {string} base */
function among(colors, base) {
  const letter = base.toUpperCase().replace('U', 'T');
  return 'ACGT'.includes(letter) ? colors[/** @type {'A'} */ (letter)] : undefined;
}

/** Reports whether a base is soft-masked, as files write it. @param {string} base */
export function isMasked(base) {
  return base !== base.toUpperCase();
}

/** Returns the ground of a letter. @param {string} base @param {Theme} theme */
export function cellColor(base, theme) {
  return mix(baseColor(base, theme), theme.ground, isMasked(base) ? MASKED_CELL_GROUND : CELL_GROUND);
}

/** Returns the colour of a bar that stands for a base. @param {string} base @param {Theme} theme */
export function barColor(base, theme) {
  const color = among(BARS[theme.name], base) ?? theme.muted;
  return isMasked(base) ? mix(color, theme.ground, MASKED_GROUND) : color;
}

/**
 * Returns the colour of a codon that stands out, '' of any other.
 * @param {string} acid @param {boolean} start whether it may be a start @param {Theme} theme
 */
export function codonColor(acid, start, theme) {
  if (acid === '*') return COLORS[theme.name].stop;
  return start && acid !== UNKNOWN ? COLORS[theme.name].start : '';
}
