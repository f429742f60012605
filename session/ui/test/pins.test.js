// Charts that are pinned to the top.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movable, pinnedFirst, pinsOf } from '../static/stage/pins.js';

const chart = (handle, pinned) => ({ handle, settings: { pinned } });
const handles = (charts) => charts.map((c) => c.handle);

test('pinned charts come first, and both keep their order', () => {
  const charts = [chart(1), chart(2, true), chart(3, false), chart(4, 'true'), chart(5)];
  assert.deepEqual(handles(pinnedFirst(charts)), [2, 4, 1, 3, 5]);
  assert.deepEqual(handles(pinnedFirst([chart(1), chart(2)])), [1, 2]);
});

test('a chart moves among those that are pinned, or among those that are not', () => {
  const cards = [chart(2, true), chart(4, true), chart(1), chart(3)].map((c) => ({ chart: c }));
  assert.deepEqual([-1, 0, 1, 2, 9].map((to) => movable(cards, cards[0], to)), [0, 0, 1, 1, 1]);
  assert.deepEqual([-1, 0, 2, 3, 9].map((to) => movable(cards, cards[3], to)), [2, 2, 2, 3, 3]);
});

test('each stays under the one before, as far as there is room', () => {
  assert.deepEqual(pinsOf([57, 40, 100], 500), { tops: [0, 57, 97], height: 197 });
  assert.deepEqual(pinsOf([57, 400, 40], 100), { tops: [0, null, 57], height: 97 }, 'what has no room scrolls');
  assert.deepEqual(pinsOf([], 100), { tops: [], height: 0 });
});
