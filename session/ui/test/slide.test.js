// Pictures that move along while the view pans.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineTrack } from '../static/charts/line-track.js';
import { comeIntoView, partOf, shiftOf } from '../static/stage/slide.js';
import { bins, optionsFor, rows, seriesOf, viewOf } from './fixtures.js';

test('a picture moves by whole pixels of the screen, at the same zoom', () => {
  const view = viewOf(1000, 2000, 500); // two bases a pixel
  assert.equal(shiftOf(view, viewOf(1010, 2010, 500), 1, 0), -5);
  assert.equal(shiftOf(view, viewOf(990, 1990, 500), 2, 0), 10);
  assert.equal(shiftOf(view, viewOf(1010, 2010, 500), 1, -3), -2, 'it has moved by 3 before');
  assert.equal(shiftOf(view, viewOf(1001, 2001, 500), 1, 0), null, 'half a pixel');
  assert.equal(shiftOf(view, viewOf(1001, 2001, 500), 2, 0), -1, 'which is one of a denser screen');
  assert.equal(shiftOf(view, viewOf(1000, 2010, 500), 1, 0), null, 'zoomed');
  assert.equal(shiftOf(view, viewOf(1010, 2010, 400), 1, 0), null, 'another width');
  assert.equal(shiftOf(view, { ...viewOf(1010, 2010, 500), seqName: 'chr2' }, 1, 0), null);
  assert.equal(shiftOf(view, viewOf(1900, 2900, 500), 1, 0), null, 'little would be left of it');
  assert.equal(shiftOf({ ...view, width: 500.5 }, { ...view, width: 500.5 }, 1, 0), null, 'a pixel that is half plot');
});

test('what comes into view is drawn, and a seam at the other edge', () => {
  const view = viewOf(0, 1000, 500); // from 50 to 550
  assert.deepEqual(comeIntoView(view, -5), [[50, 80], [515, 550]]);
  assert.deepEqual(comeIntoView(view, 7.5), [[50, 88], [520, 550]]);
  assert.deepEqual(partOf(view, [515, 550]), { ...view, start: 866, end: 1000, left: 483, width: 67 });
  assert.deepEqual(partOf(view, [50, 80]), { ...view, start: 0, end: 124, left: 50, width: 62 });
});

test('a line track can be moved along with the same axis and the same way of drawing', () => {
  const still = (piece, view, settings = {}) => lineTrack.still({ series: [seriesOf(piece)] }, view, optionsFor(lineTrack, 1, { settings }));
  const wave = bins(Array.from({ length: 100 }, (_, i) => i % 7));
  assert.deepEqual(still(wave, viewOf(10, 60)), still(wave, viewOf(20, 70)));
  const rising = bins(Array.from({ length: 100 }, (_, i) => i));
  assert.notDeepEqual(still(rising, viewOf(0, 50)), still(rising, viewOf(50, 100)), 'the axis is another one');
  assert.equal(still(wave, viewOf(10, 60), { joinGaps: true }), null, 'joins reach beyond what comes into view');
  assert.equal(still(bins(Array(100).fill(NaN)), viewOf(10, 60)), null, 'words are in the middle of the plot');
  assert.equal(still(null, viewOf(10, 60)), null);
  assert.equal(still(bins([1_000_001, 1_000_002, 1_000_003]), viewOf(), { yMin: 1_000_001, yMax: 1_000_003 }), null, 'words at the axis');
  assert.notEqual(still(rows([[1, 50, 2], [51, 100, 3]]), viewOf()), null);
});
