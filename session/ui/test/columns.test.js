import assert from 'node:assert/strict';
import test from 'node:test';
import { scaleY } from '../static/charts/axis.js';
import { columnsOf, isDense } from '../static/charts/columns.js';
import { extent } from '../static/charts/signal.js';
import { bins, rows, viewOf } from './fixtures.js';

const list = (column) => [...column].map((v) => Math.round(v * 100) / 100);

test('a column holds the least, mean and greatest of the bins on it', () => {
  const piece = bins([1, 3, null, 7, 5, 5, 9, 9], [0, 2, null, 6, 4, 4, 8, 8], [2, 4, null, 8, 6, 6, 10, 20]);
  const columns = columnsOf(piece, viewOf(0, 100, 4), 1);
  assert.deepEqual(list(columns.mean), [2, 7, 5, 9]);
  assert.deepEqual(list(columns.min), [0, 6, 4, 8]);
  assert.deepEqual(list(columns.max), [4, 8, 6, 20]);
  const finer = columnsOf(piece, viewOf(0, 100, 4), 0.5);
  assert.equal(finer.n, 8);
  assert.ok(Number.isNaN(finer.mean[2]), 'nothing is where a bin is missing');
});

test('bins keep their columns while the view pans by whole pixels', () => {
  const piece = bins(Array.from({ length: 100 }, (_, i) => (i * 37) % 11));
  const at = columnsOf(piece, viewOf(10, 60, 50), 1).mean;
  const on = columnsOf(piece, viewOf(17, 67, 50), 1).mean;
  assert.deepEqual(list(at).slice(7), list(on).slice(0, 43));
});

test('rows are on the columns that they cover, and on no others', () => {
  const piece = rows([[1, 10, 2], [11, 11, 8], [15, 20, 4], [61, 70, 6]]);
  const { mean, min, max } = columnsOf(piece, viewOf(0, 100, 50), 1);
  assert.deepEqual(list(mean).slice(0, 11), [2, 2, 2, 2, 2, 8, NaN, 4, 4, 4, NaN]);
  assert.ok(list(mean).slice(10, 30).every(Number.isNaN));
  assert.deepEqual(list(mean).slice(30, 36), [6, 6, 6, 6, 6, NaN]);
  assert.deepEqual([min[5], max[5]], [8, 8]);
  const wide = columnsOf(piece, viewOf(0, 100, 5), 1);
  assert.deepEqual([wide.min[0], list(wide.mean)[0], wide.max[0]], [2, 4.67, 8]);
});

test('bases without a value in front of what is on a column are told', () => {
  const apart = (piece, width) => columnsOf(piece, viewOf(0, 100, width), 1).apart.join('');
  assert.equal(apart(rows([[1, 10, 2], [11, 20, 3], [22, 30, 4], [25, 60, 5], [61, 100, 6]]), 10), '1010000000');
  assert.equal(apart(rows([[1, 1, 2], [11, 11, 3], [21, 21, 4]]), 10), '1110000000', 'neighbours on the screen');
  const line = Array.from({ length: 100 }, (_, i) => (i === 40 ? null : i));
  assert.ok(!apart(bins(line), 100).includes('1'));
  const few = Uint8Array.from({ length: 100 }, (_, i) => (i >= 20 && i < 22 ? 1 : 0));
  const at = [...apart({ ...bins(line), apart: few }, 100)].flatMap((on, c) => (on === '1' ? [c] : []));
  assert.deepEqual(at, [20, 21, 22], 'no line reaches, nor leaves, bins of which most bases have no value');
  assert.equal(apart({ ...bins(line), apart: few }, 10), '0010000000', 'nor a pixel with one of them');
});

test('a row without a value changes no column that it covers', () => {
  const { mean, min, max } = columnsOf(rows([[1, 100, 2], [21, 80, NaN]]), viewOf(0, 100, 100), 1);
  for (const column of [mean, min, max]) assert.deepEqual(list(column), Array(100).fill(2));
});

test('infinities hide no finite value and are no gap', () => {
  const at = (piece) => {
    const { min, mean, max } = columnsOf(piece, viewOf(0, 100, 2), 1);
    return [list(min), list(mean), list(max)];
  };
  const values = [[1, 10, 2], [11, 20, Infinity], [21, 50, 4], [51, 60, -Infinity], [61, 100, -Infinity]];
  assert.deepEqual(at(rows(values)), [[2, -Infinity], [3, -Infinity], [Infinity, -Infinity]]);
  const piece = { ...bins([2, Infinity, 4, NaN, -Infinity, -Infinity, -Infinity, -Infinity]) };
  assert.deepEqual(at(piece), [[2, -Infinity], [3, -Infinity], [Infinity, -Infinity]]);
});

test('an infinity is drawn at the edge of the plot, and an axis does not reach for it', () => {
  const y = scaleY([0, 10], 100);
  assert.deepEqual([y(Infinity), y(-Infinity)], [y(10), y(0)]);
  const piece = rows([[1, 10, 2], [11, 20, Infinity], [21, 30, -Infinity], [31, 40, 5]]);
  assert.deepEqual(extent({ series: [{ piece }] }, viewOf(0, 100, 50), 'linear', 'mean', () => false), [2, 5]);
});

test('what has room is not dense', () => {
  assert.equal(isDense(bins([1, 2, 3]), viewOf()), false);
  assert.equal(isDense(bins(Array.from({ length: 100 }, () => 1)), viewOf()), true);
  assert.equal(isDense(rows([[1, 2, 3]]), viewOf()), false);
});
