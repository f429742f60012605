import assert from 'node:assert/strict';
import test from 'node:test';
import { Workspace } from '../static/model/workspace.js';
import { runAction } from '../static/net/actions.js';
import { measurement } from './fixtures.js';

const LINE = 'epiviz.plugins.charts.LineTrack';

function setUp() {
  const calls = [];
  const workspace = new Workspace();
  const page = {
    workspace,
    settled: async (ids) => calls.push(['settled', ids]),
    invalidate: (group) => calls.push(['invalidate', group]),
    synced: (groups) => calls.push(['synced', groups]),
    redraw: () => calls.push(['redraw']),
    message: (msg) => calls.push(['message', msg]),
    setTheme: (theme) => calls.push(['setTheme', theme]),
    isEcho: () => false,
    isKnown: () => false,
  };
  const run = (action, args = {}) => runAction(page, action, { action, ...args });
  return { calls, workspace, page, run };
}

const state = {
  title: 'my session', location: { seqName: 'chr2', start: 11, end: 20 }, browser: 1,
  seqInfos: [['chr1', 1, 1000], ['chr2', 1, 500]], measurements: [measurement()],
  charts: [{ handle: 3, type: LINE, measurements: [measurement()], settings: { height: 50 }, colorMap: ['#ff0000'] }],
};

async function synced() {
  const all = setUp();
  assert.deepEqual(await all.run('syncState', state), { success: true, errorMessage: null, value: null });
  all.calls.length = 0;
  return all;
}

test('syncState replaces everything', async () => {
  const { run, workspace, calls } = setUp();
  workspace.setCharts([{ id: 'chart-1', handle: 1, type: LINE, measurements: [], settings: {}, colorMap: null }]);
  await run('syncState', state);
  assert.equal(workspace.title, 'my session');
  assert.deepEqual(workspace.place, { seqName: 'chr2', start: 10, end: 20 });
  assert.deepEqual(workspace.charts, [
    { id: 'chart-3', handle: 3, type: LINE, measurements: [measurement()], settings: { height: 50 }, colorMap: ['#ff0000'], waits: '' },
  ]);
  assert.deepEqual(workspace.measurements, [measurement()]);
  assert.deepEqual(calls, [['synced', []]]);
});

test('a second syncState leaves what is as it was, and puts settings that are gone back to their defaults', async () => {
  const { run, workspace } = setUp();
  const chart = (handle, more) => ({ ...state.charts[0], handle, ...more });
  await run('syncState', { ...state, charts: [chart(1), chart(2), chart(3, { settings: { yMax: 9, yMin: 1 } })] });
  const [first, , third] = workspace.charts;
  const topics = [];
  workspace.onChange((topic) => topics.push(topic));
  await run('syncState', { ...state, charts: [chart(3, { settings: { yMin: 1 }, colorMap: null }), chart(1)] });
  assert.deepEqual(workspace.charts.map((c) => c.id), ['chart-3', 'chart-1']);
  assert.equal(workspace.charts[1], first);
  assert.notEqual(workspace.charts[0], third);
  assert.equal(workspace.charts[0].colorMap, null);
  const { value } = await run('getChartSettings', { chartId: 'chart-3' });
  assert.deepEqual(value.filter((s) => ['yMin', 'yMax'].includes(s.id)).map((s) => s.value), [1, 'default']);
  assert.deepEqual(topics, ['title', 'charts']);
});

test('a syncState says which data may be others: of what is described otherwise, and of what is computed then', async () => {
  const { run, calls } = setUp();
  const computed = (id, expression) => measurement({ id, datasourceId: id, datasourceGroup: id, annotation: { expression } });
  const sync = (...measurements) => run('syncState', { ...state, measurements, charts: [] });
  await sync(measurement(), computed('a', 'm+1'), computed('b', 'a*2'));
  await sync(computed('a', 'm+1'), computed('b', 'a*2'), measurement({ id: 'new', datasourceId: 'new', datasourceGroup: 'new' }));
  await sync(measurement(), computed('a', 'm+2'), computed('b', 'a*2'));
  assert.deepEqual(calls, [['synced', []], ['synced', []], ['synced', ['a', 'b']]]);
});

test('a syncState that has the place the program knew leaves the view where the user has gone meanwhile', async () => {
  const { run, page, workspace } = await synced();
  workspace.setPlace({ seqName: 'chr1', start: 50, end: 70 }, true);
  page.isKnown = ({ range }) => range.seqName === 'chr2';
  await run('syncState', state);
  assert.deepEqual(workspace.place, { seqName: 'chr1', start: 50, end: 70 });
  await run('syncState', { ...state, location: { seqName: 'chr1', start: 1, end: 20 } });
  assert.deepEqual(workspace.place, { seqName: 'chr1', start: 0, end: 20 });
});

test('a chart waits until a syncState has it without', async () => {
  const { run, workspace } = setUp();
  await run('syncState', { ...state, charts: [{ ...state.charts[0], measurements: [], waits: 'b.bw' }] });
  assert.equal(workspace.chart('chart-3').waits, 'b.bw');
  await run('setChartSettings', { chartId: 'chart-3', settings: { title: 'mine' }, colorMap: null });
  assert.equal(workspace.chart('chart-3').waits, 'b.bw');
  await run('syncState', state);
  assert.deepEqual([workspace.chart('chart-3').waits, workspace.chart('chart-3').measurements], ['', [measurement()]]);
});

test('syncState without a location shows the start of the first sequence', async () => {
  const { run, workspace } = setUp();
  await run('syncState', { ...state, location: null });
  assert.deepEqual(workspace.place, { seqName: 'chr1', start: 0, end: 1000 });
});

test('an unknown action is answered, and so is one that fails', async () => {
  const { run } = setUp();
  for (const [action, args, wanted] of [
    ['fly', {}, /does not know the action fly/],
    ['toString', {}, /does not know/],
    ['navigate', { range: 'not JSON' }, /JSON/],
    ['navigate', { range: '{"seqName":"chr1"}' }, /wanted a range/],
    ['navigate', {}, /wanted a range/],
    ['addChart', { type: LINE, measurements: '{}' }, /wanted a list in measurements/],
    ['addChart', { type: 'epiviz.plugins.charts.Nothing', measurements: '[]', handle: 1 }, /cannot draw/],
    ['removeChart', { chartId: 'chart-9' }, /no chart chart-9/],
    ['getCurrentLocation', {}, /no location yet/],
  ]) {
    const reply = await run(action, args);
    assert.equal(reply.success, false, action);
    assert.match(reply.errorMessage, wanted);
    assert.equal(reply.value, null);
  }
});

test('addChart answers with the id once the chart shows its data', async () => {
  const { run, workspace, calls } = await synced();
  const reply = await run('addChart', { type: LINE, measurements: JSON.stringify([measurement()]), handle: 7 });
  assert.deepEqual(reply, { success: true, errorMessage: null, value: { id: 'chart-7' } });
  assert.deepEqual(calls, [['settled', ['chart-7']]]);
  assert.deepEqual(workspace.charts.map((c) => c.id), ['chart-3', 'chart-7']);
  await run('removeChart', { chartId: 'chart-3' });
  assert.deepEqual(workspace.charts.map((c) => c.id), ['chart-7']);
});

test('a chart that is sent twice is one chart', async () => {
  const { run, workspace } = await synced();
  await run('addChart', { type: LINE, measurements: JSON.stringify([measurement()]), handle: 3, settings: { title: 'again' } });
  assert.deepEqual(workspace.charts.map((c) => [c.id, c.settings]), [['chart-3', { title: 'again' }]]);
});

test('navigate cuts to the sequence and answers with the place', async () => {
  const { run, workspace, calls } = await synced();
  const navigate = async (seqName, start, end) => (await run('navigate', { range: JSON.stringify({ seqName, start, end }) })).value;
  assert.deepEqual(await navigate('chr1', 1, 100), { seqName: 'chr1', start: 1, end: 100 });
  assert.deepEqual(workspace.place, { seqName: 'chr1', start: 0, end: 100 });
  assert.deepEqual(calls, [['settled', null]]);
  assert.deepEqual(await navigate('chr1', 900, 5000), { seqName: 'chr1', start: 900, end: 1000 });
  assert.deepEqual(await navigate('chr1', 5001, 5100), { seqName: 'chr1', start: 901, end: 1000 });
  assert.deepEqual(await navigate('chr1', 1001, 1100), { seqName: 'chr1', start: 901, end: 1000 }, 'right behind the end');
  assert.deepEqual(await navigate('chr1', 1000, 1100), { seqName: 'chr1', start: 1000, end: 1000 }, 'on the last base');
  assert.deepEqual(await navigate('chr1', -10, 10.4), { seqName: 'chr1', start: 1, end: 10 });
  assert.deepEqual((await run('getCurrentLocation')).value, { seqName: 'chr1', start: 1, end: 10 });
  assert.equal((await run('navigate', { range: '{"seqName":"chr9","start":1,"end":2}' })).success, false);
  assert.deepEqual(workspace.place, { seqName: 'chr1', start: 0, end: 10 });
});

test('the echo of what the user did does not move the page', async () => {
  const { run, page, workspace } = await synced();
  workspace.setPlace({ seqName: 'chr1', start: 50, end: 70 }, true);
  page.isEcho = ({ range }) => range.start === 31;
  const reply = await run('navigate', { range: '{"seqName":"chr1","start":31,"end":40}' });
  assert.deepEqual(reply.value, { seqName: 'chr1', start: 51, end: 70 });
});

test('settings are merged, colours kept, replaced or reset', async () => {
  const { run, workspace, calls } = await synced();
  await run('setChartSettings', { chartId: 'chart-3', settings: { yMax: 9 }, colorMap: null });
  assert.deepEqual(workspace.chart('chart-3').settings, { height: 50, yMax: 9 });
  assert.deepEqual(workspace.chart('chart-3').colorMap, ['#ff0000']);
  assert.deepEqual(calls, [['settled', ['chart-3']]]);
  await run('setChartSettings', { chartId: 'chart-3', settings: {}, colorMap: ['#00ff00'] });
  assert.deepEqual(workspace.chart('chart-3').colorMap, ['#00ff00']);
  await run('setChartSettings', { chartId: 'chart-3', settings: {}, colorMap: [] });
  assert.equal(workspace.chart('chart-3').colorMap, null);
  const { value } = await run('getChartSettings', { chartId: 'chart-3' });
  assert.equal(value.find((s) => s.id === 'yMax').value, 9);
  assert.equal(value.find((s) => s.id === 'yMin').value, 'default');
});

test('the charts on offer have settings', async () => {
  const { value } = await setUp().run('getAvailableCharts');
  assert.deepEqual(
    value.map((c) => c.chartName),
    [
      'LineTrack',
      'StackedLineTrack',
      'BlocksTrack',
      'GenesTrack',
      'TranscriptTrack',
      'ArcsTrack',
      'AlignmentsTrack',
      'VariantsTrack',
      'SequenceTrack',
      'HeatmapPlot',
      'ScatterPlot',
      'LinePlot',
      'StackedLinePlot',
    ].map((n) => `epiviz.plugins.charts.${n}`),
  );
  for (const { customSettings } of value) assert.ok(customSettings.every((s) => s.id && s.type && s.label && 'defaultValue' in s));
});

test('measurements and sequences come and go; charts stay', async () => {
  const { run, workspace } = await synced();
  const other = measurement({ id: 'other' });
  await run('addMeasurements', { measurements: JSON.stringify([other, { ...measurement(), name: 'renamed' }]) });
  assert.deepEqual(workspace.measurements.map((m) => m.name), ['renamed', 'signal']);
  await run('removeMeasurements', { measurements: JSON.stringify([measurement()]) });
  assert.deepEqual(workspace.measurements.map((m) => m.id), ['other']);
  assert.equal(workspace.charts.length, 1);
  await run('addSeqInfos', { seqInfos: '[["chr3",1,300],["chr1",1,2000]]' });
  assert.deepEqual(workspace.seqInfos, [['chr1', 1, 2000], ['chr2', 1, 500], ['chr3', 1, 300]], 'an end that is told again is another');
  await run('removeSeqNames', { seqNames: '["chr2"]' });
  assert.deepEqual(workspace.place, { seqName: 'chr1', start: 0, end: 2000 }, 'its sequence has gone');
});

test('caches, messages and redraws are passed on', async () => {
  const { run, calls } = await synced();
  await run('clearDatasourceGroupCache', { datasourceGroup: 'g' });
  await run('flushCache');
  await run('redraw');
  await run('writeMsg', { msg: 'hello' });
  assert.deepEqual(calls, [['invalidate', 'g'], ['invalidate', null], ['redraw'], ['settled', null], ['message', 'hello']]);
  assert.equal((await run('uiStatus')).success, true);
});

test('a look is taken over, in a whole state where one was chosen', async () => {
  const { calls, run } = setUp();
  await run('setTheme', { theme: 'dark' });
  await run('syncState', { ...state, theme: 'light' });
  await run('syncState', state);
  assert.deepEqual(calls.filter(([what]) => what === 'setTheme'), [['setTheme', 'dark'], ['setTheme', 'light']]);
});

test('an end that was only seen bounds no place; one that is known does', async () => {
  const { run, workspace } = setUp();
  await run('syncState', { ...state, openEnds: ['chr2'] });
  await run('addSeqInfos', { seqInfos: [['chr3', 1, 100], ['chr1', 1, 1000]], openEnds: ['chr3'] });
  for (const [seqName, start, end] of [['chr2', 901, 1000], ['chr3', 201, 300]]) {
    const { value } = await run('navigate', { range: { seqName, start, end } });
    assert.deepEqual(value, { seqName, start, end });
    assert.equal(workspace.limits().end, end);
  }
  assert.equal(workspace.limits('chr2').end, 500);
  const { value } = await run('navigate', { range: { seqName: 'chr1', start: 951, end: 1400 } });
  assert.deepEqual(value, { seqName: 'chr1', start: 951, end: 1000 });
});
