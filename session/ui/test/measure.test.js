// Measuring between two points, by drags and by keys, and the line through the middle.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Brush } from '../static/gesture/brush.js';
import { middleOf } from '../static/gesture/centre-line.js';
import { kindOfDrag, textLeft } from '../static/gesture/marks.js';
import { Measure } from '../static/gesture/measure.js';
import { Marker, measureText } from '../static/model/measure.js';
import { Workspace } from '../static/model/workspace.js';

const place = (start, end, seqName = 'chr1') => ({ seqName, start, end });
const LIMITS = { start: 0, end: 10_000 };

function setUp() {
  const workspace = new Workspace();
  workspace.setSeqInfos([['chr1', 1, 10_000], ['chr2', 1, 500]]);
  workspace.setPlace(place(1000, 2000));
  let changes = 0;
  return { workspace, measure: new Measure(workspace, () => changes++), changes: () => changes };
}

test('the distance counts both ends, in bases, with both positions', () => {
  assert.equal(measureText(place(100_000, 112_345)), '12,345 bp · chr1:100,001-112,345');
  assert.equal(measureText(place(5, 6)), '1 bp · chr1:6-6');
});

test('a marker begins in the middle and moves by a share of the view, or base by base, within the sequence', () => {
  const view = place(1000, 2000);
  const marker = new Marker(view);
  assert.deepEqual(marker.place(), place(1500, 1501));
  marker.step(1, false, view, LIMITS);
  marker.step(-1, true, view, LIMITS);
  marker.move(-1, LIMITS);
  assert.equal(marker.at, 1500 + 5 - 50 - 1);
  marker.begin();
  marker.toEdge(1, view, LIMITS);
  assert.deepEqual(marker.place(), place(1454, 2000));
  marker.toEdge(0, view, LIMITS);
  assert.deepEqual(marker.place(), place(1000, 1455));
  marker.move(-1e6, LIMITS);
  assert.equal(marker.at, 0);
  marker.move(1e6, LIMITS);
  assert.equal(marker.at, 9999);
  const near = new Marker(place(100, 110));
  near.step(1, false, place(100, 110), LIMITS);
  assert.equal(near.at, 106, 'at least a base');
});

test('the view follows a marker that leaves it, and stays otherwise', () => {
  const view = place(1000, 2000);
  const marker = new Marker(view);
  assert.equal(marker.viewWith(view, LIMITS), view);
  marker.at = 2000;
  assert.deepEqual(marker.viewWith(view, LIMITS), place(1501, 2501));
  marker.at = 990;
  assert.deepEqual(marker.viewWith(view, LIMITS), place(490, 1490));
  marker.at = 9999;
  assert.deepEqual(marker.viewWith(place(8990, 9990), LIMITS), place(9000, 10_000));
});

test('by keys: Enter sets one end and then the other; what is measured stays until it is ended', () => {
  const { workspace, measure, changes } = setUp();
  assert.equal(measure.key('Enter', false), false, 'without a marker');
  measure.start();
  assert.equal(measure.active(), true);
  assert.equal(measure.words(), 'Marker at chr1:1,501. Drag, or ← → move it, Enter begins.');
  measure.key('ArrowLeft', true);
  measure.key('Enter', false);
  for (const key of ['ArrowRight', 'ArrowRight', '.', '.', ',']) assert.ok(measure.key(key, false));
  assert.equal(measure.words(), '12 bp · chr1:1,451-1,462. ← → move the end, Enter ends.');
  assert.equal(measure.key('+', false), false, 'the page zooms');
  measure.key('Enter', false);
  assert.deepEqual([measure.active(), measure.place, measure.words()], [false, place(1450, 1462), '12 bp · chr1:1,451-1,462']);
  assert.equal(measure.key('ArrowLeft', false), false, 'the page moves again');
  assert.ok(changes() >= 8);
  assert.deepEqual([measure.clear(), measure.place, measure.clear()], [true, null, false]);
  assert.equal(workspace.selection.length, 0);
});

test('keys are the page\'s while another sequence is shown', () => {
  const { workspace, measure } = setUp();
  measure.start();
  workspace.setPlace(place(0, 500, 'chr2'));
  assert.equal(measure.key('ArrowLeft', false), false);
});

test('a drag on the ruler measures with Shift, any drag while measuring, never on plots', () => {
  const down = (keys) => ({ shiftKey: false, altKey: false, ...keys });
  assert.equal(kindOfDrag(down({ shiftKey: true }), false, true, false), 'measure');
  assert.equal(kindOfDrag(down({}), false, true, false), 'zoom');
  assert.equal(kindOfDrag(down({ shiftKey: true }), false, false, false), 'zoom');
  assert.equal(kindOfDrag(down({}), false, false, true, true), 'measure');
  assert.equal(kindOfDrag(down({}), true, false, false, true), 'box');
});

test('a drag tells the distance and both positions, and leaves what it measured', () => {
  const { workspace, measure } = setUp();
  const told = [];
  const band = { show: (_, kind, text) => told.push([kind, text]), hide: () => told.push(['hidden']) };
  const view = { ...place(1000, 2000), left: 50, width: 500 };
  const stage = { workspace, root: { getBoundingClientRect: () => ({ top: 0, bottom: 100 }) }, cardOf: () => null, view: () => view };
  const brush = new Brush(stage, band, () => {}, () => {}, () => {}, () => {}, measure);
  const target = { getBoundingClientRect: () => ({ left: 10, right: 600, top: 0, bottom: 40 }) };
  const at = (clientX) => ({ clientX, clientY: 20, shiftKey: true, altKey: false, ctrlKey: false });
  const drag = brush.begin(at(160), target, view, true);
  drag.move(at(260));
  drag.end(at(260), true);
  assert.deepEqual(told, [['measure', '200 bp · chr1:1,201-1,400'], ['hidden']]);
  assert.deepEqual([measure.place, workspace.place], [place(1200, 1400), place(1000, 2000)]);

  measure.clear();
  const zooms = brush.begin({ ...at(160), shiftKey: false }, target, view, true);
  zooms.move({ ...at(260), shiftKey: false });
  zooms.cancel();
  assert.deepEqual(told.slice(2), [['zoom', '200 bp · chr1:1,201-1,400'], ['hidden']]);
  assert.equal(measure.place, null);
});

test('the text of a band is in its middle, and in sight', () => {
  assert.equal(textLeft(100, 300, 50, 1000), 75);
  assert.equal(textLeft(0, 10, 50, 1000), 4);
  assert.equal(textLeft(990, 1000, 50, 1000), 946 - 990);
});

test('the middle of a view is a base', () => {
  assert.deepEqual([middleOf(place(0, 11)), middleOf(place(0, 10)), middleOf(place(7, 8))], [6, 6, 8]);
});
