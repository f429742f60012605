import assert from 'node:assert/strict';
import test from 'node:test';
import { Brush } from '../static/gesture/brush.js';
import { aroundSelection, bandOf, boxOf, boxWithin, clickDoes, clickedOn, kindOfDrag, selectedBy } from '../static/gesture/marks.js';
import { MOST_SELECTED } from '../static/model/selection.js';

// 1000 bases on 100 pixels, from 50 pixels into a canvas that begins at 20.
const view = { seqName: 'chr1', start: 1000, end: 2000, left: 50, width: 100 };
const limits = { start: 0, end: 1900 };
const at = (start, end, seqName = 'chr1') => ({ seqName, start, end });

test('a band goes from point to point, in either direction, inside data and sequence', () => {
  const forth = bandOf(view, 20, 80, 100, limits);
  assert.deepEqual(forth, { x0: 80, x1: 100, place: at(1100, 1300), slip: false });
  assert.deepEqual(bandOf(view, 20, 100, 80, limits), forth);
  assert.deepEqual(bandOf(view, 20, 0, 500, limits), { x0: 70, x1: 170, place: at(1000, 1900), slip: false });
  assert.equal(bandOf(view, 20, 80, 83, limits).slip, true);
  assert.equal(bandOf(view, 20, 80, 84, limits).slip, false);
});

test('a box ends inside its plot', () => {
  const area = { left: 10, right: 110, top: 20, bottom: 70 };
  const point = (clientX, clientY) => ({ clientX, clientY });
  assert.deepEqual(boxOf(point(50, 50), point(30, 60), area), { x0: 30, x1: 50, y0: 50, y1: 60 });
  assert.deepEqual(boxOf(point(50, 50), point(500, -5), area), { x0: 50, x1: 110, y0: 20, y1: 50 });
  assert.deepEqual(boxOf(point(50, 50), point(0, 500), area), { x0: 10, x1: 50, y0: 50, y1: 70 });
});

test('a click selects, lets go, or adds', () => {
  const [a, b] = [at(1, 2), at(5, 6)];
  assert.deepEqual(clickedOn([], [a], false), [a]);
  assert.deepEqual(clickedOn([a], [at(1, 2)], false), []);
  assert.deepEqual(clickedOn([a, b], [a], false), [a]);
  assert.deepEqual(clickedOn([a, b], [a], true), [b]);
  assert.deepEqual(clickedOn([a], [b], true), [a, b]);
  for (const more of [false, true]) assert.deepEqual(clickedOn([a, b], [], more), []);
});

test('a click on a pair selects both ends, on any sequence', () => {
  const [a, b, c] = [at(1, 2), at(5, 6, 'chr2'), at(8, 9)];
  assert.deepEqual(clickedOn([c], [a, b], false), [a, b]);
  assert.deepEqual(clickedOn([a, b], [a, b], false), []);
  assert.deepEqual(clickedOn([c, a], [a, b], true), [c, a, b], 'the end that is missing joins');
  assert.deepEqual(clickedOn([c, a, b], [a, b], true), [c]);
});

test('a drag selects instead of what is selected, or besides it, up to what the program takes', () => {
  const [a, b] = [at(1, 2), at(5, 6)];
  assert.deepEqual(selectedBy([a], [b], false), [b]);
  assert.deepEqual(selectedBy([a], [b], true), [a, b]);
  assert.equal(selectedBy([a], Array(MOST_SELECTED + 5).fill(b), true).length, MOST_SELECTED);
});

test('the selection is shown with room beside it, on the sequence of its first place', () => {
  const limitsOf = (seqName) => ({ start: 0, end: seqName === 'chr1' ? 1000 : 50 });
  assert.equal(aroundSelection([], limitsOf), null);
  assert.deepEqual(aroundSelection([at(500, 600), at(1, 2, 'chr2'), at(300, 400)], limitsOf), at(285, 615));
  assert.deepEqual(aroundSelection([at(0, 40, 'chr2'), at(300, 400)], limitsOf), at(0, 42, 'chr2'));
  assert.deepEqual(aroundSelection([at(999, 1000)], limitsOf), at(989, 1000), 'no view is narrower than gestures reach');
});

test('the keys, the place and the mode of a press say what its drag marks', () => {
  const [plain, shift, alt] = [{}, { shiftKey: true }, { altKey: true }];
  assert.equal(kindOfDrag(plain, false, false, false), null);
  assert.equal(kindOfDrag(plain, false, false, true), 'select');
  assert.equal(kindOfDrag(alt, false, false, false), 'select');
  assert.equal(kindOfDrag(plain, false, true, true), 'zoom');
  assert.equal(kindOfDrag(shift, false, false, true), 'zoom');
  for (const down of [plain, shift, alt]) assert.equal(kindOfDrag(down, true, false, true), 'box');
});

test('a box of the window is one of its plot', () => {
  assert.deepEqual(boxWithin({ x0: 30, x1: 50, y0: 40, y1: 60 }, { left: 10, top: 20 }), { x0: 20, x1: 40, y0: 20, y1: 40 });
});

/** A workspace of which the program knows chr1 and chr2. */
const workspaceWith = (selection) => ({
  selection,
  bounds: (seqName) => (seqName === 'chr3' ? null : limits),
  limits: () => limits,
  setSelection(places) { this.selection = places; },
  setPlace(place) { this.place = place; },
  movePane(_, place) { this.place = place; },
});

test('a click goes to the other end of a pair, with both ends selected', () => {
  const pair = (other) => ({ start: 1100, end: 1200, ends: [at(1100, 1200), other], goes: other });
  const near = at(400, 500, 'chr2');
  const there = clickDoes(pair(near), view, workspaceWith([]), false);
  assert.deepEqual(there.selection, [at(1100, 1200), near]);
  assert.deepEqual([there.place, there.unknown], [at(0, 1000, 'chr2'), null]);
  const more = clickDoes(pair(near), view, workspaceWith([at(1, 2)]), true);
  assert.deepEqual(more, { selection: [at(1, 2), at(1100, 1200), near], place: null, unknown: null });
  const lost = clickDoes(pair(at(400, 500, 'chr3')), view, workspaceWith([]), false);
  assert.deepEqual(lost, { selection: [at(1100, 1200)], place: null, unknown: 'chr3' }, 'an end on an unknown sequence');
  assert.deepEqual(clickDoes(null, view, workspaceWith([at(1, 2)]), true).selection, []);
});

/** A brush on a chart at the upper left of the window, and what it did. */
const brushOn = (module, found, rows = null) => {
  const did = { shown: [], said: [], hidden: 0, modes: [], changes: [] };
  const canvas = { getBoundingClientRect: () => ({ left: 20, right: 220, top: 0, bottom: 100 }) };
  const workspace = workspaceWith([]);
  const stage = {
    workspace, root: canvas, view: () => view, viewAt: () => view,
    cardOf: () => ({
      canvas, module, pick: () => found[0] ?? null, pickAll: (_view, box) => (did.box = box, found), zoomTo: () => rows,
    }),
  };
  const band = { show: (...of) => did.shown.push(of), hide: () => did.hidden++ };
  const brush = new Brush(stage, band, (text) => did.said.push(text), (on) => did.modes.push(on), () => {},
    (_card, settings) => did.changes.push(settings));
  return { brush, did, workspace, begin: (down) => brush.begin(down, canvas, view, false) };
};
const point = (clientX, clientY, keys = {}) => ({ clientX, clientY, ...keys });

test('a band is shown while it is dragged, and selects or zooms in the end', () => {
  const { brush, did, workspace, begin } = brushOn({}, []);
  assert.equal(begin(point(80, 5)), null, 'a plain drag moves the view');
  brush.setMode(true);
  const drag = begin(point(80, 5));
  drag.move(point(100, 5));
  assert.deepEqual(did.shown, [[{ x0: 80, x1: 100, y0: 0, y1: 100 }, 'select', '200 bp']]);
  drag.end(point(100, 5), true);
  assert.deepEqual([workspace.selection, did.hidden, did.modes], [[at(1100, 1300)], 1, [true]]);
  begin(point(80, 5)).end(point(82, 5), true);
  assert.deepEqual(workspace.selection, [at(1100, 1300)], 'a slip of the pointer marks nothing');
  begin(point(80, 5, { shiftKey: true })).end(point(100, 5), true);
  assert.deepEqual(workspace.place, at(1100, 1300));
  begin(point(80, 5)).end(point(80, 5), false);
  assert.deepEqual(workspace.selection, [], 'a click on nothing');
});

test('a box on a plot selects what is in it', () => {
  const { did, workspace, begin } = brushOn({ plot: true }, [{ start: 5, end: 6 }, { start: 8, end: 9 }]);
  const drag = begin(point(30, 10));
  drag.end(point(60, 40), true);
  assert.deepEqual(did.box, { x0: 10, x1: 40, y0: 10, y1: 40 });
  assert.deepEqual(workspace.selection, [at(5, 6), at(8, 9)]);
});

test('a box on a plot with Shift goes to what is in it, one beside it chooses rows', () => {
  const { workspace, begin } = brushOn({ plot: true }, [{ start: 50, end: 60 }, { start: 80, end: 90 }]);
  begin(point(30, 10, { shiftKey: true })).end(point(60, 40), true);
  assert.deepEqual([workspace.place, workspace.selection], [at(50, 90), []]);
  const beside = brushOn({ plot: true }, [{ start: 50, end: 60 }], { rows: 'a,b' });
  beside.begin(point(30, 10)).end(point(60, 40), true);
  assert.deepEqual([beside.did.changes, beside.workspace.selection], [[{ rows: 'a,b' }], []]);
});

test('a click that leads to an unknown sequence says so', () => {
  const { brush, did, workspace } = brushOn({}, [{ start: 5, end: 6, goes: at(1, 2, 'chr3') }]);
  brush.click({ getBoundingClientRect: () => ({ left: 0, top: 0 }) }, point(1, 1));
  assert.deepEqual([did.said, workspace.place, workspace.selection], [['chr3 is not among the sequences.'], undefined, [at(5, 6)]]);
});
