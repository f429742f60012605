import assert from 'node:assert/strict';
import test from 'node:test';
import { blocksTrack } from '../static/charts/blocks-track.js';
import { genesTrack } from '../static/charts/genes-track.js';
import { transcriptTrack } from '../static/charts/transcript-track.js';
import { TiledSeries } from '../static/net/cache.js';
import { decodeRows } from '../static/net/decode.js';
import { cutToWindow, tilesFor } from '../static/net/tiles.js';
import { pan, zoom } from '../static/model/view.js';
import { features, optionsFor, seriesOf } from './fixtures.js';
import { recorder } from './recorder.js';

const LENGTH = 3_000_000;
const limits = { start: 0, end: LENGTH };

// Numbers from 0 to 1, the same in every run.
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const next = random(7);
const ROWS = Array.from({ length: 2500 }, (_, i) => {
  const start = 1 + Math.floor(next() * (LENGTH - 40_000));
  const end = start + Math.floor(10 ** (1 + 3.4 * next()));
  return { start, end, gene: `GENE${i}`, strand: i % 2 ? '+' : '-', exon_starts: String(start), exon_ends: String(end) };
}).sort((a, b) => a.start - b.start || a.end - b.end);
const MOST = 300;

// Answers as the program does: of too many genes the longest and the density, of other rows merged ones.
function answer(w, genes) {
  const [from, to] = [w.start, Math.min(w.end, LENGTH)];
  let rows = ROWS.filter((r) => r.start - 1 < to && r.end > from);
  const total = rows.length;
  let density = null;
  let counts = null;
  if (total > MOST && genes) {
    density = new Array(w.bins).fill(0);
    for (const r of rows) {
      const bin = Math.floor((Math.floor((r.start - 1 + r.end) / 2) - w.start) / w.resolution);
      if (bin >= 0 && bin < w.bins) density[bin]++;
    }
    const kept = new Set([...rows].sort((a, b) => b.end - b.start - (a.end - a.start)).slice(0, MOST));
    rows = rows.filter((r) => kept.has(r));
  } else if (total > MOST) {
    const merged = new Map();
    for (const r of rows) {
      const part = Math.floor(((Math.max(r.start - 1, from) - from) * MOST) / (w.end - from));
      const first = merged.get(part);
      if (first) Object.assign(first, { end: Math.max(first.end, r.end), count: first.count + 1, gene: '' });
      else merged.set(part, { ...r, count: 1 });
    }
    rows = [...merged.values()];
    counts = rows.map((r) => r.count);
  }
  const column = (name) => rows.map((r) => r[name]);
  return decodeRows({
    values: {
      start: column('start'), end: column('end'), strand: column('strand'), ...(counts ? { count: counts } : {}),
      metadata: { gene: column('gene'), ...(genes ? { exon_starts: column('exon_starts'), exon_ends: column('exon_ends') } : {}) },
    },
    total, thinned: total > MOST, ...(density ? { density } : {}),
  }, w);
}

const seriesFor = (genes) => new TiledSeries(async (w) => answer(w, genes), () => {});

async function settled(series, view) {
  for (let i = 0; i < 20 && !series.need(view, limits); i++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(series.has(view, limits), `${view.start}-${view.end} is never answered`);
}

function drawing(module, piece, view, height) {
  const ctx = recorder();
  const { note } = module.draw(ctx, { series: [seriesOf(piece, { measurement: { type: 'range' } })] }, view, optionsFor(module, 1, { height, width: 700 }));
  return [note, ...ctx.calls.map(({ line, style }) => line + JSON.stringify(style))];
}

const start = { seqName: 'chr1', start: 1_000_000, end: 1_100_000, left: 50, width: 640 };

function step(view, at) {
  const to = at() < 0.1 ? { seqName: 'chr1', start: Math.floor(at() * 2_000_000), end: 0 } : null;
  if (to) to.end = to.start + Math.floor(10 ** (3 + 3 * at()));
  const place = to ?? (at() < 0.5
    ? pan(view, (at() - 0.5) * 1.5 * (view.end - view.start), limits)
    : zoom(view, 2 ** (2 * at() - 1), at(), limits));
  return { ...view, ...place };
}

test('the same place is drawn alike whatever was seen before', async () => {
  for (const [module, genes, height] of [[genesTrack, true, 120], [transcriptTrack, true, 60], [blocksTrack, false, 80]]) {
    const at = random(11);
    const walked = seriesFor(genes);
    let view = start;
    const kinds = new Set();
    for (let k = 0; k < 60; k++) {
      view = step(view, at);
      // A view that does not rest asks and draws all the same.
      walked.need(view, limits);
      const passing = walked.best(view, limits);
      if (passing?.kind === 'features') drawing(module, passing, view, height);
      if (at() < 0.5) continue;
      await settled(walked, view);
      const fresh = seriesFor(genes);
      await settled(fresh, view);
      const [got, want] = [walked, fresh].map((s) => drawing(module, s.best(view, limits), view, height));
      kinds.add(want[0].replace(/[\d,]+/g, 'N'));
      assert.deepEqual(got, want, `${module.title} after ${k} steps at ${view.start}-${view.end}`);
    }
    assert.ok(kinds.size > 1, `the walk saw only ${[...kinds]}`);
  }
});

test('a window is one of the view alone, wider than it on both sides, and panning changes it seldom', () => {
  const seen = new Set();
  for (let i = 0; i < 1000; i++) {
    const view = { ...start, start: 1_000_000 + i * 100.25, end: 1_100_000 + i * 100.25 };
    const w = tilesFor(view, limits);
    assert.ok(w.start <= view.start - 25_000 && w.end >= view.end + 25_000, JSON.stringify(w));
    assert.ok(w.end - w.start <= 2.7 * (view.end - view.start));
    assert.equal(w.start % w.resolution, 0);
    assert.equal((w.end - w.start) / w.resolution, w.bins);
    seen.add(JSON.stringify(w));
  }
  assert.ok(seen.size <= 5, `${seen.size} windows of a move by one view`);
});

test('rows of a wider window are cut to the one that is wanted, once', () => {
  const piece = { ...features([{ start: 1, end: 10, n: 'a' }, { start: 60, end: 70, n: 'b' }, { start: 200, end: 210, n: 'c' }]), start: 0, end: 400 };
  const want = { seqName: 'chr1', start: 50, end: 100, resolution: 1, bins: 50 };
  const got = cutToWindow(piece, want, { start: 0, end: 400 });
  assert.deepEqual([[...got.starts], got.metadata.n, got.total, got.start, got.end], [[59], ['b'], 1, 50, 100]);
  assert.equal(cutToWindow(piece, want, { start: 0, end: 400 }), got);
  assert.equal(cutToWindow({ ...piece, resolution: 4, thinned: true }, want, { start: 0, end: 400 }), null, 'thinned otherwise');
  assert.equal(cutToWindow(piece, { ...want, end: 500 }, { start: 0, end: 1000 }), null, 'not all of it');
  assert.equal(cutToWindow(piece, { ...want, start: 0, end: 400 }, { start: 0, end: 400 }), piece);
});

test('until its own rows are there, a view shows those of another window', async () => {
  const series = seriesFor(true);
  await settled(series, start);
  const beside = { ...start, start: start.start + 30_000, end: start.end + 30_000 };
  assert.equal(series.need(beside, limits), false);
  assert.equal(series.best(beside, limits).start, tilesFor(start, limits).start);
});
