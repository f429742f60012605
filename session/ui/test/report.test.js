import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { decodeRows, decodeValues } from '../static/net/decode.js';
import { areNumbers, fitting, naturally, numberIn, sorted } from '../static/report/order.js';
import { Store } from '../static/report/store.js';
import { columnsOf } from '../static/report/table.js';

const golden = JSON.parse(readFileSync(new URL('../../report/testdata/answers.json', import.meta.url), 'utf8'));
const bytes = (letters) => Uint8Array.from(Buffer.from(letters, 'base64'));
const store = () => new Store(structuredClone(golden.head), bytes(golden.answers), bytes(golden.ends));

/** Returns what a chart is given, with numbers as text of so many digits. */
function decoded(action, answer) {
  const place = { seqName: 'chr1', start: 0, end: 400, resolution: 100 };
  if (action === 'getSequence') return answer;
  const piece = action === 'getRows' ? decodeRows(answer, place) : decodeValues(answer, place);
  return Object.fromEntries(Object.entries(piece).map(([name, v]) => [name, ArrayBuffer.isView(v) ? [...v] : v]));
}

test('the answers are those of the program, but for what is rounded', () => {
  const of = store();
  golden.wishes.forEach((wishes, i) => {
    const { ask, check } = of.asker(i);
    // Data lead to further data: not all is asked for at once.
    const answers = [...ask(wishes.slice(0, 2)), ...ask(wishes.slice(2))];
    check();
    wishes.forEach(({ action, args }, k) => {
      const [got, want] = [answers[k], golden.want[i][k]].map((a) => decoded(action, a));
      for (const name of ['mean', 'min', 'max', 'values']) {
        if (!want[name]) continue;
        const most = Math.max(...want[name].filter(Number.isFinite).map(Math.abs));
        const within = (v) => (args.measurement === 'c' ? Math.abs(v) * 0.005 : most * 0.02);
        want[name].forEach((v, j) => {
          if (Number.isFinite(v)) assert.ok(Math.abs(got[name][j] - v) <= within(v), `${name}: ${got[name]}, want ${want[name]}`);
          else assert.ok(Object.is(got[name][j], v), `${name}: ${got[name]}, want ${want[name]}`);
        });
        got[name] = want[name];
      }
      assert.deepEqual(got, want);
    });
  });
});

test('a region whose charts ask for something else is not drawn', () => {
  const { ask, check } = store().asker(0);
  ask(golden.wishes[0].map((wish, k) => (k === 1 ? { ...wish, args: { measurement: 'z', bins: 4 } } : wish)));
  assert.throws(check, /not those that its charts ask for/);
  const short = store().asker(1);
  short.ask(golden.wishes[1].slice(0, 1));
  assert.throws(short.check, /not those/);
  assert.throws(() => short.ask([...golden.wishes[1].slice(1), ...golden.wishes[1]]), /end too early/);
});

test('loci are in the order of their numbers, and what is empty is last', () => {
  assert.deepEqual(['chr10', 'chr2', 'chrX', 'chr1', 'Chr1'].sort(naturally), ['Chr1', 'chr1', 'chr2', 'chr10', 'chrX']);
  const rows = ['9', '.', '1e3', '-2', '', '10'].map((text) => ({ text }));
  const column = { name: 'score', text: (row) => row.text, numbers: true };
  const order = (falling) => sorted(rows, column, falling).map(({ text }) => text);
  assert.deepEqual(order(false), ['-2', '9', '10', '1e3', '.', '']);
  assert.deepEqual(order(true), ['1e3', '10', '9', '-2', '.', '']);
  const values = ['NA', '1e-5', '3e-10', 'nan', '-10', '.', '0.04', '-Inf', '-9'];
  const by = { name: 'p', text: ({ text }) => text, numbers: areNumbers(values) };
  const rank = (falling) => sorted(values.map((text) => ({ text })), by, falling).map(({ text }) => text);
  assert.deepEqual(rank(false), ['-Inf', '-10', '-9', '3e-10', '1e-5', '0.04', 'NA', 'nan', '.']);
  assert.deepEqual(rank(true), ['0.04', '1e-5', '3e-10', '-9', '-10', '-Inf', 'NA', 'nan', '.']);
});

test('numbers are what all texts of a column are', () => {
  assert.ok(areNumbers(['1', '.', '-2.5e-3', 'inf', '.5', 'NA', 'n/a', 'NaN', '-']));
  for (const texts of [[], ['.', ''], ['NA', '-'], ['+', '-'], ['1', 'x'], ['0x1f', 'chr1'], ['1,000']]) assert.ok(!areNumbers(texts), JSON.stringify(texts));
  assert.deepEqual(['-Inf', ' 7 ', '', 'infix'].map(numberIn), [-Infinity, 7, NaN, NaN]);
});

test('a table has the columns that regions have, and is searched by words', () => {
  const row = (name, start, cells, failed = '') => ({ name, seqName: 'chr2', start, end: start + 999, from: 1, to: 2, cells, failed });
  const entries = [row('', 5, ['7']), row('B\u202e1', 900_000, ['12'])].map((r, index) => ({ row: r, index }));
  const columns = columnsOf(entries, ['score']);
  assert.deepEqual(columns.map((c) => c.name), ['#', 'Name', 'Locus', 'Length', 'score']);
  assert.deepEqual(columns.map((c) => c.text(entries[1])), ['2', 'B1', 'chr2:900,000-900,999', '1,000', '12']);
  assert.deepEqual(columns.map((c) => c.numbers === true), [true, false, false, true, true]);
  const found = (search) => fitting(entries, columns, search).map(({ index }) => index);
  assert.deepEqual([found(''), found(' b1  CHR2 '), found('chr2:'), found('nothing')], [[0, 1], [1], [0, 1], []]);
  const failed = columnsOf([{ row: row('x', 1, [], 'no such sequence'), index: 0 }], []);
  assert.deepEqual(failed.map((c) => c.name), ['#', 'Name', 'Locus', 'Length', 'Not drawn']);
});
