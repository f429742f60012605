// What becomes of the text in the location box, and of an address.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workspace } from '../static/model/workspace.js';
import { AddressReader } from '../static/page/address.js';
import { COMPLAINT_MS, Lookup, REST_MS } from '../static/page/lookup.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));
const place = (start, end, seqName = 'chr1') => ({ seqName, start, end });
const hit = (gene, start) => ({ gene, place: place(start, start + 1000), view: place(start - 500, start + 1500), said: '' });
const found = (at, said = '', hits = []) => ({ places: at ? [at] : [], whole: false, said, hits });

// A workspace, a program whose answers the test gives by hand, and what the box is told.
function setUp() {
  const workspace = new Workspace();
  workspace.setSeqInfos([['chr1', 1, 1_000_000], ['chr2', 1, 5_000]]);
  const asked = [];
  const resolve = (text, maxResults) => new Promise((resolve, reject) => asked.push({ text, maxResults, resolve, reject }));
  const told = [];
  const box = Object.fromEntries(
    ['suggest', 'activate', 'complain', 'close', 'went'].map((name) => [name, (...args) => told.push([name, ...args])]),
  );
  let timer = null;
  const lookup = new Lookup(workspace, resolve, box, (f, ms) => (timer = { f, ms }), (t) => {
    if (t === timer) timer = null;
  });
  const rest = (ms) => {
    assert.equal(timer?.ms, ms);
    timer.f();
    timer = null;
  };
  const last = () => told.at(-1);
  return { workspace, asked, resolve, told, lookup, rest, last, waits: () => timer !== null };
}

test('the program is asked for suggestions once typing rests', async () => {
  const { lookup, asked, rest, waits, last } = setUp();
  lookup.typed('chr1:5-');
  assert.equal(waits(), true);
  lookup.typed('  ');
  assert.equal(waits(), false);
  lookup.typed(' brc ');
  rest(REST_MS);
  assert.deepEqual(asked.map((a) => a.text), [' brc ']);
  asked[0].resolve(found(null, 'there is none', [hit('BRCA1', 1000)]));
  await tick();
  assert.deepEqual(last(), ['suggest', [hit('BRCA1', 1000)]]);
});

test('suggestions for older text are dropped, and failed ones are none', async () => {
  const { lookup, asked, rest, told } = setUp();
  lookup.typed('br');
  rest(REST_MS);
  lookup.typed('tp');
  rest(REST_MS);
  asked[1].resolve(found(null, '', [hit('TP53', 1000)]));
  await tick();
  asked[0].resolve(found(null, '', [hit('BRCA1', 1000)]));
  await tick();
  assert.deepEqual(told, [['suggest', [hit('TP53', 1000)]]]);
  lookup.typed('x');
  rest(REST_MS);
  asked[2].reject(new Error('closed'));
  await tick();
  assert.deepEqual(told.at(-1), ['suggest', []]);
});

test('what is typed after a suggestion was chosen is what Enter goes to', async () => {
  const { workspace, lookup, asked, rest, last } = setUp();
  lookup.typed('a');
  rest(REST_MS);
  asked[0].resolve(found(null, '', [hit('A', 1_000)]));
  await tick();
  lookup.step(1);
  lookup.typed('abc');
  assert.deepEqual(last(), ['activate', -1]);
  const before = workspace.place;
  lookup.enter('abc');
  assert.equal(asked.at(-1).text, 'abc');
  assert.equal(workspace.place, before);
});

test('arrows go round the suggestions, and Enter goes to the active one', async () => {
  const { workspace, lookup, asked, rest, told } = setUp();
  assert.equal(lookup.step(1), false);
  lookup.typed('a');
  rest(REST_MS);
  asked[0].resolve(found(null, '', [hit('A', 1_000), hit('B', 50_000), hit('C', 90_000)]));
  await tick();
  const active = [-1, -1, 1, 1, 1].map((by) => {
    assert.ok(lookup.step(by));
    return told.at(-1)[1];
  });
  assert.deepEqual(active, [2, 1, 2, 0, 1]);
  await lookup.enter('whatever');
  assert.deepEqual(workspace.place, place(49_500, 51_500));
  assert.deepEqual(told.at(-1), ['went', '']);
  assert.equal(lookup.step(1), false, 'the suggestions are gone');
});

test('entered text goes to the place of the answer, and says how it differs', async () => {
  const { workspace, lookup, asked, told, last } = setUp();
  lookup.enter('chr2:4,001-6,000');
  asked[0].resolve(found(place(4000, 5000, 'chr2'), 'chr2 ends at 5000'));
  await tick();
  assert.deepEqual([workspace.place, last()], [place(4000, 5000, 'chr2'), ['went', 'chr2 ends at 5000']]);
  lookup.enter('chr2:6000-7000');
  asked[1].resolve(found(null, 'beyond the end'));
  await tick();
  assert.deepEqual(told.slice(-2), [['close'], ['complain', 'beyond the end', []]]);
  lookup.enter('x');
  asked[2].reject(new Error('The connection to epivizgo is closed.'));
  await tick();
  assert.deepEqual(last(), ['complain', 'The connection to epivizgo is closed.', []]);
  const before = told.length;
  await lookup.enter(' ');
  assert.deepEqual([told.length, asked.length], [before, 3]);
});

test('names that only have the text are offered, and gone to when one is chosen', async () => {
  const { workspace, lookup, asked, last } = setUp();
  const { place: before } = workspace;
  lookup.enter('all');
  asked[0].resolve(found(null, 'there is no sequence and no gene "all"', [hit('MICALL1', 70_000)]));
  await tick();
  assert.deepEqual(last(), ['complain', 'there is no sequence and no gene "all"', [hit('MICALL1', 70_000)]]);
  assert.equal(workspace.place, before);
  assert.ok(lookup.step(1));
  await lookup.enter('all');
  assert.deepEqual(workspace.place, place(69_500, 71_500));
  lookup.goToHit({ ...hit('OUT', 1000), view: null, said: 'beyond the end' });
  assert.deepEqual([workspace.place.start, last()], [69_500, ['complain', 'beyond the end', []]]);
});

for (const [how, end] of Object.entries({
  'a place': (one) => one.resolve(found(place(0, 10))), 'no place': (one) => one.resolve(found(null, 'none')),
  'a failure': (one) => one.reject(new Error('late')),
})) {
  test(`a late answer to what was entered, ${how}, does nothing once something else is typed`, async () => {
    const { workspace, lookup, asked, told } = setUp();
    const { place: before } = workspace;
    lookup.enter('old');
    lookup.typed('new');
    end(asked[0]);
    await tick();
    assert.deepEqual([workspace.place, told], [before, []]);
  });

  test(`a late answer to an address, ${how}, does nothing once another one is opened or the view has moved`, async () => {
    for (const next of [
      (reader, workspace, asked) => {
        reader.open('#chr1:5001-6000');
        asked[1].resolve(found(place(5000, 6000)));
      },
      (_, workspace) => workspace.setPlace(place(5000, 6000), true),
    ]) {
      const { workspace, resolve, asked } = setUp();
      const complaints = [];
      const reader = new AddressReader(workspace, resolve, (sentence) => complaints.push(sentence));
      reader.open('#old');
      next(reader, workspace, asked);
      await tick();
      end(asked[0]);
      await tick();
      assert.deepEqual([workspace.place.start, complaints], [5000, []]);
    }
  });
}

test('an address goes to its place, or says that it names none', async () => {
  const { workspace, resolve, asked } = setUp();
  const complaints = [];
  const reader = new AddressReader(workspace, resolve, (sentence) => complaints.push(sentence));
  await reader.open('#');
  reader.open('#chr1:2001-3000');
  asked[0].resolve(found(place(2000, 3000)));
  await tick();
  assert.deepEqual([asked[0].text, workspace.place], ['chr1:2001-3000', place(2000, 3000)]);
  reader.open('#TWIN');
  asked[1].resolve(found(place(70_000, 71_000), 'TWIN is 1 of 2'));
  await tick();
  assert.equal(workspace.place.start, 70_000);
  reader.open('#nix');
  asked[2].reject(new Error('closed'));
  await tick();
  assert.deepEqual(complaints, ['TWIN is 1 of 2', 'The address names no place here: closed']);
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
