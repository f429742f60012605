import assert from 'node:assert/strict';
import test from 'node:test';
import { blocksTrack } from '../static/charts/blocks-track.js';
import { nameOf, writtenColor } from '../static/charts/features.js';
import { layoutOf } from '../static/charts/gene-layout.js';
import { genesTrack } from '../static/charts/genes-track.js';
import { genesOf } from '../static/charts/merged-genes.js';
import { dark, light } from '../static/charts/theme.js';
import { features, optionsFor, seriesOf, theme, viewOf } from './fixtures.js';
import { LETTER, assertGolden, recorder } from './recorder.js';

function draw(module, name, series, view = viewOf(), more = {}) {
  const ctx = recorder();
  const drawn = module.draw(ctx, { series }, view, optionsFor(module, series.length, more));
  assertGolden(name, ctx);
  return drawn;
}

const range = { measurement: { type: 'range', name: 'peaks' } };

test('blocks: side by side in one row, overlapping ones in rows, names where they fit', () => {
  const piece = features([
    { start: 1, end: 10, name: 'far too long for it' }, { start: 11, end: 12, name: 'a' },
    { start: 31, end: 80, name: 'wide' }, { start: 41, end: 50, name: '' },
  ]);
  assert.deepEqual(draw(blocksTrack, 'blocks-rows', [seriesOf(piece, range)]), { rows: 4, note: '' });
  assert.deepEqual(draw(blocksTrack, 'blocks-one-row', [seriesOf(features([{ start: 31, end: 80, name: 'wide' }]), range)]), {
    rows: 1,
    note: '',
  });
});

test('blocks: names that do not fit in their block are below it: in its middle, or from its start on', () => {
  const piece = features([
    { start: 11, end: 14, name: 'p1' },
    { start: 15, end: 18, name: 'p2' },
    { start: 41, end: 80, name: 'inside' },
    { start: 85, end: 88, name: 'p4' },
    { start: 97, end: 100, name: 'p5' },
  ]);
  draw(blocksTrack, 'blocks-names-below', [seriesOf(piece, range)]);
  const ctx = recorder();
  blocksTrack.draw(ctx, { series: [seriesOf(piece, range), seriesOf(piece, range)] }, viewOf(), optionsFor(blocksTrack, 2));
  assert.deepEqual(ctx.lines.filter((l) => l.startsWith('fillText')), [], 'lanes this low have none');
});

test('blocks: of names that reach each other the most important peak has its own', () => {
  const list = [[1, 4, 5], [21, 24, 60], [41, 44, 7], [61, 64, 20], [81, 84, 1]];
  const piece = features(list.map(([start, end, signalValue], i) => ({ start, end, name: `peak_${i}`, signalValue: String(signalValue) })));
  const ctx = recorder();
  blocksTrack.draw(ctx, { series: [seriesOf(piece, range)] }, viewOf(), optionsFor(blocksTrack, 1));
  assert.deepEqual(ctx.lines.filter((l) => /^fillText "peak_/.test(l)).map((l) => l.split('"')[1]), ['peak_1', 'peak_3']);
});

test('peaks: shaded by their score, or by another column, with a key, and a mark at their summit', () => {
  const peak = (start, end, score, signalValue, peak) => ({ start, end, score: String(score), signalValue: String(signalValue), peak: String(peak) });
  const piece = features([peak(1, 10, 0, 5, 4), peak(21, 40, 500, 9, 10), peak(51, 60, 1000, 2, -1), peak(71, 80, 3000, '.', 99), peak(91, 93, '.', 3, 1)]);
  draw(blocksTrack, 'blocks-peaks', [seriesOf(piece, range)], viewOf(), { height: 40 });
  draw(blocksTrack, 'blocks-shaded', [seriesOf(piece, range)], viewOf(), { height: 40, settings: { shadeBy: 'signalValue' } });
  const plain = recorder();
  blocksTrack.draw(plain, { series: [seriesOf(piece, range)] }, viewOf(), optionsFor(blocksTrack, 1, { settings: { useColorBy: false } }));
  assert.deepEqual(plain.lines.filter((l) => l.startsWith('fillText')), []);
  assert.deepEqual([...new Set(plain.calls.flatMap(({ style }) => style.fillStyle ?? []))], ['#00866a', theme.ink]);
});

test('blocks: colours that the file has are used, unless they are not wanted or are none', () => {
  const piece = features([
    { start: 1, end: 10, itemRgb: '255,0,0' },
    { start: 21, end: 30, itemRgb: '0' },
    { start: 41, end: 50, itemRgb: '0,0,0' },
  ]);
  const colours = (settings) => {
    const ctx = recorder();
    blocksTrack.draw(ctx, { series: [seriesOf(piece, range)] }, viewOf(), optionsFor(blocksTrack, 1, { settings }));
    return [...new Set(ctx.calls.flatMap(({ style }) => style.fillStyle ?? []))];
  };
  assert.deepEqual(colours({}), ['#ff0000', '#00866a']);
  assert.deepEqual(colours({ useColorBy: false }), ['#00866a']);
});

test('names are shown in the order that they have', () => {
  const piece = features([{ start: 1, end: 10, name: 'a\u202eevil\u2066b' }]);
  assert.equal(nameOf(piece, 0), 'aevilb');
});

test('blocks: a lane and a colour for each measurement', () => {
  const a = seriesOf(features([{ start: 1, end: 10 }]), range);
  const b = seriesOf(features([{ start: 21, end: 30 }, { start: 200, end: 300 }]), range);
  assert.deepEqual(draw(blocksTrack, 'blocks-lanes', [a, b], viewOf(), { height: 96 }), { rows: 2, note: '' });
});

test('blocks: too many to lie in rows lie over each other', () => {
  const piece = features(Array.from({ length: 9 }, (_, i) => ({ start: i + 1, end: 60 + i })));
  assert.deepEqual(draw(blocksTrack, 'blocks-overlaid', [seriesOf(piece, range)]), { rows: 9, note: '' });
});

test('blocks: merged ones are counted, in the view and in words', () => {
  const piece = features(
    [
      { start: 1, end: 10, count: 12300 },
      { start: 21, end: 22, count: 44 },
      { start: 31, end: 40, count: 1 },
      { start: 99, end: 130, count: 7 },
    ],
    { thinned: true, total: 12352 },
  );
  assert.deepEqual(draw(blocksTrack, 'blocks-merged', [seriesOf(piece, range)], viewOf(0, 90)), {
    rows: 3,
    note: '12,345 features, merged',
  });
});

test('blocks: the pointer finds them', () => {
  const piece = features([{ start: 1, end: 10, name: 'p1', score: '7' }, { start: 31, end: 80, count: 5 }]);
  const data = { series: [seriesOf(piece, range)] };
  const options = optionsFor(blocksTrack, 1);
  const found = blocksTrack.pick(data, viewOf(), options, 53, 28);
  assert.equal(found.title, 'p1');
  assert.deepEqual([found.start, found.end], [0, 10]);
  assert.deepEqual(found.lines.map((l) => [l.label, l.value]), [['peaks', ''], ['Place', '1-10'], ['Length', '10 bp'], ['score', '7']]);
  assert.equal(blocksTrack.pick(data, viewOf(), options, 100, 28).lines[0].value, '5 features, merged');
  assert.equal(blocksTrack.pick(data, viewOf(), options, 70, 28), null);
  assert.equal(blocksTrack.pick(data, viewOf(), options, 53, 2), null);
});

test('blocks: an empty chart says why', () => {
  assert.deepEqual(draw(blocksTrack, 'blocks-empty', [seriesOf(features([]), range)]), { rows: 0, note: '' });
});

const naming = { below: nameOf, before: nameOf };
const gene = (more) => ({ strand: '+', gene: 'GENE', exon_starts: '', exon_ends: '', ...more });
const two = [
  gene({ start: 1, end: 80, gene: 'AB', exon_starts: '1,61', exon_ends: '10,80', cds_start: '5', cds_end: '70' }),
  gene({ start: 41, end: 60, gene: 'CD', strand: '-', exon_starts: '41', exon_ends: '60' }),
];

test('genes: exons, coding parts, strand, names', () => {
  assert.deepEqual(draw(genesTrack, 'genes-two', [seriesOf(features(two), range)]), { rows: 2, note: '' });
});

test('genes: a name stays in view with its gene, and is never shown by its tail', () => {
  draw(genesTrack, 'genes-left-edge', [seriesOf(features(two), range)], viewOf(30, 80, 200));
  const ctx = recorder();
  genesTrack.draw(ctx, { series: [seriesOf(features(two), range)] }, viewOf(58, 80, 100), optionsFor(genesTrack, 1));
  assert.deepEqual(ctx.lines.filter((l) => l.includes('"CD"')), []);
});

test('genes: names below while there is room, then in front, then low rows without', () => {
  const stack = (n) => features(Array.from({ length: n }, (_, i) => gene({ start: i + 1, end: 90 + i, gene: `G${100 + i}` })));
  const layout = (n) => layoutOf(stack(n), viewOf(), optionsFor(genesTrack, 1), 0, 1, naming, (name) => name.length * LETTER);
  const of = (key) => [4, 5, 6, 7, 9, 11, 12, 19].map((n) => layout(n)[key]);
  assert.deepEqual(of('names'), ['below', 'below', 'below', 'before', 'before', 'before', '', '']);
  assert.deepEqual(of('pitch'), [28, 22, 19, 13, 12, 10, 9, 6]);
  assert.deepEqual(of('body'), [10, 8, 7, 8, 7, 6, 6, 4]);
});

test('genes: more rows than fit are scrolled, and those out of sight are counted', () => {
  const stack = features(Array.from({ length: 30 }, (_, i) => gene({ start: i + 1, end: 90 + i, gene: `G${100 + i}` })));
  const data = { series: [seriesOf(stack, range)] };
  const at = (scroll) => {
    const ctx = recorder();
    const options = optionsFor(genesTrack, 1, { scroll });
    const drawn = genesTrack.draw(ctx, data, viewOf(0, 200), options);
    return { ...drawn, names: ctx.lines.filter((l) => l.startsWith('fillText')).map((l) => l.split('"')[1]), options };
  };
  const top = at(0);
  assert.deepEqual([top.full, top.rows, top.names[0], top.names.length], [6 + 30 * 11, 11, 'G100', 11]);
  assert.equal(top.note, '19 of 30 genes out of sight; scroll with Alt and the wheel');
  const end = at(99999);
  assert.equal(end.names[end.names.length - 1], 'G129');
  assert.equal(genesTrack.pick(data, viewOf(0, 200), end.options, 85, 115).title, 'G129');
  const middle = at(110);
  assert.equal(genesTrack.pick(data, viewOf(0, 200), middle.options, 85, 10).title, 'G110');
  const low = genesTrack.draw(recorder(), data, viewOf(0, 200), optionsFor(genesTrack, 1, { height: 20 }));
  assert.deepEqual([low.full, low.note], [6 + 30 * 6, '27 of 30 genes out of sight']);
  const lanes = { series: [seriesOf(stack, range), seriesOf(stack, range)] };
  assert.match(genesTrack.draw(recorder(), lanes, viewOf(), optionsFor(genesTrack, 2)).note, /^\d+ genes did not fit; make the chart higher$/);
});

test('what is thick, thin, coding or not looks as the file has it', () => {
  const exons = { exon_starts: '1,61', exon_ends: '20,80' };
  const genes = features([
    gene({ start: 1, end: 80, gene: 'coding', ...exons, cds_start: '11', cds_end: '70' }),
    gene({ start: 1, end: 80, gene: 'none', ...exons, cds_start: '', cds_end: '' }),
  ]);
  draw(genesTrack, 'genes-noncoding', [seriesOf(genes, range)]);
  const blocks = features([
    { start: 1, end: 20, cds_start: '6', cds_end: '10' },
    { start: 31, end: 50, cds_start: '', cds_end: '' },
    { start: 61, end: 80, cds_start: '61', cds_end: '80', itemRgb: '255,0,0' },
  ]);
  draw(blocksTrack, 'blocks-thick', [seriesOf(blocks, range)]);
});

const tiny = (n, every, width = 1) =>
  features(Array.from({ length: n }, (_, i) => gene({ start: 1 + i * every, end: i * every + width, gene: `G${i}` })));

test('genes too many and too small to be seen are drawn as their density', () => {
  const view = viewOf(0, 1024, 256);
  const drawn = draw(genesTrack, 'genes-density', [seriesOf(tiny(300, 4), range)], view, { height: 96 });
  assert.deepEqual(drawn, { rows: 256, note: '256 genes in view, drawn as density; zoom in for genes' });
  const data = { series: [seriesOf(tiny(300, 4), range)] };
  assert.equal(genesTrack.pick(data, view, optionsFor(genesTrack, 1), 60, 20).title, '4 genes');
  const rowsWanted = genesTrack.draw(recorder(), data, view, optionsFor(genesTrack, 1, { settings: { displayMode: 'squished' } }));
  assert.equal(rowsWanted.note, '', 'rows that were asked for stay rows');
  const wide = genesTrack.draw(recorder(), { series: [seriesOf(tiny(300, 4, 100), range)] }, view, optionsFor(genesTrack, 1));
  assert.doesNotMatch(wide.note, /density/, 'genes wide enough to be seen are drawn');
});

test('the density of genes of which some were left out counts all', () => {
  const piece = { ...tiny(10, 100), resolution: 4, thinned: true, total: 999, density: new Float64Array(256).fill(2) };
  const { note, rows } = genesTrack.draw(recorder(), { series: [seriesOf(piece, range)] }, viewOf(0, 1024, 256), optionsFor(genesTrack, 1));
  assert.deepEqual([note, rows], ['about 512 genes in view, drawn as density; zoom in for genes', 512]);
});

test('genes: where not all names fit, the most important have theirs', () => {
  const list = Array.from({ length: 60 }, (_, i) => ({
    start: 1 + 4 * i, end: 3 + 4 * i + (i % 5), gene: `GENE${i}`, biotype: i % 6 === 0 ? 'protein_coding' : 'lncRNA',
    exon_starts: '', exon_ends: '',
  }));
  const piece = features(list);
  const view = viewOf(0, 240, 800);
  const layout = (height) => layoutOf(piece, view, optionsFor(genesTrack, 1, { height }), 0, 1, naming, (name) => 6 * name.length);
  const named = [...layout(60).named].flatMap((on, i) => (on ? [i] : []));
  assert.ok(named.length > 10 && named.length < list.length, `${named.length} names`);
  assert.ok(layout(60).rows.every((row) => row >= 0), 'all genes are drawn');
  const coding = named.filter((i) => i % 6 === 0).length;
  assert.ok(coding / 10 > (named.length - coding) / 50, `${coding} of 10 that code, ${named.length - coding} of the others`);
  assert.equal(layout(400).named.reduce((sum, on) => sum + on), 60);
  const drawn = draw(genesTrack, 'genes-some-names', [seriesOf(piece, range)], view, { height: 60 });
  assert.match(drawn.note, /^\d+ names did not fit; make the chart higher$/);
  assert.equal(draw(genesTrack, 'genes-low', [seriesOf(piece, range)], view, { height: 30 }).note, '', 'a note would hide the genes');
});

test('colours are as files write them, moved only where they would not be seen', () => {
  assert.equal(writtenColor('0,0,0', light), '#000000');
  assert.equal(writtenColor('255,0,16', light), '#ff0010');
  for (const none of ['', '.', '0', 'word', undefined]) assert.equal(writtenColor(none, light), '');
  assert.notEqual(writtenColor('0,0,0', dark), '#000000');
  assert.notEqual(writtenColor('255,255,255', light), '#ffffff');
  assert.equal(writtenColor('255,255,255', dark), '#ffffff');
  assert.equal(writtenColor('255,255,0', light), '#ffff00', 'as bright as the ground, but seen');
});

test('blocks coloured by numbers are a ramp with a key', () => {
  const list = [[1, 20, '0'], [31, 50, '500'], [61, 80, '900'], [91, 99, '.']].map(([start, end, score]) => ({ start, end, score }));
  draw(blocksTrack, 'blocks-ramp', [seriesOf(features(list), range)], viewOf(), { settings: { blockColorBy: 'score' } });
  const words = list.map((f, i) => ({ ...f, score: i === 1 ? 'high' : f.score }));
  draw(blocksTrack, 'blocks-words', [seriesOf(features(words), range)], viewOf(), { settings: { blockColorBy: 'score' } });
});

test('genes: names in front, that of one which begins before the view at its edge', () => {
  const stack = features(
    [10, 12, 14, 16, 18, 20, 52].map((start, i) =>
      gene({ start, end: 90, gene: `N${i}`, exon_starts: String(start), exon_ends: '90' }),
    ),
  );
  assert.deepEqual(draw(genesTrack, 'genes-names-before', [seriesOf(stack, range)], viewOf(15, 95, 160)), { rows: 7, note: '' });
});

test('genes: transcripts of one gene that overlap are one, on each strand', () => {
  const piece = features([
    gene({ start: 1, end: 40, gene: 'A', name: 'a1', exon_starts: '1,31', exon_ends: '10,40', cds_start: '5', cds_end: '35' }),
    gene({ start: 6, end: 60, gene: 'A', name: 'a2', exon_starts: '6,51', exon_ends: '20,60', cds_start: '', cds_end: '' }),
    gene({ start: 8, end: 30, gene: 'A', name: 'a3', strand: '-', exon_starts: '8', exon_ends: '30', cds_start: '8', cds_end: '30' }),
    gene({ start: 11, end: 25, gene: '', name: '', exon_starts: '11', exon_ends: '25', cds_start: '', cds_end: '' }),
    gene({ start: 15, end: 22, gene: '', name: '', exon_starts: '15', exon_ends: '22', cds_start: '', cds_end: '' }),
    gene({ start: 61, end: 80, gene: 'A', name: 'a4', exon_starts: '61', exon_ends: '80', cds_start: '62', cds_end: '79' }),
    gene({ start: 70, end: 90, gene: 'A', name: 'a5', exon_starts: '70', exon_ends: '90', cds_start: '61', cds_end: '70' }),
  ]);
  const genes = genesOf(piece);
  assert.equal(genesOf(piece), genes, 'made once');
  assert.deepEqual(
    [...genes.starts].map((s, i) => [s, genes.ends[i], genes.strands[i], genes.metadata.name[i], genes.metadata.transcripts[i]]),
    [
      [0, 60, 1, 'a2', '2'],
      [7, 30, -1, 'a3', ''],
      [10, 25, 1, '', ''],
      [14, 22, 1, '', ''],
      [60, 90, 1, 'a5', '2'],
    ],
  );
  assert.deepEqual(genes.exons.map((e) => [...e]), [[0, 20, 30, 40, 50, 60], [7, 30], [10, 25], [14, 22], [60, 90]]);
  assert.deepEqual([...genes.cds.starts], [4, 7, NaN, NaN, 60]);
  assert.deepEqual([...genes.cds.ends], [35, 30, NaN, NaN, 79]);
  const some = { ...piece, thinned: true, total: 99 };
  assert.deepEqual(genesTrack.draw(recorder(), { series: [seriesOf(some, range)] }, viewOf(), optionsFor(genesTrack, 1)),
    { rows: 5, note: '5 genes shown; 92 transcripts in and beside the view left out; zoom in' });
  const none = features(two);
  assert.equal(genesOf(none), none);
});

test('genes: rows do not change while the view pans', () => {
  const piece = features(two);
  const options = optionsFor(genesTrack, 1);
  const guess = layoutOf(piece, viewOf(0, 100), options, 0, 1, naming);
  const widthOf = (name) => 40 * name.length;
  const a = layoutOf(piece, viewOf(0, 100), options, 0, 1, naming, widthOf);
  const b = layoutOf(piece, viewOf(30, 130), options, 0, 1, naming, widthOf);
  assert.notEqual(a, guess, 'a guess at widths is not what is drawn');
  assert.equal(a, b);
});

test('genes: what was left out is said', () => {
  const piece = features(two, { thinned: true, total: 2345 });
  assert.equal(
    genesTrack.draw(recorder(), { series: [seriesOf(piece, range)] }, viewOf(), optionsFor(genesTrack, 1)).note,
    '2 genes shown; 2,343 genes in and beside the view left out; zoom in',
  );
});

test('genes: without exons they are plain bodies', () => {
  assert.deepEqual(draw(genesTrack, 'genes-plain', [seriesOf(features([{ start: 11, end: 40, name: 'x' }]), range)]), {
    rows: 1,
    note: '',
  });
});

test('genes: the pointer finds them in their row', () => {
  const data = { series: [seriesOf(features(two), range)] };
  const options = optionsFor(genesTrack, 1);
  genesTrack.draw(recorder(), data, viewOf(), options);
  const found = genesTrack.pick(data, viewOf(), options, 100, 10);
  assert.equal(found.title, 'AB');
  assert.deepEqual(found.lines.map((l) => [l.label, l.value]),
    [['peaks', ''], ['Place', '1-80'], ['Length', '80 bp'], ['Strand', 'forward (+)'], ['Exons', '2']]);
  assert.equal(genesTrack.pick(data, viewOf(), options, 100, 40).title, 'CD');
  assert.equal(genesTrack.pick(data, viewOf(), options, 140, 10), null);
});

const outlines = ({ calls }, color) => {
  const found = [];
  let rects = [];
  for (const { line, style } of calls) {
    if (line === 'beginPath') rects = [];
    if (line.startsWith('rect')) rects.push(line);
    if (line === 'stroke' && style.strokeStyle === color) found.push(...rects);
  }
  return found;
};

test('the feature that the pointer is on has a line round it, in every chart that shows it', () => {
  const series = [seriesOf(features(two), range)];
  const highlighted = { highlight: { start: 40, end: 60 } }; // CD, not AB
  for (const [module, rect] of [[genesTrack, 'rect 88.5 32.5 23 13'], [blocksTrack, 'rect 88.5 27.5 23 19']]) {
    const ctx = recorder();
    const options = optionsFor(module, 1, highlighted);
    module.highlight(ctx, { series }, viewOf(), options);
    assert.deepEqual(outlines(ctx, options.theme.accent), [rect], module.title);
    const none = recorder();
    module.highlight(none, { series }, viewOf(), optionsFor(module, 1, { highlight: { start: 41, end: 60 } }));
    assert.deepEqual(outlines(none, options.theme.accent), [], module.title);
    const selected = recorder();
    module.draw(selected, { series }, viewOf(), optionsFor(module, 1, { selection: [{ start: 40, end: 60 }] }));
    assert.deepEqual(outlines(selected, options.theme.chosenEdge), [rect], module.title);
  }
});
