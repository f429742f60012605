/**
 * The colours of variants: by their type or filter. Pure.
 *
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('./theme.js').Theme} Theme
 */
import { hash } from './block-colors.js';
import { mix } from './color-scale.js';

/** Places in the palette by type; those of structural variants are by how their names begin. */
const TYPES = /** @type {Record<string, number>} */ ({
  snv: 0, deletion: 1, insertion: 2, complex: 3, mnv: 6, breakend: 7, DEL: 1, INS: 2, DUP: 5, CNV: 5, INV: 4, BND: 7, TRA: 7,
});
const OTHER = 3;
/** How much of its colour a site has that does not pass the filters. */
const FILTERED = 0.42;

/** Reports whether a site does not pass the filters. @param {FeaturesPiece} piece @param {number} i */
export function isFiltered({ metadata }, i) {
  const filter = metadata.filter?.[i] ?? '';
  return filter !== '' && filter !== 'PASS' && filter !== '.';
}

/** Returns the type of a site that its colour is of: the first of several. @param {FeaturesPiece} piece @param {number} i */
function typeOf({ metadata }, i) {
  return String(metadata.type?.[i] ?? '').split(',')[0];
}

/** @param {string} type @param {Theme} theme */
function typeColor(type, { palette, muted }) {
  if (type === '' || type === 'reference' || type === 'overlap') return muted;
  return palette[TYPES[type] ?? TYPES[type.slice(0, 3)] ?? OTHER];
}

/** @param {string} filter @param {Theme} theme */
function filterColor(filter, { palette, muted }) {
  if (filter === '' || filter === '.') return muted;
  return filter === 'PASS' ? palette[2] : [palette[1], palette[3], palette[5], palette[6], palette[0]][hash(filter) % 5];
}

/**
 * Returns the colour of each site.
 * @param {FeaturesPiece} piece @param {Record<string, any>} settings @param {Theme} theme @returns {(i: number) => string}
 */
export function siteColor(piece, { colorBy }, theme) {
  if (colorBy === 'filter') return (i) => filterColor(piece.metadata.filter?.[i] ?? '', theme);
  return (i) => {
    const color = typeColor(typeOf(piece, i), theme);
    return isFiltered(piece, i) ? mix(theme.ground, color, FILTERED) : color;
  };
}

/** The most names that one colour is explained with. */
const MOST_NAMES = 3;

/**
 * Returns what the colours of sites mean, of those there are.
 * @param {FeaturesPiece[]} pieces @param {Record<string, any>} settings @param {Theme} theme
 */
export function siteKeys(pieces, { colorBy }, theme) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  let filtered = false;
  for (const piece of pieces) {
    if (piece.counts) continue; // a density
    for (let i = 0; i < piece.starts.length; i++) {
      const word = colorBy === 'filter' ? piece.metadata.filter?.[i] ?? '' : typeOf(piece, i);
      seen.set(word, (seen.get(word) ?? 0) + 1);
      filtered ||= isFiltered(piece, i);
    }
  }
  const words = [...seen.keys()].sort((a, b) => (seen.get(b) ?? 0) - (seen.get(a) ?? 0) || (a < b ? -1 : 1));
  /** @type {Map<string, string[]>} */
  const names = new Map();
  for (const word of words) {
    const color = colorBy === 'filter' ? filterColor(word, theme) : typeColor(word, theme);
    names.set(color, [...names.get(color) ?? [], word || (colorBy === 'filter' ? 'no filter' : 'other')]);
  }
  const keys = [...names].map(([color, of]) => ({
    name: of.slice(0, MOST_NAMES).join(', ') + (of.length > MOST_NAMES ? ` and ${of.length - MOST_NAMES} more` : ''), color,
  }));
  if (colorBy !== 'filter' && filtered) keys.push({ name: 'paler: filtered', color: mix(theme.ground, theme.muted, FILTERED) });
  return keys;
}
