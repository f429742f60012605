// Regions of interest: their strip over the ruler, the tints of the charts, and
// the key that marks them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { lineTrack } from '../static/charts/line-track.js';
import { bandUnder, drawStrip, pickedRegion, regionColors, stripOf, stripWords, tintsOn } from '../static/charts/regions.js';
import { dark, light } from '../static/charts/theme.js';
import { isMarkKey, markedBy } from '../static/gesture/marking.js';
import { Moves } from '../static/gesture/moves.js';
import { Workspace } from '../static/model/workspace.js';
import { asker } from '../static/net/requests.js';
import { takePicture } from '../static/stage/picture.js';
import { optionsFor, rows, seriesOf, theme } from './fixtures.js';
import { LETTER, assertGolden, recorder } from './recorder.js';
import { parseXML } from './xml.js';

// A base is a pixel, from x = 50 on.
const view = { seqName: 'chr1', start: 0, end: 600, left: 50, width: 600 };

const region = (start, end, name, more = {}) => ({
  place: { seqName: more.seqName ?? 'chr1', start, end }, set: more.set ?? 'regions', name, color: more.color ?? '', note: more.note ?? '',
});
const strip = (regions, of = view) => stripOf(recorder(), regions, of, theme);
const placed = (regions, of = view) => strip(regions, of).bands.map(({ region: { name }, row }) => [name, row]);

test('the strip has the regions of the sequence in view, and no height without one', () => {
  assert.deepEqual(strip([]), { bands: [], more: 0, height: 0 });
  const others = [region(10, 20, 'elsewhere', { seqName: 'chr2' }), region(600, 700, 'behind'), region(-50, 0, 'before')];
  assert.equal(strip(others).height, 0);
  const { bands, more, height } = strip([...others, region(599, 700, 'last'), region(-50, 1, 'first')]);
  assert.deepEqual([bands.map((b) => b.region.name), more, height], [['first', 'last'], 0, 23]);
});

test('regions that overlap are in rows, those apart share one', () => {
  assert.deepEqual(placed([region(0, 200, 'a'), region(100, 300, 'b'), region(400, 500, 'c')]), [['a', 0], ['b', 1], ['c', 0]]);
  assert.equal(strip([region(0, 200, 'a'), region(100, 300, 'b')]).height, 40);
  // Names keep room for themselves: that of the first is longer than its band.
  assert.deepEqual(placed([region(0, 10, 'promoter'), region(40, 50, 'enhancer')]), [['promoter', 0], ['enhancer', 1]]);
  assert.deepEqual(placed([region(0, 10, 'a'), region(40, 50, 'b')]), [['a', 0], ['b', 0]]);
});

test('of more than three rows the others are counted', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((name, i) => region(i, 300, name));
  const { bands, more, height } = strip([...five, region(400, 500, 'f')]);
  assert.deepEqual(bands.map((b) => [b.region.name, b.row]), [['a', 0], ['b', 1], ['c', 2], ['f', 0]]);
  assert.deepEqual([more, height], [2, 57]);
  // Names do not keep bands out: ten of them have room in three rows.
  const near = Array.from({ length: 10 }, (_, i) => region(20 * i, 20 * i + 15, `a long name ${i}`));
  assert.deepEqual([strip(near).bands.length, strip(near).more], [10, 0]);
});

test('a name is in its band, else beside it, and shortened where it has no room', () => {
  const name = (...regions) => {
    const { name: said, nameX, x, w } = strip(regions).bands[0];
    return [said, nameX < x ? 'left' : nameX < x + w ? 'in' : 'right'];
  };
  assert.deepEqual(name(region(0, 100, 'promoter')), ['promoter', 'in']);
  assert.deepEqual(name(region(0, 10, 'promoter')), ['promoter', 'right']);
  assert.deepEqual(name(region(590, 600, 'promoter')), ['promoter', 'left']);
  assert.deepEqual(name(region(0, 100, 'an enhancer far away')), ['an enhancer fa…', 'in']); // 92 pixels, 6 a letter
  assert.deepEqual(name(region(0, 10, 'x'.repeat(500))), [`${'x'.repeat(25)}…`, 'right']);
  assert.equal(name(region(0, 10, ''))[0], '');
});

test('a band is cut to the view, wide enough to be seen, and its name stays in view', () => {
  const { bands } = strip([region(-400, 200, 'wide'), region(300, 301, 'thin'), region(500, 900, 'right')]);
  assert.deepEqual(bands.map(({ x, w }) => [x, w]), [[50, 200], [350, 4], [550, 100]]);
  assert.equal(bands[0].nameX, 54);
  for (const start of [0, 599]) {
    const [{ x, w }] = strip([region(start, start + 1, 'edge')]).bands;
    assert.ok(x >= view.left && x + w <= view.left + view.width, `${x} and ${w} pixels`);
  }
});

test('names do not reach into the next band, nor out of the view', () => {
  const many = Array.from({ length: 400 }, (_, i) => region((i * 37) % 590, ((i * 37) % 590) + 3 + (i % 40), `region ${i}`));
  for (const regions of [many, many.slice(0, 12)]) {
    const { bands, more } = strip(regions);
    assert.equal(bands.length + more, regions.length);
    for (const row of [0, 1, 2]) {
      const taken = bands.filter((b) => b.row === row).map(({ x, w, name, nameX }) => (
        name ? [Math.min(x, nameX), Math.max(x + w, nameX + name.length * LETTER)] : [x, x + w])).sort((a, b) => a[0] - b[0]);
      taken.forEach(([from, to], i) => assert.ok(from >= view.left && to <= (taken[i + 1]?.[0] ?? 650), `row ${row}: ${from} to ${to}`));
    }
  }
});

test('a region has its own colour, else that of its set, in both themes', () => {
  const regions = [region(0, 1, 'a'), region(0, 1, 'b', { set: 'other' }), region(0, 1, 'c', { color: 'red' }), region(0, 1, 'd')];
  const colors = (of) => regions.map(regionColors(regions, of));
  assert.deepEqual(colors(light), [light.palette[3], light.palette[4], 'red', light.palette[3]]);
  assert.deepEqual(colors(dark), [dark.palette[3], dark.palette[4], 'red', dark.palette[3]]);
  // A colour of the palette is shown as that of the theme, as with charts.
  assert.equal(regionColors([], dark)(region(0, 1, 'e', { color: light.palette[0] })), dark.palette[0]);
});

test('charts are tinted with the stretches of each colour', () => {
  const regions = [
    region(0, 10, 'a'), region(5, 20, 'b'), region(0, 10, 'c', { color: 'red' }), region(30, 40, 'd', { seqName: 'chr2' }),
  ];
  assert.deepEqual(tintsOn(regions, 'chr1', light), [
    { color: light.palette[3], stretches: [{ start: 0, end: 20 }] }, { color: 'red', stretches: [{ start: 0, end: 10 }] },
  ]);
});

test('strip of regions', () => {
  const ctx = recorder();
  drawStrip(ctx, strip([
    region(-100, 200, 'promoter'), region(150, 160, 'peak'), region(155, 400, 'locus control region', { set: 'other' }),
    region(180, 230, 'enhancer of it', { color: 'red' }), region(185, 240, 'e', { set: 'other' }), region(500, 501, ''),
  ]), view, theme);
  assertGolden('regions-strip', ctx);
});

test('line track with regions and a selection', () => {
  const ctx = recorder();
  const tints = tintsOn([region(10, 30, 'a'), region(20, 40, 'b', { color: 'red' }), region(700, 800, 'away')], 'chr1', theme);
  const near = { ...view, end: 100, width: 100 };
  lineTrack.draw(ctx, { series: [seriesOf(rows([[1, 5, 1], [11, 15, 2]]))] }, near, optionsFor(lineTrack, 1, {
    tints, selection: [{ start: 25, end: 35 }],
  }));
  assertGolden('line-track-regions', ctx);
});

test('the region under the pointer, in words', () => {
  const shown = strip([region(10, 60, '<b>a</b>', { note: '<i>see</i>' }), region(20, 60, 'b')]);
  assert.equal(bandUnder(strip([region(10, 20, 'promoter')]), 80, 5)?.region.name, 'promoter'); // its name beside it
  assert.equal(bandUnder(shown, 70, 5)?.region.name, '<b>a</b>');
  assert.equal(bandUnder(shown, 71, 22)?.region.name, 'b');
  assert.deepEqual([[55, 5], [200, 5], [70, 1], [70, 45]].map(([x, y]) => bandUnder(shown, x, y)), [null, null, null, null]);
  assert.deepEqual(pickedRegion(shown.bands[0].region, 'red'), {
    title: '<b>a</b>',
    lines: [
      { label: 'Region', value: 'chr1:11-60', color: 'red' }, { label: 'Length', value: '50 bp' },
      { label: 'Set', value: 'regions' }, { label: 'Note', value: '<i>see</i>' },
    ],
    start: 10,
    end: 60,
  });
  assert.equal(stripWords(shown), 'Regions of interest: <b>a</b>, b');
  const many = Array.from({ length: 30 }, (_, i) => region(i, 100, String(i)));
  assert.equal(stripWords(strip(many)), 'Regions of interest: 0, 1, 2 and 27 more');
});

test('a region that is gone to has a margin', () => {
  const workspace = new Workspace();
  workspace.setSeqInfos([['chr1', 1, 100_000]]);
  new Moves(workspace).show({ seqName: 'chr1', start: 1001, end: 2002 });
  assert.deepEqual(workspace.place, { seqName: 'chr1', start: 751, end: 2253 });
  new Moves(workspace).show({ seqName: 'chr1', start: 0, end: 1 });
  assert.deepEqual(workspace.place, { seqName: 'chr1', start: 0, end: 51 });
});

test('the key marks what is selected, else the place in view', () => {
  const place = { seqName: 'chr1', start: 9.6, end: 20.2 };
  assert.deepEqual(markedBy({ selection: [], place }), [{ seqName: 'chr1', start: 11, end: 20 }]);
  assert.deepEqual(markedBy({ selection: [{ seqName: 'chr2', start: 0, end: 5 }, { seqName: 'chr1', start: 7, end: 8 }], place }), [
    { seqName: 'chr2', start: 1, end: 5 }, { seqName: 'chr1', start: 8, end: 8 },
  ]);
  assert.deepEqual(markedBy({ selection: [], place: null }), []);
});

test('the key is R alone', () => {
  const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  assert.deepEqual(['r', 'R', 'e', 'Dead'].map((key) => isMarkKey({ ...none, key })), [true, true, false, false]);
  for (const held of Object.keys(none)) assert.equal(isMarkKey({ ...none, key: 'r', [held]: true }), false, held);
});

test('the program is asked for regions without names, and its refusal is said in its words', async () => {
  const sent = [];
  const said = [];
  const refusal = { success: false, errorMessage: 'there would be 10001 regions of interest' };
  const { requests } = asker(async (...request) => {
    sent.push(request);
    return refusal;
  }, (sentence) => said.push(sentence));
  assert.equal(await requests.mark([{ seqName: 'chr1', start: 1, end: 9 }]), refusal.errorMessage);
  assert.deepEqual(sent, [['userAddRegions', { regions: [{ seqName: 'chr1', start: 1, end: 9, set: '', name: '' }] }]]);
  assert.deepEqual(said, [refusal.errorMessage]);
});

test('pictures have the strip, and are as much higher', async () => {
  globalThis.document ??= { createElement: () => ({ getContext: () => recorder() }) };
  const picture = async (regions) => {
    const workspace = { limits: () => ({ start: 0, end: 1000 }), regions };
    const stage = { width: 670, view: () => view, theme: () => theme, bands: () => null, workspace };
    return parseXML(await (await takePicture(stage, [], 'svg', 1)).blob.text());
  };
  const [plain, marked] = [await picture([]), await picture([region(10, 200, '<b>a</b>')])];
  const textsOf = (node) => node.children.flatMap((c) => [...(c.name === 'text' ? [c.text] : []), ...textsOf(c)]);
  assert.equal(Number(marked.attributes.height) - Number(plain.attributes.height), 23);
  assert.deepEqual(textsOf(marked).filter((t) => !textsOf(plain).includes(t)), ['<b>a</b>']);
});
