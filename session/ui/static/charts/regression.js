/**
 * The line of least squares. Pure.
 *
 * @typedef {{n: number, slope: number, intercept: number, r: number}} Fit
 */

/**
 * Fits y = slope * x + intercept to the pairs of which both are numbers. The
 * sums are of differences from the means: those of the values themselves would
 * lose what matters when the values are large and close.
 * @param {Float64Array} x @param {Float64Array} y
 * @param {(v: number) => number} [transform] of both
 * @returns {Fit|null} null for fewer than two pairs, or when all x are the same; r is NaN when all y are
 */
export function leastSquares(x, y, transform = (v) => v) {
  let [n, meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [transform(x[i]), transform(y[i])];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    n++;
    const [dx, dy] = [a - meanX, b - meanY];
    meanX += dx / n;
    meanY += dy / n;
    xx += dx * (a - meanX);
    yy += dy * (b - meanY);
    xy += dx * (b - meanY);
  }
  if (n < 2 || xx <= 0) return null;
  const slope = xy / xx;
  return { n, slope, intercept: meanY - slope * meanX, r: yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : NaN };
}
