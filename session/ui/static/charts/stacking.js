/**
 * Stacks of values on each other. Pure.
 *
 * @typedef {{lower: Float64Array, upper: Float64Array}} Layer
 */

/**
 * Returns a layer for each column of values, over the ones before it. NaN adds
 * nothing, and values below 0 are stacked below 0.
 * @param {Float64Array[]} values columns of the same length
 * @param {string} offset "zero", or "wiggle", whose ground moves so that the layers move little
 * @param {boolean} percent whether each stack is scaled to 100
 * @returns {Layer[]}
 */
export function stack(values, offset, percent) {
  const n = values[0]?.length ?? 0;
  const layers = values.map(() => ({ lower: new Float64Array(n), upper: new Float64Array(n) }));
  const wiggle = offset === 'wiggle';
  let ground = 0;
  for (let i = 0; i < n; i++) {
    if (wiggle && i > 0) ground += drift(values, i);
    const total = percent ? values.reduce((sum, column) => sum + Math.abs(finite(column[i])), 0) : 0;
    let [above, below] = wiggle ? [ground, ground] : [0, 0];
    values.forEach((column, s) => {
      const v = finite(column[i]) * (total > 0 ? 100 / total : 1);
      if (v >= 0 || wiggle) {
        layers[s].lower[i] = above;
        above += Math.abs(v);
        layers[s].upper[i] = above;
      } else {
        layers[s].upper[i] = below;
        below += v;
        layers[s].lower[i] = below;
      }
    });
  }
  return layers;
}

/** Returns 0 for what has no height: no value, or an infinity. @param {number} v */
function finite(v) {
  return Number.isFinite(v) ? v : 0;
}

/**
 * Returns how far the ground moves from column i-1 to i, so that the slopes of the
 * layers' middles, weighed by their thickness, add to nothing (Byron and
 * Wattenberg, "Stacked Graphs", 2008).
 * @param {Float64Array[]} values @param {number} i
 */
function drift(values, i) {
  let [weighed, total, below] = [0, 0, 0];
  for (const column of values) {
    const v = Math.abs(finite(column[i]));
    const rise = v - Math.abs(finite(column[i - 1]));
    weighed += (below + rise / 2) * v;
    below += rise;
    total += v;
  }
  return total > 0 ? -weighed / total : 0;
}

/**
 * Returns the ends of the stack at each place.
 * @param {Layer[]} layers @param {number} n of places @returns {{low: Float64Array, high: Float64Array}}
 */
export function endsOf(layers, n) {
  const [low, high] = [new Float64Array(n), new Float64Array(n)];
  for (const { lower, upper } of layers) {
    for (let i = 0; i < n; i++) {
      low[i] = Math.min(low[i], lower[i]);
      high[i] = Math.max(high[i], upper[i]);
    }
  }
  return { low, high };
}

/** Returns the range of layers. @param {Layer[]} layers @returns {[number, number]} NaN, NaN without any */
export function extentOf(layers) {
  let [lo, hi] = [Infinity, -Infinity];
  for (const { lower, upper } of layers) {
    for (let i = 0; i < lower.length; i++) {
      if (lower[i] < lo) lo = lower[i];
      if (upper[i] > hi) hi = upper[i];
    }
  }
  return lo <= hi ? [lo, hi] : [NaN, NaN];
}
