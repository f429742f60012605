import assert from 'node:assert/strict';
import test from 'node:test';
import { alikeIn, groupsOf, togetherIn } from '../static/model/offers.js';

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
