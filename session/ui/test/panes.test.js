// Several places side by side, and the whole genome.
import assert from 'node:assert/strict';
import test from 'node:test';
import { chartModule } from '../static/charts/index.js';
import { lineTrack } from '../static/charts/line-track.js';
import { viewFor } from '../static/charts/panes.js';
import { bandAcross } from '../static/gesture/marks.js';
import { Moves } from '../static/gesture/moves.js';
import { paneAt, panesOf } from '../static/model/panes.js';
import { hashOf, isJump } from '../static/model/trail.js';
import { Workspace } from '../static/model/workspace.js';
import { Cache } from '../static/net/cache.js';
import { sharedRanges } from '../static/stage/sharing.js';
import { summaryOf } from '../static/stage/summary.js';
import { bins, features, measurement, optionsFor, rows, seriesOf } from './fixtures.js';
import { recorder } from './recorder.js';

const limits = { start: 0, end: 1000 };
const at = (seqName, start, end) => ({ seqName, start, end });
const paned = (places, whole = false, width = 300) => {
  const panes = panesOf(places, whole, 50, width, () => limits);
  return { ...places[0], left: 50, width, whole, panes };
};
const line = chartModule(lineTrack.type);
const both = paned([at('chr1', 0, 100), at('chr2', 0, 100)]);
const inPanes = (...pieces) => ({ ...seriesOf(null), panes: pieces });

test('places are as wide as each other, sequences of a genome as they are long', () => {
  const widths = (view) => view.panes.map((p) => p.width);
  assert.deepEqual(widths(paned([at('a', 0, 10), at('b', 0, 900), at('a', 5, 6)])), [91, 90, 91]);
  assert.deepEqual(widths(paned([at('a', 0, 600), at('b', 0, 300), at('c', 0, 100)], true)), [176, 90, 32]);
  const tiny = paned([at('a', 0, 100_000), at('m', 0, 1)], true);
  assert.deepEqual(widths(tiny), [296, 3], 'the least can be seen');
  const [first, last] = [tiny.panes[0], tiny.panes[1]];
  assert.deepEqual([first.left, last.left + last.width], [50, 350]);
  const many = paned(Array.from({ length: 100 }, (_, i) => at(`s${i}`, 0, 10)), true, 150);
  assert.ok(widths(many).every((w) => w >= 1), 'in a narrow window, too');
});

test('a point is in a pane, or nearest to one', () => {
  const pane = (x) => paneAt(both, x).seqName;
  assert.deepEqual([0, 60, 196, 204, 340, 999].map(pane), ['chr1', 'chr1', 'chr1', 'chr2', 'chr2', 'chr2']);
  assert.equal(paneAt({ ...at('chr3', 0, 9), left: 0, width: 9 }, 5).seqName, 'chr3', 'one place is its only pane');
});

test('values have one scale in all places, which a group may share', () => {
  const options = optionsFor(lineTrack, 1, { width: 370 });
  const ctx = recorder();
  const drawn = line.draw(ctx, { series: [inPanes(bins([1, 2]), bins([40, 50]))] }, both, options);
  assert.deepEqual(drawn, { bins: 4, note: '' });
  const card = (...pieces) => ({
    module: line, data: () => ({ series: [inPanes(...pieces)] }), settings: () => ({ ...options.settings, yGroup: 'g' }),
  });
  const cards = [card(bins([1, 2]), bins([40, 50])), card(bins([-7, 1]), null)];
  assert.deepEqual(sharedRanges(cards, both).get(cards[0]), [-7, 50]);
  const heights = (view, series) => {
    const texts = recorder();
    line.draw(texts, { series: [series] }, view, options);
    return texts.lines.filter((l) => l.startsWith('fillText')).map((l) => l.split('"')[1]);
  };
  // The axis of the first place is that of all.
  assert.ok(heights(both, inPanes(bins([1, 2]), bins([40, 50]))).includes('50'));
  assert.ok(!heights(both.panes[0], inPanes(bins([1, 2]), bins([40, 50]))).includes('50'));
});

test('what is picked is of the place under the pointer', () => {
  const series = [inPanes(bins([1, 2]), bins([40, 50]))];
  const options = optionsFor(lineTrack, 1, { width: 370 });
  const [a, b] = [both.panes[0].left + 10, both.panes[1].left + 10];
  assert.equal(line.pick({ series }, both, options, a, 10).lines[0].value, '1');
  assert.equal(line.pick({ series }, both, options, b, 10).lines[0].value, '40');
  assert.equal(line.pick({ series }, both.panes[1], options, b, 10).lines[0].value, '40', 'of its pane alone');
});

test('what is selected is drawn in the place that has it', () => {
  const filled = (selection, highlight = null) => {
    const ctx = recorder();
    const options = optionsFor(lineTrack, 1, { width: 370, selection, highlight });
    const data = { series: [inPanes(bins([1, 2]), bins([3, 4]))] };
    if (highlight) line.highlight(ctx, data, both, options);
    else line.draw(ctx, data, both, options);
    return ctx.lines.filter((l) => l.startsWith('fillRect')).map((l) => Math.round(Number(l.split(' ')[1])));
  };
  const second = both.panes[1].left;
  const without = filled([]).length;
  const [x] = filled([at('chr2', 0, 50)]).filter((v) => v >= second);
  assert.equal(x, second);
  assert.equal(filled([at('chr9', 0, 50)]).length, without);
  assert.ok(filled([], at('chr2', 50, 60)).every((v) => v > second));
  assert.ok(filled([], at('chr1', 50, 60)).every((v) => v < second));
});

test('points of a genome have two shades by turns, one for each row', () => {
  const settings = { style: 'points' };
  const whole = paned([at('chr1', 0, 100), at('chr2', 0, 100), at('chr3', 0, 100)], true);
  const options = optionsFor(lineTrack, 1, { width: 370, settings });
  const three = rows(Array.from({ length: 3 }, (_, i) => [i * 30 + 1, i * 30 + 2, i]));
  const ctx = recorder();
  const drawn = line.draw(ctx, { series: [inPanes(three, three, three)] }, whole, options);
  assert.deepEqual(drawn, { rows: 9, note: '' });
  const marks = ctx.calls.filter(({ line, style }) => line.startsWith('fillRect') && style.globalAlpha === undefined);
  const [first, second] = [options.colors[0], marks[3].style.fillStyle];
  assert.notEqual(first, second);
  assert.deepEqual(marks.map(({ style }) => style.fillStyle), [first, first, first, second, second, second, first, first, first]);
  // Of bins, the least and the greatest are drawn, and it is said.
  const many = bins([5, 5], [1, 2], [9, 8]);
  assert.match(line.draw(recorder(), { series: [inPanes(many, many, many)] }, whole, options).note, /least and the greatest/);
  assert.equal(line.draw(recorder(), { series: [inPanes(many, many, many)] }, whole, optionsFor(lineTrack, 1, {
    width: 370, settings: { ...settings, binValue: 'max' },
  })).note, 'too many rows for a point each: the least and the greatest of each bin');
});

test('a row of a genome is picked by its value, too', () => {
  const whole = paned([at('chr1', 0, 100), at('chr2', 0, 100)], true);
  const series = [inPanes(rows([[10, 10, 1], [10, 10, 9], [11, 11, 5]]), null)];
  const options = optionsFor(lineTrack, 1, { width: 370, settings: { style: 'points' } });
  const x = 50 + (9.5 / 100) * whole.panes[0].width;
  const found = [...Array(96).keys()].map((y) => line.pick({ series }, whole, options, x, y)).filter(Boolean);
  assert.deepEqual([...new Set(found.map((f) => f.lines[0].value))], ['9', '5', '1']);
  assert.deepEqual([...new Set(found.map((f) => f.of.nth))], [1, 0]);
});

test('plots, heatmaps and arcs show the first place and say so; genes wait for a sequence', () => {
  const module = (title) => ['ScatterPlot', 'HeatmapPlot', 'GenesTrack'].map((id) => chartModule(`epiviz.plugins.charts.${id}`)).find((m) => m?.title === title);
  const genes = module('Genes Track');
  const whole = paned([at('chr1', 0, 100), at('chr2', 0, 100)], true);
  assert.equal(viewFor(genes, both), both);
  assert.deepEqual(viewFor(genes, whole).panes, []);
  const plot = module('Scatter Plot');
  const shown = viewFor(plot, both);
  assert.deepEqual([shown.seqName, shown.width, shown.panes], ['chr1', 300, undefined]);
  const drawn = plot.draw(recorder(), { series: [seriesOf(rows([[1, 2, 3]])), seriesOf(rows([[1, 2, 4]]))] }, both, optionsFor(plot, 2));
  assert.match(drawn.note, /^only chr1:1-100, the first place/);
});

test('a place moves by itself; a whole genome does not, but one can zoom into a sequence', () => {
  const workspace = new Workspace();
  workspace.setSeqInfos([['chr1', 1, 1000], ['chr2', 1, 400]]);
  const moves = new Moves(workspace);
  workspace.setPlaces([at('chr1', 0, 100), at('chr2', 0, 100)], false);
  moves.go(at('chr2', 50, 150), 1);
  assert.deepEqual(workspace.places, [at('chr1', 0, 100), at('chr2', 50, 150)]);
  moves.panBy(1);
  assert.deepEqual(workspace.places, [at('chr1', 100, 200), at('chr2', 150, 250)]);
  moves.zoomBy(0.5, 0.5, 0);
  assert.deepEqual(workspace.places, [at('chr1', 125, 175), at('chr2', 150, 250)]);
  const all = [at('chr1', 0, 1000), at('chr2', 0, 400)];
  workspace.setPlaces(all, true);
  moves.panBy(1);
  assert.deepEqual([workspace.places, workspace.whole], [all, true]);
  moves.zoomBy(0.5, 0, 1);
  assert.deepEqual([workspace.places, workspace.whole], [[at('chr2', 0, 200)], false]);
  workspace.setPlaces(all, true);
  workspace.removeSeqNames(['chr1']);
  assert.deepEqual([workspace.places, workspace.whole], [[at('chr2', 0, 400)], false], 'what is left when one is gone');
});

test('a band over several places marks a stretch of each', () => {
  const [a, b] = both.panes;
  const marked = bandAcross(both.panes, 0, a.left + a.width / 2, b.left + b.width / 2, () => limits);
  assert.deepEqual(marked.places.map((p) => [p.seqName, p.start, p.end]), [['chr1', 50, 100], ['chr2', 0, 50]]);
  assert.equal(bandAcross(both.panes, 0, a.left + 5, a.left + 5, () => limits).slip, true);
});

test('each place has data of its own, asked for once', async () => {
  const asked = [];
  const cache = new Cache(async (m, w, use) => {
    asked.push([m.id, w.seqName, use]);
    return { kind: 'bins', seqName: w.seqName, start: w.start, end: w.end, resolution: w.resolution, bins: 1, mean: [1], min: [1], max: [1] };
  }, () => {});
  const twice = paned([at('chr1', 0, 100), at('chr1', 500, 600), at('chr2', 0, 100)]);
  const held = () => cache.dataOf(measurement(), 'track', twice);
  assert.equal(held().need(twice), false);
  assert.deepEqual(asked.map(([, seq]) => seq), ['chr1', 'chr1', 'chr2']);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(held().has(twice), true);
  const { kind, pieces } = held().best(twice);
  assert.deepEqual([kind, pieces.map((p) => p.start)], ['panes', [0, 490, 0]]);
  assert.equal(held().best(twice), held().best(twice), 'the same object for the same data');
});

test('several places are in the address, and in words', () => {
  const places = [at('chr1', 0, 10), at('scaf 2', 4, 9)];
  assert.equal(hashOf(places, false), '#chr1:1-10%20scaf%202:5-9');
  assert.equal(hashOf(places, true), '#all');
  assert.deepEqual([isJump(places, [places[0]]), isJump(places, [places[0], at('scaf 2', 5, 10)])], [true, false]);
  const words = summaryOf('Line Track', [inPanes(bins([1, 2]), null)], both);
  assert.equal(words, 'Line Track, chr1:1-100, chr2:1-100. signal: chr1, values from 1 to 2; chr2, no data.');
  const genes = { ...inPanes(...Array(5).fill(features([{ start: 1, end: 5 }]))) };
  const whole = paned(Array.from({ length: 5 }, (_, i) => at(`c${i}`, 0, 100)), true);
  assert.equal(summaryOf('Genes', [genes], whole), 'Genes, the whole genome. signal: data in 5 of 5 places.');
});
