// Several charts at once: which are ticked, what they have in common, and what is done to all.
import assert from 'node:assert/strict';
import test from 'node:test';
import { chartModules } from '../static/charts/index.js';
import { LastStep, severalOf } from '../static/model/last-step.js';
import {
  Ticked, choicesOf, colourChange, commonSettings, freeGroup, having, measurementsOf, orderTogether, sameChange,
} from '../static/model/ticked.js';
import { asker } from '../static/net/requests.js';

const moduleOf = (title) => chartModules.find((m) => m.title === title);
const measurement = (id) => ({ id, datasourceId: 'd', name: id });
const card = (handle, title = 'Line Track', settings = {}) => ({
  chart: { id: `chart-${handle}`, handle, settings, measurements: [measurement(`m${handle}`)], colorMap: null },
  module: moduleOf(title),
});

test('charts are ticked one by one, or all between two', () => {
  const order = ['a', 'b', 'c', 'd', 'e'];
  const ticked = new Ticked();
  ticked.extend('b', order);
  assert.deepEqual([...ticked.ids], ['b'], 'without a first one the range is one');
  ticked.extend('d', order);
  assert.deepEqual([...ticked.ids].sort(), ['b', 'c', 'd']);
  ticked.toggle('c');
  ticked.extend('a', order);
  assert.deepEqual([...ticked.ids].sort(), ['a', 'b', 'c', 'd'].filter((id) => ticked.ids.has(id)));
  ticked.keep(['a', 'e']);
  assert.ok([...ticked.ids].every((id) => id === 'a'));
  ticked.clear();
  assert.equal(ticked.ids.size, 0);
});

test('settings that charts have in common are those with the same choices', () => {
  const lines = [card(1), card(2)];
  assert.ok(commonSettings(lines).some((s) => s.id === 'style'));
  assert.ok(commonSettings(lines).every((s) => s.id !== 'title'));
  const mixed = [...lines, card(3, 'Genes Track')];
  assert.deepEqual(commonSettings(mixed).map((s) => s.id), ['height', 'pinned']);
  assert.deepEqual(having(mixed, 'yGroup').map((c) => c.chart.handle), [1, 2]);
  assert.deepEqual(having(mixed, 'style', 'bars').map((c) => c.chart.handle), [1, 2]);
  assert.deepEqual(choicesOf(mixed, 'style'), ['line', 'area', 'bars', 'points']);
  assert.deepEqual(commonSettings([{ ...card(1), module: null }]), []);
});

test('a group of scales is one that no chart has, and colours are one a measurement', () => {
  assert.equal(freeGroup([card(1), card(2, 'Line Track', { yGroup: ' group 1 ' })].map((c) => c.chart)), 'group 2');
  const two = { ...card(1), chart: { ...card(1).chart, measurements: [measurement('a'), measurement('b')] } };
  assert.deepEqual(colourChange([two], '#112233')[0].colorMap, ['#112233', '#112233']);
  assert.deepEqual(measurementsOf([two.chart, two.chart, card(2).chart]).map((m) => m.id), ['a', 'b', 'm2']);
});

test('ticked charts come together where they are moved', () => {
  const cards = [1, 2, 3, 4, 5].map((h) => card(h));
  const ids = new Set(['chart-2', 'chart-4']);
  assert.deepEqual(orderTogether(cards, ids, 'top'), [2, 4, 1, 3, 5]);
  assert.deepEqual(orderTogether(cards, ids, 'up'), [2, 4, 1, 3, 5]);
  assert.deepEqual(orderTogether(cards, ids, 'down'), [1, 3, 2, 4, 5]);
  assert.deepEqual(orderTogether(cards, new Set(['chart-5']), 'down'), [1, 2, 3, 4, 5]);
});

test('a change of several is one request, and its undo is offered once all came back', async () => {
  const sent = [];
  const { requests } = asker(async (action, args) => {
    sent.push([action, args]);
    return { success: true };
  }, () => {});
  const cards = [card(1), card(2)];
  await requests.setAll(sameChange(cards, { height: 40 }));
  await requests.removeAll(cards.map((c) => c.chart));
  assert.deepEqual(sent, [
    ['userSetCharts', { charts: [1, 2].map((handle) => ({ handle, settings: { height: 40 }, colorMap: null })) }],
    ['userRemoveCharts', { handles: [1, 2] }],
  ]);

  const offers = [];
  const last = new LastStep((text) => {
    offers.push(text);
    return () => offers.pop();
  });
  last.noticed('userRemoveCharts', {});
  const done = last.asks(severalOf('Removed', cards.map((c) => c.chart)), Promise.resolve(''));
  last.noticed('removeChart', { chartId: 'chart-1' });
  last.noticed('removeChart', { chartId: 'chart-2' });
  await done;
  assert.deepEqual(offers, ['Removed 2 charts']);
  last.noticed('removeChart', { chartId: 'chart-3' });
  assert.deepEqual(offers, []);
});
