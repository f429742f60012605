// Undo and redo: the keys, and the offer to take back a removal.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { undoKeyOf } from '../static/gesture/undo.js';
import { LastRemoval, removedText } from '../static/model/removal.js';
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

// A page that asks the program to remove charts; remove returns what answers it.
function setUp() {
  /** @type {number[]} the charts whose undo is offered */
  const offers = [];
  const removal = new LastRemoval(({ handle }) => {
    offers.push(handle);
    return () => offers.splice(offers.indexOf(handle), 1);
  });
  const remove = (c) => {
    removal.noticed('userRemoveChart', { handle: c.handle });
    let answer;
    const done = removal.asks(c, new Promise((resolve) => { answer = resolve; }));
    return async (why = '') => {
      answer(why);
      await done;
    };
  };
  const told = (c) => removal.noticed('removeChart', { chartId: c.id });
  return { offers, removal, remove, told };
}

test('the undo of a removal is offered once it is done', async () => {
  const { offers, remove, told } = setUp();
  const answer = remove(chart(3));
  told(chart(3));
  assert.deepEqual(offers, []);
  await answer();
  assert.deepEqual(offers, [3]);
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
  assert.deepEqual(offers, [3]);
});

test('what is done meanwhile by somebody else makes the undo theirs', async () => {
  const { offers, removal, remove, told } = setUp();
  const answer = remove(chart(3));
  told(chart(3));
  removal.noticed('orderCharts', { handles: [2, 1] });
  await answer();
  assert.deepEqual(offers, []);
});

test('every step, here or elsewhere, withdraws the offer; moves, hovers and questions do not', async () => {
  const samples = (name) => JSON.parse(readFileSync(new URL(`../../../protocol/testdata/${name}.json`, import.meta.url), 'utf8'));
  const actions = ['from_page', 'to_page'].flatMap((name) => samples(name).map((s) => s.request.data.action));
  const withdrawn = new Set();
  for (const action of new Set(actions)) {
    const { offers, removal, remove } = setUp();
    await remove(chart(3))();
    removal.noticed(action, { chartId: 'chart-9' });
    if (offers.length === 0) withdrawn.add(action);
  }
  assert.deepEqual([...withdrawn].sort(), [
    'addChart', 'addMeasurements', 'addSeqInfos', 'orderCharts', 'removeChart', 'removeMeasurements', 'removeSeqNames', 'select',
    'setChartSettings', 'setRegions', 'setTheme', 'syncState', 'userAddChart', 'userAddRegions', 'userDuplicateChart',
    'userOpenWorkspace', 'userOrderCharts', 'userRedo', 'userRemoveChart', 'userSelect', 'userSetChartSettings', 'userSetTheme',
    'userUndo',
  ]);
});

test('a removal is said with the number of the chart, and its title', () => {
  assert.equal(removedText(chart(3)), 'Removed chart 3');
  assert.equal(removedText(chart(3, { title: ' <b>mine</b> ' })), 'Removed chart 3, <b>mine</b>');
});
