import assert from 'node:assert/strict';
import test from 'node:test';
import { colorsFor, dark, hexOf, light } from '../static/charts/theme.js';
import { keyOf } from '../static/dialog/chart-menu.js';
import { dropIndex, orderWith } from '../static/gesture/reorder.js';
import { pinched, toPos, withSpan } from '../static/model/view.js';
import { Workspace } from '../static/model/workspace.js';
import { asker } from '../static/net/requests.js';
import { roominess } from '../static/stage/fit.js';
import { arrange } from '../static/stage/stage.js';

const limits = { start: 0, end: 1_000_000 };

test('a colour that a file states comes behind the chart\'s own and before the palette', () => {
  const measurements = [{ annotation: { color: '#c86400' } }, { annotation: {} }, { annotation: null }];
  assert.deepEqual(colorsFor(light, 3, null, 0, measurements), ['#c86400', light.palette[1], light.palette[2]]);
  assert.deepEqual(colorsFor(light, 1, ['#123456'], 0, measurements), ['#123456']);
});

test('the bases under two fingers stay under them', () => {
  const view = { seqName: 'chr1', start: 1000, end: 2000, left: 50, width: 500 };
  const [from, to] = [[150, 350], [100, 500]];
  const place = pinched(view, from, to, limits);
  const after = { ...view, start: place.start, end: place.end };
  for (const i of [0, 1]) assert.ok(Math.abs(toPos(view, from[i]) - toPos(after, to[i])) < 1e-6);
  const moved = pinched(view, [150, 350], [250, 450], limits);
  assert.deepEqual([moved.start, moved.end], [800, 1800], 'fingers that keep apart move');
  const crossed = pinched(view, [150, 350], [250, 250], limits);
  assert.ok(Number.isFinite(crossed.start) && crossed.end > crossed.start);
});

test('a place is widened about its middle, inside the limits', () => {
  assert.deepEqual(withSpan({ seqName: 'c', start: 100, end: 104 }, 10, limits), { seqName: 'c', start: 97, end: 107 });
  assert.deepEqual(withSpan({ seqName: 'c', start: 0, end: 1 }, 10, limits), { seqName: 'c', start: 0, end: 11 });
  assert.deepEqual(withSpan({ seqName: 'c', start: 100, end: 200 }, 10, limits), { seqName: 'c', start: 100, end: 200 });
});

test('a chart that is dropped goes between those whose middles are above and below', () => {
  const cards = [1, 2, 3, 4].map((handle) => ({ chart: { handle } }));
  assert.deepEqual(orderWith(cards, cards[0], 2), [2, 3, 1, 4]);
  assert.deepEqual(orderWith(cards, cards[3], 0), [4, 1, 2, 3]);
  const boxes = [{ top: 0, bottom: 100 }, { top: 100, bottom: 150 }];
  assert.deepEqual([10, 60, 120, 500].map((y) => dropIndex(boxes, y)), [0, 1, 1, 2]);
});

test('charts are ordered by handle, those that are not named follow', () => {
  const w = new Workspace();
  w.setCharts([1, 2, 3, 4].map((handle) => ({ id: `chart-${handle}`, handle, type: 't', measurements: [], settings: {}, colorMap: null })));
  w.orderCharts([3, 1]);
  assert.deepEqual(w.charts.map((c) => c.handle), [3, 1, 2, 4]);
});

test('listeners hear of a selection and a hover once, and whose hand it was', () => {
  const w = new Workspace();
  const heard = [];
  w.onChange((topic, byUser) => heard.push([topic, byUser]));
  const place = { seqName: 'chr1', start: 1, end: 2 };
  w.setSelection([place], true);
  w.setSelection([{ ...place }]);
  w.setHover(place);
  w.setHover({ ...place }, true);
  w.setHover(null, true);
  assert.deepEqual(heard, [['selection', true], ['hover', false], ['hover', true]]);
});

test('what the program refuses is said', async () => {
  const said = [];
  const answers = {
    userRemoveChart: { success: false, errorMessage: 'there is no chart 9' },
    userOrderCharts: { success: true, errorMessage: null },
  };
  const { requests } = asker(async (action) => {
    if (!answers[action]) throw new Error('closed');
    return answers[action];
  }, (sentence) => said.push(sentence));
  assert.equal(await requests.order([1]), '');
  assert.equal(await requests.remove({ handle: 9 }), 'there is no chart 9');
  assert.equal(await requests.duplicate({ handle: 9 }), 'closed');
  assert.deepEqual(said, ['there is no chart 9', 'closed']);
});

test('a colour of the palette is shown as the theme has it', () => {
  assert.deepEqual(colorsFor(dark, 3, [light.palette[1], '#123456'], 0), [dark.palette[1], '#123456', dark.palette[1]]);
  assert.deepEqual(colorsFor(light, 2, null, 7), [light.palette[7], light.palette[0]]);
  assert.deepEqual(['#ABCDEF', '#abc', 'red'].map(hexOf), ['#ABCDEF', '#aabbcc', '#808080']);
});

test('what has the focus is not moved, however the others go round it', () => {
  const names = ['a', 'b', 'c', 'd'];
  const orders = (list) =>
    list.length === 0 ? [[]] : list.flatMap((x) => orders(list.filter((y) => y !== x)).map((rest) => [x, ...rest]));
  for (const order of orders(names)) for (const focused of [...names, null]) for (const there of [names, ['a', 'b'], ['c'], []]) {
    const moved = [];
    const element = (name) => ({ name, contains: (e) => e === name });
    const all = new Map(names.map((name) => [name, element(name)]));
    const list = {
      children: there.map((name) => all.get(name)),
      insertBefore(e, before) {
        moved.push(e.name);
        this.children = this.children.filter((c) => c !== e);
        this.children.splice(before ? this.children.indexOf(before) : this.children.length, 0, e);
      },
      append(e) {
        this.insertBefore(e, null);
      },
    };
    arrange(list, order.map((name) => all.get(name)), there.includes(focused) ? focused : null);
    const what = `${there} to ${order}, focus on ${focused}`;
    assert.deepEqual(list.children.map((e) => e.name), order, what);
    if (there.includes(focused)) assert.ok(!moved.includes(focused), what);
    if (there.join() === order.join()) assert.deepEqual(moved, [], what);
  }
});

test('charts that gain by it grow into the room there is, and shrink a little, to a bound', () => {
  const card = (height, grows) => ({ height: (factor) => (grows ? height * factor : height) });
  const cards = [card(100, true), card(100, true), card(60, false)];
  const near = (factor, want) => assert.ok(factor <= want && factor > want - 0.01, `${factor}, want ${want}`);
  assert.equal(roominess(cards, 200), 1, 'no room: the page scrolls');
  near(roominess(cards, 363), 1.5); // three lines under the charts
  assert.equal(roominess(cards, 5000), 2.5);
  assert.equal(roominess([], 5000), 2.5, 'of nothing');
  const slow = { height: (factor) => 100 * Math.min(factor, 1.35) };
  near(roominess([slow, card(100, true)], 137 + 200), 2);
  near(roominess([slow, card(100, true)], 122 + 122), 1.21);
  near(roominess(cards, 250), 0.935); // rather than a page that scrolls by a few pixels
});

test('keys on a chart: those of its canvas are not taken from its buttons', () => {
  const of = (key, altKey = false) => [true, false].map((onCanvas) => keyOf({ key, altKey }, onCanvas));
  assert.deepEqual(of('F2'), ['rename', 'rename']);
  assert.deepEqual(of('ArrowUp', true), ['up', 'up']);
  assert.deepEqual(of('ArrowDown', true), ['down', 'down']);
  assert.deepEqual(['Delete', 'Enter', 'ArrowUp', 'ArrowDown', 'a', 'toString'].map((key) => of(key)),
    [['remove', ''], ['open', ''], ['before', ''], ['next', ''], ['', ''], ['', '']]);
  for (const key of ['F2', 'Delete', 'Enter']) assert.deepEqual(of(key, true), ['', ''], key);
});
