import assert from 'node:assert/strict';
import test from 'node:test';
import { summaryOf } from '../static/stage/summary.js';
import { bins, features, rows, seriesOf, viewOf } from './fixtures.js';

test('a chart in words has its type, place, measurements and the values in view', () => {
  const piece = bins([1, 2, NaN, 4, 50, 3, 2, 1, 0, 6], [0.5, 2, NaN, 3, 50, 3, 2, 1, 0, 6]);
  assert.equal(summaryOf('Line Track', [seriesOf(piece)], viewOf(0, 40)), 'Line Track, chr1:1-40. signal: values from 0.5 to 4.');
  assert.equal(summaryOf('Line Track', [seriesOf(piece)], viewOf(20, 30)), 'Line Track, chr1:21-30. signal: no data here.');
  assert.match(summaryOf('Line Track', [seriesOf(rows([[1, 10, 3], [50, 60, 7]])), seriesOf(null, { waiting: 'Loading…' })], viewOf(0, 20)),
    /signal: values of 3\. signal: Loading…\.$/);
});

test('features are counted and some are named', () => {
  const piece = features([...'ABCDEFG'].map((gene, i) => ({ start: 1 + i * 10, end: 5 + i * 10, gene })));
  assert.match(summaryOf('Genes Track', [seriesOf(piece)], viewOf()), /signal: 7 features: A, B, C, D, E and others\.$/);
  assert.match(summaryOf('Genes Track', [seriesOf(piece)], viewOf(8, 20)), /: 1 feature: B\.$/);
  assert.match(summaryOf('Genes Track', [seriesOf(piece)], viewOf(80, 90)), /: no features here\.$/);
});
