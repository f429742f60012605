// What plots compute: least squares, stacks, values side by side.
import assert from 'node:assert/strict';
import test from 'node:test';
import { entriesOf, joined, stretchesOf, touched } from '../static/charts/aligned.js';
import { leastSquares, within } from '../static/charts/regression.js';
import { extentOf, stack } from '../static/charts/stacking.js';
import { bins, rows, seriesOf, viewOf } from './fixtures.js';

const column = (...v) => Float64Array.from(v);
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test('least squares', () => {
  const exact = leastSquares(column(1, 2, 3), column(5, 7, 9));
  near(exact.slope, 2);
  near(exact.intercept, 3);
  near(exact.r, 1);
  // Anscombe's first quartet: slope 0.5, intercept 3, r 0.816.
  const fit = leastSquares(
    column(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5),
    column(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68),
  );
  assert.deepEqual([fit.n, fit.slope.toFixed(3), fit.intercept.toFixed(2), fit.r.toFixed(3)], [11, '0.500', '3.00', '0.816']);
  near(leastSquares(column(1e9 + 1, 1e9 + 2, 1e9 + 3), column(1, 2, 3)).slope, 1);
  assert.equal(leastSquares(column(1, NaN, 3), column(2, 4, NaN)), null);
  assert.equal(leastSquares(column(4, 4), column(1, 2)), null);
  assert.ok(Number.isNaN(leastSquares(column(1, 2), column(3, 3)).r));
  assert.equal(leastSquares(column(1, 10, 0), column(1, 100, 5), (v) => (v > 0 ? Math.log10(v) : NaN)).slope, 2);
});

test('the part of a line inside a box', () => {
  const part = (slope, intercept) => within({ n: 2, slope, intercept, r: 1 }, [0, 10], [0, 5]);
  assert.deepEqual(part(1, -2), [2, 7]);
  assert.deepEqual(part(-1, 5), [0, 5]);
  assert.deepEqual(part(0.1, 1), [0, 10]);
  assert.deepEqual(part(0, 5), [0, 10]);
  assert.equal(part(0, 6), null);
  assert.equal(part(1, 8), null);
});

test('stacks', () => {
  const plain = stack([column(1, 2), column(3, NaN), column(-2, 4)], 'zero', false);
  assert.deepEqual(plain.map(({ lower, upper }) => [[...lower], [...upper]]), [[[0, 0], [1, 2]], [[1, 2], [4, 2]], [[-2, 2], [0, 6]]]);
  assert.deepEqual(extentOf(plain), [-2, 6]);
  const percent = stack([column(1, 0), column(3, 0)], 'zero', true);
  assert.deepEqual(percent.map((l) => [...l.upper]), [[25, 0], [100, 0]]);
  const wiggle = stack([column(2, 4), column(2, 2)], 'wiggle', false);
  // The first layer grows by 2: the ground sinks so that the middles, weighed, stay.
  near(wiggle[0].lower[1], -(1 * 4 + 2 * 2) / 6);
  near(wiggle[1].upper[1] - wiggle[0].lower[1], 6);
  assert.deepEqual(extentOf([]), [NaN, NaN]);
});

test('the same rows, the same bins', () => {
  const list = (values) => rows([[11, 20, values[0]], [31, 40, values[1]], [71, 80, values[2]]]);
  const entries = entriesOf({ series: [seriesOf(list([1, 2, 3])), seriesOf(list([4, null, 6]))] }, viewOf(25, 100));
  assert.deepEqual([entries.n, entries.rows, [...entries.starts], [...entries.ends]], [2, true, [30, 70], [40, 80]]);
  assert.deepEqual(entries.values.map((v) => [...v]), [[2, 3], [NaN, 6]]);
  const binned = entriesOf({ series: [seriesOf(bins([1, 2, 3, 4])), seriesOf(bins([5, 6, 7, 8]))] }, viewOf(25, 75));
  assert.deepEqual([binned.n, binned.rows, [...binned.starts], binned.values.map((v) => [...v])], [2, false, [25, 50], [[2, 3], [6, 7]]]);
});

test('rows of other files, and bins of other sizes, are brought to one size', () => {
  const mixed = entriesOf({ series: [seriesOf(rows([[1, 50, 2], [51, 100, 4]])), seriesOf(bins([5, 6, 7, 8]))] }, viewOf());
  assert.equal(mixed.n, 4);
  assert.deepEqual(mixed.values.map((v) => [...v]), [[2, 2, 4, 4], [5, 6, 7, 8]]);
  const waiting = entriesOf({ series: [seriesOf(bins([1, 2])), seriesOf(null)] }, viewOf());
  assert.deepEqual(waiting.values.map((v) => [...v]), [[1, 2], [NaN, NaN]]);
  assert.equal(entriesOf({ series: [seriesOf(null)] }, viewOf()).n, 0);
});

test('neighbours are joined, stretches are found', () => {
  const entries = entriesOf({ series: [seriesOf(bins([1, 2, 3, 4, null]))] }, viewOf());
  const half = joined(entries, 2);
  assert.deepEqual([[...half.starts], [...half.ends], [...half.values[0]]], [[0, 40], [40, 100], [1.5, 3.5]]);
  assert.equal(joined(entries, 5), entries);
  assert.deepEqual(touched(entries, [{ start: 19, end: 21 }, { start: 90, end: 95 }]), [0, 1, 4]);
  assert.deepEqual(stretchesOf(entries, [4, 1, 0]), [{ start: 0, end: 40 }, { start: 80, end: 100 }]);
});
