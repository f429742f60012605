import assert from 'node:assert/strict';
import test from 'node:test';
import { alignmentsTrack } from '../static/charts/alignments-track.js';
import { chartsFor } from '../static/charts/index.js';
import { baseAt, pairOf, readsOf } from '../static/charts/reads.js';
import { modColor } from '../static/charts/reads-colors.js';
import { layoutReads } from '../static/charts/reads-layout.js';
import { dark } from '../static/charts/theme.js';
import { decodeRows } from '../static/net/decode.js';
import { requester } from '../static/net/wanted.js';
import { measurement, optionsFor, seriesOf, theme, viewOf } from './fixtures.js';
import { assertGolden, recorder } from './recorder.js';

const COLUMNS = ['name', 'flag', 'mapq', 'mate', 'insert', 'aligned', 'tags', 'mods', 'nth'];

// reads: {start, end, aligned, and other columns}, 1-based inclusive as on the wire; depth by base of 100.
function pieceOf(list, more = {}) {
  const column = (name, missing = '') => list.map((r) => String(r[name] ?? missing));
  return decodeRows({
    values: {
      start: list.map((r) => r.start), end: list.map((r) => r.end), strand: list.map((r) => (Number(r.flag ?? 0) & 16 ? '-' : '+')),
      metadata: Object.fromEntries(COLUMNS.map((c) => [c, column(c, { flag: 0, mapq: 60, nth: 0 }[c] ?? '')])),
    },
    total: more.total ?? list.length, thinned: true,
    reads: { depth: more.depth ?? Array.from({ length: 100 }, (_, i) => (i < 50 ? 4 : 2)), alleles: more.alleles ?? {}, ...more.reads },
  }, { seqName: 'chr1', start: 0, end: 100, resolution: 1 });
}

const range = { measurement: { type: 'range', name: 'reads', annotation: { reads: 'BAM' } } };
const dataOf = (piece) => ({ series: [seriesOf(piece, range)] });

const five = [
  { name: 'a', start: 11, end: 50, aligned: 'S5M10XaM9D4M16' },
  { name: 'b', start: 16, end: 55, aligned: 'M20I3M20', flag: 16, mapq: 10, tags: 'HP:i:2 NM:i:0' },
  { name: 'c', start: 31, end: 60, aligned: 'M5N15M10H3', flag: 99, mate: 'chr1:71', insert: 50, tags: 'HP:i:10' },
  { name: 'd', start: 41, end: 70, aligned: 'M30', flag: 65, mate: 'chr2:5', tags: 'HP:i:1' },
  { name: 'c', start: 71, end: 80, aligned: 'M3IttM7', flag: 147, mate: 'chr1:31', insert: -50, tags: 'HP:i:10' },
];

function draw(name, piece, view = viewOf(), more = {}) {
  const ctx = recorder();
  const drawn = alignmentsTrack.draw(ctx, dataOf(piece), view, optionsFor(alignmentsTrack, 1, more));
  if (name) assertGolden(name, ctx);
  return drawn;
}

const pick = (piece, x, y, more = {}) => alignmentsTrack.pick(dataOf(piece), viewOf(), optionsFor(alignmentsTrack, 1, more), x, y);

test('alignments: depth with alleles, reads with what differs, clips, splices, pairs', () => {
  const alleles = { at: [21, 40], depth: [4, 4], A: [2, 0], C: [0, 0], G: [0, 0], T: [0, 1], N: [0, 0] };
  assert.deepEqual(draw('alignments', pieceOf(five, { alleles, reads: { leftOut: 2 } })), { rows: 6, note: '2 reads left out by flags or quality' });
});

test('alignments: near, with letters; by modification, in the dark', () => {
  const mods = [{ name: 'm', start: 1, end: 20, aligned: 'M20', mods: 'm 3=250 5=10;h 3=5 9=140' }, { name: 'n', start: 5, end: 20, aligned: 'M3XcM2D3M3I4M5' }];
  assert.equal(draw('alignments-near', pieceOf(mods), viewOf(0, 20, 400)).rows, 3);
  assert.equal(draw('alignments-mods', pieceOf(mods), viewOf(0, 20, 400), { theme: { ...dark, font: 'sans' }, settings: { colorBy: 'modification' } }).rows, 3);
  assert.notEqual(modColor('m', 250, theme), modColor('h', 250, theme));
  assert.equal(modColor('m', 1, theme), modColor('h', 1, theme), 'what is not modified has one colour');
});

test('alignments: groups with heads, pairs in a row, in order at a position', () => {
  const settings = { groupBy: 'tag', viewAsPairs: true, sortBy: 'base', sortAt: 'chr1:21', colorBy: 'strand' };
  assert.equal(draw('alignments-groups', pieceOf(five), viewOf(), { settings, height: 200 }).rows, 6);
});

test('alignments: of a wide view, or of too many reads, only the depth', () => {
  const view = { ...viewOf(), end: 60_000 };
  assert.equal(draw('alignments-far', pieceOf(five), view).rows, 1);
  const ctx = recorder();
  alignmentsTrack.draw(ctx, dataOf(pieceOf([], { reads: { wide: true, estimated: true } })), viewOf(), optionsFor(alignmentsTrack, 1));
  const said = ctx.calls.map((c) => /fillText "(.*)"/.exec(c.line)?.[1]).filter(Boolean).join(' ');
  assert.match(said, /there are too many/);
  assert.match(draw('', pieceOf([], { reads: { wide: true, estimated: true } })).note, /the depth is estimated/);
});

test('alignments: notes tell what is not shown', () => {
  assert.equal(draw('', pieceOf(five, { total: 12345 })).note, '5 of 12,345 reads in and around the view');
  assert.match(draw('', pieceOf(five, { reads: { unknown: 3 } })).note, /differences unknown: no tag MD/);
  assert.match(draw('', pieceOf(five, { total: 12345, reads: { unknown: 3 } })).note, /^5 of 12,345 reads in and around the view\. diff/);
  assert.equal(draw('', pieceOf(five, { reads: { unknown: 3, why: 'another genome' } })).note, 'another genome');
  assert.match(draw('', pieceOf(five), viewOf(), { settings: { sortBy: 'base', sortAt: 'chr9:7' } }).note, /not in order: chr9:7 is not in view/);
  assert.match(draw('', pieceOf(five), viewOf(), { settings: { sortBy: 'base', sortAt: 'somewhere' } }).note, /not in order: somewhere is not in view/);
  const noted = (settings, piece = pieceOf(five)) => draw('', piece, viewOf(), { settings }).note;
  assert.match(noted({ sortBy: 'base', sortAt: 'chr1:40' }, pieceOf(five, { reads: { unknown: 3 } })), /not in order by base: 3 reads of which/);
  assert.equal(noted({ sortBy: 'tag', sortTag: 'XX', sortAt: 'chr1:40' }), 'not in order: no read has XX');
  assert.equal(noted({ sortBy: 'tag', sortTag: 'HP', sortAt: 'chr1:40' }), '');
  assert.equal(noted({ colorBy: 'tag', colorTag: 'ZZ' }), 'no colours: no read has ZZ');
  assert.equal(noted({ colorBy: 'tag', colorTag: 'HP' }), '');
  assert.equal(noted({ colorBy: 'modification' }), 'no colours: no read has modified bases');
  const many = pieceOf(Array.from({ length: 90 }, (_, i) => ({ name: `r${i}`, start: 1, end: 90, aligned: 'M90' })));
  const { note, full } = draw('', many);
  assert.match(note, /reads out of sight; scroll with Alt/);
  assert.ok(full > 260);
  assert.equal(draw('', many, viewOf(), { settings: { displayMode: 'collapsed' } }).full, undefined);
});

test('alignments: heads of groups count what is in view', () => {
  const ctx = recorder();
  const settings = { groupBy: 'strand' };
  alignmentsTrack.draw(ctx, dataOf(pieceOf(five)), { ...viewOf(), start: 60, end: 80 }, optionsFor(alignmentsTrack, 1, { settings }));
  const said = ctx.calls.map((c) => /fillText "(.*?)"/.exec(c.line)?.[1]).filter(Boolean);
  assert.ok(said.includes('forward (1)') && said.includes('reverse (1)'), said.join('\n'));
});

test('reads: what they have by their text', () => {
  const [a, b, c, , mate] = readsOf(pieceOf(five));
  assert.deepEqual(a.differs, [{ pos: 20, base: 'A' }]);
  assert.deepEqual(a.deleted, [{ start: 30, end: 34 }]);
  assert.deepEqual(a.clips, { left: 5, right: 0, hard: false });
  assert.deepEqual([...[19, 20, 31, 50].map((p) => baseAt(a, p))], ['', 'A', '-', null]);
  assert.deepEqual(b.inserted, [{ pos: 35, bases: '', length: 3 }]);
  assert.deepEqual(mate.inserted, [{ pos: 73, bases: 'TT', length: 2 }]);
  assert.deepEqual(c.blocks, [{ start: 30, end: 35 }, { start: 50, end: 60 }]);
  assert.deepEqual(c.clips, { left: 0, right: 3, hard: true });
  assert.equal(baseAt(c, 40), null, 'a splice has no base');
  assert.deepEqual(b.tags, { HP: '2', NM: '0' });
});

test('reads: a part of a long one begins behind its start, and has no clips that are elsewhere', () => {
  const [r] = readsOf(pieceOf([{ name: 'long', start: 1, end: 5000, aligned: '40M20XgM10' }]));
  assert.deepEqual(r.blocks, [{ start: 40, end: 71 }]);
  assert.deepEqual(r.differs, [{ pos: 60, base: 'G' }]);
});

test('reads: pairs', () => {
  const settings = { minInsertSize: 50, maxInsertSize: 1000 };
  const of = (read) => pairOf({ flag: 99, mate: 'chr1:201', insert: 300, start: 100, ...read }, 'chr1', settings);
  assert.equal(of({}), '');
  assert.equal(of({ flag: 0 }), '');
  assert.equal(of({ insert: 1001 }), 'long');
  assert.equal(of({ insert: -20 }), 'short');
  assert.equal(of({ mate: 'chr10:5' }), 'elsewhere');
  assert.equal(of({ flag: 73, mate: '' }), 'mateless');
  assert.equal(of({ flag: 65 }), 'same');
  assert.equal(of({ flag: 81 }), 'outward');
  assert.equal(of({ flag: 81, mate: 'chr1:51' }), '', 'the left one is forward');
});

test('reads: rows, groups and orders', () => {
  const piece = pieceOf(five);
  const rowsOf = (settings, at = 20) => layoutReads(piece, optionsFor(alignmentsTrack, 1, { settings }).settings, at, 1).groups
    .map((g) => [g.name, g.units.map(({ unit, row }) => `${unit.reads.map((r) => r.name).join('')}${row}`).sort().join(' ')]);
  assert.deepEqual(rowsOf({}), [['', 'a0 b1 c0 c2 d3']]);
  assert.deepEqual(rowsOf({ viewAsPairs: true }), [['', 'a0 b1 cc2 d3']]);
  assert.deepEqual(rowsOf({ groupBy: 'tag' }).map(([name]) => name), ['HP 1', 'HP 2', 'HP 10', 'without HP']);
  assert.deepEqual(rowsOf({ groupBy: 'strand' }).map(([name]) => name), ['forward', 'reverse']);
  assert.deepEqual(rowsOf({ groupBy: 'pair' }).map(([name]) => name), ['as expected', 'mate elsewhere']);
  const order = (settings, at) => layoutReads(piece, optionsFor(alignmentsTrack, 1, { settings }).settings, at, 1).groups[0].units
    .filter(({ unit }) => unit.start <= at && unit.end > at).sort((x, y) => x.row - y.row).map(({ unit }) => unit.reads[0].name).join('');
  assert.equal(order({ sortBy: 'base' }, 20), 'ab', 'what differs first');
  assert.equal(order({ sortBy: 'quality' }, 45), 'adbc', 'a read whose splice is there comes after');
  assert.equal(order({ sortBy: 'strand' }, 45), 'adbc');
  assert.equal(order({ sortBy: 'tag', sortTag: 'HP' }, 45), 'dbac', 'by number, those without it last');
  assert.equal(order({ sortBy: 'base' }, 32), 'abc', 'a deletion before the reference');
});

test('alignments: what the pointer is on', () => {
  const piece = pieceOf(five, { alleles: { at: [21], depth: [4], A: [2], C: [0], G: [0], T: [0], N: [0] } });
  const depth = pick(piece, 50 + 20.5, 30);
  assert.equal(depth.title, '');
  assert.ok(depth.lines.some((l) => l.label === 'A, not as the reference' && l.value === '2 (50 %)'));
  const read = pick(piece, 50 + 20.5, 70);
  assert.equal(read.title, 'a');
  assert.deepEqual([read.start, read.end, read.of], [10, 50, { series: 0, nth: 0 }]);
  assert.ok(read.lines.some((l) => l.value === 'A, not as the reference'));
  assert.equal(pick(piece, 50 + 95, 250), null);
});

test('alignments: requests reads of a narrow window, the depth alone of a wide one', async () => {
  const asked = [];
  const load = requester(async (action, args) => (asked.push([action, args]), { values: { start: [] } }), async () => null);
  const m = measurement({ type: 'range', datasourceId: 'd', metadata: ['name'] });
  await load(m, { seqName: 'chr1', start: 0, end: 1000, resolution: 1, bins: 1000 }, 'reads', null);
  await load(m, { seqName: 'chr1', start: 0, end: 200_000, resolution: 100, bins: 2000 }, 'reads', null);
  assert.deepEqual(asked.map(([action, { reads, bins }]) => [action, reads, bins]), [['getRows', 5000, 1000], ['getRows', 0, 2000]]);
});

test('alignments: is offered for reads alone', () => {
  const offered = (annotation) => chartsFor([measurement({ type: 'range', annotation })]).map((c) => c.title);
  assert.ok(offered({ reads: 'BAM' }).includes('Alignments Track'));
  assert.ok(!offered({ format: 'BED' }).includes('Alignments Track'));
});

test('alignments: a place without reads says so, and has no axis', () => {
  const ctx = recorder();
  const none = pieceOf([], { depth: Array.from({ length: 100 }, () => 0) });
  alignmentsTrack.draw(ctx, dataOf(none), viewOf(), optionsFor(alignmentsTrack, 1));
  assert.deepEqual(ctx.lines.filter((line) => line.startsWith('fillText')), ['fillText "No reads in" 100 122', 'fillText "this region" 100 138']);
});

test('reads: groups and orders by the numbers of a tag', () => {
  const values = ['10', '-3', '0.25', '2', '0.5'];
  const piece = pieceOf(values.map((v, i) => ({ name: `r${i}`, start: 1, end: 90, aligned: 'M90', tags: `HP:f:${v}` })));
  const settings = { groupBy: 'tag', groupTag: 'HP', sortBy: 'start' };
  assert.deepEqual(layoutReads(piece, settings, 0, 1).groups.map((g) => g.name), ['HP -3', 'HP 0.25', 'HP 0.5', 'HP 2', 'HP 10']);
  const [group] = layoutReads(piece, { groupBy: 'none', sortBy: 'tag', sortTag: 'HP' }, 40, 1).groups;
  const inOrder = [...group.units].sort((a, b) => a.row - b.row).map(({ unit }) => unit.reads[0].tags.HP);
  assert.deepEqual(inOrder, ['-3', '0.25', '0.5', '2', '10']);
});
