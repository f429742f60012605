import assert from 'node:assert/strict';
import test from 'node:test';
import { callOf, countsText, kindColor, peopleIn } from '../static/charts/genotypes.js';
import { lanesOf } from '../static/charts/variants-layout.js';
import { variantsTrack } from '../static/charts/variants-track.js';
import { dark } from '../static/charts/theme.js';
import { decodeSamples } from '../static/net/decode.js';
import { features, optionsFor, seriesOf, theme, viewOf } from './fixtures.js';
import { assertGolden, recorder } from './recorder.js';

const range = { measurement: { type: 'range', name: 'calls' } };
const people = (...names) => names.map((name) => [`calls_gt_${name}`, name]);

const sites = [
  { start: 11, end: 11, id: 'rs11', type: 'snv', ref: 'A', alt: 'G', filter: 'PASS', QUAL: '50', AF: '0.4', genotypes: '0B2' },
  { start: 31, end: 33, id: '', type: 'deletion', ref: 'ACT', alt: 'A', filter: 'q10', QUAL: '', AF: '', genotypes: 'b.x' },
  { start: 51, end: 51, id: 'rs13', type: 'snv,insertion', ref: 'C', alt: 'T,CAA', filter: '', QUAL: '9', AF: '0.5', genotypes: '1-h' },
  { start: 32, end: 80, id: 'sv1', type: 'DUP', ref: 'N', alt: '<DUP>', filter: 'PASS', QUAL: '', AF: '', genotypes: 'ACX' },
].sort((a, b) => a.start - b.start);
const family = { samples: people('anna', 'bert', 'cleo'), mostSites: 900 };
const dataOf = (list, more, samples = null) => ({ series: [seriesOf(features(list, more), range)], samples });

function draw(name, list, more = {}, { view = viewOf(0, 100, 300), samples = null, ...options } = {}) {
  const ctx = recorder();
  const drawn = variantsTrack.draw(ctx, dataOf(list, more, samples), view, optionsFor(variantsTrack, 1, { height: 150, ...options }));
  if (name) assertGolden(name, ctx);
  return drawn;
}

test('variants: sites by type, those that are filtered paler; a row for each sample, phased ones in halves', () => {
  assert.deepEqual(draw('variants', sites, family), { rows: 4, note: '' });
});

test('variants: dark, by filter, without genotypes', () => {
  draw('variants-dark', sites, family, { theme: { ...dark, font: 'sans' } });
  assert.deepEqual(draw('variants-filter', sites, family, { settings: { colorBy: 'filter', showGenotypes: false } }), { rows: 4, note: '' });
});

test('variants: too many sites are a density, and say from how many on genotypes are read', () => {
  const many = [{ start: 1, end: 20, count: 40 }, { start: 41, end: 50, count: 90 }, { start: 51, end: 60, count: 9 }];
  const drawn = draw('variants-density', many, { ...family, total: 139, thinned: true });
  assert.equal(drawn.note, '139 sites, merged; up to 90 in 1 bp; zoom in for the genotypes of 3 samples: at most 900 sites');
});

test('variants: a density has the room above it, and even sites are even', () => {
  const even = Array.from({ length: 970 }, (_, i) => ({ start: 1 + Math.round(10.31 * i), end: 10 + Math.round(10.31 * i), count: 10 }));
  const ctx = recorder();
  const data = dataOf(even, { ...family, total: 9700, thinned: true });
  const view = viewOf(0, 10_000, 1000);
  const options = optionsFor(variantsTrack, 1, { height: 150 });
  variantsTrack.draw(ctx, data, view, options);
  const heights = ctx.lines.filter((line) => line.startsWith('fillRect')).map((line) => Number(line.split(' ')[4])).slice(1, -1);
  assert.ok(Math.min(...heights) > 0.9 * Math.max(...heights), `${Math.min(...heights)} to ${Math.max(...heights)}`);
  assert.ok(Math.max(...heights) > 110, `bars of ${Math.max(...heights)} in 150 pixels`);
  assert.match(String(variantsTrack.pick(data, view, options, 500, 40)?.lines[0].value), /10 sites, merged/);
});

test('variants: more sites than there are pixels for are a density, in their colours', () => {
  const close = Array.from({ length: 400 }, (_, i) => ({ start: 2 * i + 1, end: 2 * i + 1, type: i % 4 ? 'snv' : 'deletion', filter: 'PASS' }));
  const ctx = recorder();
  const view = viewOf(0, 800, 300);
  const { note } = variantsTrack.draw(ctx, dataOf(close, { samples: people('a', 'b'), mostSites: 100 }), view,
    optionsFor(variantsTrack, 1, { height: 150 }));
  assert.equal(note, 'up to 6 in 11 bp; zoom in for the genotypes of 2 samples: at most 100 sites');
  const colors = new Set(ctx.calls.filter((c) => c.line.startsWith('fillRect')).map((c) => c.style?.fillStyle ?? c.style));
  assert.ok(colors.size >= 2, [...colors].join(' '));
  const few = variantsTrack.draw(recorder(), dataOf(close.slice(0, 90), {}), view, optionsFor(variantsTrack, 1, { height: 150 }));
  assert.equal(few.note, '');
});

test('variants: sites that share pixels have the mean of their genotypes, and it is said', () => {
  const close = ['02', '02', '00', '.2'].map((genotypes, i) => ({ start: 500 + i, end: 500 + i, type: 'snv', filter: 'PASS', genotypes }));
  const drawn = draw('variants-means', close, { samples: people('a', 'b'), mostSites: 900 }, { view: viewOf(0, 1000, 100) });
  assert.equal(drawn.note, 'sites that share pixels: mean genotypes');
});

const sheet = decodeSamples({
  columns: [{ name: 'group', kind: 'text', values: ['ill', 'well'], colors: [] }, { name: 'age', kind: 'number', min: 1, max: 90 }],
  rows: { calls_gt_anna: [1, 40], calls_gt_bert: [0, 60], calls_gt_cleo: [1, 20] },
});

test('variants: samples in groups and in the order of the sheet, and only those that are wanted', () => {
  const piece = dataOf(sites, family).series[0].piece;
  const names = (settings, samples = sheet) => peopleIn(piece, samples, { maxSamples: 100, ...settings }, false).groups.map((g) =>
    [g.name, ...g.members.map((p) => p.name)].join(' '));
  assert.deepEqual(names({}), [' anna bert cleo']);
  assert.deepEqual(names({ groupBy: 'group' }), ['ill bert', 'well anna cleo']);
  assert.deepEqual(names({ sortBy: '-age' }), [' bert anna cleo']);
  assert.deepEqual(names({ groupBy: 'group', sortBy: 'age' }), ['ill bert', 'well cleo anna']);
  assert.deepEqual(names({ groupBy: 'group' }, null), [' anna bert cleo']);
  assert.deepEqual(names({ samples: 'c*, anna' }), [' anna cleo']);
  assert.deepEqual(names({ maxSamples: 2 }), [' anna bert']);
  const said = (settings) => draw('', sites, family, { samples: sheet, settings }).note;
  assert.equal(said({ maxSamples: 2 }), '2 of 3 samples');
  assert.equal(said({ samples: 'anna,zoe' }), '1 of 3 samples; no sample is zoe');
  draw('variants-groups', sites, family, { samples: sheet, settings: { groupBy: 'group', rowHeight: 12 } });
});

test('variants: clustered samples are beside those like them', () => {
  const alike = [...'0101'].map((_, i) => ({ start: 10 * i + 1, end: 10 * i + 1, type: 'snv', genotypes: '0202' }));
  const piece = features(alike, { samples: people('a', 'b', 'c', 'd'), mostSites: 900 });
  const order = peopleIn(piece, null, { maxSamples: 100 }, true).groups[0].members.map((p) => p.name).join('');
  assert.ok(['acbd', 'bdac', 'acdb', 'cabd', 'dbac', 'cadb', 'bdca', 'dbca'].includes(order), order);
});

test('variants: rows that do not fit scroll, and how many are below is said', () => {
  const names = Array.from({ length: 40 }, (_, i) => `p${i}`);
  const many = [{ start: 11, end: 11, type: 'snv', genotypes: '0'.repeat(40) }];
  const more = { samples: people(...names), mostSites: 900 };
  const { full, note } = draw('', many, more, { settings: { rowHeight: 12 } });
  assert.ok(full > 480, String(full));
  assert.match(note, /^3[0-9] samples below: scroll, or make it higher$/);
  const lanes = (scroll) => lanesOf(dataOf(many, more), viewOf(), optionsFor(variantsTrack, 1, { height: 150, scroll, settings: { rowHeight: 12 } }));
  assert.equal(lanes(24)[0].rows[2].top, lanes(0)[0].rows[0].top);
  assert.equal(draw('', many, more).full, undefined, 'all fit where no height of rows is asked for');
});

const pick = (x, y, settings = {}) => variantsTrack.pick(dataOf(sites, family), viewOf(0, 100, 300),
  optionsFor(variantsTrack, 1, { height: 150, settings }), x, y);

test('variants: the pointer finds a site, and the genotype of a sample', () => {
  const x = (pos) => 50 + (pos - 0.5) * 3;
  const [lane] = lanesOf(dataOf(sites, family), viewOf(0, 100, 300), optionsFor(variantsTrack, 1, { height: 150 }));
  const found = pick(x(11), lane.top + 2);
  assert.equal(found.title, 'rs11');
  const lines = Object.fromEntries(found.lines.map((l) => [l.label, l.value]));
  assert.equal(lines.Alleles, 'A > G');
  assert.equal(lines.Quality, '50');
  assert.equal(lines.Filter, 'PASS');
  assert.equal(lines.AF, '0.4');
  assert.equal(lines.Genotypes, '1 hom ref, 1 het, 1 hom alt');
  assert.deepEqual([found.start, found.end, found.of], [10, 11, { series: 0, nth: 0 }]);
  const bert = lane.rows[1];
  const cell = pick(x(11), bert.top + 2);
  assert.deepEqual(cell.lines.at(-1).label, 'bert');
  assert.equal(cell.lines.at(-1).value, 'heterozygous, phased: alternate second');
  assert.equal(pick(x(95), lane.top + 2), null);
  assert.equal(pick(x(11), 149), null);
});

test('variants: the legend has the types and the genotypes there are', () => {
  const keys = (settings = {}) => variantsTrack.keys(dataOf(sites, family), { showGenotypes: true, colorBy: 'type', ...settings }, theme).map((k) => k.name);
  assert.deepEqual(keys(), ['snv', 'DUP', 'deletion', 'paler: filtered', 'hom ref', 'het', 'hom alt', 'two alternates', 'not called']);
  assert.deepEqual(keys({ colorBy: 'filter', showGenotypes: false }), ['PASS', 'no filter', 'q10']);
});

test('variants: letters that are not known are not called', () => {
  assert.equal(callOf('?').kind, 'missing');
  assert.equal(callOf(undefined).kind, 'missing');
  assert.equal(countsText('00Ab.'), '3 hom ref, 1 het, 1 not called');
});

test('variants: a site within another is over it, whatever its genotypes, and the pointer finds it', () => {
  const within = [
    { start: 11, end: 80, type: 'DEL', genotypes: '2.' }, { start: 31, end: 36, type: 'snv', genotypes: '01' },
  ];
  const data = dataOf(within, { samples: people('a', 'b'), mostSites: 900 });
  const options = optionsFor(variantsTrack, 1, { height: 150 });
  const ctx = recorder();
  variantsTrack.draw(ctx, data, viewOf(0, 100, 300), options);
  const [lane] = lanesOf(data, viewOf(0, 100, 300), options);
  const y = lane.rows[0].top + 2;
  const over = ctx.calls.filter(({ line }) => {
    const [call, x, top, w, h] = line.split(' ').map((v, i) => (i > 0 ? Number(v) : v));
    return call === 'fillRect' && x <= 145 && x + w > 145 && top <= y && top + h > y;
  });
  assert.ok(over.at(-1).style.fillStyle === kindColor('reference', theme), JSON.stringify(over));
  const cell = variantsTrack.pick(data, viewOf(0, 100, 300), options, 145, y);
  assert.deepEqual([cell.start, cell.end], [30, 36]);
});

test('variants: the legend names all types, those of one colour together', () => {
  const types = ['snv', 'deletion', 'DEL', 'insertion', 'INS', 'DUP', 'INV', 'mnv', 'complex', 'breakend'];
  const list = types.map((type, i) => ({ start: 10 * i + 1, end: 10 * i + 1, type, genotypes: '0' }));
  const names = variantsTrack.keys(dataOf(list, {}), { showGenotypes: false, colorBy: 'type' }, theme).map((k) => k.name);
  assert.deepEqual(names.join('; ').split(/[,;] /).toSorted(), types.toSorted());
});

test('variants: nothing is where the note is', () => {
  const crowd = Array.from({ length: 30 }, (_, i) => ({ start: i + 1, end: i + 60, type: 'snv', genotypes: '0' }));
  for (const list of [crowd.slice(0, 3), crowd.slice(0, 1), crowd]) {
    const [lane] = lanesOf(dataOf(list, { samples: people('a'), mostSites: 900 }), viewOf(0, 100, 300), optionsFor(variantsTrack, 1, { height: 180 }));
    assert.ok(lane.top >= 15, `${list.length} sites from ${lane.top}`);
  }
});
