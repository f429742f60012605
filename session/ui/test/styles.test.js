// Line Track in its styles and on its scales, Stacked Track, and genes and
// blocks in their modes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { blocksTrack } from '../static/charts/blocks-track.js';
import { genesTrack } from '../static/charts/genes-track.js';
import { lineTrack } from '../static/charts/line-track.js';
import { stackedTrack } from '../static/charts/stacked-track.js';
import { transcriptTrack } from '../static/charts/transcript-track.js';
import { bins, features, optionsFor, rows, seriesOf, viewOf } from './fixtures.js';
import { assertGolden, recorder } from './recorder.js';

function draw(module, name, series, more = {}, view = viewOf()) {
  const ctx = recorder();
  const drawn = module.draw(ctx, { series }, view, optionsFor(module, series.length, more));
  assertGolden(name, ctx);
  return drawn;
}

const few = seriesOf(rows([[1, 10, 2], [11, 30, 8], [61, 70, -4]]));
const many = seriesOf(
  bins(
    Array.from({ length: 25 }, (_, i) => i % 6),
    Array.from({ length: 25 }, (_, i) => (i % 6) / 2),
    Array.from({ length: 25 }, (_, i) => (i % 6) + 1),
  ),
);

for (const style of ['line', 'area', 'bars', 'points']) {
  test(`line track: ${style}, of few values and of many`, () => {
    assert.deepEqual(draw(lineTrack, `style-${style}-few`, [few], { settings: { style } }), { rows: 3 });
    assert.deepEqual(draw(lineTrack, `style-${style}-many`, [many], { settings: { style } }), { bins: 25 });
  });
}

test('line track: without least and greatest values, on a denser screen', () => {
  draw(lineTrack, 'style-line-means', [many], { settings: { showErrorBars: false, lineThickness: 2 }, px: 0.5 }, viewOf(0, 100, 20));
});

test('line track: log and symlog scales, a line at a value, a shared range', () => {
  draw(lineTrack, 'scale-log', [few], { settings: { scale: 'log', abLine: 4 } });
  draw(lineTrack, 'scale-symlog', [few], { settings: { scale: 'symlog' }, shared: [-200, 3000] });
});

test('stacked track', () => {
  const two = [seriesOf(bins([1, 2, 3, 4])), seriesOf(bins([4, 3, null, 1]))];
  assert.deepEqual(draw(stackedTrack, 'stacked-track', two, {}, viewOf(0, 100, 8)), { bins: 14 });
  draw(stackedTrack, 'stacked-track-percent', two, { settings: { scaleToPercent: true } }, viewOf(0, 100, 8));
  draw(stackedTrack, 'stacked-track-beyond', two, { settings: { yMin: 1, yMax: 4 } }, viewOf(0, 100, 8));
  draw(stackedTrack, 'stacked-track-wiggle', two, { settings: { offset: 'wiggle' } }, viewOf(0, 100, 8));
  assert.deepEqual(
    stackedTrack.extent({ series: two }, viewOf(0, 100, 8), optionsFor(stackedTrack, 2).settings).map((v) => v.toFixed(1)),
    ['0.0', '5.0'],
    'a bin that is missing has no height',
  );
  assert.equal(stackedTrack.pick({ series: two }, viewOf(0, 100, 8), optionsFor(stackedTrack, 2), 51, 10).lines.length, 2);
});

const gene = (more) => ({ strand: '+', gene: 'GENE', exon_starts: '', exon_ends: '', ...more });
const three = (second) => features([
  gene({ start: 1, end: 60, gene: 'ABC', transcript: 'T1', exon_starts: '1,41', exon_ends: '20,60' }),
  gene({ start: 21, end: 70, gene: second, transcript: 'T2', exon_starts: '21', exon_ends: '70' }),
  gene({ start: 75, end: 90, gene: 'DE', transcript: 'DE', strand: '-', exon_starts: '75', exon_ends: '90' }),
]);
const genes = three('ABD');
const transcripts = three('ABC'); // the first two are of one gene
const range = { measurement: { type: 'range' } };

for (const displayMode of ['expanded', 'squished', 'collapsed']) {
  test(`genes and blocks: ${displayMode}`, () => {
    assert.deepEqual(draw(genesTrack, `genes-${displayMode}`, [seriesOf(genes, range)], { settings: { displayMode } }), {
      rows: 3,
      note: '',
    });
    assert.deepEqual(draw(blocksTrack, `blocks-${displayMode}`, [seriesOf(genes, range)], { settings: { displayMode } }), {
      rows: 3,
      note: '',
    });
  });
}

test('genes: names in one row take turns', () => {
  const ctx = recorder();
  genesTrack.draw(
    ctx,
    { series: [seriesOf(genes, range)] },
    viewOf(),
    optionsFor(genesTrack, 1, { settings: { displayMode: 'collapsed' } }),
  );
  assert.deepEqual(ctx.lines.filter((l) => l.startsWith('fillText')).map((l) => l.split(' ')[1]), ['"ABC"', '"DE"']);
  genesTrack.draw(
    ctx,
    { series: [seriesOf(genes, range)] },
    viewOf(20, 25, 50),
    optionsFor(genesTrack, 1, { settings: { displayMode: 'collapsed' } }),
  );
  assert.equal(ctx.lines.filter((l) => l.startsWith('fillText')).length, 3, 'of two genes that fill the view one is named');
});

test('genes: without names, when they are not wanted', () => {
  const ctx = recorder();
  genesTrack.draw(ctx, { series: [seriesOf(genes, range)] }, viewOf(), optionsFor(genesTrack, 1, { settings: { showLabels: false } }));
  assert.deepEqual(ctx.lines.filter((l) => l.startsWith('fillText')), []);
});

test('transcripts are called by their gene and their own name', () => {
  draw(transcriptTrack, 'transcripts', [seriesOf(transcripts, range)]);
  const ctx = recorder();
  transcriptTrack.draw(ctx, { series: [seriesOf(transcripts, range)] }, viewOf(), optionsFor(transcriptTrack, 1));
  assert.deepEqual(
    ctx.lines.filter((l) => l.startsWith('fillText')).map((l) => l.slice(9, l.lastIndexOf('"') + 1)),
    ['"ABC · T1"', '"ABC · T2"', '"DE"'],
  );
});

test('transcripts that lie close are called by their gene alone', () => {
  const ctx = recorder();
  const list = Array.from({ length: 10 }, (_, i) =>
    gene({ start: 31 + i, end: 80 + i, gene: 'ABC', transcript: `T${i}`, exon_starts: '', exon_ends: '' }),
  );
  transcriptTrack.draw(ctx, { series: [seriesOf(features(list), range)] }, viewOf(), optionsFor(transcriptTrack, 1));
  assert.deepEqual(ctx.lines.filter((l) => l.startsWith('fillText')).map((l) => l.split(' ')[1]), Array(10).fill('"ABC"'));
});

test('blocks: joined when close, coloured by a column', () => {
  const piece = features([
    { start: 1, end: 10, itemRgb: '255,0,0' },
    { start: 14, end: 20, itemRgb: '0,128,0' },
    { start: 61, end: 70, itemRgb: '' },
  ]);
  draw(blocksTrack, 'blocks-joined', [seriesOf(piece, range)], { settings: { minBlockDistance: 5, useColorBy: true } });
  const ctx = recorder();
  blocksTrack.draw(
    ctx,
    {
      series: [
        seriesOf(
          features([
            { start: 1, end: 10, kind: 'x' },
            { start: 21, end: 30, kind: 'y' },
            { start: 41, end: 50, kind: 'x' },
          ]),
          range,
        ),
      ],
    },
    viewOf(),
    optionsFor(blocksTrack, 1, { settings: { useColorBy: true, blockColorBy: 'kind' } }),
  );
  const colors = ctx.calls.flatMap(({ line, style }) => (line.startsWith('fillRect') ? style.fillStyle : []));
  assert.equal(colors.length, 3);
  assert.equal(colors[0], colors[2]);
});
