// Undo and redo: the keys, and the offer to take back what was done last.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { undoKeyOf } from '../static/gesture/undo.js';
import { LastStep, markingOf, removalOf } from '../static/model/last-step.js';
import { asker } from '../static/net/requests.js';

test('the keys of undo and redo, with Ctrl or with the key of a Mac', () => {
  const does = (keys) => {
    const parts = keys.split('-');
    const held = Object.fromEntries(['ctrl', 'meta', 'shift', 'alt'].map((k) => [`${k}Key`, parts.includes(k)]));
    return undoKeyOf({ key: parts.at(-1), ...held });
  };
  for (const keys of ['ctrl-z', 'meta-z', 'ctrl-Z']) assert.equal(does(keys), 'undo', keys); // Z: with the caps lock
  for (const keys of ['ctrl-shift-Z', 'meta-shift-z', 'ctrl-y']) assert.equal(does(keys), 'redo', keys);
  for (const keys of ['z', 'Z', 'shift-Z', 'y', 'meta-y', 'ctrl-shift-Y', 'ctrl-alt-z', 'ctrl-meta-z', 'ctrl-x', 'ctrl-Dead']) {
    assert.equal(does(keys), '', keys);
  }
});

test('undo and redo are asked for, and a refusal is said in its words', async () => {
  const asked = [];
  const said = [];
  const answers = [{ success: true, errorMessage: null }, { success: false, errorMessage: 'wanted to redo 1 step; there is none' }];
  const { requests } = asker(async (action, args) => {
    asked.push([action, args]);
    return answers.shift();
  }, (sentence) => said.push(sentence));
  assert.equal(await requests.undo(), '');
  assert.equal(await requests.redo(), 'wanted to redo 1 step; there is none');
  assert.deepEqual(asked, [['userUndo', {}], ['userRedo', {}]]);
  assert.deepEqual(said, ['wanted to redo 1 step; there is none']);
});

const chart = (handle, settings = {}) => ({
  id: `chart-${handle}`, handle, type: 't', measurements: [], settings, colorMap: null, waits: '',
});

// A page that asks the program to remove charts and to mark regions; both return
// what answers it.
function setUp() {
  /** @type {string[]} what was done whose undo is offered */
  const offers = [];
  const last = new LastStep((text) => {
    offers.push(text);
    return () => offers.splice(offers.indexOf(text), 1);
  });
  const ask = (action, args, step) => {
    last.noticed(action, args);
    let answer;
    const done = last.asks(step, new Promise((resolve) => { answer = resolve; }));
    return async (why = '') => {
      answer(why);
      await done;
    };
  };
  const remove = (c) => ask('userRemoveChart', { handle: c.handle }, removalOf(c));
  const mark = (count) => ask('userAddRegions', { regions: [] }, markingOf(count));
  const told = (c) => last.noticed('removeChart', { chartId: c.id });
  return { offers, last, remove, mark, told };
}

test('the undo of a removal is offered once it is done', async () => {
  const { offers, remove, told } = setUp();
  const answer = remove(chart(3));
  told(chart(3));
  assert.deepEqual(offers, []);
  await answer();
  assert.deepEqual(offers, ['Removed chart 3']);
});

test('a removal that was refused offers nothing', async () => {
  const { offers, remove, told } = setUp();
  await remove(chart(3))('there is no chart 3');
  assert.deepEqual(offers, []);
  // Somebody else removes it then: no removal of this page.
  const answer = remove(chart(4));
  told(chart(3));
  await answer();
  assert.deepEqual(offers, []);
});

test('of two removals the last is offered, also while the first is under way', async () => {
  const { offers, remove, told } = setUp();
  await remove(chart(1))();
  const second = remove(chart(2));
  assert.deepEqual(offers, []);
  const third = remove(chart(3));
  told(chart(2));
  await second();
  assert.deepEqual(offers, []);
  told(chart(3));
  await third();
  assert.deepEqual(offers, ['Removed chart 3']);
});

test('what is done meanwhile by somebody else makes the undo theirs', async () => {
  const { offers, last, remove, told } = setUp();
  const answer = remove(chart(3));
  told(chart(3));
  last.noticed('orderCharts', { handles: [2, 1] });
  await answer();
  assert.deepEqual(offers, []);
});

test('every step, here or elsewhere, withdraws the offer; moves, hovers and questions do not', async () => {
  const samples = (name) => JSON.parse(readFileSync(new URL(`../../../protocol/testdata/${name}.json`, import.meta.url), 'utf8'));
  const actions = ['from_page', 'to_page'].flatMap((name) => samples(name).map((s) => s.request.data.action));
  const withdrawn = new Set();
  for (const action of new Set(actions)) {
    const { offers, last, remove } = setUp();
    await remove(chart(3))();
    last.noticed(action, { chartId: 'chart-9' });
    if (offers.length === 0) withdrawn.add(action);
  }
  assert.deepEqual([...withdrawn].sort(), [
    'addChart', 'addMeasurements', 'addSeqInfos', 'orderCharts', 'removeChart', 'removeMeasurements', 'removeSeqNames', 'select',
    'setChartSettings', 'setFlip', 'setLinkOut', 'setRegions', 'setSamples', 'setTheme', 'syncState', 'userAddChart', 'userAddRegions',
    'userDuplicateChart', 'userImportSession', 'userOpenCharts', 'userOpenWorkspace', 'userOrderCharts', 'userRedo', 'userRemoveChart',
    'userRemoveCharts', 'userSelect', 'userSetChartSettings', 'userSetCharts', 'userSetFlip', 'userSetLinkOut', 'userSetTheme', 'userUndo',
    'userUploadEnd',
  ]);
});

test('a removal is said with the number of the chart, and its title', () => {
  assert.equal(removalOf(chart(3)).text, 'Removed chart 3');
  assert.equal(removalOf(chart(3, { title: ' <b>mine</b> ' })).text, 'Removed chart 3, <b>mine</b>');
});

test('the undo of regions is offered once they are marked, until regions change again', async () => {
  const { offers, last, mark } = setUp();
  const answer = mark(2);
  last.noticed('setRegions', { regions: [] });
  assert.deepEqual(offers, []);
  await answer();
  assert.deepEqual(offers, ['Marked 2 regions']);
  last.noticed('setRegions', { regions: [] });
  assert.deepEqual(offers, []);
  await mark(1)('wanted a place; found none');
  assert.deepEqual(offers, []);
  assert.equal(markingOf(1).text, 'Marked 1 region');
});

test('a change of regions by somebody else, after that of the page, makes the undo theirs', async () => {
  const { offers, last, mark } = setUp();
  const answer = mark(1);
  last.noticed('setRegions', { regions: [] });
  last.noticed('setRegions', { regions: [] });
  await answer();
  assert.deepEqual(offers, []);
});
