/**
 * Numbers, base pairs and loci as text, and loci as people type them. Pure.
 * What is shown and typed counts from 1 with the end included.
 *
 * @typedef {import('../types.js').Place} Place
 */

/** The word for the whole genome. */
export const WHOLE_GENOME = 'all';

/** @param {number} n a whole number @returns {string} 1,234,567 */
export function withCommas(n) {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** More digits are not those of the value. */
const MOST_DIGITS = 15;

/** Returns the power of ten of the first digit. @param {number} v not 0 */
function exponent(v) {
  return Number(v.toExponential().split('e')[1]);
}

/**
 * Formats a measured value: at most four significant digits and no trailing zeros, or the digits
 * that make values a `step` apart look different, if those are more.
 * @param {number} v
 * @param {number} [step]
 */
export function formatValue(v, step = 0) {
  if (Number.isNaN(v)) return 'no data';
  if (!Number.isFinite(v)) return v > 0 ? '∞' : '-∞';
  if (v === 0) return '0';
  const power = exponent(v);
  const few = power >= 6 || power < -3 ? 3 : power >= 3 ? power + 1 : 4;
  const digits = step > 0 && step < Infinity ? Math.min(power - exponent(step) + 1, MOST_DIGITS) : few;
  if (digits > few) {
    const asPower = power < -3 || power >= MOST_DIGITS || (power >= 6 && digits <= 5);
    return asPower ? v.toExponential(digits - 1).replace('e+', 'e') : grouped(v.toFixed(Math.max(0, digits - 1 - power)));
  }
  const abs = Math.abs(v);
  if (abs >= 1e6 || abs < 1e-3) return withoutZeros(v.toExponential(2)).replace('e+', 'e');
  if (abs >= 1000) return withCommas(v);
  return String(Number(v.toPrecision(4)));
}

/** @param {string} power a power of ten with a fraction in front */
function withoutZeros(power) {
  return power.replace(/\.?0+e/, 'e');
}

/** Returns the ends of a range with as many digits as they need to look different. @param {number} lo @param {number} hi */
export function formatRange(lo, hi) {
  return [formatValue(lo, hi - lo), formatValue(hi, hi - lo)];
}

/**
 * Returns the difference that can be seen between values within a range, of some hundreds in it.
 * @param {[number, number]} range
 */
export function stepWithin([lo, hi]) {
  return hi > lo ? 10 ** (exponent(hi - lo) - 2) : 0;
}

/**
 * Returns the labels of ticks: those of formatValue if it rounds none, or powers of ten, or all
 * digits. Where none of these fit, labels are how far the ticks are from `base`, which is '' otherwise.
 * @param {number[]} values rising
 * @param {(label: string) => boolean} fits
 * @returns {{labels: string[], base: string}}
 */
export function formatTicks(values, fits) {
  const powers = values.map((v) => (Math.abs(v) >= 1e4 ? withoutZeros(v.toExponential(3)).replace('e+', 'e') : formatValue(v)));
  for (const labels of [values.map((v) => formatValue(v)), powers]) {
    const exact = labels.every((label, i) => Number(label.replace(/,/g, '')) === values[i]);
    if (exact && labels.every(fits)) return { labels, base: '' };
  }
  let step = values.length === 1 ? lastDigit(values[0]) : Infinity;
  for (let i = 1; i < values.length; i++) step = Math.min(step, values[i] - values[i - 1]);
  const labels = values.map((v) => formatValue(v, step));
  const [lo, hi] = [values[0], values[values.length - 1]];
  const unit = 10 ** Math.max(exponent(hi - lo || step), exponent(step) + 1);
  const base = Math.trunc((lo < 0 ? hi : lo) / unit) * unit;
  if (base === 0 || labels.every(fits)) return { labels, base: '' };
  const away = values.map((v) => Number((v - base).toPrecision(6)));
  return { labels: away.map((v) => (v < 0 ? '' : '+') + formatValue(v, step)), base: withoutZeros(formatValue(base, unit)) };
}

/** Returns the place value of the last digit of a value. @param {number} v */
function lastDigit(v) {
  const [digits, power] = v.toExponential().split('e');
  return 10 ** (Number(power) - digits.replace(/^-?\d\.?/, '').length);
}

/**
 * Formats a number of bases with a unit: 950 bp, 12.5 kb, 248.96 Mb.
 * @param {number} bases
 */
export function formatBases(bases) {
  const short = (/** @type {number} */ v) => String(Number(v.toPrecision(v >= 100 ? 5 : 3)));
  if (bases < 1000) return `${Math.round(bases)} bp`;
  if (bases < 1e6) return `${short(bases / 1e3)} kb`;
  if (bases < 1e9) return `${short(bases / 1e6)} Mb`;
  return `${short(bases / 1e9)} Gb`;
}

/** @param {Place} place @returns {string} chr1:1,001-2,000 */
export function formatPlace(place) {
  const start = Math.round(place.start);
  const end = Math.max(Math.round(place.end), start + 1);
  return `${place.seqName}:${withCommas(start + 1)}-${withCommas(end)}`;
}

/** Returns what is shown as it can be typed. @param {Place[]} places @param {boolean} whole */
export function formatPlaces(places, whole) {
  return whole ? WHOLE_GENOME : places.map(formatPlace).join(' ');
}

/** Removes the control characters that reorder text from a name of a file. @param {string} text */
export function inOrder(text) {
  return text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** Splits a name where a line may end: behind a dot, a dash or the like. @param {string} name */
export function partsOf(name) {
  return name.split(/(?<=[._:/|-])(?=\w)/);
}

/**
 * Formats the stretch of a feature or bin without its sequence: 1,001-2,000, or 1,001
 * for a single base.
 * @param {number} start 0-based
 * @param {number} end
 */
export function formatStretch(start, end) {
  return end - start <= 1 ? withCommas(start + 1) : `${withCommas(start + 1)}-${withCommas(end)}`;
}

/** Formats a number of bytes as the prompt does: 3.25 MB. @param {number} bytes */
export function formatSize(bytes) {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let v = bytes;
  while (units.length > 1 && v >= 1000) {
    v /= 1000;
    units.shift();
  }
  return `${Number(v.toPrecision(3))} ${units[0]}`;
}

/** @param {number} n @param {string} one @param {string} [many] */
export function plural(n, one, many = one + 's') {
  return `${withCommas(n)} ${n === 1 ? one : many}`;
}

/**
 * Returns the format of ticks that are `step` apart, in one unit for the whole ruler and
 * with as many decimals as the step needs.
 * @param {number} step in bases, 1, 2 or 5 times a power of ten
 * @param {number} largest position on the ruler
 * @returns {(pos: number) => string}
 */
export function tickFormat(step, largest) {
  if (step < 1000) return withCommas;
  const [unit, name] = largest >= 2e6 ? [1e6, 'Mb'] : [1e3, 'kb'];
  const decimals = Math.max(0, Math.ceil(Math.log10(unit / step) - 1e-9));
  return (pos) => `${grouped((pos / unit).toFixed(decimals))} ${name}`;
}

/** Returns digits with commas. @param {string} s a possible sign, digits and a possible fraction */
function grouped(s) {
  const [whole, fraction] = s.split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction ? '.' + fraction : '');
}
