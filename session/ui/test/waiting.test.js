// A chart that waits for data.
import assert from 'node:assert/strict';
import test from 'node:test';
import { chartModules } from '../static/charts/index.js';
import { lineTrack } from '../static/charts/line-track.js';
import { waitingFor } from '../static/charts/waiting.js';
import { takePicture } from '../static/stage/picture.js';
import { optionsFor, theme, viewOf } from './fixtures.js';
import { assertGolden, recorder } from './recorder.js';
import { parseXML } from './xml.js';

function draw(module, waits, view = viewOf(), more = {}) {
  const ctx = recorder();
  assert.deepEqual(waitingFor(module, waits).draw(ctx, { series: [] }, view, optionsFor(module, 0, more)), {});
  return ctx;
}

test('what a chart waits for is drawn, and nothing else', () => {
  assertGolden('waiting', draw(lineTrack, 'b.bw', viewOf(0, 100, 200)));
  // Many names take lines, one that is too long is cut.
  assertGolden('waiting-many', draw(lineTrack, 'signal_of_a_very_long_name_in_a_file, peaks, genes', viewOf(0, 100, 150), { height: 60 }));
  for (const module of chartModules) {
    const { lines } = draw(module, '<b>"x"</b>', viewOf(0, 100, 200));
    assert.deepEqual(lines, [`fillText ${JSON.stringify('waits for <b>"x"</b>')} 150 ${module.height / 2}`]);
  }
});

test('nothing can be picked in it, and it joins no shared range', () => {
  for (const module of chartModules) {
    const waiting = waitingFor(module, 'b.bw');
    assert.equal(waiting.pick({ series: [] }, viewOf(), optionsFor(module, 0), 60, 10), null);
    assert.deepEqual([waiting.pickAll, waiting.extent, waiting.plot, waiting.legend({}, 2)], [undefined, undefined, false, false]);
    for (const same of ['type', 'title', 'takes', 'settings', 'height', 'heightFor']) assert.equal(waiting[same], module[same]);
  }
});

test('it is in pictures, with its name', async () => {
  globalThis.document ??= { createElement: () => ({ getContext: () => recorder() }) };
  const module = waitingFor(lineTrack, 'a&b.bw');
  const card = {
    module, options: optionsFor(module, 0), chart: { type: module.type, measurements: [], settings: {}, waits: 'a&b.bw' },
    data: () => ({ series: [] }),
  };
  const stage = {
    width: 370, view: () => viewOf(0, 100, 300), theme: () => theme, bands: () => null,
    workspace: { limits: () => ({ start: 0, end: 1000 }), regions: [] },
  };
  const svg = parseXML(await (await takePicture(stage, [card], 'svg', 1)).blob.text());
  const texts = (node) => node.children.flatMap((c) => [...(c.name === 'text' ? [c.text] : []), ...texts(c)]);
  assert.deepEqual(texts(svg).slice(-2), ['Line Track', 'waits for a&b.bw']);
});
