/**
 * Value scales and round numbers for axes. Pure.
 *
 * @typedef {import('./types.js').Series} Series
 */

/**
 * The least of 1, 2, 5 times a power of ten that is at least `rough`.
 * @param {number} rough above 0
 */
export function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const m = rough / power;
  return (m <= 1 + 1e-9 ? 1 : m <= 2 ? 2 : m <= 5 ? 5 : 10) * power;
}

/**
 * Round values inside [lo, hi], about `count` of them.
 * @param {number} lo @param {number} hi @param {number} count
 * @returns {number[]}
 */
export function ticks(lo, hi, count) {
  if (!(hi > lo) || count < 1) return [];
  const step = niceStep((hi - lo) / count);
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * The range of values of a track. A setting that is a number wins; then what
 * the measurements declare; then the data in view, rounded outwards and with 0
 * when they lie on one side of it.
 * @param {Series[]} series
 * @param {Record<string, any>} settings yMin and yMax
 * @param {() => [number, number]} extent of the data in view; may be NaN, NaN
 * @returns {[number, number]} the second is always above the first
 */
export function domain(series, settings, extent) {
  const declared = (/** @type {'minValue'|'maxValue'} */ key) => series.map((s) => s.measurement[key]);
  let lo = settled(settings.yMin) ?? least(declared('minValue'));
  let hi = settled(settings.yMax) ?? least(declared('maxValue').map((v) => (v === null ? null : -v)), -1);
  if (lo === null || hi === null) {
    const [min, max] = roundOut(extent());
    lo ??= Math.min(min, hi ?? min);
    hi ??= Math.max(max, lo);
  }
  if (lo > hi) [lo, hi] = [hi, lo];
  return lo === hi ? [lo, lo + 1] : [lo, hi];
}

/** @param {any} setting @returns {number|null} */
function settled(setting) {
  if (setting === null || setting === '' || typeof setting === 'boolean') return null;
  const v = Number(setting);
  return Number.isFinite(v) ? v : null;
}

/**
 * The least of the values; null when one is missing.
 * @param {(number|null)[]} values @param {number} [sign] the result is multiplied by it
 * @returns {number|null}
 */
function least(values, sign = 1) {
  let out = Infinity;
  for (const v of values) {
    if (v === null) return null;
    out = Math.min(out, v);
  }
  return Number.isFinite(out) ? out * sign : null;
}

/** @param {[number, number]} extent @returns {[number, number]} */
function roundOut([min, max]) {
  if (!(min <= max)) return [0, 1];
  if (min > 0) min = 0;
  if (max < 0) max = 0;
  if (min === max) return [0, 1];
  const step = niceStep((max - min) / 8);
  // Adding 0 turns the -0 of rounding into 0.
  return [Math.floor(min / step + 1e-9) * step + 0, Math.ceil(max / step - 1e-9) * step + 0];
}
