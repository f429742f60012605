import assert from 'node:assert/strict';
import test from 'node:test';
import { colorScale, LEVELS, mix } from '../static/charts/color-scale.js';
import { heatmap } from '../static/charts/heatmap.js';
import { linePlot } from '../static/charts/line-plot.js';
import { drawNames, frameOverNames } from '../static/charts/plot-names.js';
import { scatterPlot } from '../static/charts/scatter-plot.js';
import { distinct, telling } from '../static/charts/short-names.js';
import { stackedPlot } from '../static/charts/stacked-plot.js';
import { bins, optionsFor, rows, seriesOf, theme, viewOf } from './fixtures.js';
import { LETTER, assertGolden, recorder } from './recorder.js';

const view = viewOf(0, 100, 300);

function draw(module, name, series, more = {}) {
  const ctx = recorder();
  const options = optionsFor(module, series.length, { height: 160, width: 370, ...more });
  const drawn = module.draw(ctx, { series }, view, options);
  if (options.highlight) module.highlight(ctx, { series }, view, options);
  assertGolden(name, ctx);
  return drawn;
}

const named = (piece, name) => seriesOf(piece, { measurement: { name } });
const list = (values) => rows(values.map((v, i) => [i * 10 + 1, i * 10 + 5, v]));
const three = [named(list([1, 2, 3, 4]), 'a'), named(list([2, 4, 6, 9]), 'b'), named(list([9, null, 1, 0]), 'c')];

test('scatter: points, the line of least squares, r', () => {
  assert.deepEqual(draw(scatterPlot, 'scatter-few', three.slice(0, 2)), { rows: 4, note: '' });
  assert.deepEqual(draw(scatterPlot, 'scatter-two', three, { settings: { showRegression: false, abLine: 4 } }), { rows: 7, note: '' });
  draw(scatterPlot, 'scatter-log', three.slice(0, 2), { settings: { scale: 'log', xMin: 1, xMax: 10 } });
});

test('scatter: a log scale leaves out what is not above 0, and says so', () => {
  const series = [named(list([1, 0, 10, 100, null]), 'x'), named(list([1, 5, -3, 100, 0]), 'y')];
  const ctx = recorder();
  const options = optionsFor(scatterPlot, 2, { height: 160, settings: { scale: 'log' } });
  assert.deepEqual(scatterPlot.draw(ctx, { series }, view, options), {
    rows: 2,
    note: '2 rows left out: a log scale has no place for 0 and below',
  });
  assert.equal(ctx.lines.filter((l) => l.startsWith('arc')).length, 2);
  assert.ok(ctx.lines.some((l) => l.startsWith('fillText "2 rows"')));
});

test('scatter: the line of least squares ends at the frame', () => {
  const line = (xs, ys) => {
    const ctx = recorder();
    scatterPlot.draw(ctx, { series: [named(list(xs), 'x'), named(list(ys), 'y')] }, view, optionsFor(scatterPlot, 2, { height: 160 }));
    const at = ctx.lines.lastIndexOf('stroke');
    return ctx.lines.slice(at - 2, at).map((l) => l.split(' ').slice(1).map(Number));
  };
  // y = 2x - 1 leaves the frame, whose least value is 0, at x = 0.5; the frame of values is from 28 to 118.
  assert.deepEqual(line([0.5, 1, 2, 3], [0, 1, 3, 5]), [[79.5, 118], [197, 28]]);
  // So steep that its ends lie far outside.
  const [[x0, y0], [x1, y1]] = line([5, 5 + 1e-6, 10, 0], [0, 1000, 5e5, -5e5]);
  assert.ok(x1 - x0 > 0 && Math.max(y0, y1) <= 118 && Math.min(y0, y1) >= 28, `${x0} ${y0} ${x1} ${y1}`);
});

test('scatter: what is highlighted elsewhere has rings', () => {
  draw(scatterPlot, 'scatter-highlight', three.slice(0, 2), { highlight: { start: 10, end: 15 }, selection: [{ start: 20, end: 40 }] });
});

test('scatter: very many points are squares, darker where there are more', () => {
  const n = 4000;
  const x = bins(Array.from({ length: n }, (_, i) => i % 10));
  const y = bins(Array.from({ length: n }, (_, i) => (i % 10 < 5 ? i % 10 : i % 100)));
  assert.deepEqual(draw(scatterPlot, 'scatter-many', [named(x, 'x'), named(y, 'y')]), { bins: n, note: '' });
});

test('scatter: the pointer finds a point, a box finds its places', () => {
  const options = optionsFor(scatterPlot, 2, { height: 160 });
  const data = { series: three.slice(0, 2) };
  const all = scatterPlot.pickAll(data, view, options, { x0: 0, y0: 0, x1: 400, y1: 160 });
  assert.deepEqual(all, [{ start: 0, end: 5 }, { start: 10, end: 15 }, { start: 20, end: 25 }, { start: 30, end: 35 }]);
  // The last point has the greatest values: it is at the top right.
  const [found] = Array.from({ length: 300 }, (_, k) => scatterPlot.pick(data, view, options, 350 - k, 35)).filter((p) => p !== null);
  assert.deepEqual([found.title, found.lines.map((l) => `${l.label} ${l.value}`)], ['31-35', ['a 4', 'b 9']]);
  assert.equal(scatterPlot.pick(data, view, options, 60, 30), null);
});

test('line plot: a line for each row over the measurements, or the other way round', () => {
  assert.deepEqual(draw(linePlot, 'line-plot', three), { rows: 4 });
  assert.deepEqual(draw(linePlot, 'line-plot-rows', three, { settings: { across: 'rows', showPoints: true } }), { rows: 4 });
  draw(linePlot, 'line-plot-highlight', three, { highlight: { start: 0, end: 5 }, selection: [{ start: 30, end: 31 }] });
});

test('line plot: very many lines are thin, under their mean', () => {
  const many = [0, 1].map((k) => named(list(Array.from({ length: 40 }, (_, i) => (i + k) % 7)), `m${k}`));
  const ctx = recorder();
  linePlot.draw(ctx, { series: many }, viewOf(0, 400, 300), optionsFor(linePlot, 2, { height: 160 }));
  assert.equal(ctx.lines.filter((l) => l === 'stroke').length - ctx.lines.filter((l) => l.startsWith('fillText')).length, 41 - 2);
});

test('line plot: a log scale parts lines at 0', () => {
  const ctx = recorder();
  linePlot.draw(ctx, { series: three }, view, optionsFor(linePlot, 3, { height: 160, settings: { scale: 'log' } }));
  const y = ctx.lines.filter((l) => /^(moveTo|lineTo)/.test(l)).map((l) => Number(l.split(' ')[2]));
  assert.ok(y.every((v) => v > 0 && v < 160), String(y));
});

test('line plot: the pointer finds a value', () => {
  const options = optionsFor(linePlot, 3, { height: 160 });
  const found = linePlot.pick({ series: three }, view, options, 50 + 292 / 6, 120);
  assert.deepEqual([found.title, found.lines[0].label, found.lines[0].value], ['1-5', 'a', '1']);
  assert.equal(linePlot.pickAll({ series: three }, view, options, { x0: 0, y0: 0, x1: 400, y1: 160 }).length, 4);
});

test('stacked plot: rows on each other for each measurement, or measurements for each row', () => {
  assert.deepEqual(draw(stackedPlot, 'stacked-plot', three), { rows: 4, note: '' });
  assert.deepEqual(draw(stackedPlot, 'stacked-plot-rows', three, { settings: { across: 'rows', scaleToPercent: false } }), {
    rows: 4,
    note: '',
  });
  assert.deepEqual(draw(stackedPlot, 'stacked-plot-means', three, { settings: { maxColumns: 2 } }), {
    bins: 2,
    note: '4 rows in 2 layers: means of neighbours',
  });
  const found = stackedPlot.pick({ series: three }, view, optionsFor(stackedPlot, 3, { height: 160 }), 60, 135);
  assert.deepEqual([found.title, found.lines], ['1-5', [{ label: 'a', value: '1', color: '' }]]);
});

test('stacked plot: what is selected, or under the pointer, has its colour or its marks', () => {
  const highlighted = { highlight: { start: 10, end: 11 }, selection: [{ start: 30, end: 31 }] };
  draw(stackedPlot, 'stacked-plot-highlight', three, highlighted);
  draw(stackedPlot, 'stacked-plot-rows-highlight', three, { ...highlighted, settings: { across: 'rows' } });
});

test('stacked plot: no two rows have the same colour', () => {
  const many = [0, 1].map((k) => named(list(Array.from({ length: 30 }, (_, i) => i + k + 1)), `m${k}`));
  const ctx = recorder();
  stackedPlot.draw(ctx, { series: many }, viewOf(0, 300, 300), optionsFor(stackedPlot, 2, { height: 400 }));
  const layers = ctx.calls.filter(({ style }) => style.clip && style.fillStyle);
  assert.equal(new Set(layers.map(({ style }) => style.fillStyle)).size, 30);
});

test('heatmap: rows by likeness, with their tree, names and what the colours mean', () => {
  assert.deepEqual(draw(heatmap, 'heatmap', three), { rows: 4, note: '' });
  draw(heatmap, 'heatmap-both', three, { settings: { cluster: 'both', colorScale: 'diverging', clusteringLinkage: 'average' } });
  draw(heatmap, 'heatmap-plain', three, {
    settings: { cluster: 'none', scale: 'log', yMin: 1, yMax: 10 },
    highlight: { start: 10, end: 11 },
    selection: [{ start: 0, end: 3 }],
  });
  assert.deepEqual(draw(heatmap, 'heatmap-means', three, { settings: { maxColumns: 2, showDendrogram: false } }), {
    rows: 2,
    note: '4 rows in 2 columns: means of neighbours',
  });
});

test('heatmap: a few values far outside do not take the colours from the others', () => {
  const values = (/** @type {number[]} */ ...far) => [
    named(list([...Array.from({ length: 100 - far.length }, (_, i) => i), ...far]), 'a'),
    named(list(Array.from({ length: 100 }, (_, i) => i)), 'b'),
  ];
  const key = (series, settings = {}) => {
    const ctx = recorder();
    heatmap.draw(
      ctx,
      { series },
      viewOf(0, 1000, 300),
      optionsFor(heatmap, 2, { height: 160, settings: { cluster: 'none', ...settings } }),
    );
    return ctx.lines.map((l) => /^fillText "([^"]*)" [\d.]+ 151$/.exec(l)?.[1]).filter((t) => t);
  };
  assert.deepEqual(key(values(5000)), ['≤ 1', '≥ 97']);
  assert.deepEqual(key(values(-9000, 5000), { colorScale: 'diverging' }), ['≤ -97', '≥ 97']);
  assert.deepEqual(key(values(5000), { yMin: 0, yMax: 6000 }), ['0', '6,000']);
  assert.deepEqual(key(values(5000), { yMax: 50 }), ['≤ 1', '≥ 50']);
  assert.deepEqual(key([named(list([...Array(59).fill(0), 7]), 'a')]), ['0', '7'], 'nearly all values are the same');
  assert.deepEqual(key([named(list([1, 2, 3, 60]), 'a')]), ['1', '60'], 'of few values none is far outside');
});

test('heatmap: nothing overlaps at any height', () => {
  const many = Array.from({ length: 12 }, (_, k) => named(list(Array.from({ length: 9 }, (_, i) => (i * k) % 7)), `sample-${k}`));
  const has = (height) => {
    const ctx = recorder();
    heatmap.draw(ctx, { series: many }, view, optionsFor(heatmap, 12, { height, settings: { cluster: 'both' } }));
    const cells = ctx.lines.slice(0, ctx.lines.findIndex((l) => l === 'stroke' || l.startsWith('fillText')));
    const rects = cells
      .map((l) => /^fillRect ([\d.-]+) ([\d.-]+) ([\d.]+) ([\d.]+)$/.exec(l))
      .filter((m) => m)
      .map((m) => ({ top: Number(m[2]), bottom: Number(m[2]) + Number(m[4]) }));
    const [top, bottom] = [Math.min(...rects.map((r) => r.top)), Math.max(...rects.map((r) => r.bottom))];
    assert.ok(top >= 3 && bottom <= height - 3 && bottom - top >= 16, `${height}: cells from ${top} to ${bottom}`);
    const texts = ctx.lines.filter((l) => l.startsWith('fillText')).map((l) => ({ words: l.split('"')[1], y: Number(l.split(' ').pop()) }));
    const named = texts.filter((t) => t.words.startsWith('sample'));
    const rest = texts.filter((t) => !t.words.startsWith('sample'));
    assert.ok(rest.every((t) => t.y - 5 >= bottom && t.y + 5 <= height), `${height}: ${JSON.stringify(rest)} below ${bottom}`);
    const key = rest.some((t) => t.y > bottom + 20);
    const trees = ctx.lines.filter((l) => /^moveTo/.test(l) && Number(l.split(' ')[2]) < top - 3).length > 0;
    return [key && 'key', trees && 'tree', rest.length > 0 && 'places', named.length > 0 && 'names'].filter((p) => p);
  };
  assert.deepEqual(has(300), ['key', 'tree', 'places', 'names']);
  assert.deepEqual(has(200), ['tree', 'places', 'names']);
  assert.deepEqual(has(160), ['places', 'names']);
  assert.deepEqual(has(80), ['places']);
  assert.deepEqual(has(60), []);
  assert.deepEqual(has(24), []);
});

test('heatmap: the pointer finds a cell', () => {
  const data = { series: three };
  const options = optionsFor(heatmap, 3, { height: 160, settings: { cluster: 'none' } });
  const found = heatmap.pick(data, view, options, 51, 23);
  assert.deepEqual([found.title, found.lines[0].label, found.lines[0].value], ['1-5', 'a', '1']);
  assert.equal(heatmap.pick(data, view, options, 51 + 60, 120).lines[0].value, 'no data');
  assert.equal(heatmap.pick(data, view, options, 51, 150), null);
  assert.deepEqual(heatmap.pickAll(data, view, options, { x0: 40, y0: 30, x1: 60, y1: 40 }), [{ start: 0, end: 5 }]);
});

test('a plot without data says why', () => {
  for (const module of [heatmap, scatterPlot, linePlot, stackedPlot]) {
    const ctx = recorder();
    const nothing = [seriesOf(null, { waiting: 'Loading…' }), seriesOf(null)];
    module.draw(ctx, { series: nothing }, view, optionsFor(module, 2));
    assert.equal(ctx.lines.filter((l) => l.startsWith('fillText "Loading…"')).length, 1, module.title);
    assert.equal(module.pick({ series: nothing }, view, optionsFor(module, 2), 100, 50), null);
    assert.deepEqual(module.pickAll?.({ series: nothing }, view, optionsFor(module, 2), { x0: 0, y0: 0, x1: 400, y1: 300 }) ?? [], []);
  }
});

test('colours', () => {
  assert.equal(mix('#000000', '#ff8000', 0.5), '#804000');
  assert.equal(mix('red', '#ff8000', 0.5), '#ff8000');
  for (const name of ['sequential', 'diverging', 'viridis', 'grey']) {
    for (const theme of ['light', 'dark']) {
      const colors = colorScale(name, theme);
      assert.equal(colors.length, LEVELS);
      assert.ok(colors.every((c) => /^#[0-9a-f]{6}$/.test(c)), `${name} ${theme}`);
      assert.ok(new Set(colors).size > LEVELS * 0.9);
    }
  }
});

test('names are told apart by what differs', () => {
  assert.deepEqual(telling(['TCGA-A6-5659-01A-07', 'TCGA-A6-5660-11A-07']), ['…5659-01A…', '…5660-11A…']);
  assert.deepEqual(telling(['a', 'b']), ['a', 'b']);
  assert.deepEqual(telling(['same', 'same']), ['same', 'same']);
  assert.deepEqual(telling(['1,012,317', '1,013,400']), ['1,012,317', '1,013,400'], 'numbers stay whole');
  assert.deepEqual(distinct(['TCGA-A6-5659-01A-07', 'TCGA-A6-5660-11A-07', 'TCGA-CM-5659-11A-07']), [
    '…A6-5659…',
    '…A6-5660…',
    '…CM-5659…',
  ]);
  assert.deepEqual(distinct(['the same', 'the same']), ['the same', 'the same']);
  assert.deepEqual(distinct(['a b c', 'a']), ['a b c', 'a']);
});

test('names below a plot are told apart, do not touch, and stay in the plot', () => {
  const samples = (n) =>
    Array.from({ length: n }, (_, i) => `TCGA-${['A6', 'CM', 'D5'][i % 3]}-${5538 + 7 * i}-${i % 2 ? '01A-01R' : '11A-11R'}-1653-07`);
  const cases = [
    [samples(40), 1080, 220],
    [samples(40), 500, 220],
    [samples(40), 300, 90],
    [samples(6), 700, 220],
    [samples(600), 1000, 400],
    [['x'.repeat(300), 'y'], 200, 200],
    [['one'], 200, 200],
    [Array.from({ length: 30 }, (_, i) => (i === 0 ? 'a very long name in front' : 'ab')), 600, 220],
  ];
  for (const [names, width, height] of cases) {
    const ctx = recorder();
    const options = { height, theme };
    const box = frameOverNames(viewOf(0, 100, width), options, names);
    drawNames(ctx, box, options, names);
    const drawn = ctx.lines.map((l) => /^fillText "(.*)" ([\d.]+) ([\d.]+)$/.exec(l)).filter((m) => m !== null)
      .map(([, name, x, y]) => ({ name, x: Number(x), y: Number(y), end: Number(x) + name.length * LETTER }));
    const words = `${names.length} names on ${width} pixels: ${drawn.map((d) => d.name).join(' ')}`;
    assert.ok(drawn.length > 0, words);
    assert.equal(new Set(drawn.map((d) => d.name)).size, drawn.length > 1 && names[1] === 'ab' ? 2 : drawn.length, words);
    for (const a of drawn) {
      assert.ok(a.x >= box.x0 - 0.01 && a.end <= box.x1 + 0.01 && a.y + 5 <= height, `${words}: ${a.name} leaves the plot`);
      assert.ok(drawn.every((b) => a === b || a.y !== b.y || a.end < b.x || b.end < a.x), `${words}: ${a.name} touches another`);
    }
    if (names.length === 40 && width === 1080) assert.equal(drawn.length, 40, words);
  }
});

test('plots: close values far from 0 have labels that differ, and none is wider than its room', () => {
  const far = [named(list([1000000.25, 1000000.75, 1000001]), 'x'), named(list([1000000, 1000000.5, 1000001]), 'y')];
  const settings = { xMin: 1000000, xMax: 1000001, yMin: 1000000, yMax: 1000001 };
  const labels = (module, series, at = view) => {
    const ctx = recorder();
    module.draw(ctx, { series }, at, optionsFor(module, series.length, { height: 160, settings }));
    return ctx.lines.filter((l) => l.startsWith('fillText ')).map((l) => /"(.*?)"/.exec(l)[1]);
  };
  const scatter = labels(scatterPlot, far);
  assert.ok(scatter.includes('+0.5') && scatter.includes('from 1,000,000') && scatter.includes('x, from 1,000,000'), scatter.join(' | '));
  assert.ok(!scatter.includes('1e6'), scatter.join(' | '));
  const line = labels(linePlot, far);
  assert.ok(line.includes('+0.5') && line.includes('from 1,000,000'), line.join(' | '));
  const picked = [];
  for (let x = 0; x < 350; x += 4) {
    for (let y = 0; y < 160; y += 4) picked.push(scatterPlot.pick({ series: far }, view, optionsFor(scatterPlot, 2, { height: 160, settings }), x, y));
  }
  const values = new Set(picked.filter((p) => p).map((p) => p.lines.map((l) => l.value).join()));
  assert.deepEqual([...values], ['1,000,000.25,1,000,000.00', '1,000,000.75,1,000,000.50', '1,000,001.00,1,000,001.00']);
  const key = labels(heatmap, far, viewOf(0, 100, 700));
  assert.ok(key.some((l) => l.endsWith('1,000,000')) && key.some((l) => l.endsWith('1,000,001')), key.join(' | '));
});
