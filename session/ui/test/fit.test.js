// Heights with which all charts are in the window.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fitted } from '../static/stage/fit.js';

const rowOf = (height) => (height < 52 ? height + 1 : Math.max(57, height + 1));

test('charts that fit as they usually are have no height of their own', () => {
  assert.deepEqual(fitted([90, 120], 300, 14, rowOf), { heights: [0, 0], over: 0 });
  assert.deepEqual(fitted([], 0, 14, rowOf), { heights: [], over: 0 });
});

test('others are lower in proportion, and use the room there is', () => {
  for (const [usual, room] of [[[90, 120, 300], 400], [[56, 56, 56, 56, 240], 250], [Array(40).fill(90), 900], [[300], 299]]) {
    const { heights, over } = fitted(usual, room, 14, rowOf);
    const total = heights.reduce((sum, h) => sum + rowOf(h), 0);
    assert.equal(over, 0);
    assert.ok(total <= room, `${total} of ${room}`);
    assert.ok(heights.every((h, i) => h >= 14 && h <= usual[i]), `${heights}`);
    assert.ok(total > room * 0.75, `${total} of ${room}`);
  }
});

test('where not even the lowest fit, it says by how much', () => {
  assert.deepEqual(fitted([90, 90, 90], 30, 14, rowOf), { heights: [14, 14, 14], over: 15 });
});
