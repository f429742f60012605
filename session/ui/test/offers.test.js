import assert from 'node:assert/strict';
import test from 'node:test';
import { boxState, chartsTogether, whyNone } from '../static/dialog/add-menu.js';
import { alikeIn, groupsOf, offersFor, togetherIn } from '../static/model/offers.js';

const m = (id, name, file, more = {}) => ({
  id, name, type: 'feature', datasourceId: id, datasourceGroup: file ?? id, annotation: file ? { file } : null, ...more,
});
const ids = (list) => [...list].map(({ id }) => id);

test('measurements are grouped by their file, else by their data source', () => {
  const groups = groupsOf([m('a', 'width', 'x.tsv'), m('b', 'score', 'y.bw'), m('c', 'other', null), m('d', 'diff', 'x.tsv')]);
  assert.deepEqual(groups.map((g) => [g.file, ids(g.measurements)]), [['x.tsv', ['a', 'd']], ['y.bw', ['b']], ['c', ['c']]]);
});

test('alike are those of the same name in files of the same name', () => {
  const list = [m('a', 'peaks', 'one.bed'), m('b', 'peaks', 'two.bed'), m('c', 'peaks', 'two.bed'), m('d', 'width', 'two.bed')];
  assert.deepEqual(ids(alikeIn(list)), ['b', 'c']);
});

test('together go those of one type and group: the most there are', () => {
  assert.deepEqual(ids(togetherIn([m('r', 'rows', 'x', { type: 'range' }), m('a', 'a', 'x'), m('b', 'b', 'x')])), ['a', 'b']);
  assert.deepEqual(ids(togetherIn([m('a', 'a', 'x'), m('b', 'b', 'y')])), ['a']);
  assert.deepEqual(togetherIn([]), []);
});

test('a menu lists files of one measurement first, and finds text in names, ids and files', () => {
  const list = [m('a', 'width', 'x.tsv'), m('b', 'score', 'Y.bw'), m('c', 'diff', 'x.tsv'), m('d', 'other', null)];
  const offered = (text) => {
    const { alone, groups } = offersFor(list, text);
    return [ids(alone), groups.map((g) => [g.file, ids(g.measurements)])];
  };
  assert.deepEqual(offered(''), [['b', 'd'], [['x.tsv', ['a', 'c']]]]);
  assert.deepEqual(offered(' y.BW '), [['b'], []]);
  assert.deepEqual(offered('diff'), [[], [['x.tsv', ['c']]]], 'the rest of a file keeps its heading');
  assert.deepEqual(offered('nix'), [[], []]);
});

test('ticked measurements go into one chart of the chosen type where it takes them', () => {
  const [a, b] = [m('a', 'a', 'x'), m('b', 'b', 'x')];
  const line = 'epiviz.plugins.charts.LineTrack';
  const scatter = 'epiviz.plugins.charts.ScatterPlot';
  const of = (ticked, chosen) => {
    const { types, type, label } = chartsTogether(ticked, chosen);
    return [types.length > 0, type, label];
  };
  assert.deepEqual(of([a], ''), [true, line, 'Add chart']);
  assert.deepEqual(of([a, b], scatter), [true, scatter, 'Add 2 in one chart']);
  assert.deepEqual(of([a], scatter), [true, line, 'Add chart'], 'a scatter plot needs two');
  assert.deepEqual(of([a, m('r', 'r', 'x', { type: 'range' })], line), [false, '', 'No chart takes these together']);
  assert.deepEqual(of([], line), [false, '', 'No chart takes these together']);
});

test('a box is ticked with all of its measurements, and in between with some', () => {
  const [a, b] = [m('a', 'a', 'x'), m('b', 'b', 'x')];
  const of = (...ticked) => boxState([a, b], new Set(ticked));
  assert.deepEqual(of(), { checked: false, indeterminate: false });
  assert.deepEqual(of(b), { checked: false, indeterminate: true });
  assert.deepEqual(of(a, b), { checked: true, indeterminate: false });
  assert.deepEqual(boxState([a], new Set([b])), { checked: false, indeterminate: false });
});

test('a menu with nothing in it says why', () => {
  assert.match(whyNone(0, 'nix'), /load FILE/);
  assert.equal(whyNone(3, ' nix '), 'No measurement is called “nix”.');
});
