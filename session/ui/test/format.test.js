import assert from 'node:assert/strict';
import test from 'node:test';
import {
  formatBases,
  formatPlace,
  formatStretch,
  formatValue,
  parseLocus,
  parsePosition,
  plural,
  tickFormat,
  withCommas,
} from '../static/model/format.js';
import { knownName } from '../static/model/names.js';

test('whole numbers have commas', () => {
  assert.equal(withCommas(0), '0');
  assert.equal(withCommas(999), '999');
  assert.equal(withCommas(1000), '1,000');
  assert.equal(withCommas(248956422), '248,956,422');
  assert.equal(withCommas(-1234567), '-1,234,567');
});

test('values have four digits at most', () => {
  const cases = [
    [0, '0'],
    [0.958123, '0.9581'],
    [25, '25'],
    [-5.5, '-5.5'],
    [12345.6, '12,346'],
    [1.5e-7, '1.5e-7'],
    [2e9, '2e9'],
    [NaN, 'no data'],
  ];
  for (const [v, text] of cases) assert.equal(formatValue(v), text);
});

test('numbers of bases have a unit', () => {
  const cases = [
    [1, '1 bp'],
    [999, '999 bp'],
    [1000, '1 kb'],
    [12500, '12.5 kb'],
    [400000, '400 kb'],
    [248956422, '248.96 Mb'],
    [3.2e9, '3.2 Gb'],
  ];
  for (const [v, text] of cases) assert.equal(formatBases(v), text);
});

test('places count from 1', () => {
  assert.equal(formatPlace({ seqName: 'chr1', start: 0, end: 2000 }), 'chr1:1-2,000');
  assert.equal(formatStretch(1000, 2000), '1,001-2,000');
  assert.equal(formatStretch(1000, 1001), '1,001');
  assert.equal(plural(1, 'gene'), '1 gene');
  assert.equal(plural(12345, 'feature'), '12,345 features');
});

test('ticks have one unit and the decimals that their step needs', () => {
  assert.equal(tickFormat(100, 5000)(1200), '1,200');
  assert.equal(tickFormat(20000, 100000)(40000), '40 kb');
  assert.equal(tickFormat(50000, 8e6)(7550000), '7.55 Mb');
  assert.equal(tickFormat(50e6, 250e6)(100e6), '100 Mb');
  assert.equal(tickFormat(1000, 9e6)(7601000), '7.601 Mb');
});

test('positions as people type them', () => {
  const cases = [['1,000', 1000], ['1_000', 1000], ['5k', 5000], ['5kb', 5000], ['1.5m', 1500000], ['2G', 2e9], ['100b', 100]];
  for (const [text, pos] of cases) assert.equal(parsePosition(text), pos, text);
  for (const text of ['', 'x', '1.5', '1..2', '-5', 'k', '1e5']) assert.ok(Number.isNaN(parsePosition(text)), text);
});

const infos = [['chr1', 1, 1000], ['chrX', 1, 500], ['HLA-A*01:01', 1, 3000], ['2', 1, 10]];
const known = (name) => knownName({ seqInfos: infos, place: { seqName: 'chrX', start: 0, end: 1 } }, name);

test('loci as people type them', () => {
  const cases = [
    ['chr1:1,000-2,000', 'chr1', 999, 2000],
    [' chr1 : 1000 - 2000 ', 'chr1', 999, 2000],
    ['chr1:1000..2000', 'chr1', 999, 2000],
    ['chr1 1000 2000', 'chr1', 999, 2000],
    ['chr1:5m-5.2m', 'chr1', 4999999, 5200000],
    ['chr1:1.5kb-2kb', 'chr1', 1499, 2000],
    ['chr1:1000', 'chr1', 999, 1000],
    ['CHR1:10-20', 'chr1', 9, 20],
    ['1:10-20', 'chr1', 9, 20],
    ['chr2:1-5', '2', 0, 5],
    ['HLA-A*01:01:5-10', 'HLA-A*01:01', 4, 10],
    ['HLA-A*01:01', 'HLA-A*01:01', 0, Infinity],
    ['chr1', 'chr1', 0, Infinity],
    ['5-50', 'chrX', 4, 50],
  ];
  for (const [text, seqName, start, end] of cases) assert.deepEqual(parseLocus(text, known), { seqName, start, end }, text);
});

test('what is no locus may be a gene', () => {
  for (const text of ['', 'TP53', 'BRCA2', 'chr9:1-5', 'H2AZ1-DT', 'chr1:abc', '7157', 'chr1:']) {
    assert.equal(parseLocus(text, known), null, text);
  }
});

test('loci that make no sense are explained', () => {
  assert.throws(() => parseLocus('chr1:0-5', known), /counted from 1/);
  assert.throws(() => parseLocus('chr1:500-5', known), /The end, 5, lies before the start, 500/);
});
