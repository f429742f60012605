import assert from 'node:assert/strict';
import test from 'node:test';
import {
  formatBases,
  formatPlace,
  formatRange,
  formatStretch,
  formatTicks,
  formatValue,
  parseLocus,
  parsePosition,
  plural,
  stepWithin,
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

test('the ends of a range look different', () => {
  const cases = [
    [0, 1, '0 1'],
    [0.25, 12345.6, '0.25 12,346'],
    [0, 1234567, '0 1.23e6'],
    [1000000.2, 1000000.7, '1,000,000.2 1,000,000.7'],
    [1000, 1000.04, '1,000.00 1,000.04'],
    [-1000000.7, -1000000.2, '-1,000,000.7 -1,000,000.2'],
    [1.00004, 1.00096, '1.0000 1.0010'],
    [1234567, 1234890, '1.2346e6 1.2349e6'],
    [123456.7, 123456.9, '123,456.7 123,456.9'],
    [1.00001e-7, 1.00002e-7, '1.00001e-7 1.00002e-7'],
    [1e300, 1.00000001e300, '1.00000000e300 1.00000001e300'],
    [5, 5, '5 5'],
    [NaN, NaN, 'no data no data'],
  ];
  for (const [lo, hi, text] of cases) assert.equal(formatRange(lo, hi).join(' '), text);
});

test('a value within a range has digits for some hundreds of others', () => {
  const within = (v, ...range) => formatValue(v, stepWithin(range));
  assert.equal(within(1000000.884, 1e6, 1000001), '1,000,000.88');
  assert.equal(within(1000000.884, 1e6, 1000000.9), '1,000,000.884');
  assert.equal(within(3.14159, 0, 10), '3.142');
  assert.equal(within(12.3456, 0, 5000), '12.35');
  assert.equal(within(0.00123456, 0, 1e6), '0.001235');
  assert.equal(within(7.12345, 7, 7), '7.123');
  assert.equal(within(-1000000.25, -1e6 - 1, -1e6), '-1,000,000.25');
  assert.equal(within(1, NaN, NaN), '1');
  assert.equal(within(NaN, 1e6, 1000001), 'no data');
});

test('ticks have the digits of their step', () => {
  const all = () => true;
  const cases = [
    [[0, 0.5, 1], '0 0.5 1'],
    [[0.001, 1, 1000, 1e6], '0.001 1 1,000 1e6'],
    [[0, 1e6, 2e6], '0 1e6 2e6'],
    [[1000000, 1000000.5, 1000001], '1,000,000.0 1,000,000.5 1,000,001.0'],
    [[999.5, 1000, 1000.5], '999.5 1,000.0 1,000.5'],
    [[-1000000.4, -1000000.2], '-1,000,000.4 -1,000,000.2'],
    [[1234000, 1235000], '1.234e6 1.235e6'],
    [[1.0001, 1.00015, 1.0002], '1.00010 1.00015 1.00020'],
    [[1234567.5], '1,234,567.5'],
    [[], ''],
  ];
  for (const [values, text] of cases) assert.deepEqual(formatTicks(values, all), { labels: text ? text.split(' ') : [], base: '' });
});

test('ticks that do not fit are counted from a round value', () => {
  const short = (/** @type {string} */ label) => label.length < 7;
  const cases = [
    [[1000000, 1000000.5, 1000001], '1,000,000: +0 +0.5 +1'],
    [[1234567, 1234567.5, 1234568], '1,234,567: +0 +0.5 +1'],
    [[800000, 1000000], ': 8e5 1e6'],
    [[100001, 100002], '100,000: +1 +2'],
    [[1234567.2, 1234567.4, 1234567.6], '1,234,567: +0.2 +0.4 +0.6'],
    [[-1234567.6, -1234567.4], '-1,234,567: -0.6 -0.4'],
    [[999999.6, 999999.8, 1000000], '999,999: +0.6 +0.8 +1'],
    [[1.00000001e-7, 1.00000002e-7], '1e-7: +1e-15 +2e-15'],
  ];
  for (const [values, text] of cases) {
    const { labels, base } = formatTicks(values, short);
    assert.equal(`${base}: ${labels.join(' ')}`, text);
  }
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
