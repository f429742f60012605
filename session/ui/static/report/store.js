/**
 * What a report keeps: its regions, and the answers to what is asked for at each (session/report/answers.go). Pure.
 *
 * @typedef {import('../stage/gather.js').Wish} Wish
 *
 * A region of the table, with what is shown of it: positions are 1-based inclusive.
 * @typedef {{name: string, seqName: string, start: number, end: number, from: number, to: number, cells: string[],
 *   failed: string}} Row
 *
 * Rows of features, each once; `start` has what each is more than the one before.
 * @typedef {{names: string[], start: number[], length: number[], strands: string, texts: string[][]}} Pool
 *
 * @typedef {object} Head
 * @property {string} title
 * @property {string} theme '' follows the system
 * @property {number} bins the most in a region
 * @property {any} state as of the request syncState, without a place
 * @property {string[]} columns of the table
 * @property {Row[]} regions
 * @property {Pool[]} pools
 * @property {number[]} sizes bytes of the answers of each region, and of the least and greatest values of their bins
 * @property {number[]} endSizes
 * @property {number[]} keys of what they are answers to
 * @property {string[]} notes
 * @property {string[]} rounded names of measurements that have rounded values
 * @property {number} steps to which they are rounded
 * @property {{version: string, commands: string[], files: {name: string, size: number, sha256: string, note: string}[]}} made
 */
import { Reader } from './numbers.js';

/** How an answer is kept, by its first byte. */
const BINS = 1;
const ROWS = 2;
const FEATURES = 3;
/** Flags of these. */
const HAS_ENDS = 1;
const HAS_APART = 2;
const HAS_NAMES = 4;
const IS_THINNED = 8;
const HAS_COUNTS = 16;
const HAS_DENSITY = 32;
const IS_ESTIMATED = 64;

export class Store {
  /** @param {Head} head @param {Uint8Array} answers @param {Uint8Array} ends the least and greatest values of bins */
  constructor(head, answers, ends) {
    this.head = head;
    this.pools = head.pools.map(withPositions);
    this.answers = parted(answers, head.sizes);
    this.ends = parted(ends, head.endSizes);
  }

  /**
   * Returns what answers the requests for data at a region.
   * @param {number} i
   * @returns {{ask: (wishes: Wish[]) => any[], check: () => void}} check throws an error unless all was asked for that is kept
   */
  asker(i) {
    const { keys } = this.head;
    const [reader, ends] = [new Reader(this.answers[i]), new Reader(this.ends[i])];
    let key = 2166136261;
    return {
      ask: (wishes) => wishes.map(({ action, args }) => {
        key = keyAfter(key, action + JSON.stringify(args));
        return this.answer(reader, ends);
      }),
      check: () => {
        if (key !== keys[i]) throw new Error('the data of this region are not those that its charts ask for');
      },
    };
  }

  /** @param {Reader} reader @param {Reader} ends @returns {any} an answer as from the program */
  answer(reader, ends) {
    const kind = reader.byte();
    if (kind === BINS) return binsIn(reader, ends);
    if (kind === ROWS) return rowsIn(reader);
    if (kind === FEATURES) return this.features(reader);
    return JSON.parse(reader.text());
  }

  /** @param {Reader} reader */
  features(reader) {
    const pool = this.pools[reader.uint()];
    const n = reader.uint();
    const flags = reader.byte();
    const rows = reader.differences(n);
    const total = reader.uint();
    const count = flags & HAS_COUNTS ? reader.differences(n) : undefined;
    const density = flags & HAS_DENSITY ? reader.differences(reader.uint()) : undefined;
    const of = (/** @type {any[]} */ column) => rows.map((i) => column[i]);
    return {
      values: {
        start: of(pool.starts), end: of(pool.ends), strand: pool.strands ? rows.map((i) => pool.strands[i]) : '*',
        metadata: Object.fromEntries(pool.names.map((name, k) => [name, of(pool.texts[k])])), count,
      },
      total, thinned: Boolean(flags & IS_THINNED), density,
    };
  }
}

/** @param {Pool} pool */
function withPositions(pool) {
  let last = 0;
  const starts = pool.start.map((by) => (last += by));
  return { ...pool, starts, ends: starts.map((start, i) => start + pool.length[i]) };
}

/** Cuts bytes into parts. @param {Uint8Array} bytes @param {number[]} sizes */
function parted(bytes, sizes) {
  let at = 0;
  return sizes.map((size) => bytes.subarray(at, (at += size)));
}

/** @param {Reader} reader @param {Reader} ends */
function binsIn(reader, ends) {
  const n = reader.uint();
  const flags = reader.byte();
  const mean = reader.column(n);
  const [min, max] = flags & HAS_ENDS ? [ends.column(n, mean), ends.column(n, mean)] : [];
  const apart = flags & HAS_APART ? reader.runs(n).map((on) => (on ? '1' : '0')).join('') : undefined;
  return { kind: 'bins', mean: mean.values, min: min?.values, max: max?.values, apart, estimated: Boolean(flags & IS_ESTIMATED) };
}

/** @param {Reader} reader */
function rowsIn(reader) {
  const n = reader.uint();
  const flags = reader.byte();
  const start = reader.differences(n);
  const lengths = reader.differences(n);
  const { values } = reader.column(n);
  const names = flags & HAS_NAMES ? start.map(() => reader.text()) : undefined;
  return { kind: 'rows', rows: { start, end: start.map((s, i) => s + lengths[i]) }, values, names };
}

/** Returns the key of requests of which one more follows. @param {number} key @param {string} words */
export function keyAfter(key, words) {
  let next = key;
  for (let i = 0; i < words.length; i++) next = Math.imul(next ^ words.charCodeAt(i), 16777619);
  return next >>> 0;
}
