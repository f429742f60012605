import assert from 'node:assert/strict';
import test from 'node:test';
import { chartModules } from '../static/charts/index.js';
import { decodeSamples } from '../static/net/decode.js';
import { summaryOf } from '../static/stage/summary.js';
import { bins, optionsFor, seriesOf, viewOf } from './fixtures.js';
import { recorder } from './recorder.js';

const piece = (more) => bins([1, 2, 3, 4], undefined, undefined, more);
const named = (name, more) => seriesOf(piece(more), { measurement: { id: name, name } });
const samples = decodeSamples({ columns: [{ name: 'kind', kind: 'text', values: ['x', 'y'], colors: ['', ''] }], rows: { a: [0], b: [1] } });

/** Returns the note of a chart. */
function noteOf(module, series, settings, view = viewOf()) {
  return module.draw(recorder(), { series, samples }, view, optionsFor(module, series.length, { settings })).note ?? '';
}

test('every chart of values says which are estimated', () => {
  const ofValues = chartModules.filter(({ takes }) => takes === 'feature');
  assert.ok(ofValues.length >= 6);
  for (const module of ofValues) {
    assert.match(noteOf(module, [named('a', { estimated: true }), named('b', { estimated: true })]), /^estimated(;|$)/, module.title);
    assert.match(noteOf(module, [named('a', {}), named('b', { estimated: true })]), /^estimated: b(;|$)/, module.title);
    assert.doesNotMatch(noteOf(module, [named('a', {}), named('b', {})]), /estimated/, module.title);
  }
});

test('so do means of groups, and several places', () => {
  const [line] = chartModules;
  assert.equal(noteOf(line, [named('a', {}), named('b', { estimated: true })], { groupBy: 'kind' }), 'estimated: b');
  const panes = [{ ...viewOf(0, 50, 50), pane: 0 }, { ...viewOf(50, 100, 50), left: 105, pane: 1 }];
  const series = { ...named('a', {}), panes: [piece({}), piece({ estimated: true })] };
  assert.equal(noteOf(line, [series], {}, { ...viewOf(), panes }), 'estimated');
});

test('the words for people who do not see a chart say so, too', () => {
  assert.match(summaryOf('Line Track', [named('a', { estimated: true })], viewOf()), /a: values from 1 to 4, estimated\.$/);
});
