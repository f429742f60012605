import assert from 'node:assert/strict';
import test from 'node:test';
import { domain, niceStep, ticks } from '../static/scale.js';
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
  assert.deepEqual(domain([of(null, null)], auto, () => [-3, -1]), [-3, 0]);
  assert.deepEqual(domain([of(0, 1), of(null, null)], auto, () => [0.4, 9.3]), [0, 10]);
});

test('there is always some range', () => {
  assert.deepEqual(domain([], {}, () => [NaN, NaN]), [0, 1]);
  assert.deepEqual(domain([of(null, null)], {}, () => [0, 0]), [0, 1]);
  assert.deepEqual(domain([of(3, 3)], {}, never), [3, 4]);
  assert.deepEqual(domain([of(null, null)], { yMin: 50 }, () => [1, 9]), [50, 51]);
});
