import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeMeasurement, decodeRows, decodeSeqInfos, decodeValues } from '../static/net/decode.js';

const asked = { seqName: 'chr1', start: 100, end: 200, resolution: 10 };

test('bins become typed columns, null becomes NaN', () => {
  const piece = decodeValues(
    { kind: 'bins', seqName: 'chr1', start: 101, end: 200, bins: 3, mean: [1, null, 3], min: [0, null, 2], max: [2, null, 4] },
    asked,
  );
  assert.equal(piece.kind, 'bins');
  assert.equal(piece.bins, 3);
  assert.deepEqual([...piece.mean], [1, NaN, 3]);
  assert.deepEqual([...piece.max], [2, NaN, 4]);
  assert.deepEqual([piece.start, piece.end, piece.resolution], [100, 200, 10]);
});

test('rows turn 0-based half-open, and are exact', () => {
  const infinite = decodeValues({ kind: 'rows', rows: { start: [1, 101], end: [100, 200] }, values: ['Infinity', '-Infinity'] }, asked);
  assert.deepEqual([...infinite.values], [Infinity, -Infinity]);
  const piece = decodeValues({ kind: 'rows', rows: { start: [1, 101], end: [100, 200] }, values: [5, null] }, asked);
  assert.equal(piece.kind, 'rows');
  assert.deepEqual([...piece.starts], [0, 100]);
  assert.deepEqual([...piece.ends], [100, 200]);
  assert.deepEqual([...piece.values], [5, NaN]);
  assert.equal(piece.resolution, 0);
});

test('records that travel packed are exact, with numbers of 1 to 8 bytes', () => {
  const answer = { kind: 'points', points: 3, first: 101, steps: 'AAE=', lengths: 'ZAD+', values: 'AACgQAAAwH8AAEBA', names: ['a', 'b', 'c'] };
  const piece = decodeValues(answer, asked);
  assert.deepEqual([...piece.starts], [100, 100, 101]);
  assert.deepEqual([...piece.ends], [200, 100, 355]);
  assert.deepEqual([...piece.values], [5, NaN, 3]);
  assert.deepEqual([piece.kind, piece.resolution, piece.names], ['rows', 0, ['a', 'b', 'c']]);
  const far = decodeValues({ ...answer, first: 2 ** 33, steps: 'AAABAA==', lengths: '/////wAAAAABAAAA' }, asked);
  assert.deepEqual([...far.starts], [2 ** 33 - 1, 2 ** 33 - 1, 2 ** 33]);
  assert.deepEqual([...far.ends], [2 ** 33 + 2 ** 32 - 2, 2 ** 33 - 1, 2 ** 33 + 1]);
  const one = decodeValues({ kind: 'points', points: 1, first: 7, steps: '', lengths: 'AQ==', values: 'mpmZmZmZuT8=' }, asked);
  assert.deepEqual([[...one.starts], [...one.ends], [...one.values]], [[6], [7], [0.1]]);
  const infinite = decodeValues({ kind: 'points', points: 1, first: 7, steps: '', lengths: 'AQ==', values: 'AAAAAAAA8P8=' }, asked);
  assert.deepEqual([...infinite.values], [-Infinity]);
});

test('a failed request is an error with its sentence', () => {
  assert.deepEqual(decodeValues({ kind: 'bins', bins: 0, mean: [], min: [], max: [], error: 'block 17 is damaged' }, asked),
    { kind: 'error', seqName: 'chr1', start: 100, end: 200, resolution: 0, error: 'block 17 is damaged' });
  assert.equal(
    decodeRows({ values: { id: [], start: [], end: [], strand: [], metadata: {} }, total: 0, thinned: false, error: 'gone' }, asked)
      .error,
    'gone',
  );
  for (const junk of [null, undefined, {}, [], 'x', 7]) {
    assert.equal(decodeValues(junk, asked).kind, 'error');
    assert.equal(decodeRows(junk, asked).kind, 'error');
  }
});

test('features with strands, counts and exons', () => {
  const piece = decodeRows(
    {
      values: {
        id: ['a', 'b'],
        start: [101, 151],
        end: [140, 160],
        strand: ['+', '-'],
        count: [1, 12],
        metadata: {
          gene: ['A', 'B'],
          exon_starts: ['101,131,', ''],
          exon_ends: ['110,140,', ''],
          cds_start: ['105', ''],
          cds_end: ['135', ''],
        },
      },
      total: 13,
      thinned: true,
    },
    asked,
  );
  assert.deepEqual([...piece.starts], [100, 150]);
  assert.deepEqual([...piece.ends], [140, 160]);
  assert.deepEqual([...piece.strands], [1, -1]);
  assert.deepEqual([...piece.counts], [1, 12]);
  assert.deepEqual(piece.exons.map((e) => [...e]), [[100, 110, 130, 140], []]);
  assert.deepEqual([...piece.cds.starts], [104, NaN]);
  assert.deepEqual([...piece.cds.ends], [135, NaN]);
  assert.equal(piece.resolution, 10);
});

test('features in full are exact; strand may be one for all, ends may be missing', () => {
  const piece = decodeRows({ values: { id: null, start: [101], strand: '*' }, total: 1, thinned: false }, asked);
  assert.equal(piece.resolution, 0);
  assert.deepEqual([...piece.ends], [101]);
  assert.deepEqual([...piece.strands], [0]);
  assert.equal(piece.exons, null);
  assert.equal(piece.counts, null);
});

test('what a measurement lacks is filled in; one without an id is refused', () => {
  const m = decodeMeasurement({ id: 'x', type: 'range' });
  assert.equal(m.name, 'x');
  assert.equal(m.datasourceId, 'x');
  assert.equal(m.datasourceGroup, 'x');
  assert.equal(m.minValue, null);
  assert.throws(() => decodeMeasurement({ name: 'x' }), /wanted a measurement with an id/);
});

test('bounds that no axis can have are not known', () => {
  const m = decodeMeasurement(JSON.parse('{"id":"x","minValue":-1e999,"maxValue":1e999}'));
  assert.deepEqual([m.minValue, m.maxValue], [null, null]);
});

test('sequences', () => {
  assert.deepEqual(decodeSeqInfos([['chr1', 1, 1000], ['chr2', 1, null]]), [['chr1', 1, 1000], ['chr2', 1, 0]]);
  assert.deepEqual(decodeSeqInfos({}), []);
});

test('packed columns are 4-byte floats, little-endian; what is left out is the mean', () => {
  const asked = { seqName: 'chr1', start: 0, end: 4, resolution: 1 };
  const piece = decodeValues(
    { kind: 'bins', bins: 4, mean: 'AADAfwAAREEAADBBAADAfw==', min: 'AADAfwAAIEEAADBBAADAfw==', max: 'AADAfwAAaEEAADBBAADAfw==' },
    asked,
  );
  assert.deepEqual([[...piece.mean], [...piece.min], [...piece.max]], [[NaN, 12.25, 11, NaN], [NaN, 10, 11, NaN], [NaN, 14.5, 11, NaN]]);
  assert.equal(piece.mean.constructor, Float64Array);
  assert.equal(decodeValues({ kind: 'bins', bins: 1, mean: 'AAAoQg==', estimated: true }, asked).estimated, true);
  const flat = decodeValues({ kind: 'bins', bins: 1, mean: 'AAAoQg==' }, asked);
  assert.equal('estimated' in flat, false);
  assert.equal(flat.min, flat.mean);
  assert.deepEqual([...flat.max], [42]);
});
