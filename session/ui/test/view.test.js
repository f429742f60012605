import assert from 'node:assert/strict';
import test from 'node:test';
import {
  MAX_POSITION,
  MIN_SPAN,
  cut,
  fromWire,
  limitsOf,
  moveInto,
  onBases,
  pan,
  sameRange,
  toPos,
  toWire,
  toX,
  withMargin,
  zoom,
} from '../static/model/view.js';

const limits = { start: 0, end: 1000 };
const place = (start, end) => ({ seqName: 'chr1', start, end });

test('limits come from the 1-based inclusive sequence list', () => {
  assert.deepEqual(limitsOf([['chr1', 1, 1000]], 'chr1'), { start: 0, end: 1000 });
  assert.deepEqual(limitsOf([['chrX', 1, 0]], 'chrX'), { start: 0, end: MAX_POSITION });
  assert.equal(limitsOf([['chr1', 1, 1000]], 'chr2'), null);
});

test('cut keeps what is inside', () => {
  assert.deepEqual(cut(place(-50, 100), limits), place(0, 100));
  assert.deepEqual(cut(place(900, 1200), limits), place(900, 1000));
  assert.deepEqual(cut(place(5000, 6000), limits), place(999, 1000));
});

test('moveInto keeps the width', () => {
  assert.deepEqual(moveInto(place(-50, 100), limits), place(0, 150));
  assert.deepEqual(moveInto(place(900, 1200), limits), place(700, 1000));
  assert.deepEqual(moveInto(place(-5, 5000), limits), place(0, 1000));
});

test('zoom leaves the base under the cursor where it is', () => {
  const view = { ...place(200, 600), left: 10, width: 800 };
  for (const at of [0, 0.25, 0.5, 0.9, 1]) {
    const x = view.left + at * view.width;
    const zoomed = { ...zoom(view, 0.5, at, limits), left: view.left, width: view.width };
    assert.equal(zoomed.end - zoomed.start, 200);
    assert.ok(Math.abs(toPos(zoomed, x) - toPos(view, x)) < 1e-9);
  }
});

test('zoom stops at the limits', () => {
  assert.deepEqual(zoom(place(200, 600), 100, 0.5, limits), place(0, 1000));
  const near = zoom(place(200, 600), 1e-6, 0.5, limits);
  assert.equal(near.end - near.start, MIN_SPAN);
  // A narrower place, which a command may ask for, is not widened by zooming in.
  const narrow = zoom(place(200, 204), 0.5, 0.5, limits);
  assert.equal(narrow.end - narrow.start, 4);
});

test('pan stops at the ends and keeps the width', () => {
  assert.deepEqual(pan(place(100, 300), 50, limits), place(150, 350));
  assert.deepEqual(pan(place(100, 300), -500, limits), place(0, 200));
  assert.deepEqual(pan(place(100, 300), 5000, limits), place(800, 1000));
});

test('a margin is a quarter on both sides, at least 50 bases, inside the sequence', () => {
  assert.deepEqual(withMargin(place(400, 800), limits), place(300, 900));
  assert.deepEqual(withMargin(place(10, 20), limits), place(0, 70));
});

test('positions and pixels', () => {
  const view = { ...place(100, 300), left: 50, width: 400 };
  assert.equal(toX(view, 100), 50);
  assert.equal(toX(view, 300), 450);
  assert.equal(toPos(view, 250), 200);
});

test('the wire counts from 1 with the end included, in whole bases', () => {
  assert.deepEqual(toWire(place(0, 100000)), { seqName: 'chr1', start: 1, end: 100000 });
  assert.deepEqual(toWire(place(10.4, 20.6)), { seqName: 'chr1', start: 11, end: 21 });
  assert.deepEqual(toWire(place(10.2, 10.4)), { seqName: 'chr1', start: 11, end: 11 });
  assert.deepEqual(fromWire({ seqName: 'chr1', start: 1, end: 100 }), place(0, 100));
  assert.deepEqual(fromWire({ seqName: 'chr1', start: 100, end: 1 }), place(0, 100));
  for (const range of [{}, { seqName: 'chr1', start: '1', end: 2 }, { seqName: 'chr1', start: NaN, end: 2 }]) {
    assert.throws(() => fromWire(range), /wanted a range/);
  }
});

test('what goes out and comes back is the same', () => {
  const range = { seqName: 'chr1', start: 7, end: 7 };
  assert.ok(sameRange(toWire(fromWire(range)), range));
  assert.ok(!sameRange(range, null));
  assert.ok(!sameRange(range, { ...range, end: 8 }));
});

test('moves by keys and buttons end on whole bases, however often', () => {
  let at = { seqName: 'chr1', start: 100, end: 200 };
  for (let i = 0; i < 8; i++) at = onBases(zoom(at, 0.5, 0.5, limits));
  assert.equal(at.end - at.start, MIN_SPAN);
  for (const v of [at.start, at.end]) assert.equal(v, Math.round(v));
  assert.deepEqual(onBases(place(4.4, 4.6)), place(4, 5));
});
