import assert from 'node:assert/strict';
import test from 'node:test';
import { aroundSelection, bandOf, boxOf, clickedOn, selectedBy } from '../static/gesture/marks.js';
import { MOST_SELECTED } from '../static/model/selection.js';

// 1000 bases on 100 pixels, from 50 pixels into a canvas that begins at 20.
const view = { seqName: 'chr1', start: 1000, end: 2000, left: 50, width: 100 };
const limits = { start: 0, end: 1900 };
const at = (start, end, seqName = 'chr1') => ({ seqName, start, end });

test('a band goes from point to point, in either direction, inside data and sequence', () => {
  const forth = bandOf(view, 20, 80, 100, limits);
  assert.deepEqual(forth, { x0: 80, x1: 100, place: at(1100, 1300), slip: false });
  assert.deepEqual(bandOf(view, 20, 100, 80, limits), forth);
  assert.deepEqual(bandOf(view, 20, 0, 500, limits), { x0: 70, x1: 170, place: at(1000, 1900), slip: false });
  assert.equal(bandOf(view, 20, 80, 83, limits).slip, true);
  assert.equal(bandOf(view, 20, 80, 84, limits).slip, false);
});

test('a box ends inside its plot', () => {
  const area = { left: 10, right: 110, top: 20, bottom: 70 };
  const point = (clientX, clientY) => ({ clientX, clientY });
  assert.deepEqual(boxOf(point(50, 50), point(30, 60), area), { x0: 30, x1: 50, y0: 50, y1: 60 });
  assert.deepEqual(boxOf(point(50, 50), point(500, -5), area), { x0: 50, x1: 110, y0: 20, y1: 50 });
  assert.deepEqual(boxOf(point(50, 50), point(0, 500), area), { x0: 10, x1: 50, y0: 50, y1: 70 });
});

test('a click selects, lets go, or adds', () => {
  const [a, b] = [at(1, 2), at(5, 6)];
  assert.deepEqual(clickedOn([], [a], false), [a]);
  assert.deepEqual(clickedOn([a], [at(1, 2)], false), []);
  assert.deepEqual(clickedOn([a, b], [a], false), [a]);
  assert.deepEqual(clickedOn([a, b], [a], true), [b]);
  assert.deepEqual(clickedOn([a], [b], true), [a, b]);
  for (const more of [false, true]) assert.deepEqual(clickedOn([a, b], [], more), []);
});

test('a click on a pair selects both ends, on any sequence', () => {
  const [a, b, c] = [at(1, 2), at(5, 6, 'chr2'), at(8, 9)];
  assert.deepEqual(clickedOn([c], [a, b], false), [a, b]);
  assert.deepEqual(clickedOn([a, b], [a, b], false), []);
  assert.deepEqual(clickedOn([c, a], [a, b], true), [c, a, b], 'the end that is missing joins');
  assert.deepEqual(clickedOn([c, a, b], [a, b], true), [c]);
});

test('a drag selects instead of what is selected, or besides it, up to what the program takes', () => {
  const [a, b] = [at(1, 2), at(5, 6)];
  assert.deepEqual(selectedBy([a], [b], false), [b]);
  assert.deepEqual(selectedBy([a], [b], true), [a, b]);
  assert.equal(selectedBy([a], Array(MOST_SELECTED + 5).fill(b), true).length, MOST_SELECTED);
});

test('the selection is shown with room beside it, on the sequence of its first place', () => {
  const limitsOf = (seqName) => ({ start: 0, end: seqName === 'chr1' ? 1000 : 50 });
  assert.equal(aroundSelection([], limitsOf), null);
  assert.deepEqual(aroundSelection([at(500, 600), at(1, 2, 'chr2'), at(300, 400)], limitsOf), at(285, 615));
  assert.deepEqual(aroundSelection([at(0, 40, 'chr2'), at(300, 400)], limitsOf), at(0, 42, 'chr2'));
  assert.deepEqual(aroundSelection([at(999, 1000)], limitsOf), at(989, 1000), 'no view is narrower than gestures reach');
});
