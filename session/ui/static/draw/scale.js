/**
 * Value scales and round numbers for axes. Pure.
 *
 * @typedef {import('../types.js').Series} Series
 */

/**
 * Returns the least of 1, 2, 5 times a power of ten that is at least `rough`.
 * @param {number} rough above 0
 */
export function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const m = rough / power;
  return (m <= 1 + 1e-9 ? 1 : m <= 2 ? 2 : m <= 5 ? 5 : 10) * power;
}

/**
 * Returns about `count` round values inside [lo, hi].
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

/** @param {string} kind @returns {(v: number) => number} rising; NaN where the scale has no place for a value */
export function transformOf(kind) {
  if (kind === 'log') return (v) => (v > 0 ? Math.log10(v) : NaN);
  if (kind === 'symlog') return (v) => Math.sign(v) * Math.log10(1 + Math.abs(v));
  return (v) => v;
}

/**
 * Returns about `count` round values inside [lo, hi] for the ticks of a scale.
 * @param {string} kind @param {number} lo @param {number} hi @param {number} count
 * @returns {number[]}
 */
export function ticksOf(kind, lo, hi, count) {
  if (kind === 'log' && lo > 0) {
    const steps = Math.log10(hi / lo) < 1.5 ? [1, 2, 5] : [1];
    const list = magnitudes(lo, hi, steps);
    return list.length >= 2 ? thinned(list, count) : ticks(lo, hi, count);
  }
  if (kind === 'symlog' && Math.max(Math.abs(lo), Math.abs(hi)) >= 10) {
    const above = hi >= 1 ? magnitudes(Math.max(lo, 1), hi, [1]) : [];
    const below = lo <= -1 ? magnitudes(Math.max(-hi, 1), -lo, [1]).map((v) => -v).reverse() : [];
    const zero = lo <= 0 && hi >= 0 ? [0] : [];
    const sides = (below.length > 0 ? 1 : 0) + (above.length > 0 ? 1 : 0);
    const each = Math.max(1, Math.floor((count - zero.length) / sides));
    // Both sides are thinned from their far ends, so that zero keeps its place.
    return [...thinned([...below].reverse(), each).reverse(), ...zero, ...thinned(above, each)];
  }
  return ticks(lo, hi, count);
}

/** Returns the values of `steps` times powers of ten in [lo, hi]. @param {number} lo @param {number} hi @param {number[]} steps */
function magnitudes(lo, hi, steps) {
  const list = [];
  for (let p = Math.floor(Math.log10(lo) + 1e-9); 10 ** p <= hi * (1 + 1e-9); p++) {
    for (const step of steps) {
      const v = Number((step * 10 ** p).toPrecision(12));
      if (v >= lo * (1 - 1e-9) && v <= hi * (1 + 1e-9)) list.push(v);
    }
  }
  return list;
}

/** Returns at most `count` of a list, evenly spaced, the last among them. @param {number[]} list @param {number} count */
function thinned(list, count) {
  const every = Math.max(1, Math.ceil(list.length / Math.max(1, count)));
  return list.filter((_, i) => (list.length - 1 - i) % every === 0);
}

/**
 * Returns the range of values of a chart. A setting that is a number wins; then the
 * range that charts of a group share; then the limits that files state for all measurements;
 * then what the measurements declare; then
 * the data in view, rounded outwards and with 0 when they are on one side of it.
 * What a measurement from a file, or one computed of such, declares is the range
 * of the whole file, and would flatten what is in view: it counts only when asked for.
 * @param {Series[]} series
 * @param {Record<string, any>} settings yMin, yMax, yRange and scale
 * @param {() => [number, number]} extent of the data in view, above 0 for a log scale; may be NaN, NaN
 * @param {[number, number]|null} [shared] extent of the group's charts
 * @returns {[number, number]} the second is always above the first
 */
export function domain(series, settings, extent, shared = null) {
  const kind = settings.scale;
  const inView = settings.yRange === 'view' || settings.yRange === 'extremes';
  const states =
    settings.yRange === 'measurement' ||
    (!inView && !series.some(({ measurement: { annotation } }) => annotation?.file || annotation?.expression));
  const declared = (/** @type {'minValue'|'maxValue'} */ key) => (states && !shared ? series.map((s) => s.measurement[key]) : [null]);
  const stated = inView || shared ? [] : series.map((s) => s.measurement.annotation?.viewLimits);
  const limits = stated.map((text) => text?.split(':').map(Number) ?? [null, null]);
  const limit = (/** @type {number} */ k, /** @type {number} */ sign) =>
    limits.length > 0 ? least(limits.map((l) => (l[k] === null ? null : sign * l[k])), sign) : null;
  let [min, max] = [least(declared('minValue')), least(declared('maxValue').map((v) => (v === null ? null : -v)), -1)];
  if (min === max) min = max = null; // one value is no range
  let lo = numberOrNull(settings.yMin) ?? limit(0, 1) ?? min;
  let hi = numberOrNull(settings.yMax) ?? limit(1, -1) ?? max;
  if (kind === 'log' && lo !== null && lo <= 0) lo = null;
  if (kind === 'log' && hi !== null && hi <= 0) hi = null;
  if (lo === null || hi === null) {
    [min, max] = (kind === 'log' ? roundOutLog : kind === 'symlog' ? roundOutSymlog : roundOut)(shared ?? extent());
    lo ??= Math.min(min, hi === null ? min : kind === 'log' ? hi / 10 : hi);
    hi ??= Math.max(max, lo);
  }
  if (lo > hi) [lo, hi] = [hi, lo];
  if (lo < hi) return [lo, hi];
  return kind === 'log' ? [lo / 10, lo * 10] : [lo, lo + 1];
}

/**
 * Returns the number of a setting that may be a number or "default".
 * @param {any} setting
 * @returns {number|null} null when it is no number
 */
export function numberOrNull(setting) {
  if (setting === null || setting === undefined || setting === '' || typeof setting === 'boolean') return null;
  const v = Number(setting);
  return Number.isFinite(v) ? v : null;
}

/**
 * Returns the least of the values, null when one is missing.
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
export function roundOut([min, max]) {
  if (!(min <= max)) return [0, 1];
  if (min > 0) min = 0;
  if (max < 0) max = 0;
  if (min === max) return [0, 1];
  const step = niceStep((max - min) / 8);
  // Adding 0 turns the -0 of rounding into 0.
  return [Math.floor(min / step + 1e-9) * step + 0, Math.ceil(max / step - 1e-9) * step + 0];
}

/** Rounds outwards to 1, 2 or 5 times a power of ten. @param {[number, number]} extent @returns {[number, number]} */
function roundOutLog([min, max]) {
  if (!(min <= max) || max <= 0) return [1, 10];
  return [1 / niceStep(1 / Math.max(min, max * 1e-9)), niceStep(max)];
}

/** @param {[number, number]} extent @returns {[number, number]} */
function roundOutSymlog([min, max]) {
  if (!(min <= max) || (min === 0 && max === 0)) return [0, 1];
  return [min < 0 ? -niceStep(-min) : 0, max > 0 ? niceStep(max) : 0];
}
