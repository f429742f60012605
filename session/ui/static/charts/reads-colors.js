/**
 * The colours of reads. Pure.
 *
 * @typedef {import('./reads.js').Read} Read
 * @typedef {import('./theme.js').Theme} Theme
 */
import { mix } from './color-scale.js';
import { PAIRS, isReverse, modifiedOf, pairOf } from './reads.js';

/** A read of this mapping quality or more has all of its colour; one of 0 has the least. */
const SURE = 40;
const LEAST_COLOUR = 0.22;
/** How much ground is in the colour of reads with nothing to tell. */
const PLAIN = 0.42;
/** Places in the palette: of strands, of pairs. */
const STRANDS = { forward: 4, reverse: 1 };
/** @type {Record<string, number>} */
const OF_PAIRS = { long: 1, short: 0, same: 2, outward: 5, elsewhere: 3, mateless: 6 };
/** The hues of modified bases, and that of bases that are not: red and green, as is usual, and others from the palette. */
/** @type {Record<string, number>} */
const OF_MODS = { m: 1, 27551: 1, h: 3, 76792: 3, a: 2, 28871: 2 };
const OTHER_MOD = 5;
const UNMODIFIED = 0;

/** Returns the colour of reads with nothing to tell. @param {Theme} theme @param {string} color of the measurement */
export function plainColor(theme, color) {
  return mix(theme.ground, color, 1 - PLAIN);
}

/**
 * Returns the function that returns a read's colour, and the names of the colours.
 * @param {Read[]} reads @param {string} seqName @param {Record<string, any>} settings @param {Theme} theme
 * @param {string} color of the measurement
 * @returns {{colorOf: (read: Read) => string, keys: {name: string, color: string}[]}}
 */
export function colorsOfReads(reads, seqName, settings, theme, color) {
  const { palette } = theme;
  const plain = plainColor(theme, color);
  switch (settings.colorBy) {
    case 'strand': {
      const [forward, reverse] = [palette[STRANDS.forward], palette[STRANDS.reverse]];
      const keys = [{ name: 'forward', color: forward }, { name: 'reverse', color: reverse }];
      return { colorOf: (r) => (isReverse(r) ? reverse : forward), keys };
    }
    case 'tag': {
      const tag = String(settings.colorTag);
      const values = [...new Set(reads.map((r) => r.tags[tag]).filter((v) => v !== undefined))].sort(byNumber);
      const hue = new Map(values.map((v, k) => [v, palette[k % (palette.length - 1)]]));
      const keys = values.slice(0, MOST_KEYS).map((v) => ({ name: `${tag} ${v}`, color: /** @type {string} */ (hue.get(v)) }));
      return { colorOf: (r) => hue.get(r.tags[tag]) ?? plain, keys };
    }
    case 'pair': {
      const odd = (/** @type {Read} */ r) => pairOf(r, seqName, settings);
      const seen = new Set(reads.map(odd));
      const keys = Object.keys(OF_PAIRS).filter((k) => seen.has(/** @type {any} */ (k)))
        .map((k) => ({ name: PAIRS[/** @type {keyof typeof PAIRS} */ (k)], color: palette[OF_PAIRS[k]] }));
      return { colorOf: (r) => (odd(r) === '' ? plain : palette[OF_PAIRS[odd(r)]]), keys };
    }
    case 'modification': {
      const codes = [...new Set(reads.flatMap((r) => r.mods.map((m) => m.code)))].sort();
      const keys = codes.slice(0, MOST_KEYS).map((code) => ({ name: modName(code), color: modColor(code, 255, theme) }));
      if (codes.length > 0) keys.push({ name: 'not modified', color: modColor('', 0, theme) });
      return { colorOf: (r) => (modifiedOf(r) === 0 ? mix(theme.ground, color, 0.25) : plain), keys };
    }
  }
  return { colorOf: () => plain, keys: [] };
}

/** The most colours that are named. */
const MOST_KEYS = 8;

/** @param {string} a @param {string} b */
function byNumber(a, b) {
  const by = Number(a) - Number(b);
  return Number.isNaN(by) ? (a < b ? -1 : a > b ? 1 : 0) : by;
}

/** Returns a colour as pale as a read's mapping quality is low. @param {string} color @param {number} mapq @param {Theme} theme */
export function shaded(color, mapq, theme) {
  return mapq >= SURE ? color : mix(theme.ground, color, LEAST_COLOUR + (1 - LEAST_COLOUR) * (mapq / SURE));
}

/** @type {Record<string, string>} */
const MOD_NAMES = {
  m: '5mC', h: '5hmC', f: '5fC', c: '5caC', g: '5hmU', e: '5fU', b: '5caU', a: '6mA', o: '8oxoG', n: 'Xao',
  27551: '5mC', 76792: '5hmC', 28871: '6mA',
};

/** Returns the name of a modification. @param {string} code */
export function modName(code) {
  return MOD_NAMES[code] ?? (/^\d/.test(code) ? `ChEBI ${code}` : `modification ${code}`);
}

/**
 * Returns the colour of a base by the chance, of 255, that it is modified.
 * @param {string} code @param {number} chance @param {Theme} theme
 */
export function modColor(code, chance, theme) {
  const { palette, ground } = theme;
  const hue = chance >= 128 ? palette[OF_MODS[code] ?? OTHER_MOD] : palette[UNMODIFIED];
  return mix(ground, hue, 0.3 + 0.7 * Math.abs(chance - 127.5) / 127.5);
}
