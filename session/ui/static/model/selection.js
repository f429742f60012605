/**
 * Places that are selected or under the pointer, wherever they are shown. Pure.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Stretch} Stretch
 */

import { formatBases, plural } from './format.js';

/** The most places that the program takes at once (session/arrange.go). */
export const MOST_SELECTED = 10_000;

/** @param {Place|null} a @param {Place|null} b */
export function samePlace(a, b) {
  return a === b || (!!a && !!b && a.seqName === b.seqName && a.start === b.start && a.end === b.end);
}

/** @param {Place[]} a @param {Place[]} b */
export function samePlaces(a, b) {
  return a === b || (a.length === b.length && a.every((place, i) => samePlace(place, b[i])));
}

/** Adds a place to the list, or removes it when it is there. @param {Place[]} places @param {Place} place */
export function toggled(places, place) {
  const rest = places.filter((p) => !samePlace(p, place));
  return rest.length < places.length ? rest : [...places, place];
}

/**
 * Returns the stretches of one sequence, sorted, with touching ones joined.
 * @param {Place[]} places @param {string} seqName
 * @returns {Stretch[]}
 */
export function stretchesOn(places, seqName) {
  const here = places.filter((p) => p.seqName === seqName).sort((a, b) => a.start - b.start);
  /** @type {Stretch[]} */
  const out = [];
  for (const { start, end } of here) {
    const last = out[out.length - 1];
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}

/**
 * Reports whether something at [start, end) is selected: it overlaps a stretch.
 * @param {Stretch[]|undefined} stretches as stretchesOn gives them
 * @param {number} start @param {number} end
 */
export function isSelected(stretches, start, end) {
  if (!stretches || stretches.length === 0) return false;
  let lo = 0;
  let hi = stretches.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (stretches[mid].end > start) hi = mid;
    else lo = mid + 1;
  }
  return lo < stretches.length && stretches[lo].start < end;
}

/** Counts the bases of a selection on all sequences. @param {Place[]} places */
export function basesIn(places) {
  const names = new Set(places.map((p) => p.seqName));
  let sum = 0;
  for (const name of names) for (const { start, end } of stretchesOn(places, name)) sum += end - start;
  return sum;
}

/** Describes a selection in words. @param {Place[]} places at least one */
export function selectionText(places) {
  const names = [...new Set(places.map((p) => p.seqName))];
  const where = names.length === 1 ? `on ${names[0]}` : `on ${names.length} sequences`;
  return `${plural(places.length, 'place')} selected ${where}, ${formatBases(basesIn(places))}`;
}
