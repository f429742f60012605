import assert from 'node:assert/strict';
import test from 'node:test';
import { lineTrack } from '../static/charts/line-track.js';
import { sharedRanges } from '../static/stage/sharing.js';
import { bins, optionsFor, seriesOf, viewOf } from './fixtures.js';

const card = (yGroup, values, module = lineTrack) => ({
  module, data: () => ({ series: [seriesOf(values && bins(values))] }), settings: () => optionsFor(lineTrack, 1, { settings: { yGroup } }).settings,
});

test('charts of a group share the range of all of them', () => {
  const [a, b, other, alone] = [card('g', [1, 2]), card(' g ', [-3, 1]), card('h', [9, 9]), card('', [50, 60])];
  const ranges = sharedRanges([a, b, other, alone], viewOf());
  assert.deepEqual(ranges.get(a), [-3, 2]);
  assert.deepEqual(ranges.get(b), [-3, 2]);
  assert.deepEqual(ranges.get(other), [9, 9]);
  assert.equal(ranges.has(alone), false);
});

test('charts without data, or that have no range, change nothing', () => {
  const [a, empty, genes] = [card('g', [1, 2]), card('g', null), card('g', [7, 8], { extent: undefined })];
  const ranges = sharedRanges([a, empty, genes], viewOf());
  assert.deepEqual(ranges.get(empty), [1, 2]);
  assert.equal(ranges.has(genes), false);
  assert.equal(sharedRanges([empty], viewOf()).size, 0);
});
