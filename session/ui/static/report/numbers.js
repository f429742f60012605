/**
 * Reads numbers that a report keeps as bytes (session/report/column.go). Pure.
 */

/** How a column is kept, by its first byte. */
const FLOATS = 0;
const STEPS = 1;
const DIGITS = 2;
const OFFSETS = 3;
/** Entries that are no number, and what is added to the others. */
const NO_NUMBER = [NaN, Infinity, -Infinity];
const DIFFERS = 3;
/** The power of ten of the last of three digits that number 1 stands for, and how many numbers a power has. */
const LOWEST = -40;
const A_POWER = 900;

/**
 * @typedef {{digit: number, power: number}} Step  digit times ten to the power
 * Numbers, and if they are in steps, how many from 0; NaN and infinities as such.
 * @typedef {{values: number[], steps: (Step & {counts: number[]})|null}} Column
 */

export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  byte() {
    if (this.at >= this.bytes.length) throw new Error('the data of this report end too early');
    return this.bytes[this.at++];
  }

  /** Reads a number without a sign. */
  uint() {
    let n = 0;
    for (let factor = 1; ; factor *= 128) {
      const b = this.byte();
      n += (b & 127) * factor;
      if (b < 128) return n;
    }
  }

  /** Reads a number with a sign. */
  int() {
    return signed(this.uint());
  }

  text() {
    const length = this.uint();
    const bytes = this.bytes.subarray(this.at, this.at + length);
    if (bytes.length < length) throw new Error('the data of this report end too early');
    this.at += length;
    return new TextDecoder().decode(bytes);
  }

  /** Reads numbers of which each says how much more it is than the one before. @param {number} n */
  differences(n) {
    let last = 0;
    return Array.from({ length: n }, () => (last += this.int()));
  }

  /** Reads lengths of runs that are false and true by turns. @param {number} n in all */
  runs(n) {
    /** @type {boolean[]} */
    const out = [];
    for (let value = false; out.length < n; value = !value) for (let k = this.uint(); k > 0; k--) out.push(value);
    return out;
  }

  /**
   * Reads a column of numbers.
   * @param {number} n @param {Column|null} [near] the column that it may be near to
   * @returns {Column}
   */
  column(n, near = null) {
    const kind = this.byte();
    if (kind === FLOATS) return { values: this.floats(n), steps: null };
    if (kind === DIGITS) return { values: this.entries(n, true).map(ofDigits), steps: null };
    if (kind === STEPS) {
      const [digit, power] = [this.byte(), this.int()];
      const counts = this.entries(n, true);
      return { values: counts.map(valueIn({ digit, power })), steps: { digit, power, counts } };
    }
    if (kind !== OFFSETS || !near?.steps) throw new Error('the data of this report are damaged');
    const by = this.byte();
    const { counts } = near.steps;
    const own = this.entries(n, false).map((v, i) => (Number.isFinite(v) ? by * v + (Number.isFinite(counts[i]) ? counts[i] : 0) : v));
    return { values: own.map(valueIn(near.steps)), steps: null };
  }

  /** @param {number} n */
  floats(n) {
    const { buffer, byteOffset } = this.bytes;
    const view = new DataView(buffer, byteOffset + this.at, 4 * n);
    this.at += 4 * n;
    return Array.from({ length: n }, (_, i) => view.getFloat32(4 * i, true));
  }

  /** @param {number} n @param {boolean} differing whether each says how much more it is than the number before */
  entries(n, differing) {
    let last = 0;
    return Array.from({ length: n }, () => {
      const entry = this.uint();
      if (entry < DIFFERS) return NO_NUMBER[entry];
      const number = signed(entry - DIFFERS);
      return differing ? (last += number) : number;
    });
  }
}

/** @param {number} z */
function signed(z) {
  return z % 2 === 1 ? -(z + 1) / 2 : z / 2;
}

/** Returns the value of a number of steps. @param {Step} step @returns {(n: number) => number} */
function valueIn({ digit, power }) {
  return (n) => scaled(n * digit, power);
}

/** @param {number} n */
function ofDigits(n) {
  if (n === 0 || !Number.isFinite(n)) return n;
  const a = Math.abs(n) - 1;
  return Math.sign(n) * scaled((a % A_POWER) + 100, Math.floor(a / A_POWER) + LOWEST);
}

/** Multiplies by a power of ten. Dividing by one gives the number that its digits are read as. @param {number} n @param {number} power */
function scaled(n, power) {
  return power < 0 ? n / 10 ** -power : n * 10 ** power;
}
