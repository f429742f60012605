import assert from 'node:assert/strict';
import test from 'node:test';
import { nextSpot, sayPicked } from '../static/gesture/walk.js';

const area = { left: 10, right: 110, height: 60 };

/** Picks among boxes [x0, x1, y0, y1], the last drawn first. */
const picking = (boxes) => (x, y) => {
  const i = boxes.findLastIndex(([x0, x1, y0, y1]) => x >= x0 && x < x1 && y >= y0 && y < y1);
  return i < 0 ? null : { title: `box ${i}`, lines: [], start: i, end: i + 1 };
};

/** The titles met on the way, from one edge to the other. */
function walk(pick, by) {
  const met = [];
  for (let spot = nextSpot(pick, area, null, by); spot; spot = nextSpot(pick, area, spot, by)) met.push(spot.picked.title);
  return met;
}

test('the cursor meets what begins further right, and of one column what is further down', () => {
  const pick = picking([[50, 60, 0, 20], [20, 80, 30, 50], [20, 30, 0, 20], [0, 15, 0, 20]]);
  const met = ['box 3', 'box 2', 'box 1', 'box 0'];
  assert.deepEqual(walk(pick, 1), met);
  assert.deepEqual(walk(pick, -1), met.toReversed());
});

test('bins are met one by one', () => {
  const pick = (x) => ({ title: `bin ${Math.floor(x / 25)}`, lines: [], start: 0, end: 1 });
  assert.deepEqual(walk(pick, 1), ['bin 0', 'bin 1', 'bin 2', 'bin 3', 'bin 4']);
  assert.deepEqual(walk(pick, -1), ['bin 4', 'bin 3', 'bin 2', 'bin 1', 'bin 0']);
});

test('a chart that shows nothing has no spot', () => {
  assert.equal(nextSpot(() => null, area, null, 1), null);
  assert.equal(nextSpot(() => null, area, { x: 50, key: '' }, -1), null);
});

test('a spot that is out of view begins at the edge', () => {
  const pick = picking([[20, 30, 0, 20]]);
  for (const [x, by] of [[-500, 1], [900, -1]]) assert.equal(nextSpot(pick, area, { x, key: 'gone' }, by)?.picked.title, 'box 0');
});

test('what is there is said in one sentence', () => {
  assert.equal(
    sayPicked({
      title: 'TP53',
      lines: [
        { label: 'genes', value: '' },
        { label: 'Length', value: '19 kb' },
      ],
      start: 0,
      end: 1,
    }),
    'TP53; genes; Length 19 kb',
  );
});
