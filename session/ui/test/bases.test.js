// Bases on their way to charts: windows, places beyond introns, and the amino acids that genes show of them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { genesTrack } from '../static/charts/genes-track.js';
import { transcriptTrack } from '../static/charts/transcript-track.js';
import { mostCoding } from '../static/charts/transcripts.js';
import { MOST_BASES, loadBases } from '../static/net/bases.js';
import { Cache } from '../static/net/cache.js';
import { Scattered } from '../static/net/scattered.js';
import { gatherBases } from '../static/stage/bases.js';
import { bases, features, measurement, optionsFor, seriesOf, viewOf } from './fixtures.js';
import { assertGolden, recorder } from './recorder.js';

const of = measurement({ id: 'sequence', type: 'sequence', datasourceId: 'sequence' });
const limits = { start: 0, end: 1_000_000 };
const soon = () => new Promise((resolve) => setTimeout(resolve));

test('bases of a window are requested unless it is too wide for any to be drawn', async () => {
  const asked = [];
  const call = async (action, args) => {
    asked.push([action, args]);
    return { seqName: 'chr1', start: 11, end: 14, bases: 'ACGt' };
  };
  const w = { seqName: 'chr1', start: 10, end: 14, resolution: 1, bins: 4 };
  const want = { kind: 'bases', seqName: 'chr1', start: 10, end: 14, resolution: 0, first: 10, bases: 'ACGt' };
  assert.deepEqual(await loadBases(call, w, undefined), want);
  assert.deepEqual(asked, [['getSequence', { seqName: 'chr1', start: 11, end: 14 }]]);
  const wide = { ...w, end: 11 + MOST_BASES, resolution: 20 };
  assert.deepEqual(await loadBases(call, wide, undefined), { ...want, end: wide.end, resolution: 20, bases: '' });
  assert.equal(asked.length, 1);
});

test('a genome without bases, and one without the sequence', async () => {
  const w = { seqName: 'chr1', start: 10, end: 14, resolution: 1, bins: 4 };
  assert.equal((await loadBases(async () => ({ start: 11, end: 14 }), w, undefined)).bases, '');
  assert.deepEqual(await loadBases(async () => ({ error: 'no such' }), w, undefined), {
    kind: 'error', seqName: 'chr1', start: 10, end: 14, resolution: 0, error: 'no such',
  });
});

test('after a wide view the bases of a near one are requested, and a pan within them requests none', async () => {
  const asked = [];
  const cache = new Cache(async (_, w) => {
    asked.push(w.end - w.start);
    return loadBases(async () => ({ start: w.start + 1, bases: 'A'.repeat(w.end - w.start) }), w, undefined);
  }, () => {});
  const series = cache.seriesOf(of);
  series.need(viewOf(0, 500_000, 1000), limits);
  await soon();
  assert.equal(series.best(viewOf(0, 500_000, 1000), limits).bases, '');
  series.need(viewOf(5000, 5100, 1000), limits);
  await soon();
  assert.equal(series.best(viewOf(5000, 5100, 1000), limits).bases.length, 120);
  const before = asked.length;
  assert.ok(series.need(viewOf(5004, 5104, 1000), limits));
  assert.equal(asked.length, before);
});

test('places beyond introns are requested once, and again of another genome', async () => {
  const asked = [];
  let changed = 0;
  const scattered = new Scattered(async (_, w) => {
    asked.push([w.start, w.end]);
    return bases('AC'.slice(0, w.end - w.start), w.start);
  }, () => changed++);
  const places = [{ start: 5, end: 7 }, { start: 90, end: 91 }];
  assert.equal(scattered.need(of, 'chr1', places, false), false, 'without a connection');
  assert.equal(scattered.need(of, 'chr1', places, true), false);
  assert.equal(scattered.need(of, 'chr1', places, true), false);
  await soon();
  assert.deepEqual([asked, changed, scattered.need(of, 'chr1', places, true)], [[[5, 7], [90, 91]], 2, true]);
  assert.deepEqual(places.map((p) => scattered.at(of, 'chr1', p)?.bases), ['AC', 'A']);
  assert.equal(scattered.at(of, 'chr2', places[0]), null);
  assert.equal(scattered.at({ ...of, datasourceId: 'd' }, 'chr1', places[0]), null);
  const { version } = scattered;
  scattered.forget();
  assert.equal(scattered.at(of, 'chr1', places[0]), null);
  assert.notEqual(scattered.version, version);
  scattered.need(of, 'chr1', places, true);
  scattered.forget();
  await soon();
  assert.equal(scattered.at(of, 'chr1', places[0]), null, 'an answer of the genome before');
});

test('a place that cannot be read stays without bases, and is not asked for again', async () => {
  let asked = 0;
  const scattered = new Scattered(async () => {
    asked++;
    throw new Error('no');
  }, () => {});
  const places = [{ start: 5, end: 7 }];
  scattered.need(of, 'chr1', places, true);
  await soon();
  assert.deepEqual([scattered.need(of, 'chr1', places, true), asked, scattered.at(of, 'chr1', places[0])], [true, 1, null]);
});

// Two transcripts of one shape: ATG A|AC TA|A on +, and what is read from the right on the other.
const GENOME = 'ccATGAgtttagACTAgtagAcc' + 'c'.repeat(77);
const rows = [
  { start: 2, end: 22, strand: '+', gene: 'P', name: 'P', exon_starts: '2,13,21', exon_ends: '6,16,22', cds_start: '3', cds_end: '21', cds_phase: '0' },
  { start: 2, end: 22, strand: '-', gene: 'M', name: 'M', exon_starts: '2,13,21', exon_ends: '6,16,22', cds_start: '3', cds_end: '21', cds_phase: '1' },
];
const near = viewOf(0, 25, 500);
const range = { measurement: { type: 'range', name: 'g' } };
const withBases = { at: (pos) => GENOME[pos] ?? '', read: new Map(), from: [] };

function draw(module, list, data = {}, more = {}, view = near) {
  const ctx = recorder();
  const result = module.draw(ctx, { series: [seriesOf(features(list), range)], bases: withBases, ...data }, view, optionsFor(module, 1, more));
  return { ctx, result };
}

test('genes have amino acids across introns when near, and numbers of exons along the strand', () => {
  const { ctx } = draw(transcriptTrack, rows);
  assertGolden('transcripts-codons', ctx);
});

test('amino acids need bases, a near view, and the setting', () => {
  const plain = draw(transcriptTrack, rows, { bases: null }).ctx.lines.length;
  assert.ok(draw(transcriptTrack, rows).ctx.lines.length > plain);
  assert.ok(draw(transcriptTrack, rows, {}, { settings: { showAminoAcids: false } }).ctx.lines.length < plain, 'nor numbers');
  const data = { series: [seriesOf(features(rows), range)] };
  const several = (view, settings = { showAminoAcids: true }) => transcriptTrack.several(data, view, settings);
  assert.equal(several(viewOf(0, 100, 100)), null);
  assert.equal(several(near, { showAminoAcids: false }), null);
  assert.deepEqual(several(near), []);
  const divided = transcriptTrack.reads(data, near).map(({ start, end }) => `${start}-${end}`);
  assert.deepEqual(divided, ['5-6', '12-14', '14-16', '20-21', '12-13', '4-6'], 'of codons that introns divide');
});

// A longer transcript of P: the second exon goes on.
const longer = { ...rows[0], transcript: 'P-2', exon_ends: '6,19,22' };
const several = { ...rows[0], gene_id: 'p', cds_phase: '' };

test('of a gene whose transcripts differ the one with most codons is read, and it is said', () => {
  const transcripts = features([{ ...rows[0], gene_id: 'p', transcript: 'P-1' }, { ...longer, gene_id: 'p' }, { ...longer, gene_id: 'q' }]);
  const most = mostCoding(transcripts, '1 p');
  assert.equal(most.name, 'P-2');
  const { ctx, result } = draw(genesTrack, [several], { bases: { ...withBases, read: new Map([['1 p', most]]) } });
  assert.equal(result.note, '1 gene read as the transcript with most codons');
  assert.ok(ctx.lines.some((l) => l.startsWith('fillText "M"')));
  const without = draw(genesTrack, [several]);
  assert.equal(without.result.note, '1 gene without amino acids: not read exon after exon');
  assert.ok(!without.ctx.lines.some((l) => l.startsWith('fillText "M"') || l.startsWith('fillText "1"')), 'nor numbers');
  const merged = draw(genesTrack, [{ ...rows[0], name: 'P-1', cds_phase: '' }, { ...longer, gene: 'P' }]);
  assert.equal(merged.result.note, result.note, 'of files whose rows are transcripts');
  assert.equal(draw(genesTrack, [rows[0]]).result.note, '');
  assert.equal(draw(genesTrack, [several], { bases: null }).result.note, '', 'nobody misses them');
});

test('equally long transcripts: the first by name, whatever came first', () => {
  const two = ['b', 'a'].map((transcript) => ({ ...rows[0], gene_id: 'p', transcript }));
  assert.equal(mostCoding(features(two), '1 p').name, 'a');
  assert.equal(mostCoding(features([{ ...two[0], cds_phase: '' }]), '1 p'), null);
  assert.equal(mostCoding(features(two), '-1 p'), null, 'of the other strand');
});

test('the tooltip tells the exon and the amino acid under the pointer', () => {
  const data = { series: [seriesOf(features([rows[0]]), range)], bases: withBases };
  const at = (pos, more = {}) => genesTrack.pick({ ...data, ...more }, near, optionsFor(genesTrack, 1), 50 + 20 * pos + 5, 10).lines
    .filter(({ label }) => /Exon$|Amino|Codon/.test(label)).map(({ label, value }) => `${label}: ${value}`);
  assert.deepEqual(at(2), ['Exon: 1 of 3', 'Amino acid 1: M, methionine', 'Codon: ATG']);
  assert.deepEqual(at(12), ['Exon: 2 of 3', 'Amino acid 2: N, asparagine', 'Codon: AAC'], 'its first base is in the exon before');
  assert.deepEqual(at(20), ['Exon: 3 of 3', 'Amino acid 3: *, stop', 'Codon: TAA']);
  assert.deepEqual(at(1), ['Exon: 1 of 3']);
  assert.deepEqual(at(9), []);
  assert.deepEqual(at(2, { bases: null }), ['Exon: 1 of 3']);
});

test('a chart of genes gathers the bases of the view, and those of codons beyond it', async () => {
  const cache = new Cache(async (m, w) => bases(GENOME.padEnd(1000, 'c').slice(w.start, w.end), w.start), () => {});
  const view = viewOf(12, 16, 400);
  const card = { module: transcriptTrack, series: [seriesOf(features([rows[0]]), range)] };
  const gather = (scene) => gatherBases(card, { view, limits, online: true, bases: of, measurements: [], ...scene }, cache, { showAminoAcids: true });
  assert.deepEqual(gather({ bases: null }), { bases: null, ready: true });
  assert.equal(gather({}).ready, false);
  await soon();
  assert.equal(gather({}).ready, false, 'those beyond');
  await soon();
  const { bases: have, ready } = gather({});
  assert.equal(ready, true);
  assert.deepEqual([5, 12, 15, 20].map((pos) => have.at(pos)), ['A', 'A', 'A', 'A'], 'positions of exons 1 to 3');
  assert.equal(have.at(500), '');
});

test('a chart of genes gathers the transcripts of those that have several, over their whole length', async () => {
  const transcripts = measurement({ id: 'g_t', type: 'range', datasourceId: 'g_t' });
  const asked = [];
  const cache = new Cache(async (m, w) => {
    asked.push(`${m.id} ${w.start}-${w.end}`);
    return m === of ? bases(GENOME.padEnd(1000, 'c').slice(w.start, w.end), w.start) : features([{ ...longer, gene_id: 'p' }]);
  }, () => {});
  const series = [seriesOf(features([several]), { measurement: { type: 'range', annotation: { transcripts: 'g_t' } } })];
  const scene = { view: viewOf(12, 16, 400), limits, online: true, bases: of, measurements: [of, transcripts] };
  const gather = () => gatherBases({ module: genesTrack, series }, scene, cache, { showAminoAcids: true });
  for (let i = 0; i < 4 && !gather().ready; i++) await soon();
  assert.equal(gather().bases.read.get('1 p').name, 'P-2');
  assert.ok(asked.includes('g_t 1-22') && gather().ready, asked.join(', '));
  const lines = genesTrack.pick({ series, bases: gather().bases }, scene.view, optionsFor(genesTrack, 1), 100, 10).lines;
  assert.deepEqual(lines.filter(({ label }) => /Amino|of tr|Exon$/.test(label)).map(({ label, value }) => `${label} ${value}`), [
    'Amino acid 2 N, asparagine', 'of transcript P-2',
  ]);
});
