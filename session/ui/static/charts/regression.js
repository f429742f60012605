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

/**
 * Returns the stretch of x in which a line is inside a box, in the units of the fit.
 * @param {Fit} fit @param {[number, number]} x @param {[number, number]} y both from the least on
 * @returns {[number, number]|null} null when it misses the box
 */
export function within({ slope, intercept }, [x0, x1], [y0, y1]) {
  if (slope === 0) return intercept >= y0 && intercept <= y1 ? [x0, x1] : null;
  const ends = [(y0 - intercept) / slope, (y1 - intercept) / slope];
  const [from, to] = [Math.max(x0, Math.min(...ends)), Math.min(x1, Math.max(...ends))];
  return from < to ? [from, to] : null;
}
