/**
 * What the reads of a piece are: their blocks, what differs from the reference, their tags. Pure.
 *
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {{start: number, end: number}} Block  bases of the reference that are in the read
 * @typedef {object} Read
 * @property {number} i  in the piece
 * @property {number} start
 * @property {number} end
 * @property {string} name
 * @property {number} flag
 * @property {number} mapq
 * @property {number} insert  0 if it is not known
 * @property {string} mate  the place of the mate, '' without one
 * @property {Block[]} blocks  that are in the window, of deletions too
 * @property {{pos: number, base: string}[]} differs
 * @property {{pos: number, bases: string, length: number}[]} inserted  before the base at pos
 * @property {Block[]} deleted
 * @property {Block[]} spliced
 * @property {{left: number, right: number, hard: boolean}} clips  bases at either end
 * @property {Record<string, string>} tags
 * @property {Mod[]} mods
 * @typedef {{pos: number, code: string, chance: number}} Mod  of 255
 */

/** The widest view in which reads are drawn, in bases. */
export const MOST_READ_BASES = 50_000;

/** Flags of SAM. */
export const FLAG = { paired: 1, proper: 2, mateUnmapped: 8, reverse: 16, mateReverse: 32, first: 64, supplementary: 2048 };

/** @type {WeakMap<FeaturesPiece, Read[]>} */
const known = new WeakMap();

/** Returns the reads of a piece: the same for the same piece. @param {FeaturesPiece} piece */
export function readsOf(piece) {
  let reads = known.get(piece);
  if (!reads) {
    reads = Array.from(piece.starts, (_, i) => readAt(piece, i));
    known.set(piece, reads);
  }
  return reads;
}

/** @param {FeaturesPiece} piece @param {number} i @returns {Read} */
function readAt({ starts, ends, metadata }, i) {
  const text = (/** @type {string} */ column) => String(metadata[column]?.[i] ?? '');
  const number = (/** @type {string} */ column) => Number(text(column)) || 0;
  const [start, end] = [starts[i], ends[i]];
  return {
    i, start, end, name: text('name'), flag: number('flag'), mapq: number('mapq'), insert: number('insert'), mate: text('mate'),
    ...partsOf(text('aligned'), start, end), tags: tagsOf(text('tags')), mods: modsOf(text('mods'), start),
  };
}

/**
 * Reads what a read has in the window: operations with their lengths or bases.
 * @param {string} aligned @param {number} start of the read @param {number} end
 */
function partsOf(aligned, start, end) {
  /** @type {Pick<Read, 'blocks'|'differs'|'inserted'|'deleted'|'spliced'|'clips'>} */
  const parts = { blocks: [], differs: [], inserted: [], deleted: [], spliced: [], clips: { left: 0, right: 0, hard: false } };
  const behind = /^\d+/.exec(aligned)?.[0] ?? '';
  let pos = start + Number(behind);
  const on = (/** @type {number} */ n) => {
    const last = parts.blocks[parts.blocks.length - 1];
    if (last?.end === pos) last.end += n;
    else parts.blocks.push({ start: pos, end: pos + n });
    pos += n;
  };
  for (const [, op, value] of aligned.slice(behind.length).matchAll(/([A-Z])(\d+|[a-z=]+)/g)) {
    const n = Number(value);
    switch (op) {
      case 'M':
        on(n);
        break;
      case 'X':
        parts.differs.push({ pos, base: value.toUpperCase() });
        on(1);
        break;
      case 'D':
        parts.deleted.push({ start: pos, end: pos + n });
        on(n);
        break;
      case 'N':
        parts.spliced.push({ start: pos, end: pos + n });
        pos += n;
        break;
      case 'I':
        parts.inserted.push(Number.isNaN(n) ? { pos, bases: value.toUpperCase(), length: value.length } : { pos, bases: '', length: n });
        break;
      default: {
        const side = pos === start && parts.blocks.length === 0 ? 'left' : 'right';
        if (side === 'right' && pos !== end) break;
        parts.clips[side] += n;
        if (op === 'H') parts.clips.hard = true;
      }
    }
  }
  if (aligned === '') parts.blocks.push({ start, end });
  return parts;
}

/** @param {string} text @returns {Record<string, string>} */
function tagsOf(text) {
  /** @type {Record<string, string>} */
  const tags = {};
  for (const tag of text.split(' ')) if (tag.length > 4) tags[tag.slice(0, 2)] = tag.slice(5);
  return tags;
}

/** @param {string} text @param {number} start @returns {Mod[]} */
function modsOf(text, start) {
  /** @type {Map<number, Mod>} the likeliest at each base */
  const at = new Map();
  for (const group of text ? text.split(';') : []) {
    const [code, ...calls] = group.split(' ');
    for (const call of calls) {
      const [behind, chance] = call.split('=').map(Number);
      const pos = start + behind;
      const have = at.get(pos);
      if (!have || have.chance < chance) at.set(pos, { pos, code, chance });
    }
  }
  return [...at.values()];
}

/**
 * Returns the base of a read at a position: '' for the reference's, '-' for a deletion, null where it has none.
 * @param {Read} read @param {number} pos
 */
export function baseAt(read, pos) {
  if (pos < read.start || pos >= read.end) return null;
  const differs = read.differs.find((d) => d.pos === pos);
  if (differs) return differs.base;
  if (read.deleted.some((d) => pos >= d.start && pos < d.end)) return '-';
  return read.blocks.some((b) => pos >= b.start && pos < b.end) ? '' : null;
}

/** Reports whether a read is of the reverse strand. @param {Read} read */
export function isReverse(read) {
  return (read.flag & FLAG.reverse) !== 0;
}

/**
 * Returns what is odd about the pair of a read: '' for nothing, or for a read without a mate.
 * @param {Read} read @param {string} seqName @param {Record<string, any>} settings
 * @returns {''|'elsewhere'|'mateless'|'same'|'outward'|'long'|'short'}
 */
export function pairOf({ flag, mate, insert, start }, seqName, settings) {
  if ((flag & FLAG.paired) === 0) return '';
  if ((flag & FLAG.mateUnmapped) !== 0 || mate === '') return 'mateless';
  const colon = mate.lastIndexOf(':');
  if (mate.slice(0, colon) !== seqName) return 'elsewhere';
  const [back, mateBack] = [(flag & FLAG.reverse) !== 0, (flag & FLAG.mateReverse) !== 0];
  if (back === mateBack) return 'same';
  const matePos = Number(mate.slice(colon + 1)) - 1;
  // The one on the left is forward.
  if (start !== matePos && (start < matePos) === back) return 'outward';
  const size = Math.abs(insert);
  if (size > Number(settings.maxInsertSize)) return 'long';
  return size > 0 && size < Number(settings.minInsertSize) ? 'short' : '';
}

/** What pairs are called, in the order of groups. */
export const PAIRS = {
  '': 'as expected', long: 'long insert', short: 'short insert', same: 'same orientation', outward: 'outward', elsewhere: 'mate elsewhere',
  mateless: 'mate unmapped',
};

/** Returns whether most known bases of a read are modified: 1, -1 if they are not, 0 where nothing is known. @param {Read} read */
export function modifiedOf({ mods }) {
  const modified = mods.filter((m) => m.chance >= 128).length;
  return mods.length === 0 ? 0 : 2 * modified >= mods.length ? 1 : -1;
}
