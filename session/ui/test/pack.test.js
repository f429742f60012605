import assert from 'node:assert/strict';
import test from 'node:test';
import { pack } from '../static/draw/pack.js';

test('features that overlap get rows of their own', () => {
  const { rows, count, left } = pack([0, 5, 10, 12, 30], [10, 15, 20, 40, 35], 10);
  assert.deepEqual([...rows], [0, 1, 0, 2, 0]);
  assert.equal(count, 3);
  assert.equal(left, 0);
});

test('no row beyond the last is given', () => {
  const { rows, count, left } = pack([0, 1, 2, 3, 50], [10, 10, 10, 10, 60], 2);
  assert.deepEqual([...rows], [0, 1, -1, -1, 0]);
  assert.equal(count, 2);
  assert.equal(left, 2);
});

test('a gap is kept between two in a row', () => {
  assert.deepEqual([...pack([0, 12], [10, 20], 5).rows], [0, 0]);
  assert.deepEqual([...pack([0, 12], [10, 20], 5, 3).rows], [0, 1]);
});

test('no two features of a row overlap, whatever they are', () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const starts = Array.from({ length: 500 }, () => Math.floor(random() * 1000)).sort((a, b) => a - b);
  const ends = starts.map((s) => s + 1 + Math.floor(random() * 60));
  const { rows, count } = pack(starts, ends, 1000);
  const last = new Array(count).fill(-1);
  rows.forEach((row, i) => {
    assert.ok(starts[i] >= last[row]);
    last[row] = ends[i];
  });
});
