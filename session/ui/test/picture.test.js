// Pictures of charts as SVG.
import assert from 'node:assert/strict';
import test from 'node:test';
import { heatmap } from '../static/charts/heatmap.js';
import { lineTrack } from '../static/charts/line-track.js';
import { takePicture } from '../static/stage/picture.js';
import { bins, optionsFor, rows, seriesOf, theme, viewOf } from './fixtures.js';
import { recorder } from './recorder.js';
import { parseXML } from './xml.js';

// Of the document a picture needs something that measures.
globalThis.document ??= { createElement: () => ({ getContext: () => recorder() }) };

const stage = {
  width: 370,
  view: () => viewOf(0, 100, 300),
  theme: () => theme,
  bands: () => null,
  workspace: { limits: () => ({ start: 0, end: 1000 }), regions: [] },
};

function cardOf(module, pieces, title, settings = {}) {
  const series = pieces.map((piece, i) => seriesOf(piece, { measurement: { name: `m${i}` } }));
  const options = optionsFor(module, series.length, { height: 160, settings });
  return {
    module, options, chart: { type: module.type, measurements: series.map((s) => s.measurement), settings: { title }, waits: '' },
    data: () => ({ series }),
  };
}

/** The texts left of the charts, which is where their names and legends are, and all others. */
async function textsOf(card) {
  const { blob } = await takePicture(stage, [card], 'svg', 1);
  const all = (node) => node.children.flatMap((c) => [...(c.name === 'text' ? [c] : []), ...all(c)]);
  const texts = all(parseXML(await blob.text()));
  const left = texts.filter((t) => Number(t.attributes.x) < 180 && Number(t.attributes.y) > 80);
  return [left.map((t) => t.text), texts.filter((t) => !left.includes(t)).map((t) => t.text)];
}

const four = rows([[1, 5, 1], [11, 15, 2], [21, 25, 3], [31, 35, 4]]);

test('a legend is there where the page has one, and a remark as on the page', async () => {
  const [left, others] = await textsOf(cardOf(heatmap, [four, four], 'Heatmap', { maxColumns: 2 }));
  assert.deepEqual(left, ['Heatmap']);
  assert.ok(others.includes('4 rows in 2 columns: means of neighbours'), others.join());
  assert.deepEqual((await textsOf(cardOf(lineTrack, [bins([1, 2]), bins([2, 3])], 'Two')))[0], ['Two', 'm0', 'm1']);
});

test('long names go on where the page breaks them', async () => {
  const label = async (title) => (await textsOf(cardOf(lineTrack, [four], title)))[0];
  assert.deepEqual(await label('gencode_chr22_nameindex_of_all'), ['gencode_chr22_nameindex_', 'of_all']);
  assert.deepEqual(await label('All peaks of CTCF in the cell line'), ['All peaks of CTCF in the', 'cell line']);
  assert.deepEqual(await label('a-very-long-name-that-does-not-fit-on-two-lines-at-all'), [
    'a-very-long-name-that-',
    'does-not-fit-on-two-lines…',
  ]);
});
