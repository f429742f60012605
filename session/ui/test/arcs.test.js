import assert from 'node:assert/strict';
import test from 'node:test';
import { distanceTo, heightAt, layoutArcs, mateOf, placesOf } from '../static/charts/arcs.js';
import { arcsTrack } from '../static/charts/arcs-track.js';
import { otherEnd, viewAround } from '../static/model/view.js';
import { features, optionsFor, seriesOf, viewOf } from './fixtures.js';
import { assertGolden, recorder } from './recorder.js';

const range = { measurement: { type: 'range', name: 'loops', annotation: { value: 'score' } } };

// A pair of [start, end] and [start, end], 1-based inclusive, on this sequence.
const pair = ([s1, e1], [s2, e2], more = {}) => ({
  start: Math.min(s1, s2), end: Math.max(e1, e2), block_starts: `${s1},${s2}`, block_ends: `${e1},${e2}`, mate: '', pairEnd: '', ...more,
});
// One end of a pair, the other being elsewhere.
const one = ([s, e], mate, pairEnd = '1', more = {}) => ({
  start: s, end: e, block_starts: String(s), block_ends: String(e), mate, pairEnd, ...more,
});

const four = [
  pair([11, 14], [61, 64], { name: 'near', score: '8', strand: '+' }),
  pair([31, 34], [21, 24], { name: 'back', score: '2', color: '255,0,0' }),
  pair([81, 84], [191, 194], { name: 'leaves', score: '', strand: '-' }),
  one([41, 44], 'chr2:1001-2000', '2', { name: 'across', score: '4' }),
];

function draw(name, list, view = viewOf(), more = {}) {
  const ctx = recorder();
  const drawn = arcsTrack.draw(ctx, { series: [seriesOf(features(list, more.piece), range)] }, view, optionsFor(arcsTrack, 1, more));
  assertGolden(name, ctx);
  return drawn;
}
const layoutOf = (list, settings = {}, view = viewOf()) =>
  layoutArcs([seriesOf(features(list), range)], view, optionsFor(arcsTrack, 1, { settings }));
const pick = (list, x, y, more = {}, view = viewOf()) =>
  arcsTrack.pick({ series: [seriesOf(features(list), range)] }, view, optionsFor(arcsTrack, 1, more), x, y);

test('arcs: boxes at the ends, an arc between them, a mark where one leaves, a stalk for another sequence', () => {
  assert.deepEqual(draw('arcs', four), { rows: 4, note: '' });
});

test('arcs: as high as their value, with an axis; down', () => {
  assert.deepEqual(draw('arcs-value', four, viewOf(), { settings: { arcHeight: 'value' } }), { rows: 4, note: '1 without a value: by span' });
  assert.deepEqual(draw('arcs-down', four, viewOf(), { settings: { direction: 'down', colorBy: 'strand' } }), { rows: 4, note: '' });
});

test('arcs: heights grow with what is spanned, and with the value', () => {
  const spans = layoutOf([pair([1, 2], [11, 12]), pair([1, 2], [31, 32]), pair([1, 2], [99, 100])]).arcs.map((a) => a.y);
  assert.ok(spans[0] < spans[1] && spans[1] < spans[2], 'the widest is first and highest');
  const list = [pair([1, 2], [11, 12], { score: '9', fdr: '1' }), pair([1, 2], [51, 52], { score: '3', fdr: '5' }), pair([1, 2], [99, 100], { score: '.' })];
  const top = (settings) => Object.fromEntries(layoutOf(list, { arcHeight: 'value', ...settings }).arcs.map((a) => [a.i, a.y]));
  assert.ok(top({})[0] < top({})[1]);
  assert.ok(top({ valueColumn: 'fdr' })[0] > top({ valueColumn: 'fdr' })[1]);
  assert.equal(top({})[2], top({ arcHeight: 'span' })[2], 'without a value it is by span');
  assert.equal(top({ valueColumn: 'nothing' })[0], top({ arcHeight: 'span' })[0]);
  assert.ok(top({ yMax: 90 })[0] > top({})[0]);
  const skewed = [pair([1, 2], [11, 12], { score: '3' }), pair([1, 2], [51, 52], { score: '900' })];
  const low = (scale) => layoutOf(skewed, { arcHeight: 'value', scale }).arcs[1].y;
  assert.ok(low('log') < low('linear'));
});

test('arcs: one that leaves meets the edge at its top at the latest, and moves on smoothly', () => {
  const [far] = layoutOf([pair([81, 82], [900001, 900002])]).arcs;
  assert.deepEqual([far.edge.x, far.edge.right], [150, true]);
  assert.ok(Math.abs(far.edge.y - far.y) < 1e-6);
  const [near] = layoutOf([pair([81, 82], [103, 104])]).arcs;
  assert.ok(near.edge.y > near.y, 'behind its top');
  const [left] = layoutOf([pair([1, 2], [81, 82])], {}, viewOf(50, 150)).arcs;
  assert.deepEqual([left.edge.x, left.edge.right, left.beyond], [50, false, { seqName: 'chr1', start: 0, end: 2 }]);
});

test('arcs: those that pass over the view are counted', () => {
  const over = pair([1, 2], [99, 100]);
  assert.equal(draw('arcs-over', [over, pair([41, 42], [51, 52])], viewOf(30, 70)).note, '1 arc passes over');
  const ctx = recorder();
  arcsTrack.draw(ctx, { series: [seriesOf(features([over, over]), range)] }, viewOf(30, 70), optionsFor(arcsTrack, 1));
  const said = ctx.lines.filter((l) => l.startsWith('fillText')).map((l) => /"(.*)"/.exec(l)[1]).join(' ');
  assert.equal(said, '2 arcs pass over this region; none ends here');
});

test('arcs: what was left out is said', () => {
  const note = (series, total) => arcsTrack.draw(recorder(), { series: [seriesOf(features(four, { thinned: true, total }), series)] },
    viewOf(), optionsFor(arcsTrack, 1)).note;
  assert.equal(note(range, 12345), '4 of 12,345 pairs, those of the greatest score; zoom in for more');
  assert.equal(note({ measurement: { type: 'range' } }, 9), '4 of 9 pairs, the longest; zoom in for more');
});

test('arcs: a column that is not there is said', () => {
  const settings = { arcHeight: 'value', valueColumn: 'reads' };
  const note = (more) => arcsTrack.draw(recorder(), { series: [seriesOf(features(four), range)] },
    viewOf(), optionsFor(arcsTrack, 1, { settings: { ...settings, ...more } })).note;
  assert.equal(note({}), 'no column reads: by span');
  assert.equal(note({ valueColumn: 'score' }), '1 without a value: by span');
  assert.equal(note({ arcHeight: 'span' }), '');
});

test('arcs: features that are no pairs are arcs from their first to their last base', () => {
  const list = [{ start: 11, end: 50, name: 'intron' }, { start: 61, end: 90, count: 7 }];
  const data = { series: [seriesOf(features(list, { thinned: true, total: 8 }), range)] };
  const options = optionsFor(arcsTrack, 1);
  assert.deepEqual(layoutArcs(data.series, viewOf(), options).arcs.map(({ x0, x1 }) => [x0, x1]), [[60.5, 99.5], [110.5, 139.5]]);
  assert.deepEqual(arcsTrack.draw(recorder(), data, viewOf(), options), { rows: 2, note: '8 features, merged' });
});

test('arcs: an end on another sequence is in the order of the file, under any name', () => {
  const piece = features([one([1, 2], 'HLA:01:5-9', '2'), one([1, 2], '.'), four[1]]);
  assert.deepEqual(mateOf(piece, 0), { seqName: 'HLA:01', start: 4, end: 9 });
  const at = (start, end, seqName = 'chr1') => ({ seqName, start, end });
  assert.deepEqual(placesOf(piece, 0), [at(4, 9, 'HLA:01'), at(0, 2)]);
  assert.deepEqual(placesOf(piece, 1), [at(0, 2), null]);
  assert.deepEqual(placesOf(piece, 2), [at(30, 34), at(20, 24)]);
});

test('arcs: the distance to a curve is near to that of its points', () => {
  const arc = { x0: 10, x1: 90, y: 20, shape: 'arc' };
  for (let x = 10; x <= 90; x += 4) assert.ok(distanceTo(arc, 100, x, heightAt(arc, 100, x)) < 0.01);
  assert.ok(Math.abs(distanceTo(arc, 100, 50, 25) - 5) < 0.01);
  assert.ok(distanceTo(arc, 100, 50, 90) > 20, 'nothing is within the arc');
  assert.ok(distanceTo(arc, 100, 7, 99) < 4 && distanceTo(arc, 100, 93, 99) < 4, 'beside its feet');
  assert.ok(distanceTo(arc, 100, -20, 60) > 20);
});

test('arcs: the pointer finds them, and what both ends are', () => {
  const { arcs } = layoutOf(four);
  const near = arcs.find((a) => a.i === 0);
  const found = pick(four, (near.x0 + near.x1) / 2, near.y);
  assert.equal(found.title, 'near');
  assert.deepEqual([found.start, found.end, found.goes], [10, 64, undefined]);
  assert.deepEqual(found.ends, [{ seqName: 'chr1', start: 10, end: 14 }, { seqName: 'chr1', start: 60, end: 64 }]);
  assert.deepEqual(found.lines.map((l) => [l.label, l.value]), [
    ['loops', ''], ['End 1', 'chr1:11-14'], ['End 2', 'chr1:61-64'], ['Span', '54 bp'], ['Strand', 'forward (+)'], ['score', '8'],
  ]);
  assert.equal(pick(four, 72, 112).title, 'back', 'by the box of an end, the shorter of two');
  assert.equal(pick(four, 122, 50), null);
});

test('arcs: a mark at the edge and the head of a stalk lead to the other end', () => {
  const { arcs } = layoutOf(four);
  const { edge } = arcs.find((a) => a.i === 2);
  assert.deepEqual(pick(four, edge.x - 3, edge.y).goes, { seqName: 'chr1', start: 190, end: 194 });
  const stalk = arcs.find((a) => a.i === 3);
  const found = pick(four, stalk.x0 + 3, stalk.y);
  assert.deepEqual(found.goes, { seqName: 'chr2', start: 1000, end: 2000 });
  assert.deepEqual(found.ends, [{ seqName: 'chr1', start: 40, end: 44 }, found.goes], 'first the one that is here');
  assert.deepEqual(found.lines.at(-1), { label: 'Click', value: 'goes to chr2:1,001-2,000', color: '' });
  assert.equal(pick(four, stalk.x0 + 1, stalk.y + 30).goes, undefined, 'the stalk itself does not');
});

test('arcs: the pair that the pointer is on is lit with both its ends, not what lies between', () => {
  const ctx = recorder();
  const ends = [{ start: 10, end: 14 }, { start: 60, end: 64 }];
  const highlight = { start: 10, end: 64, ends };
  const options = optionsFor(arcsTrack, 1, { highlight });
  const twin = pair([11, 54], [61, 64]); // spans the same
  arcsTrack.highlight(ctx, { series: [seriesOf(features([...four, twin]), range)] }, viewOf(), options);
  assertGolden('arcs-highlight', ctx);
  assert.equal(ctx.lines.filter((l) => l.startsWith('bezierCurveTo')).length, 1);
});

test('arcs: those with both ends selected are lit', () => {
  const lit = (selection) => {
    const ctx = recorder();
    const options = optionsFor(arcsTrack, 1, { selection });
    arcsTrack.draw(ctx, { series: [seriesOf(features(four), range)] }, viewOf(), options);
    return ctx.calls.filter(({ line, style }) => line === 'stroke' && style.strokeStyle === options.theme.chosenEdge).length;
  };
  assert.equal(lit([{ start: 10, end: 14 }, { start: 60, end: 64 }]), 1);
  assert.equal(lit([{ start: 10, end: 14 }]), 0);
  assert.equal(lit([{ start: 0, end: 70 }]), 3);
});

test('the other end is the one that is out of view', () => {
  const at = (start, end, seqName = 'chr1') => ({ seqName, start, end });
  assert.equal(otherEnd([at(1, 2), at(50, 60)], viewOf()), null);
  assert.deepEqual(otherEnd([at(1, 2), at(500, 600)], viewOf()), at(500, 600));
  assert.deepEqual(otherEnd([at(1, 2, 'chr2'), at(5, 6)], viewOf()), at(1, 2, 'chr2'));
  assert.equal(otherEnd([at(500, 600)], viewOf()), null);
  assert.deepEqual(viewAround(at(500, 600, 'chr2'), viewOf(), { start: 0, end: 580 }), at(480, 580, 'chr2'));
  assert.deepEqual(viewAround(at(500, 900), viewOf(), { start: 0, end: 1000 }), at(500, 900), 'all of a wide end');
});
