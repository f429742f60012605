import assert from 'node:assert/strict';
import test from 'node:test';
import {
  formatBases,
  formatPlace,
  formatRange,
  formatStretch,
  formatTicks,
  formatValue,
  plural,
  stepWithin,
  tickFormat,
  withCommas,
} from '../static/model/format.js';

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
