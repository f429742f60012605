/**
 * Genotypes of samples: what their letters mean, which samples are shown, and in which order. Pure.
 *
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').Samples} Samples
 * @typedef {import('./theme.js').Theme} Theme
 *
 * A sample that is shown: `at` is the place of its letter.
 * @typedef {{id: string, name: string, at: number}} Person
 * Samples that are together; a group without a name where they are not grouped.
 * @typedef {{name: string, cell: number|null, members: Person[]}} People
 */
import { cluster } from './cluster.js';
import { mix } from './color-scale.js';
import { cellOf, cellText, columnAt } from './samples.js';

/** The kinds of genotypes, in the order in which they are drawn: what is rare is over what is not. */
export const KINDS = ['missing', 'reference', 'het', 'two', 'alternate'];
const WORDS = { missing: 'not called', reference: 'hom ref', het: 'het', two: 'two alternates', alternate: 'hom alt' };

/** What each letter is (source.Call): its kind, its words, and of phased ones the kinds of both halves. */
const LETTERS = /** @type {Record<string, {kind: string, words: string, halves?: [string, string], phased?: boolean}>} */ ({
  '.': { kind: 'missing', words: 'not called' },
  '-': { kind: 'missing', words: 'partly called' },
  0: { kind: 'reference', words: 'homozygous, reference' },
  1: { kind: 'het', words: 'heterozygous' },
  2: { kind: 'alternate', words: 'homozygous, alternate' },
  x: { kind: 'two', words: 'two alternate alleles' },
  r: { kind: 'reference', words: 'reference, one allele' },
  h: { kind: 'alternate', words: 'alternate, one allele' },
  A: { kind: 'reference', words: 'homozygous, reference, phased', phased: true },
  B: { kind: 'het', words: 'heterozygous, phased: alternate second', halves: ['reference', 'het'], phased: true },
  b: { kind: 'het', words: 'heterozygous, phased: alternate first', halves: ['het', 'reference'], phased: true },
  C: { kind: 'alternate', words: 'homozygous, alternate, phased', phased: true },
  X: { kind: 'two', words: 'two alternate alleles, phased', phased: true },
});
const DOSAGE = { missing: NaN, reference: 0, het: 1, two: 2, alternate: 2 };

/** @param {string} letter */
export function callOf(letter) {
  return LETTERS[letter] ?? LETTERS['.'];
}

/** @param {string} kind @param {Theme} theme */
export function kindColor(kind, { palette, ground, ink, muted, line }) {
  const hue = palette[6]; // no type of a site that is frequent has it
  if (kind === 'het') return mix(ground, hue, 0.68);
  if (kind === 'alternate') return mix(hue, ink, 0.45);
  if (kind === 'two') return palette[3];
  return kind === 'reference' ? mix(ground, muted, 0.26) : mix(ground, line, 0.35);
}

/** The colour of a mean dosage, NaN where nothing is called. @param {number} dosage 0 to 2 @param {Theme} theme */
export function dosageColor(dosage, theme) {
  if (Number.isNaN(dosage)) return kindColor('missing', theme);
  const [from, to] = dosage <= 1 ? ['reference', 'het'] : ['het', 'alternate'];
  return mix(kindColor(from, theme), kindColor(to, theme), Math.round((dosage <= 1 ? dosage : dosage - 1) * 16) / 16);
}

/**
 * Returns the mean dosage of a sample in some sites, NaN where it is called in none.
 * @param {string[]} letters @param {number[]} sites @param {number} at
 */
export function meanDosage(letters, sites, at) {
  let [sum, n] = [0, 0];
  for (const i of sites) {
    const dosage = DOSAGE[/** @type {keyof typeof DOSAGE} */ (callOf(letters[i][at]).kind)];
    if (Number.isNaN(dosage)) continue;
    sum += dosage;
    n++;
  }
  return n > 0 ? sum / n : NaN;
}

/** What the colours of genotypes mean. @param {Set<string>} kinds those there are @param {Theme} theme */
export function genotypeKeys(kinds, theme) {
  return ['reference', 'het', 'alternate', 'two', 'missing'].filter((kind) => kinds.has(kind))
    .map((kind) => ({ name: WORDS[/** @type {keyof typeof WORDS} */ (kind)], color: kindColor(kind, theme) }));
}

/** Returns the kinds in the genotypes of a piece. @param {FeaturesPiece} piece */
export function kindsIn(piece) {
  return remember(kindSets, piece, () => {
    /** @type {Set<string>} */
    const kinds = new Set();
    for (const letters of new Set(piece.metadata.genotypes ?? [])) for (const letter of new Set(letters)) kinds.add(callOf(letter).kind);
    return kinds;
  });
}
/** @type {WeakMap<FeaturesPiece, Set<string>>} */
const kindSets = new WeakMap();

/**
 * Says how many samples have which genotype at a site.
 * @param {string} letters
 */
export function countsText(letters) {
  /** @type {Record<string, number>} */
  const n = {};
  for (const letter of letters) {
    const { kind } = callOf(letter);
    n[kind] = (n[kind] ?? 0) + 1;
  }
  return ['reference', 'het', 'alternate', 'two', 'missing'].filter((kind) => n[kind])
    .map((kind) => `${n[kind]} ${WORDS[/** @type {keyof typeof WORDS} */ (kind)]}`).join(', ');
}

/**
 * Returns the samples that are shown, in groups and in order.
 * @param {FeaturesPiece} piece @param {Samples|null|undefined} sheet @param {Record<string, any>} settings
 * @param {boolean} clustered  whether an order by the genotypes is wanted where the sheet says none
 * @returns {{groups: People[], shown: number, of: number, none: string[]}} of: how many there are; none: names that none has
 */
export function peopleIn(piece, sheet, settings, clustered) {
  const key = JSON.stringify([settings.samples, settings.maxSamples, settings.groupBy, settings.sortBy, clustered]);
  const known = remember(people, piece, () => ({ key: '', sheet: /** @type {any} */ (null), found: /** @type {any} */ (null) }));
  if (known.key !== key || known.sheet !== sheet) {
    Object.assign(known, { key, sheet, found: choose(piece, sheet ?? null, settings, clustered) });
  }
  return known.found;
}
/** @type {WeakMap<FeaturesPiece, {key: string, sheet: any, found: any}>} */
const people = new WeakMap();

/** @param {FeaturesPiece} piece @param {Samples|null} sheet @param {Record<string, any>} settings @param {boolean} clustered */
function choose(piece, sheet, settings, clustered) {
  const all = (piece.samples ?? []).map(({ id, name }, at) => ({ id, name, at }));
  const names = String(settings.samples ?? '').split(',').map((name) => name.trim()).filter(Boolean);
  const tests = names.map((name) => (/** @type {Person} */ p) => p.id === name || patternOf(name).test(p.name));
  const fits = names.length === 0 ? all : all.filter((p) => tests.some((is) => is(p)));
  const none = names.filter((_, k) => !all.some(tests[k]));
  const grouped = groupsIn(fits, sheet, String(settings.groupBy ?? ''));
  const sorted = grouped.map((g) => ({ ...g, members: sortedIn(g.members, sheet, String(settings.sortBy ?? '')) }));
  const most = Math.max(1, Number(settings.maxSamples) || 1);
  let left = most;
  const kept = sorted.map((g) => {
    const members = g.members.slice(0, left);
    left -= members.length;
    return { ...g, members };
  }).filter((g) => g.members.length > 0);
  const groups = clustered && columnAt(sheet, String(settings.sortBy ?? '').replace(/^-/, '')) < 0
    ? kept.map((g) => ({ ...g, members: clusteredIn(piece, g.members) })) : kept;
  return { groups, shown: groups.reduce((n, g) => n + g.members.length, 0), of: all.length, none };
}

/** A name in which * stands for any letters. @param {string} name */
function patternOf(name) {
  return new RegExp('^' + name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*') + '$');
}

/** @param {Person[]} list @param {Samples|null} sheet @param {string} by @returns {People[]} */
function groupsIn(list, sheet, by) {
  const at = columnAt(sheet, by);
  if (!sheet || at < 0) return [{ name: '', cell: null, members: list }];
  /** @type {Map<number|null, Person[]>} */
  const members = new Map();
  for (const p of list) {
    const cell = cellOf(sheet, p.id, at);
    members.set(cell, [...(members.get(cell) ?? []), p]);
  }
  const cells = [...members.keys()].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
  return cells.map((cell) => ({
    name: cell === null ? `no ${by}` : cellText(sheet.columns[at], cell), cell, members: members.get(cell) ?? [],
  }));
}

/** @param {Person[]} list @param {Samples|null} sheet @param {string} by */
function sortedIn(list, sheet, by) {
  const plain = columnAt(sheet, by);
  const at = plain >= 0 ? plain : by.startsWith('-') ? columnAt(sheet, by.slice(1)) : -1;
  if (!sheet || at < 0) return list;
  const rank = (/** @type {Person} */ p) => {
    const cell = cellOf(sheet, p.id, at);
    return cell === null ? Infinity : (plain >= 0 ? 1 : -1) * cell;
  };
  return [...list].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}

/** The most sites by which samples are clustered. */
const CLUSTERED_BY = 400;

/** @param {FeaturesPiece} piece @param {Person[]} list */
function clusteredIn(piece, list) {
  const letters = piece.metadata.genotypes ?? [];
  if (list.length < 3 || letters.length === 0) return list;
  const step = Math.max(1, Math.ceil(letters.length / CLUSTERED_BY));
  const sites = letters.filter((_, i) => i % step === 0);
  const rows = list.map((p) => Float64Array.from(sites, (s) => DOSAGE[/** @type {keyof typeof DOSAGE} */ (callOf(s[p.at]).kind)]));
  const tree = cluster(rows, 'euclidean', 'average');
  return tree ? tree.order.map((i) => list[i]) : list;
}

/**
 * @template {object} K @template V
 * @param {WeakMap<K, V>} known @param {K} key @param {() => V} make @returns {V}
 */
function remember(known, key, make) {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}
