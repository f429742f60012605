import assert from 'node:assert/strict';
import test from 'node:test';
import { barToPos, drawRuler, markerOf, rulerTicks } from '../static/ruler.js';
import { theme } from './fixtures.js';
import { assertGolden, recorder } from './recorder.js';

const limits = { start: 0, end: 1_000_000 };

test('ticks stand on the middle of their base, in round steps, apart enough for labels', () => {
  const view = { seqName: 'chr1', start: 0, end: 20, left: 50, width: 1000 };
  const { step, ticks } = rulerTicks(view);
  assert.equal(step, 2);
  assert.deepEqual(ticks.slice(0, 3), [{ pos: 1, x: 75 }, { pos: 2, x: 125 }, { pos: 4, x: 225 }]);
  for (const [start, end] of [[0, 1000], [7_500_000, 7_900_000], [0, 248_956_422], [123, 133]]) {
    const wide = rulerTicks({ ...view, start, end });
    for (let i = 2; i < wide.ticks.length; i++) assert.ok(wide.ticks[i].x - wide.ticks[i - 1].x >= 96);
    assert.ok(wide.ticks.length >= 2);
  }
});

test('ruler', () => {
  const ctx = recorder();
  drawRuler(ctx, { seqName: 'chr1', start: 100_000, end: 140_000, left: 50, width: 400 }, limits, { width: 470, theme });
  assertGolden('ruler', ctx.lines);
});

test('the place on the bar can be seen, however small it is', () => {
  const view = { seqName: 'chr1', start: 999_990, end: 1_000_000, left: 50, width: 400 };
  const { x, w } = markerOf(view, limits);
  assert.equal(w, 4);
  assert.ok(x + w <= 450);
  assert.deepEqual(markerOf({ ...view, start: 0, end: 1_000_000 }, limits), { x: 50, w: 400 });
  assert.equal(barToPos(view, limits, 250), 500_000);
});
