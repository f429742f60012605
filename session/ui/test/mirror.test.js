import assert from 'node:assert/strict';
import test from 'node:test';
import { chartModules } from '../static/charts/index.js';
import { drawRuler } from '../static/charts/ruler.js';
import { isFlipped, mirrorX, mirrored, mirroredFor, unflipped } from '../static/draw/mirror.js';
import { Moves, shareAt, wheelPlace } from '../static/gesture/moves.js';
import { bandOf } from '../static/gesture/marks.js';
import { Workspace } from '../static/model/workspace.js';
import { basesToRight, pinched, toPos, toX } from '../static/model/view.js';
import { bins, features, optionsFor, seriesOf, theme, viewOf } from './fixtures.js';
import { LETTER, assertGolden, recorder } from './recorder.js';

const flipped = (...place) => ({ ...viewOf(...place), flip: true });
const limits = { start: 0, end: 1000 };

test('what is drawn to a flipped view is the mirror image, but for words and what is beside the data', () => {
  const genes = features([
    { start: 11, end: 60, strand: '+', gene: 'AB', exon_starts: '11,41', exon_ends: '20,60', cds_start: '15', cds_end: '50' },
  ]);
  const pieces = { GenesTrack: genes, TranscriptTrack: genes, BlocksTrack: genes, LineTrack: bins([1, 2, 3, 4]) };
  for (const module of chartModules) {
    const piece = pieces[module.type.split('.').pop()];
    if (!piece) continue;
    const view = flipped();
    const [ctx, plain] = [recorder(), recorder()];
    const options = optionsFor(module, 1);
    module.draw(mirroredFor(module, ctx, view), { series: [seriesOf(piece)] }, unflipped(view), options);
    module.draw(plain, { series: [seriesOf(piece)] }, viewOf(), options);
    assert.equal(ctx.calls.length, plain.calls.length);
    plain.calls.forEach(({ line }, i) => {
      const [call, x, , w] = line.split(' ');
      const got = ctx.calls[i].line.split(' ');
      if (call === 'fillRect') assert.equal(Number(got[1]), mirrorX(view, Number(x) + Number(w)), line);
      if (call === 'moveTo' || call === 'lineTo') assert.equal(Number(got[1]), mirrorX(view, Number(x)), line);
    });
  }
  const ctx = recorder();
  const lineTrack = chartModules[0];
  lineTrack.draw(mirrored(ctx, flipped()), { series: [seriesOf(bins([1, 2, 3, 4]))] }, viewOf(), optionsFor(lineTrack, 1));
  assertGolden('flipped-line-track', ctx);
});

test('words of a flipped view read on, and labels of an axis stay where they are', () => {
  const ctx = recorder();
  const over = mirrored(ctx, flipped());
  for (const [align, x] of [['left', 60], ['right', 60], ['center', 60], ['right', 40]]) {
    over.textAlign = align;
    over.fillText('abc', x, 10);
    assert.equal(over.textAlign, align);
  }
  assert.deepEqual(ctx.calls.map(({ line, style }) => [line, style.textAlign]), [
    ['fillText "abc" 140 10', 'right'], ['fillText "abc" 140 10', 'left'], ['fillText "abc" 140 10', 'center'], ['fillText "abc" 40 10', 'right'],
  ]);
  assert.equal(LETTER * 3, over.measureText('abc').width);
  assert.equal(mirrored(ctx, viewOf()), ctx);
});

test('plots without an axis of places are not flipped, a heatmap is', () => {
  const of = (type) => isFlipped(chartModules.find((m) => m.type.endsWith(type)), flipped());
  assert.deepEqual(['LineTrack', 'ArcsTrack', 'HeatmapPlot', 'ScatterPlot', 'LinePlot'].map(of), [true, true, true, false, false]);
});

test('the ruler of a flipped view counts to the left', () => {
  const ctx = recorder();
  const view = flipped(0, 100, 400);
  drawRuler(mirrored(ctx, view), unflipped(view), limits, { width: 470, theme, bands: null });
  const labels = ctx.lines.filter((l) => l.startsWith('fillText')).map((l) => l.match(/"(.*)" (\S+)/).slice(1));
  const xs = labels.map(([, x]) => Number(x));
  assert.deepEqual([...xs].sort((a, b) => b - a), xs, JSON.stringify(labels));
  assert.ok(labels.length >= 3);
});

test('places of a flipped view: positions, drags, wheel, fingers, keys, bands', () => {
  const view = flipped(100, 200, 100);
  assert.deepEqual([toX(view, 100), toX(view, 200), toPos(view, 50), toPos(view, 140)], [150, 50, 200, 110]);
  assert.equal(basesToRight(view), -1);
  assert.equal(shareAt(view, 50), 1);
  const turn = { deltaX: 10, deltaY: 0, deltaMode: 0, shiftKey: false, ctrlKey: false, metaKey: false };
  assert.equal(wheelPlace(turn, view, limits, 0.5, false).start, 90);
  const { place } = bandOf(view, 0, 60, 80, limits);
  assert.deepEqual([place.start, place.end], [170, 190]);
  // The bases under two fingers stay under them.
  const to = pinched(view, [70, 90], [60, 110], limits);
  const after = { ...view, ...to };
  for (const [a, b] of [[70, 60], [90, 110]]) assert.ok(Math.abs(toPos(view, a) - toPos(after, b)) < 1e-9);
  const workspace = new Workspace();
  workspace.setSeqInfos([['chr1', 1, 1000]]);
  workspace.setPlace({ seqName: 'chr1', start: 400, end: 500 });
  workspace.setFlip(true);
  const moves = new Moves(workspace);
  moves.key('ArrowRight', false);
  assert.equal(workspace.place.start, 375);
  moves.key('Home', false);
  assert.equal(workspace.place.end, 1000);
  moves.key('End', false);
  assert.equal(workspace.place.start, 0);
});
