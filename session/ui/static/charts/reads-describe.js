/**
 * What is told of a read under the pointer. Pure.
 *
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('./reads.js').Read} Read
 */
import { formatStretch, inOrder, plural, withCommas } from '../model/format.js';
import { modName } from './reads-colors.js';
import { PAIRS, baseAt, isReverse, pairOf } from './reads.js';

/** The most tags that are told, and the longest value. */
const MOST_TAGS = 5;
const MAX_TEXT = 40;

/**
 * @param {FeaturesPiece} piece @param {Read} read @param {number} pos under the pointer @param {number} series @param {string} source
 * @param {DrawOptions} options
 * @returns {import('../types.js').Picked}
 */
export function describeRead(piece, read, pos, series, source, options) {
  /** @type {import('../types.js').Picked['lines']} */
  const lines = [
    { label: source, value: '', color: options.colors[series] },
    { label: 'Place', value: formatStretch(read.start, read.end) },
    { label: 'Strand', value: isReverse(read) ? 'reverse (-)' : 'forward (+)' },
    { label: 'Mapping quality', value: String(read.mapq) },
  ];
  const base = baseAt(read, pos);
  if (base) lines.push({ label: withCommas(pos + 1), value: base === '-' ? deletion(read, pos) : `${base}, not as the reference` });
  const inserted = read.inserted.find((i) => i.pos === pos || i.pos === pos + 1);
  if (inserted) lines.push({ label: 'Insertion', value: inserted.bases || plural(inserted.length, 'base') });
  const mod = read.mods.find((m) => m.pos === pos);
  if (mod) lines.push({ label: modName(mod.code), value: `${Math.round((100 * (mod.chance + 0.5)) / 256)} %` });
  const spliced = read.spliced.find((s) => pos >= s.start && pos < s.end);
  if (spliced) lines.push({ label: 'Splice', value: formatStretch(spliced.start, spliced.end) });
  const { left, right, hard } = read.clips;
  if (left + right > 0) {
    lines.push({ label: hard ? 'Clipped' : 'Soft-clipped', value: `${plural(left, 'base')} left, ${plural(right, 'base')} right` });
  }
  if (read.mate) lines.push({ label: 'Mate', value: inOrder(read.mate.replace(/\d+$/, (n) => withCommas(Number(n)))) });
  if (read.insert !== 0) lines.push({ label: 'Insert', value: withCommas(read.insert) });
  const odd = pairOf(read, piece.seqName, options.settings);
  if (odd !== '') lines.push({ label: 'Pair', value: PAIRS[odd] });
  const tags = Object.entries(read.tags);
  for (const [tag, value] of tags.slice(0, MOST_TAGS)) lines.push({ label: tag, value: inOrder(value.slice(0, MAX_TEXT)) });
  if (tags.length > MOST_TAGS) lines.push({ label: 'Tags', value: `${tags.length - MOST_TAGS} more` });
  const nth = Number(piece.metadata.nth?.[read.i]);
  return { title: inOrder(read.name), lines, start: read.start, end: read.end, of: { series, nth: Number.isFinite(nth) ? nth : -1 } };
}

/** @param {Read} read @param {number} pos */
function deletion({ deleted }, pos) {
  const d = deleted.find((at) => pos >= at.start && pos < at.end);
  return d ? `deletion of ${plural(d.end - d.start, 'base')}` : 'deletion';
}
