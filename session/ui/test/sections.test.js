// The sections of a dialog of settings.
import assert from 'node:assert/strict';
import test from 'node:test';
import { chartModules } from '../static/charts/index.js';
import { offeredFor, sectionsOf } from '../static/model/sections.js';

const setting = (id, section, beside) => ({ id, type: 'number', section, beside });

test('settings are in sections, with those beside them', () => {
  const list = [setting('a', 'One'), setting('b', 'Two'), setting('c', 'One'), setting('d', 'Two', 'b'), setting('e', 'One', 'gone')];
  const ids = sectionsOf(list).map(({ title, lines }) => [title, lines.map((line) => line.map((s) => s.id))]);
  assert.deepEqual(ids, [['One', [['a'], ['c'], ['e']]], ['Two', [['b', 'd']]]]);
});

test('every setting of every chart is in one line, and what comes first is the chart itself', () => {
  for (const { title, settings } of chartModules) {
    const sections = sectionsOf(settings);
    assert.equal(sections[0].title, 'Chart', title);
    assert.deepEqual(sections.flatMap((s) => s.lines.flat()).map((s) => s.id).sort(), settings.map((s) => s.id).sort(), title);
    assert.ok(sections.every((s) => s.lines.every((line) => line.length <= 2)), title);
  }
});

test('groups and columns that there are are offered', () => {
  const charts = [{ settings: { yGroup: ' b ' } }, { settings: { yGroup: 'a' } }, { settings: {} }, { settings: { yGroup: 'b' } }];
  const measurements = [{ metadata: ['name', 'score'] }, { metadata: ['score'] }];
  assert.deepEqual(offeredFor({ id: 'yGroup' }, charts, measurements), ['a', 'b']);
  assert.deepEqual(offeredFor({ id: 'blockColorBy', column: true }, charts, measurements), ['name', 'score']);
  assert.equal(offeredFor({ id: 'title' }, charts, measurements), null);
});
