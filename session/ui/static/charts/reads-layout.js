/**
 * Where reads are drawn: groups below each other, and rows in each. Pure.
 *
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('./reads.js').Read} Read
 * @typedef {{reads: Read[], start: number, end: number}} Unit  a read, or those of a pair
 * @typedef {{name: string, rows: number, units: {unit: Unit, row: number}[]}} Group
 * @typedef {{groups: Group[], sorted: boolean}} Layout  sorted: there are reads at the position of the order
 */
import { isOn } from './common.js';
import { PAIRS, baseAt, isReverse, modifiedOf, pairOf, readsOf } from './reads.js';

/** The order of bases, the reference's last. */
const BASES = ['A', 'C', 'G', 'T', 'N', '-', ''];
/** Groups by modification, in their order. */
const MODIFIED = ['modified', 'modifications unknown', 'not modified'];
/** What a read without a tag is called in groups. */
export const WITHOUT = 'without';

/** @type {WeakMap<FeaturesPiece, {key: string, layout: Layout}>} */
const layouts = new WeakMap();

/**
 * Returns the layout of a piece: the same for the same piece, settings and position.
 * @param {FeaturesPiece} piece @param {Record<string, any>} settings @param {number} at the position of the order
 * @param {number} gap bases between reads in a row
 */
export function layoutReads(piece, settings, at, gap) {
  const { viewAsPairs, groupBy, groupTag, sortBy, sortTag, minInsertSize, maxInsertSize } = settings;
  const place = sortBy === 'start' ? 0 : at;
  const key = JSON.stringify([viewAsPairs, groupBy, groupTag, sortBy, sortTag, minInsertSize, maxInsertSize, place, gap]);
  const have = layouts.get(piece);
  if (have?.key === key) return have.layout;
  const reads = readsOf(piece);
  const order = orderOf(reads, settings, at);
  const units = unitsOf(reads, isOn(viewAsPairs));
  /** @type {Map<string, Unit[]>} */
  const byGroup = new Map();
  for (const unit of units) {
    const name = groupOf(unit.reads[0], piece.seqName, settings);
    const list = byGroup.get(name);
    if (list) list.push(unit);
    else byGroup.set(name, [unit]);
  }
  const groups = [...byGroup].sort(([a], [b]) => compareGroups(a, b, groupBy)).map(([name, list]) => packed(name, list, order, gap));
  const layout = { groups, sorted: order !== null && reads.some((r) => order(r) !== null) };
  layouts.set(piece, { key, layout });
  return layout;
}

/** @param {Read[]} reads in the order of their starts @param {boolean} paired @returns {Unit[]} */
function unitsOf(reads, paired) {
  if (!paired) return reads.map((r) => ({ reads: [r], start: r.start, end: r.end }));
  /** @type {Map<string, Unit>} */
  const byName = new Map();
  for (const r of reads) {
    const unit = byName.get(r.name);
    // Further alignments of a read are by themselves.
    if (unit && (r.flag & 1) !== 0 && unit.reads.length === 1 && (unit.reads[0].flag & 192) !== (r.flag & 192)) {
      unit.reads.push(r);
      unit.end = Math.max(unit.end, r.end);
    } else byName.set(unit ? `${r.name} ${r.i}` : r.name, { reads: [r], start: r.start, end: r.end });
  }
  return [...byName.values()];
}

/** @param {Read} read @param {string} seqName @param {Record<string, any>} settings */
function groupOf(read, seqName, settings) {
  switch (settings.groupBy) {
    case 'strand':
      return isReverse(read) ? 'reverse' : 'forward';
    case 'tag':
      return settings.groupTag in read.tags ? `${settings.groupTag} ${read.tags[settings.groupTag]}` : `${WITHOUT} ${settings.groupTag}`;
    case 'pair':
      return PAIRS[pairOf(read, seqName, settings)];
    case 'modification':
      return MODIFIED[1 - modifiedOf(read)];
  }
  return '';
}

/** @param {string} a @param {string} b @param {string} groupBy */
function compareGroups(a, b, groupBy) {
  if (groupBy === 'pair') return Object.values(PAIRS).indexOf(a) - Object.values(PAIRS).indexOf(b);
  if (groupBy === 'modification') return MODIFIED.indexOf(a) - MODIFIED.indexOf(b);
  const last = (/** @type {string} */ s) => (s.startsWith(`${WITHOUT} `) ? 1 : 0);
  const value = (/** @type {string} */ s) => Number(s.slice(3)); // behind a tag
  return last(a) - last(b) || (groupBy === 'tag' && value(a) - value(b)) || natural(a, b);
}

/** Compares texts with numbers in them as people do. @param {string} a @param {string} b */
function natural(a, b) {
  const [as, bs] = [a, b].map((s) => s.split(/(\d+)/));
  for (let k = 0; k < Math.min(as.length, bs.length); k++) {
    if (as[k] === bs[k]) continue;
    const by = k % 2 === 1 ? Number(as[k]) - Number(bs[k]) : 0;
    return by || (as[k] < bs[k] ? -1 : 1);
  }
  return as.length - bs.length;
}

/**
 * Returns the function that says where in the order a read is at the position, null where it is not there; null without an order.
 * @param {Read[]} reads @param {Record<string, any>} settings @param {number} at
 * @returns {((read: Read) => string|null)|null}
 */
function orderOf(reads, { sortBy, sortTag }, at) {
  const number = (/** @type {number} */ n) => String(Math.round(n)).padStart(6, '0');
  /** @param {(read: Read) => string} key @returns {(read: Read) => string|null} */
  const where = (key) => (read) => (baseAt(read, at) === null ? null : key(read));
  switch (sortBy) {
    case 'base': {
      /** @type {Record<string, number>} */
      const counts = {};
      for (const r of reads) {
        const base = baseAt(r, at);
        if (base) counts[base] = (counts[base] ?? 0) + 1;
      }
      // The commonest difference comes first.
      return where((r) => {
        const base = baseAt(r, at) ?? '';
        const late = base === '' ? 2 : base === '-' ? 1 : 0;
        return number(late) + number(999_999 - Math.min(counts[base] ?? 0, 999_999)) + number(BASES.indexOf(base) + 1);
      });
    }
    case 'strand':
      return where((r) => number(isReverse(r) ? 1 : 0));
    case 'quality':
      return where((r) => number(255 - r.mapq));
    case 'tag':
      return where((r) => {
        const value = r.tags[sortTag];
        if (value === undefined) return '2';
        const n = Number(value);
        return Number.isFinite(n) && value !== '' ? `0${(n + 1e12).toFixed(3).padStart(18, '0')}` : `1${value}`;
      });
  }
  return null;
}

/**
 * Gives units rows: those at the position of the order the first ones in that order, all others the first in which they have room.
 * @param {string} name @param {Unit[]} units in the order of their starts @param {ReturnType<typeof orderOf>} order @param {number} gap
 * @returns {Group}
 */
function packed(name, units, order, gap) {
  /** @type {{unit: Unit, key: string}[]} */
  const first = [];
  /** @type {Unit[]} */
  const rest = [];
  for (const unit of units) {
    const keys = order ? unit.reads.map(order).filter((k) => k !== null) : [];
    if (keys.length > 0) first.push({ unit, key: /** @type {string} */ (keys.sort()[0]) });
    else rest.push(unit);
  }
  first.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.unit.start - b.unit.start || a.unit.reads[0].i - b.unit.reads[0].i));
  const placed = first.map(({ unit }, row) => ({ unit, row }));
  /** Where each row is free again, and the unit that has a place in it already. @type {number[]} */
  const free = [];
  let rows = placed.length;
  for (const unit of rest) {
    let row = 0;
    for (; row < rows; row++) {
      const fixed = row < first.length ? placed[row].unit : null;
      const clash = fixed && unit.start < fixed.end + gap && unit.end + gap > fixed.start;
      if ((free[row] ?? -Infinity) <= unit.start && !clash) break;
    }
    free[row] = unit.end + gap;
    rows = Math.max(rows, row + 1);
    placed.push({ unit, row });
  }
  return { name, rows, units: placed };
}
