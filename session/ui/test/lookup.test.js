// What becomes of the text in the location box, and of an address.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workspace } from '../static/model/workspace.js';
import { AddressReader } from '../static/page/address.js';
import { COMPLAINT_MS, Lookup, REST_MS } from '../static/page/lookup.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));
const hit = (gene, start) => ({ gene, seqName: 'chr1', start, end: start + 999 });

// A workspace, a search whose answers the test gives by hand, and what the box is told.
function setUp() {
  const workspace = new Workspace();
  workspace.setSeqInfos([['chr1', 1, 1_000_000], ['chr2', 1, 5_000]]);
  const asked = [];
  const search = (text, maxResults) => new Promise((resolve, reject) => asked.push({ text, maxResults, resolve, reject }));
  const told = [];
  const box = Object.fromEntries(
    ['suggest', 'activate', 'complain', 'close', 'went'].map((name) => [name, (...args) => told.push([name, ...args])]),
  );
  let timer = null;
  const lookup = new Lookup(workspace, search, box, (f, ms) => (timer = { f, ms }), (t) => {
    if (t === timer) timer = null;
  });
  const rest = (ms) => {
    assert.equal(timer?.ms, ms);
    timer.f();
    timer = null;
  };
  const last = () => told.at(-1);
  const start = () => workspace.place.start;
  return { workspace, asked, search, told, lookup, rest, last, start, waits: () => timer !== null };
}

test('text that names a place is not searched for; other text is, once typing rests', async () => {
  const { lookup, asked, rest, waits, last } = setUp();
  lookup.typed('chr1:5-');
  lookup.typed('chr1:5-9');
  assert.equal(waits(), false);
  lookup.typed('chr1:9-5');
  assert.equal(waits(), true, 'it may not be complete yet');
  lookup.typed('  ');
  assert.equal(waits(), false);
  lookup.typed(' brc ');
  rest(REST_MS);
  assert.deepEqual(asked.map((a) => a.text), ['brc']);
  asked[0].resolve([hit('BRCA1', 100)]);
  await tick();
  assert.deepEqual(last(), ['suggest', [hit('BRCA1', 100)]]);
});

test('suggestions for older text are dropped, and failed ones are none', async () => {
  const { lookup, asked, rest, told } = setUp();
  lookup.typed('br');
  rest(REST_MS);
  lookup.typed('tp');
  rest(REST_MS);
  asked[1].resolve([hit('TP53', 1)]);
  await tick();
  asked[0].resolve([hit('BRCA1', 1)]);
  await tick();
  assert.deepEqual(told, [['suggest', [hit('TP53', 1)]]]);
  lookup.typed('x');
  rest(REST_MS);
  asked[2].reject(new Error('closed'));
  await tick();
  assert.deepEqual(told.at(-1), ['suggest', []]);
});

test('arrows go round the suggestions, and Enter goes to the active one', async () => {
  const { lookup, asked, rest, told, start } = setUp();
  assert.equal(lookup.step(1), false);
  lookup.typed('a');
  rest(REST_MS);
  asked[0].resolve([hit('A', 1_001), hit('B', 50_001), hit('C', 90_001)]);
  await tick();
  const active = [-1, -1, 1, 1, 1].map((by) => {
    assert.ok(lookup.step(by));
    return told.at(-1)[1];
  });
  assert.deepEqual(active, [2, 1, 2, 0, 1]);
  await lookup.enter('whatever');
  assert.equal(start(), 50_000 - 250, 'with room beside the gene');
  assert.deepEqual(told.at(-1), ['went', '']);
  assert.equal(lookup.step(1), false, 'the suggestions are gone');
});

test('entered text goes to its place, or says why not', async () => {
  const { workspace, lookup, told, last } = setUp();
  await lookup.enter('chr1:2,001-3,000');
  assert.deepEqual(workspace.place, { seqName: 'chr1', start: 2000, end: 3000 });
  await lookup.enter('chr2');
  assert.deepEqual(workspace.place, { seqName: 'chr2', start: 0, end: 5000 });
  await lookup.enter('chr2:4,001-6,000');
  assert.deepEqual([workspace.place.end, last()], [5000, ['went', 'chr2 ends at 5,000.']]);
  for (const [text, why] of [['chr2:6000-7000', 'chr2 ends at 5,000.'], ['chr1:9-5', 'The end, 5, lies before the start, 9.']]) {
    await lookup.enter(text);
    assert.deepEqual(told.slice(-2), [['close'], ['complain', why]]);
  }
  const before = told.length;
  await lookup.enter(' ');
  assert.equal(told.length, before);
});

test('a name that is entered is searched for', async () => {
  const { lookup, asked, last, start } = setUp();
  lookup.enter('BRCA1');
  asked[0].resolve([hit('BRCA1', 70_001), hit('BRCA10', 1)]);
  await tick();
  assert.equal(start(), 69_750);
  lookup.enter('nix');
  asked[1].resolve([]);
  await tick();
  assert.match(last()[1], /^Nothing here is called “nix”/);
  lookup.enter('nix');
  asked[2].reject(new Error('The connection to epivizgo is closed.'));
  await tick();
  assert.deepEqual(last(), ['complain', 'The connection to epivizgo is closed.']);
});

for (const [how, end] of Object.entries({
  'a hit': (one) => one.resolve([hit('OLD', 1)]), 'no hit': (one) => one.resolve([]), 'a failure': (one) => one.reject(new Error('late')),
})) {
  test(`a late answer to what was entered, ${how}, does nothing once something else is typed`, async () => {
    const { workspace, lookup, asked, told } = setUp();
    const { place } = workspace;
    lookup.enter('old');
    lookup.typed('new');
    end(asked[0]);
    await tick();
    assert.deepEqual([workspace.place, told], [place, []]);
  });

  test(`a late answer to an address, ${how}, does nothing once another one is opened or the view has moved`, async () => {
    for (const next of [
      (reader) => reader.open('#chr1:5001-6000'),
      (_, workspace) => workspace.setPlace({ seqName: 'chr1', start: 5000, end: 6000 }, true),
    ]) {
      const { workspace, search, asked } = setUp();
      const complaints = [];
      const reader = new AddressReader(workspace, search, (sentence) => complaints.push(sentence));
      reader.open('#old');
      next(reader, workspace);
      end(asked[0]);
      await tick();
      assert.deepEqual([workspace.place.start, complaints], [5000, []]);
    }
  });
}

test('an address goes to its place or gene, or says that it names none', async () => {
  const { workspace, search, asked, start } = setUp();
  const complaints = [];
  const reader = new AddressReader(workspace, search, (sentence) => complaints.push(sentence));
  await reader.open('#');
  await reader.open('#chr1:2001-3000');
  assert.equal(start(), 2000);
  reader.open('#BRCA1');
  asked[0].resolve([hit('BRCA1', 70_001)]);
  await tick();
  assert.equal(start(), 69_750);
  reader.open('#nix');
  asked[1].reject(new Error('closed'));
  await tick();
  assert.deepEqual([asked.length, complaints], [2, ['The address names no place here: nix']]);
});

test('a complaint stays for a while after the box is left, and does not close what is typed next', () => {
  const { lookup, rest, told } = setUp();
  lookup.left(true);
  assert.deepEqual(told, []);
  lookup.typed('new');
  assert.deepEqual(told, []);
  lookup.left(true);
  rest(COMPLAINT_MS);
  assert.deepEqual(told, [['close']]);
  lookup.left(false);
  assert.deepEqual(told, [['close'], ['close']]);
});
