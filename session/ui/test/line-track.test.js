import assert from 'node:assert/strict';
import test from 'node:test';
import { lineTrack } from '../static/charts/line-track.js';
import { lineOf } from '../static/charts/line.js';
import { bins, optionsFor, rows, seriesOf, viewOf } from './fixtures.js';
import { assertGolden, recorder } from './recorder.js';

function draw(name, series, view = viewOf(), more = {}) {
  const ctx = recorder();
  const drawn = lineTrack.draw(ctx, { series }, view, optionsFor(lineTrack, series.length, more));
  assertGolden(`line-track-${name}`, ctx);
  return drawn;
}

const declared = { measurement: { minValue: 0, maxValue: 10 } };

test('of bins of which most bases have no value, however close, each is a bar', () => {
  const apart = '0'.repeat(40) + '1'.repeat(60);
  const values = Array.from({ length: 100 }, (_, i) => 1 + (i % 7));
  draw('bins-apart', [seriesOf(bins(values, values, values, { apart }))]);
  draw('bins-apart-few', [seriesOf(bins([1, 2, 3, 4, 5], undefined, undefined, { apart: '00111' }))]);
});

test('bins: a line of means over a band and a ground', () => {
  const piece = bins([1, 2, 5, 9, 3, 2], [0, 1, 4, 8, 2, 1], [2, 4, 6, 10, 5, 3]);
  assert.deepEqual(draw('bins', [seriesOf(piece, declared)]), { bins: 6 });
});

test('bins: a missing one parts the line', () => {
  const mean = Array.from({ length: 50 }, (_, i) => (i % 7 === 3 || (i > 20 && i < 30) ? null : i % 10));
  assert.deepEqual(draw('gaps', [seriesOf(bins(mean), declared)]), { bins: mean.filter((v) => v !== null).length });
});

test('rows: flat where they are wide, and nothing between them unless asked for', () => {
  const piece = rows([[1, 10, 2], [11, 20, 8], [60, 69, -4], [70, 79, null], [90, 91, 25]]);
  assert.deepEqual(draw('rows', [seriesOf(piece, { measurement: { minValue: -5, maxValue: 25 } })]), { rows: 4 });
  draw('rows-joined', [seriesOf(piece, { measurement: { minValue: -5, maxValue: 25 } })], viewOf(), { settings: { joinGaps: true } });
});

test('values far apart are bars at any width, of rows as of bins', () => {
  const places = [[5, 5, 3], [31, 31, 7], [33, 33, 2], [80, 80, 9]];
  const mean = Array.from({ length: 100 }, (_, i) => places.find(([start]) => start === i + 1)?.[2] ?? null);
  for (const [kind, piece] of [['rows', rows(places)], ['bins', bins(mean)]]) {
    for (const width of [100, 30]) {
      const ctx = recorder();
      lineTrack.draw(ctx, { series: [seriesOf(piece, declared)] }, viewOf(0, 100, width), optionsFor(lineTrack, 1));
      const data = ctx.lines.slice(ctx.lines.findLastIndex((l) => l.startsWith('fillText')) + 1);
      const slopes = data.filter((l, i) => {
        const [from, to] = [data[i - 1] ?? '', l].map((s) => /^(?:moveTo|lineTo) (\S+) (\S+)/.exec(s)?.slice(1).map(Number));
        return l.startsWith('lineTo') && from && to && Math.abs(from[0] - to[0]) > 2;
      });
      assert.deepEqual(slopes, [], `${kind}, ${width} pixels`);
    }
  }
});

test('the axis spans the means; the band is clipped and marked, and means beyond a set range are', () => {
  const mean = Array.from({ length: 50 }, (_, i) => 2 + (i % 5));
  const piece = bins(mean, mean.map((v) => v - 1), mean.map((v, i) => v + (i % 10 === 0 ? 90 : 1)));
  draw('clipped', [seriesOf(piece)]);
  draw('beyond', [seriesOf(piece)], viewOf(), { settings: { yMin: 3, yMax: 5 } });
  draw('extremes', [seriesOf(piece)], viewOf(), { settings: { yRange: 'extremes' } });
});

test('points and no lines', () => {
  const piece = rows([[1, 10, 2], [11, 20, 8]]);
  assert.deepEqual(
    draw('points', [seriesOf(piece, declared)], viewOf(), { settings: { showPoints: true, showLines: false, pointRadius: 3 } }),
    { rows: 2 },
  );
});

test('two lines have two colours and no ground; a setting sets the range', () => {
  const two = [seriesOf(bins([1, 2, 3, 4])), seriesOf(bins([4, 3, 2, 1]))];
  assert.deepEqual(draw('two', two, viewOf(), { settings: { yMin: -1, yMax: 6, lineThickness: 2 }, colors: ['#111111', '#eeeeee'] }), {
    bins: 8,
  });
});

test('a highlighted stretch is drawn over the data, with a dot on the value', () => {
  const ctx = recorder();
  lineTrack.highlight(
    ctx,
    { series: [seriesOf(bins([1, 2, 3, 4]), declared)] },
    viewOf(),
    optionsFor(lineTrack, 1, { highlight: { start: 25, end: 50 } }),
  );
  assertGolden('line-track-highlight', ctx);
});

test('an empty chart says why, and has no axis', () => {
  assert.deepEqual(draw('empty', [seriesOf(bins([null, null]))]), { bins: 0 });
  assert.deepEqual(draw('loading', [seriesOf(null, { waiting: 'Loading…' })]), { rows: 0 });
  const failed = { kind: 'error', seqName: 'chr1', start: 0, end: 100, resolution: 0, error: 'block 17 is damaged' };
  assert.deepEqual(draw('error', [seriesOf(failed)]), { rows: 0 });
  assert.deepEqual(draw('nothing', []), { rows: 0 });
});

test('of each bin the greatest or the least value, without a band', () => {
  const few = [seriesOf(bins([1, 2, 5, 9, 3, 2], [0, 1, 4, 8, 2, 1], [2, 4, 6, 10, 5, 3]))];
  draw('max', few, viewOf(), { settings: { binValue: 'max' } });
  draw('min-bars', few, viewOf(), { settings: { binValue: 'min', style: 'bars' } });
  const mean = Array.from({ length: 40 }, (_, i) => i % 7);
  const many = [seriesOf(bins(mean, mean.map((v) => v - 1), mean.map((v) => 2 * v)))];
  draw('max-many', many, viewOf(0, 100, 20), { settings: { binValue: 'max', style: 'area' } });
  assert.equal(
    lineTrack.pick({ series: few }, viewOf(), optionsFor(lineTrack, 1, { settings: { binValue: 'max' } }), 52, 50).lines[0].value,
    '2  (max of 0 to 2)',
  );
});

test('the range of values is of what is drawn', () => {
  const mean = Array.from({ length: 40 }, (_, i) => 1 + (i % 3));
  const data = (n) => ({ series: [seriesOf(bins(mean.slice(0, n), mean.map(() => 0.5).slice(0, n), mean.map(() => 90).slice(0, n)))] });
  const of = (settings, n = 40) => lineTrack.extent(data(n), viewOf(), optionsFor(lineTrack, 1, { settings }).settings);
  assert.deepEqual(of({}), [1, 3]);
  const yRange = 'extremes';
  assert.deepEqual(of({ yRange }), [0.5, 90]);
  assert.deepEqual(of({ yRange, showErrorBars: false }), [1, 3]);
  assert.deepEqual(of({ yRange, style: 'points' }), [1, 3]);
  assert.deepEqual(of({ yRange, showLines: false, showPoints: true }), [1, 3]);
  assert.deepEqual(of({ yRange, style: 'bars' }), [0.5, 90]);
  assert.deepEqual(of({ yRange, style: 'bars' }, 4), [1, 3], 'bars of few bins have no band');
  const two = { series: [...data(40).series, ...data(40).series] };
  assert.deepEqual(lineTrack.extent(two, viewOf(), optionsFor(lineTrack, 2, { settings: { yRange } }).settings), [1, 3], 'nor have several');
  assert.deepEqual(of({ binValue: 'max' }), [90, 90]);
  assert.deepEqual(of({ binValue: 'min' }), [0.5, 0.5]);
});

test('one mean that towers over all others does not set the range', () => {
  const of = (list, settings = {}) => {
    const piece = bins(list, list.map((v) => v - 0.5), list.map((v) => v + 0.5));
    return lineTrack.extent({ series: [seriesOf(piece)] }, viewOf(), optionsFor(lineTrack, 1, { settings }).settings);
  };
  const low = Array.from({ length: 40 }, (_, i) => 1 + (i % 3));
  assert.deepEqual(of([...low, 500]), [1, 6]);
  assert.deepEqual(of([...low, -500]), [-500, 3], 'nothing else is below 0');
  assert.deepEqual(of([...low, 500, 500]), [1, 500], 'two are a message');
  assert.deepEqual(of([...low, 50]), [1, 50], 'the others can be seen beside it');
  assert.deepEqual(of([...low.map(() => 0), 500]), [0, 500], 'there is nothing else to see');
  assert.deepEqual(of([...low, 500], { yRange: 'extremes' }), [0.5, 500.5]);
});

test('only what the view shows is drawn', () => {
  const piece = bins(Array.from({ length: 100 }, (_, i) => i));
  const line = lineOf(piece, viewOf(40, 50));
  assert.equal(line.points.x.length, 10);
  assert.ok(line.runs[0].x.length < 40);
  const many = rows(Array.from({ length: 50 }, (_, i) => [2 * i + 1, 2 * i + 2, i]));
  assert.equal(lineOf(many, viewOf(40, 50)).points.x.length, 5);
});

test('old data are drawn where they lie, at any scale', () => {
  const piece = bins([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const near = lineOf(piece, viewOf(0, 100)).points.x;
  const far = lineOf(piece, viewOf(-100, 300)).points.x;
  near.forEach((x, i) => assert.ok(Math.abs((x - 50) / 4 + 75 - far[i]) < 1e-9));
});

test('the pointer finds the bin or row and says its values', () => {
  const two = [seriesOf(bins([1, 2, 3, null], [0, 2, 2, null], [1, 2, 8, null])), seriesOf(bins([5, 5, 5, 7]))];
  const options = optionsFor(lineTrack, 2);
  const at = (x) => lineTrack.pick({ series: two }, viewOf(), options, x, 50);
  assert.deepEqual(at(50 + 60), {
    title: '51-75', start: 50, end: 75, of: { series: 0, nth: 0 },
    lines: [{ label: 'signal', value: '3  (2 to 8)', color: options.colors[0] }, { label: 'signal', value: '5', color: options.colors[1] }],
  });
  assert.equal(at(50 + 80).lines[0].value, 'no data');
  const sparse = { series: [seriesOf(rows([[11, 20, 4]]))] };
  assert.equal(lineTrack.pick(sparse, viewOf(), options, 50 + 17, 0).title, '11-20');
  assert.equal(lineTrack.pick(sparse, viewOf(), options, 50 + 24, 0).title, '11-20', 'within reach');
  assert.equal(lineTrack.pick(sparse, viewOf(), options, 50 + 40, 0), null);
});

test('close values far from 0 have ticks and a tooltip that differ', () => {
  const piece = bins([1000000.884, 1000000.297, 1000000.364], [1000000.88, 1000000.2, 1000000.36], [1000000.89, 1000000.3, 1000000.37]);
  const options = optionsFor(lineTrack, 1, { settings: { yMin: 1000000, yMax: 1000001 } });
  const ctx = recorder();
  lineTrack.draw(ctx, { series: [seriesOf(piece)] }, viewOf(), options);
  const labels = ctx.lines.filter((l) => l.startsWith('fillText ')).map((l) => /"(.*?)"/.exec(l)[1]);
  assert.ok(labels.includes('+0.5') && labels.includes('from 1,000,000') && new Set(labels).size === labels.length, labels.join(' | '));
  const picked = lineTrack.pick({ series: [seriesOf(piece)] }, viewOf(), options, viewOf().left + 2, 20);
  assert.equal(picked.lines[0].value, '1,000,000.884  (1,000,000.880 to 1,000,000.890)');
});
