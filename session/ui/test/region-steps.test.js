// Going from region to region: what the program is asked, and what becomes of its answers.
import assert from 'node:assert/strict';
import test from 'node:test';
import { RegionSteps } from '../static/gesture/region-steps.js';
import { Workspace } from '../static/model/workspace.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));
const place = (start, end, seqName = 'chr1') => ({ seqName, start, end });
const region = (name, at, note = '') => ({ place: at, name, note, set: 'regions', color: '' });
const none = { region: null, nth: 0, at: 0, view: null };

function setUp() {
  const workspace = new Workspace();
  workspace.setSeqInfos([['chr1', 1, 100_000], ['chr2', 1, 100_000]]);
  workspace.setPlace(place(0, 1000));
  const asked = [];
  const told = [];
  const failures = [];
  const ask = (view, from, step) => new Promise((resolve, reject) => asked.push({ view, from, step, resolve, reject }));
  const steps = new RegionSteps(workspace, ask, (sentence) => told.push(sentence), (e) => failures.push(e.message));
  return { workspace, asked, told, failures, steps };
}

test('a step goes on from where the last one has led, and from the view once that has moved', async () => {
  const { workspace, asked, told, steps } = setUp();
  const view = place(4500, 5500);
  let step = steps.go('next');
  await tick();
  assert.deepEqual([asked[0].view, asked[0].from, asked[0].step], [place(0, 1000), null, 'next']);
  asked[0].resolve({ region: region('promoter', place(4900, 5100), 'see figure 2'), nth: 1, at: 2, count: 12, view });
  await step;
  assert.deepEqual([workspace.place, told.at(-1)], [view, 'promoter, chr1:4,901-5,100, region 3 of 12: see figure 2']);

  step = steps.go('previous');
  await tick();
  assert.deepEqual([asked[1].from.place, asked[1].from.nth], [place(4900, 5100), 1]);
  asked[1].resolve({ ...none, count: 12 });
  await step;
  assert.equal(told.at(-1), 'There is no region before this.');

  workspace.setPlace(place(6000, 7000), true);
  steps.go('next');
  await tick();
  assert.equal(asked[2].from, null);
});

test('a region without a name of its own is called by its place alone', async () => {
  const { asked, told, steps } = setUp();
  const step = steps.go('next');
  await tick();
  asked[0].resolve({ region: region('chr1:4901-5100', place(4900, 5100)), nth: 0, at: 0, count: 1, view: place(4500, 5500) });
  await step;
  assert.deepEqual(told, ['chr1:4,901-5,100, region 1 of 1']);
});

test('steps in quick succession are taken one after the other', async () => {
  const { workspace, asked, told, steps } = setUp();
  const both = Promise.all([steps.go('next'), steps.go('next')]);
  await tick();
  assert.equal(asked.length, 1);
  asked[0].resolve({ region: region('a', place(4900, 5100)), nth: 0, at: 0, count: 2, view: place(4500, 5500) });
  await tick();
  assert.deepEqual(asked[1].from.place, place(4900, 5100));
  asked[1].resolve({ region: region('b', place(5900, 6100)), nth: 0, at: 1, count: 2, view: place(5500, 6500) });
  await both;
  assert.deepEqual([workspace.place, told.length], [place(5500, 6500), 2]);
});

test('an answer that comes once the user has moved on is dropped', async () => {
  const { workspace, asked, told, steps } = setUp();
  const step = steps.go('next');
  await tick();
  workspace.setPlace(place(100, 1100), true);
  asked[0].resolve({ region: region('a', place(4900, 5100)), nth: 0, at: 0, count: 1, view: place(4500, 5500) });
  await step;
  assert.deepEqual([workspace.place, told], [place(100, 1100), []]);
});

test('without regions it says how to mark one, and a refusal is told', async () => {
  const { asked, told, failures, steps } = setUp();
  let step = steps.go('next');
  await tick();
  asked[0].resolve({ ...none, count: 0 });
  await step;
  assert.match(told[0], /^There are no regions of interest\. R marks/);
  step = steps.go('next');
  await tick();
  asked[1].reject(new Error('there is no sequence "chr1"'));
  await step;
  assert.deepEqual(failures, ['there is no sequence "chr1"']);
});
