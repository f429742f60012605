import assert from 'node:assert/strict';
import test from 'node:test';
import { domain, niceStep, ticks, ticksOf, transformOf } from '../static/draw/scale.js';
import { seriesOf } from './fixtures.js';

test('steps are 1, 2 or 5 times a power of ten', () => {
  for (const [rough, step] of [[1, 1], [1.1, 2], [3, 5], [7, 10], [0.03, 0.05], [1000, 1000], [1001, 2000]]) {
    assert.ok(Math.abs(niceStep(rough) - step) < 1e-12 * step, `${rough}`);
  }
});

test('ticks lie inside and are round', () => {
  assert.deepEqual(ticks(-5, 25, 2), [0, 20]);
  assert.deepEqual(ticks(0, 1, 2), [0, 0.5, 1]);
  assert.deepEqual(ticks(0.1, 0.7, 3), [0.2, 0.4, 0.6]);
  assert.deepEqual(ticks(3, 3, 2), []);
});

const of = (minValue, maxValue) => seriesOf(null, { measurement: { minValue, maxValue } });
const never = () => assert.fail('the data need not be looked at');

test('a setting wins over what measurements declare, and that over the data', () => {
  const auto = { yMin: 'default', yMax: 'default' };
  assert.deepEqual(domain([of(-5, 25)], auto, never), [-5, 25]);
  assert.deepEqual(domain([of(-5, 25), of(0, 40)], auto, never), [-5, 40]);
  assert.deepEqual(domain([of(-5, 25)], { yMin: 2, yMax: '8' }, never), [2, 8]);
  assert.deepEqual(domain([of(-5, 25)], { yMin: 8, yMax: 2 }, never), [2, 8]);
  assert.deepEqual(domain([of(null, null)], auto, () => [0.4, 9.3]), [0, 10]);
  const limited = { measurement: { minValue: 0, maxValue: 9, annotation: { file: 'a.bg', viewLimits: '-2:50.5' } } };
  assert.deepEqual(domain([limited], auto, () => [0, 7]), [-2, 50.5], 'a track line states limits');
  assert.deepEqual(domain([limited], { ...auto, yMax: 3 }, () => [0, 7]), [-2, 3]);
  assert.deepEqual(domain([limited], { ...auto, yRange: 'view' }, () => [0.4, 9.3]), [0, 10]);
  assert.deepEqual(domain([of(null, null)], auto, () => [-3, -1]), [-3, 0]);
  assert.deepEqual(domain([of(0, 1), of(null, null)], auto, () => [0.4, 9.3]), [0, 10]);
});

test('there is always some range', () => {
  assert.deepEqual(domain([], {}, () => [NaN, NaN]), [0, 1]);
  assert.deepEqual(domain([of(null, null)], {}, () => [0, 0]), [0, 1]);
  assert.deepEqual(domain([of(3, 3)], {}, () => [3, 3]), [0, 3]);
  assert.deepEqual(domain([of(null, null)], { yMin: 50 }, () => [1, 9]), [50, 51]);
});

for (const annotation of [{ file: 'a.bw' }, { expression: 'smooth(a, 5kb)' }]) {
  test(`what is declared with ${JSON.stringify(annotation)} is the range only when asked for`, () => {
    const m = { minValue: 0, maxValue: 171, annotation };
    assert.deepEqual(
      domain([{ measurement: m }], {}, () => [0.2, 8]),
      [0, 8],
    );
    assert.deepEqual(domain([{ measurement: m }], { yRange: 'measurement' }, never), [0, 171]);
    assert.deepEqual(
      domain([of(-5, 25)], { yRange: 'view' }, () => [1, 4]),
      [0, 4],
    );
    assert.deepEqual(
      domain([{ measurement: m }], { yMax: 20 }, () => [0.2, 8]),
      [0, 20],
    );
  });
}

test('a shared range comes before what is declared and in view', () => {
  assert.deepEqual(domain([of(-5, 25)], {}, never, [0, 80]), [0, 80]);
  assert.deepEqual(domain([of(-5, 25)], { yMin: 3 }, never, [0, 80]), [3, 80]);
});

test('a log scale has no place for 0, a symlog one has', () => {
  const log = { scale: 'log' };
  assert.deepEqual(domain([of(-5, 25)], { ...log, yRange: 'view' }, () => [0.3, 180]), [0.2, 200]);
  assert.deepEqual(domain([of(0, 25)], log, () => [2, 3]), [2, 25]);
  assert.deepEqual(domain([], log, () => [NaN, NaN]), [1, 10]);
  assert.ok(Number.isNaN(transformOf('log')(0)) && Number.isNaN(transformOf('log')(-1)));
  assert.deepEqual([-99, 0, 9].map(transformOf('symlog')), [-2, 0, 1]);
  assert.deepEqual(domain([], { scale: 'symlog' }, () => [-30, 700]), [-50, 1000]);
});

test('ticks of log scales', () => {
  assert.deepEqual(ticksOf('log', 1, 1000, 4), [1, 10, 100, 1000]);
  assert.deepEqual(ticksOf('log', 1, 1000, 2), [10, 1000]);
  assert.deepEqual(ticksOf('log', 1, 20, 9), [1, 2, 5, 10, 20]);
  assert.deepEqual(ticksOf('symlog', -100, 1000, 9), [-100, -10, -1, 0, 1, 10, 100, 1000]);
  assert.deepEqual(ticksOf('symlog', -100, 1000, 5), [-100, -1, 0, 10, 1000]);
  assert.deepEqual(ticksOf('linear', 0, 10, 2), [0, 5, 10]);
});

test('a declared range of one value is none: that of the data counts', () => {
  assert.deepEqual(domain([of(3, 3)], { yRange: 'measurement' }, () => [3, 3]), [0, 3]);
  assert.deepEqual(domain([of(3, 3), of(1, 1)], { yRange: 'measurement' }, () => [1, 3]), [1, 3]);
});
