import assert from 'node:assert/strict';
import test from 'node:test';
import { chartModule, withDefaults } from '../static/charts/index.js';

const lineTrack = chartModule('epiviz.plugins.charts.LineTrack');

test('what is not set is the default', () => {
  const settings = withDefaults(lineTrack, { pointRadius: 4 });
  assert.equal(settings.pointRadius, 4);
  assert.equal(settings.lineThickness, 1);
  assert.equal(settings.yMin, 'default');
});

test('numbers beyond what a chart takes are the nearest that it takes', () => {
  const settings = withDefaults(lineTrack, { height: -50, pointRadius: -3, lineThickness: 1e9 });
  assert.deepEqual([settings.height, settings.pointRadius, settings.lineThickness], [0, 0, 50]);
});

test('a range that ends before it begins is replaced by the default', () => {
  for (const [yMin, yMax] of [[5, 1], [2, 2], ['5', '1']]) {
    const settings = withDefaults(lineTrack, { yMin, yMax });
    assert.deepEqual([settings.yMin, settings.yMax], ['default', 'default']);
  }
  const settings = withDefaults(lineTrack, { yMin: -1, yMax: 1 });
  assert.deepEqual([settings.yMin, settings.yMax], [-1, 1]);
});
