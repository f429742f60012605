// The samples of every message that package protocol keeps: what the program
// writes, this page reads, and the other way round.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Workspace } from '../static/model/workspace.js';
import { runAction } from '../static/net/actions.js';
import { VERSION } from '../static/net/connection.js';
import { decodeRows, decodeSeqInfos, decodeValues } from '../static/net/decode.js';
import { decodeFeature } from '../static/net/details.js';
import { regionStepper } from '../static/net/region-step.js';

const samples = (name) => JSON.parse(readFileSync(new URL(`../../../protocol/testdata/${name}.json`, import.meta.url), 'utf8'));

// What the page makes of each answer.
const readers = {
  getValues: (data, asked) => {
    const piece = decodeValues(data, { seqName: asked.seqName, start: asked.start - 1, end: asked.end, resolution: 1 });
    assert.equal(piece.kind, data.error ? 'error' : data.kind === 'points' ? 'rows' : data.kind);
    if (piece.kind === 'bins') assert.equal(piece.bins, asked.bins);
    if (piece.kind === 'rows') assert.deepEqual([...piece.starts, ...piece.ends, ...piece.values], [1000, 2000, 1100, 2100, 12.25, NaN]);
  },
  getCombined: (data, asked) => {
    assert.equal(data.answers.length, asked.measurements.length);
    const pieces = data.answers.map((a) =>
      decodeValues(a, { seqName: asked.seqName, start: asked.start - 1, end: asked.end, resolution: 1 }),
    );
    assert.deepEqual(pieces.map((p) => p.kind), ['bins', 'error']);
    assert.deepEqual([...pieces[0].max], [1, 2]);
  },
  getRows: (data, asked) => {
    const piece = decodeRows(data, { seqName: asked.seqName, start: asked.start - 1, end: asked.end, resolution: 1 });
    assert.equal(piece.kind, data.error ? 'error' : 'features');
    if (piece.kind !== 'features') return;
    assert.equal(piece.starts.length, data.values.start.length);
    assert.equal(piece.total, data.total);
    assert.equal(piece.thinned, data.thinned);
  },
  findSequences: (data) => {
    assert.deepEqual(decodeSeqInfos(data.seqInfos), data.seqInfos);
    assert.deepEqual([data.openEnds, data.sequences], [['scaf7'], 250_000]);
  },
  resolve: (data) => {
    assert.ok(data.place ? data.place.seqName && data.hits[0].view : data.said);
  },
  getFeature: (data) => {
    const feature = decodeFeature(data);
    assert.deepEqual([feature.place, feature.fields[0]], [{ seqName: 'chr1', start: 4000, end: 8800 }, ['name', 'peak "2"']]);
  },
  getRegion: async (data, asked) => {
    const learnt = [];
    const step = regionStepper(async (action, args) => {
      assert.deepEqual({ version: VERSION, action, ...args }, asked);
      return data;
    }, (known) => learnt.push(known));
    const found = await step({ seqName: 'chr1', start: 100, end: 200 }, { place: { seqName: 'chr1', start: 120, end: 180 }, nth: 0 }, 'next');
    assert.deepEqual([found.region.name, found.region.note, found.at, found.count], ['promoter', 'see figure 2', 1, 12]);
    assert.deepEqual([found.region.place, found.view, learnt], [{ seqName: 'chr1', start: 4000, end: 8800 },
      { seqName: 'chr1', start: 3040, end: 9760 }, []]);
  },
  getSequence: (data) => assert.equal(data.bases, 'ACGTN'),
  getWorkspaces: (data) => assert.ok(data.every((w) => w.id && w.name && typeof w.content === 'string')),
  saveWorkspace: (data) => assert.equal(typeof data, 'string'),
  cancel: (data) => assert.deepEqual(data, {}),
  userUpload: (data, asked) => {
    assert.equal(data.files.length, asked.files.length);
    assert.ok(data.files.every(({ upload, refused }) => (upload > 0) !== Boolean(refused)));
  },
  search: (data) => assert.ok(data.every((hit) => hit.gene && hit.seqName && hit.start <= hit.end)),
};

test("the program's answers to this page are understood", async () => {
  const seen = new Set();
  for (const { name, request, response } of samples('from_page')) {
    const { action } = request.data;
    // This page is sent its state when it connects, and asks for none of it.
    if (request.data.version !== VERSION || action === 'getMeasurements' || action === 'getSeqInfos') continue;
    seen.add(action);
    if (readers[action]) await readers[action](response.data, request.data);
    else assert.equal(typeof response.data.success, 'boolean', name);
  }
  for (const action of [
    ...Object.keys(readers),
    'userAddChart',
    'userRemoveChart',
    'userNavigate',
    'userSetChartSettings',
    'userOrderCharts',
    'userDuplicateChart',
    'userSetCharts',
    'userRemoveCharts',
    'userSelect',
    'userHover',
    'userSetTheme',
    'userSetFlip',
    'userUndo',
    'userRedo',
    'userOpenWorkspace',
    'userUploadPart',
    'userUploadEnd',
    'userUploadCancel',
    'userExportSession',
    'userImportSession',
    'userOpenCharts',
    'deleteWorkspace',
  ]) {
    assert.ok(seen.has(action), `no sample of ${action}`);
  }
});

test('what the program asks of this page is done, or refused in words', async () => {
  const workspace = new Workspace();
  const page = {
    workspace,
    settled: async () => {},
    invalidate: () => {},
    synced: () => {},
    redraw: () => {},
    fit: () => ({ heights: [{ handle: 1, height: 90 }, { handle: 2, height: 14 }], over: 3 }),
    layout: () => ({ width: 1192, roominess: 1.5, theme: 'dark' }),
    message: () => {},
    isEcho: () => false,
    isKnown: () => false,
    setTheme: () => {},
    print: async (chartId, fileType) => {
      if (fileType !== 'svg') throw new Error('no such picture');
      return { fileType, data: 'PHN2Zy8+' };
    },
  };
  const list = samples('to_page');
  const sync = list.find((s) => s.request.data.action === 'syncState');
  assert.deepEqual(await runAction(page, 'syncState', sync.request.data), sync.response.data);
  assert.equal(workspace.charts.length, sync.request.data.charts.length);
  for (const { name, request, response } of list) {
    const { data } = request;
    // The ids of charts in the samples are those of other pages.
    const args = data.chartId && response.data.success ? { ...data, chartId: workspace.charts[0].id } : data;
    const reply = await runAction(page, data.action, args);
    // Of pictures and workspaces of its own this page has none.
    const refused =
      ['loadWorkspace', 'loadMeasurements'].includes(data.action) || (data.action === 'printWorkspace' && data.fileType === 'png');
    if (refused || response.data.success === false) {
      assert.equal(reply.success, false, name);
      assert.ok(reply.errorMessage, name);
    } else assert.deepEqual([reply.success, reply.errorMessage], [true, null], name);
    if (['fitCharts', 'getLayout'].includes(data.action)) assert.deepEqual(reply, response.data);
    if (data.action === 'printWorkspace' && !refused) assert.deepEqual(reply, response.data);
    if (data.action === 'removeChart' && reply.success) await runAction(page, 'syncState', sync.request.data);
  }
});
