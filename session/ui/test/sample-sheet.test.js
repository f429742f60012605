// What the sample sheet does to charts: strips, groups, order, colours, and means of groups.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { groupKeys, groupedBy, meansOf } from '../static/charts/group-means.js';
import { heatmap } from '../static/charts/heatmap.js';
import { lineTrack } from '../static/charts/line-track.js';
import { scatterPlot } from '../static/charts/scatter-plot.js';
import { cellColor, choosable, colorsBy, keyOf, sortedBy, stripsOf } from '../static/charts/samples.js';
import { dark } from '../static/charts/theme.js';
import { decodeSamples, decodeValues } from '../static/net/decode.js';
import { bins, optionsFor, rows, seriesOf, theme, viewOf } from './fixtures.js';
import { assertGolden, recorder } from './recorder.js';

const samples = decodeSamples({
  columns: [
    { name: 'group', kind: 'text', values: ['tumour', 'normal'], colors: ['#d55e00', ''] },
    { name: 'age', kind: 'number', values: [], colors: [], min: 20, max: 60 },
    { name: 'batch', kind: 'text', values: ['<b>', 'two'], colors: ['', ''] },
    { name: 'colour', kind: 'color', values: ['#d55e00'], colors: ['#d55e00'] },
  ],
  rows: { a: [0, 60, 0, 0], b: [1, 20, 1, null], c: [0, 40, 1, 0], d: [1, null, 0, null] },
});
const view = viewOf(0, 100, 300);
const of = (id, piece) => seriesOf(piece, { measurement: { id, name: id } });
const list = (values) => rows(values.map((v, i) => [i * 10 + 1, i * 10 + 5, v]));
const four = [of('a', list([1, 2, 3, 9])), of('b', list([5, 5, 1, 1])), of('c', list([1, 2, 3, 8])), of('d', list([9, null, 1, 0]))];
const heat = (settings = {}, height = 260) => optionsFor(heatmap, four.length, { height, settings });

function draw(module, name, series, more = {}) {
  const ctx = recorder();
  const options = optionsFor(module, series.length, { height: 160, width: 370, ...more });
  const drawn = module.draw(ctx, { series, samples }, view, options);
  if (name) assertGolden(name, ctx);
  return { drawn, ctx };
}

/** The names of the rows of a heatmap from top to bottom. */
function order(settings, series = four) {
  const { ctx } = draw(heatmap, '', series, { height: 260, settings });
  return ctx.lines.map((l) => /^fillText "([abcd])"/.exec(l)?.[1]).filter((t) => t).join('');
}

test('means of groups are those of numpy, and missing values do not count as 0', () => {
  const file = new URL('../../compute/testdata/groups.json', import.meta.url); // see groups.py there
  const numpy = JSON.parse(readFileSync(file, 'utf8'));
  const column = (values) => Float64Array.from(values, (v) => v ?? NaN);
  const { mean, deviation, n } = meansOf(numpy.values.map(column));
  assert.deepEqual([...n], numpy.n);
  const close = (a, b) => (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b));
  column(numpy.mean).forEach((v, i) => assert.ok(close(mean[i], v), `mean ${i}: ${mean[i]} is not ${v}`));
  column(numpy.sd).forEach((v, i) => assert.ok(close(deviation[i], v), `deviation ${i}: ${deviation[i]} is not ${v}`));
  assert.deepEqual(meansOf([]).n.length, 0);
});

test('a track of groups has a line and a band for each, and says how many', () => {
  const series = ['a', 'b', 'c', 'd'].map((id, k) => of(id, bins([1 + k, 2 * k, k === 3 ? null : 4, null])));
  const { drawn } = draw(lineTrack, 'group-means', series, { settings: { groupBy: 'group' } });
  assert.equal(drawn.bins, 6, 'three bins of two groups have a value');
  const data = { series, samples };
  assert.deepEqual(groupKeys(data, { groupBy: 'group' }, theme), [
    { name: 'tumour (n = 2)', color: '#d55e00' }, { name: 'normal (n = 2)', color: theme.palette[0] },
  ]);
  assert.equal(groupKeys(data, { groupBy: '' }, theme), null);
  const grouped = groupedBy(data, view, { groupBy: 'group' });
  assert.deepEqual(grouped.series.map((s) => [...s.piece.n]), [[2, 2, 2, 0], [2, 2, 1, 0]]);
  const options = optionsFor(lineTrack, 4, { height: 160, settings: { groupBy: 'group' } });
  assert.deepEqual(lineTrack.pick(data, view, options, 60, 20).lines.map((l) => `${l.label}: ${l.value}`), [
    'tumour (n = 2): 2 ± 1.414  (2 values)', 'normal (n = 2): 3 ± 1.414  (2 values)',
  ]);
  assert.equal(lineTrack.pick(data, view, options, 60 + 150, 20).lines[1].value, '4  (1 value)');
  assert.equal(lineTrack.pick(data, view, options, 60 + 230, 20), null, 'nobody has a value there');
  assert.deepEqual(lineTrack.extent(data, view, options.settings).map((v) => v.toFixed(3)), ['-0.828', '6.828']);
});

test('rows of different files are grouped by pixels, each with what it covers', () => {
  const series = [of('a', rows([[1, 50, 2]])), of('c', rows([[26, 75, 4]]))];
  const [tumour] = groupedBy({ series, samples }, view, { groupBy: 'group' }).series;
  const at = (base) => Math.floor((base / 100) * tumour.piece.bins);
  assert.deepEqual([10, 40, 60, 90].map((b) => [tumour.piece.mean[at(b)], tumour.piece.n[at(b)]]), [[2, 1], [3, 2], [4, 1], [NaN, 0]]);
});

test('without a sheet, or such a column, a track is as it was', () => {
  const series = [of('a', bins([1, 2])), of('b', bins([3, 4]))];
  for (const data of [{ series }, { series, samples }]) {
    const ctx = recorder();
    const settings = { groupBy: data.samples ? 'gone' : 'group' };
    lineTrack.draw(ctx, data, view, optionsFor(lineTrack, 2, { height: 160, settings }));
    const plain = recorder();
    lineTrack.draw(plain, { series }, view, optionsFor(lineTrack, 2, { height: 160 }));
    assert.deepEqual(ctx.lines, plain.lines);
  }
});

test('measurements have the colours of a column; those without a value keep theirs', () => {
  const ids = ['a', 'b', 'c', 'd'];
  assert.deepEqual(colorsBy(samples, ids, 'group', theme, ['1', '2', '3', '4']), ['#d55e00', theme.palette[0], '#d55e00', theme.palette[0]]);
  assert.equal(colorsBy(samples, ids, 'age', theme, ['1', '2', '3', '4'])[3], '4');
  assert.deepEqual(colorsBy(samples, ids, 'nix', theme, ['1']), ['1']);
  assert.deepEqual(colorsBy(null, ids, 'group', theme, ['1']), ['1']);
});

test('texts without a colour have those of the palette, no two columns the same ones', () => {
  const [group, , batch] = samples.columns;
  const of = (column, as) => column.values.map((_, i) => cellColor(column, i, as));
  assert.deepEqual([...of(group, theme), ...of(batch, theme)], ['#d55e00', theme.palette[0], theme.palette[2], theme.palette[3]]);
  assert.equal(of(batch, dark)[0], dark.palette[2]);
  const many = decodeSamples({ columns: [{ name: 'id', kind: 'text', values: Array.from({ length: 20 }, (_, i) => `p${i}`), colors: [] }], rows: {} });
  assert.equal(new Set(of(many.columns[0], theme)).size, 20);
});

test('colours of the wire that are none are those of the palette', () => {
  const odd = decodeSamples({ columns: [{ name: 'g', kind: 'text', values: ['x'], colors: ['url(evil)'] }], rows: { a: ['0'], b: [0] } });
  assert.deepEqual([odd.columns[0].colors, odd.rows], [[''], { a: [null], b: [0] }]);
  assert.equal(decodeSamples({ columns: [], rows: {} }), null);
  assert.equal(decodeSamples(undefined), null);
});

test('heatmap: strips beside the rows, and what they mean', () => {
  const { drawn } = draw(heatmap, 'heatmap-strips', four, { height: 260 });
  assert.equal(drawn.note, '');
  draw(heatmap, 'heatmap-groups', four, { height: 260, settings: { groupBy: 'group', strips: 'group,age' } });
  const { ctx } = draw(heatmap, '', four, { height: 120 });
  assert.ok(!ctx.lines.some((l) => l.startsWith('fillText "group"')), 'without room what they mean is left out');
  assert.deepEqual(stripsOf(samples, { strips: 'none' }).columns, []);
  assert.deepEqual(stripsOf(samples, { strips: 'batch,colour' }).columns, [2, 3]);
  assert.deepEqual(stripsOf(samples, { strips: 'default', sortBy: '-batch', groupBy: '' }).columns, [2, 0, 1]);
  const wide = { ...samples, columns: [...samples.columns, ...samples.columns.map((c) => ({ ...c, name: `${c.name}2` }))] };
  const options = heat();
  assert.match(heatmap.draw(recorder(), { series: four, samples: wide }, view, options).note, /3 of 6 columns of the sample sheet are shown/);
});

test('heatmap: rows are grouped and sorted by columns, and clustered within groups', () => {
  assert.equal(order({}), 'acbd', 'by likeness');
  assert.equal(order({ groupBy: 'group', cluster: 'none' }), 'acbd');
  assert.equal(order({ sortBy: 'age' }), 'bcad', 'the one without an age is last');
  assert.equal(order({ sortBy: '-age' }), 'acbd');
  assert.equal(order({ groupBy: 'batch', sortBy: 'age' }), 'adbc');
  assert.equal(order({ groupBy: 'group' }, [four[0], four[3], four[1], four[2]]), 'acdb', 'in the order of the sheet');
  assert.deepEqual(sortedBy(samples, four, [0, 1], 'nix'), null);
});

test('heatmap: some rows', () => {
  assert.equal(order({ rows: 'd,a', cluster: 'none' }), 'ad');
  assert.equal(draw(heatmap, '', four, { height: 260, settings: { rows: 'd,a,zz' } }).drawn.note, '2 of 4 rows; No row is zz');
  assert.equal(order({ rows: 'zz', cluster: 'none' }), 'abcd');
  const data = { series: four, samples };
  const names = 300 + 50 - 20;
  const to = (y0, y1, settings = { cluster: 'none' }, x = names) => heatmap.zoomTo(data, view, heat(settings), { x0: x, x1: x + 5, y0, y1 });
  const height = (260 - 22 - 36 - 52) / 4;
  assert.deepEqual(to(22 + 1, 22 + height + 2), { rows: 'a,b' });
  assert.deepEqual(to(22 + 3 * height, 259), { rows: 'd' });
  assert.deepEqual(to(23, 24, { sortBy: '-age' }, 55), { rows: 'a' }, 'on the strips');
  assert.equal(heatmap.zoomTo(data, view, heat(), { x0: 200, x1: 210, y0: 30, y1: 40 }), null, 'over the cells');
});

test('heatmap: the pointer finds a row by its strips and its name, and a cell with what the sheet says', () => {
  const data = { series: four, samples };
  const options = heat({ cluster: 'none', groupBy: 'group' });
  const said = (picked) => picked && [picked.title, ...picked.lines.map((l) => `${l.label} ${l.value}`)];
  assert.deepEqual(said(heatmap.pick(data, view, options, 55, 25)), ['a', 'group tumour', 'age 60', 'batch <b>']);
  assert.deepEqual(said(heatmap.pick(data, view, options, 340, 25)), ['a', 'group tumour', 'age 60', 'batch <b>']);
  assert.deepEqual(said(heatmap.pick(data, view, options, 90, 25)), ['1-5', 'a 1', 'group tumour', 'age 60', 'batch <b>']);
  const { start, end } = heatmap.pick(data, view, options, 55, 25);
  assert.equal(start, end, 'a row has no place');
  const gap = 22 + 2 * ((260 - 22 - 36 - 52 - 7) / 4) + 3;
  assert.equal(heatmap.pick(data, view, options, 90, gap), null, 'between groups');
});

test('rows of a table by genes are named by them: in hovers, below columns and beside points, where they fit', () => {
  const of = (name, values, names) => {
    const piece = { ...list(values), names };
    return seriesOf(piece, { measurement: { id: name, name } });
  };
  const names = ['geneA', 'geneB', 'a very long name of a gene that goes on', 'geneD'];
  const series = [of('x', [1, 2, 3, 4], names), of('y', [4, 9, 2, 1], names)];
  const heat = optionsFor(heatmap, 2, { height: 160, settings: { cluster: 'none' } });
  assert.equal(heatmap.pick({ series }, view, heat, 51, 25).title, 'geneA  1-5');
  const texts = (module, options, of = series) => {
    const ctx = recorder();
    module.draw(ctx, { series: of }, view, options);
    return ctx.lines.map((l) => /^fillText "([^"]*gene[^"]*)"/.exec(l)?.[1]).filter((t) => t);
  };
  assert.deepEqual(texts(heatmap, heat), ['geneA', 'geneB', 'geneD'], 'one that is too long takes no room from others');
  assert.deepEqual(texts(heatmap, optionsFor(heatmap, 2, { height: 160, settings: { maxColumns: 2, cluster: 'columns' } })),
    ['geneA … geneB (2)'], 'neighbours that are joined');
  const scatter = optionsFor(scatterPlot, 2, { height: 200 });
  assert.deepEqual(texts(scatterPlot, scatter).sort(), ['geneA', 'geneB', 'geneD'], 'one that is wider than the plot is left out');
  const near = [of('x', [1, 1, 1, 9], names), of('y', [4, 4, 4, 9], names)];
  assert.equal(texts(scatterPlot, scatter, near).length, 2, 'names do not cover each other');
  const at = (i) => scatterPlot.pick({ series }, view, scatter, 50 + (i % 300), 22 + Math.floor(i / 300))?.title;
  const titles = new Set(Array.from({ length: 300 * 140 }, (_, i) => at(i)).filter((t) => t));
  assert.deepEqual([...titles].map((t) => t.split('  ')[0]).sort(), [...names].sort());
  assert.deepEqual(decodeValues({ kind: 'rows', rows: { start: [1], end: [2] }, values: [3], names: ['x'] }, { seqName: 'c', start: 0, end: 9 }).names, ['x']);
});

test('the key of a column names what is there', () => {
  assert.deepEqual(keyOf(samples, four.slice(0, 1), 0, theme).values, [{ text: 'tumour', color: '#d55e00' }]);
  const age = keyOf(samples, four, 1, theme);
  assert.deepEqual([age.ramp.ends, age.values.map((v) => v.text)], [['20', '60'], ['none']]);
  assert.equal(keyOf(samples, four.slice(3), 1, theme).ramp, null);
});

test('settings by the sheet are chosen among its columns, and offered where there is one or they are set', () => {
  const ids = (list) => list.filter((s) => s.samples).map((s) => s.id);
  assert.deepEqual(ids(choosable(heatmap.settings, {}, null)), []);
  assert.deepEqual(ids(choosable(heatmap.settings, { groupBy: 'gone' }, null)), ['groupBy']);
  const [strips, groupBy, sortBy] = choosable(heatmap.settings, { groupBy: 'gone' }, samples).filter((s) => s.samples);
  assert.deepEqual([strips.type, groupBy.possibleValues], ['string', ['', 'group', 'age', 'batch', 'colour', 'gone']]);
  assert.deepEqual(sortBy.possibleValues.slice(4, 7), ['colour', '-group', '-age']);
});
