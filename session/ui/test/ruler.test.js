import assert from 'node:assert/strict';
import test from 'node:test';
import { bandAt, hasBands } from '../static/charts/ideogram.js';
import { barToPos, drawRuler, markerOf, rulerTicks } from '../static/charts/ruler.js';
import { features, measurement, theme } from './fixtures.js';
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
  drawRuler(ctx, { seqName: 'chr1', start: 100_000, end: 140_000, left: 50, width: 400 }, limits, { width: 470, theme, bands: null });
  assertGolden('ruler', ctx);
});

// The ends and the middle of a chromosome with every kind of band.
const bands = features([
  { start: 1, end: 100_000, name: 'p2', gieStain: 'gneg' }, { start: 100_001, end: 200_000, name: 'p12', gieStain: 'stalk' },
  { start: 200_001, end: 300_000, name: 'p11', gieStain: 'gpos50' }, { start: 300_001, end: 400_000, name: 'p10', gieStain: 'acen' },
  { start: 400_001, end: 500_000, name: 'q10', gieStain: 'acen' }, { start: 500_001, end: 700_000, name: 'q11', gieStain: 'gpos100' },
  { start: 700_001, end: 900_000, name: 'q12', gieStain: 'gvar' }, { start: 900_001, end: 1_000_000, name: 'q13', gieStain: 'n/a' },
]);

test('ruler with the bands of the chromosome', () => {
  const ctx = recorder();
  drawRuler(ctx, { seqName: 'chr1', start: 100_000, end: 140_000, left: 50, width: 400 }, limits, { width: 470, theme, bands });
  assertGolden('ruler-bands', ctx);
});

test('bands are those of a file with stains; a position has the name of its band', () => {
  assert.equal(hasBands(measurement({ type: 'range', metadata: ['name', 'gieStain'] })), true);
  assert.equal(hasBands(measurement({ type: 'range', metadata: ['name'] })), false);
  assert.deepEqual([0, 99_999, 100_000, 999_999, 1_000_000].map((pos) => bandAt(bands, pos)), ['p2', 'p2', 'p12', 'q13', '']);
});

test('the place on the bar can be seen, however small it is', () => {
  const view = { seqName: 'chr1', start: 999_990, end: 1_000_000, left: 50, width: 400 };
  const { x, w } = markerOf(view, limits);
  assert.equal(w, 4);
  assert.ok(x + w <= 450);
  assert.deepEqual(markerOf({ ...view, start: 0, end: 1_000_000 }, limits), { x: 50, w: 400 });
  assert.equal(barToPos(view, limits, 250), 500_000);
});
