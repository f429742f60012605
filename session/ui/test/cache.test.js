import assert from 'node:assert/strict';
import test from 'node:test';
import { Cache, MAX_BINS, Series, serves, windowFor } from '../static/net/cache.js';
import { TimedOut } from '../static/net/connection.js';
import { measurement } from './fixtures.js';

const limits = { start: 0, end: 1_000_000 };
const view = (start, end, width = 100) => ({ seqName: 'chr1', start, end, left: 0, width });
const tick = () => new Promise((resolve) => setImmediate(resolve));

// A loader whose answers the test gives by hand.
function loader() {
  const asked = [];
  const load = (w, signal) => new Promise((resolve, reject) => asked.push({ w, signal, resolve, reject }));
  const piece = (w, more = {}) => ({ kind: 'bins', seqName: w.seqName, start: w.start, end: w.end, resolution: w.resolution, ...more });
  return { asked, load, answer: (i, more) => asked[i].resolve(piece(asked[i].w, more)) };
}

test('a window is wider than the view and begins at a multiple of its bins', () => {
  const w = windowFor(view(10_050, 20_050), limits);
  assert.equal(w.resolution, 100);
  assert.equal(w.start % w.resolution, 0);
  assert.ok(w.start <= 5_050 && w.end >= 25_050);
  assert.equal((w.end - w.start) / w.resolution, w.bins);
});

test('a small pan asks for the same bins in other windows', () => {
  const a = windowFor(view(10_000, 20_000), limits);
  const b = windowFor(view(10_037, 20_037), limits);
  assert.equal(a.resolution, b.resolution);
  assert.equal((a.start - b.start) % a.resolution, 0);
});

test('a window ends with the sequence and has a bin a base at most', () => {
  const w = windowFor(view(0, 1_000_000), limits);
  assert.deepEqual([w.start, w.end], [0, 1_000_000]);
  const near = windowFor(view(999_990, 1_000_000), limits);
  assert.equal(near.resolution, 1);
  assert.equal(near.end, 1_000_000);
  assert.equal(near.bins, near.end - near.start);
});

test('a window never asks for more than the most bins', () => {
  for (const width of [100, 3000, 9000, 20_000]) {
    assert.ok(windowFor(view(0, 400_000, width), limits).bins <= MAX_BINS + 2);
  }
});

test('data serve a view that they cover at about its resolution', () => {
  const have = { seqName: 'chr1', start: 0, end: 1000, resolution: 10 };
  assert.ok(serves(have, view(100, 900), limits, 10));
  assert.ok(serves(have, view(100, 900), limits, 8));
  assert.ok(!serves(have, view(100, 900), limits, 5), 'too coarse');
  assert.ok(!serves(have, view(100, 900), limits, 40), 'too fine');
  assert.ok(!serves(have, view(500, 1100), limits, 10), 'not covered');
  assert.ok(!serves({ ...have, seqName: 'chr2' }, view(100, 900), limits, 10));
  assert.ok(serves({ ...have, resolution: 0 }, view(400, 410), limits, 1), 'records serve every zoom');
});

test('a view is asked for once, and not again when its data have come', async () => {
  const { asked, load, answer } = loader();
  let changes = 0;
  const series = new Series(load, () => changes++);
  assert.equal(series.need(view(10_000, 20_000), limits), false);
  assert.equal(series.need(view(10_500, 20_500), limits), false);
  assert.equal(asked.length, 1, 'what is under way covers the pan');
  answer(0);
  await tick();
  assert.equal(changes, 1);
  assert.equal(series.need(view(10_500, 20_500), limits), true);
  assert.equal(asked.length, 1);
});

test('the old data are drawn while new ones load', async () => {
  const { load, answer } = loader();
  const series = new Series(load, () => {});
  series.need(view(10_000, 20_000), limits);
  answer(0);
  await tick();
  const zoomedOut = view(0, 40_000);
  assert.equal(series.need(zoomedOut, limits), false);
  assert.equal(series.best(zoomedOut, limits).resolution, 100);
  answer(1);
  await tick();
  assert.equal(series.best(zoomedOut, limits).resolution, 400);
  assert.equal(series.best({ ...zoomedOut, seqName: 'chr2' }, limits), null);
});

test('zooming in again finds the finer data that are still held', async () => {
  const { asked, load, answer } = loader();
  const series = new Series(load, () => {});
  for (const v of [view(10_000, 20_000), view(0, 40_000)]) {
    series.need(v, limits);
    answer(asked.length - 1);
    await tick();
  }
  assert.equal(series.need(view(10_000, 20_000), limits), true);
  assert.equal(series.best(view(10_000, 20_000), limits).resolution, 100);
});

test('a reply that a newer one has overtaken is dropped', async () => {
  const { asked, load, answer } = loader();
  const series = new Series(load, () => {});
  series.need(view(10_000, 20_000), limits);
  series.need(view(500_000, 510_000), limits);
  assert.equal(asked.length, 2);
  answer(1, { mark: 'new' });
  answer(0, { mark: 'old' });
  await tick();
  assert.deepEqual(series.pieces.map((p) => p.mark), ['new']);
});

test('a few requests are under way at a time, however fast the view moves', async () => {
  const { asked, load, answer } = loader();
  const series = new Series(load, () => {});
  for (let i = 0; i < 50; i++) {
    series.need(view(i * 1_500, i * 1_500 + 5_000), limits);
    assert.ok(asked.filter(({ signal }) => !signal.aborted).length <= 2);
  }
  const wanted = asked.filter(({ signal }) => !signal.aborted);
  assert.ok(wanted.length === 2 && wanted.every(({ w }) => w.end > 49 * 1_500), 'what is wanted yet shows some of the view');
  for (const one of wanted) answer(asked.indexOf(one));
  await tick();
  assert.equal(series.inFlight.length, 0);
});

test('a request is aborted once the view is elsewhere or of another scale', () => {
  const sequences = { 'chr1:elsewhere': view(500_000, 510_000), 'chr2': { ...view(10_000, 20_000), seqName: 'chr2' },
    'zoomed in': view(15_000, 15_500), 'zoomed out': view(0, 500_000) };
  for (const [name, moved] of Object.entries(sequences)) {
    const { asked, load } = loader();
    const series = new Series(load, () => {});
    series.need(view(10_000, 20_000), limits);
    series.need(view(12_000, 22_000), limits);
    assert.deepEqual(asked.map((a) => a.signal.aborted), [false, false], name);
    series.need(moved, limits);
    assert.deepEqual(asked.map((a) => a.signal.aborted), [true, true, false], name);
    assert.equal(series.inFlight.length, 1, name);
  }
});

test('the answer to an aborted request is dropped, be it data or a failure', async () => {
  const { asked, load, answer } = loader();
  let changes = 0;
  const series = new Series(load, () => changes++);
  series.need(view(10_000, 20_000), limits);
  series.need(view(500_000, 510_000), limits);
  series.need(view(800_000, 810_000), limits);
  answer(0);
  asked[1].reject(asked[1].signal.reason);
  await tick();
  assert.deepEqual([series.pieces.length, changes], [0, 0]);
  assert.equal(series.inFlight.length, 1);
});

test('after an invalidation replies of before are dropped and old data stay until new ones come', async () => {
  const { asked, load, answer } = loader();
  const series = new Series(load, () => {});
  const v = view(10_000, 20_000);
  series.need(v, limits);
  answer(0, { mark: 'first' });
  await tick();
  series.need(view(500_000, 510_000), limits);
  series.invalidate();
  assert.ok(asked[1].signal.aborted);
  answer(1, { mark: 'stale' });
  await tick();
  assert.equal(series.best(v, limits).mark, 'first');
  assert.equal(series.need(v, limits), false);
  assert.equal(asked.length, 3);
  answer(2, { mark: 'second' });
  await tick();
  assert.deepEqual(series.pieces.map((p) => p.mark), ['second']);
  assert.equal(series.need(v, limits), true);
});

test('a failure is shown and not asked again in the same window', async () => {
  const { asked, load } = loader();
  const series = new Series(load, () => {});
  const v = view(10_000, 20_000);
  series.need(v, limits);
  asked[0].reject(new Error('no answer'));
  await tick();
  assert.equal(series.need(v, limits), true);
  assert.equal(series.best(v, limits).error, 'no answer');
  series.need(view(500_000, 510_000), limits);
  assert.equal(asked.length, 2);
});

test('a window whose request timed out is asked for again, and its failure shows until the answer comes', async () => {
  const { asked, load, answer } = loader();
  const series = new Series(load, () => {});
  const v = view(10_000, 20_000);
  series.need(v, limits);
  asked[0].reject(new TimedOut('getValues'));
  await tick();
  assert.equal(series.best(v, limits).error, new TimedOut('getValues').message);
  assert.equal(series.best(view(500_000, 510_000), limits), null);
  assert.equal(series.need(v, limits), false);
  assert.equal(asked.length, 2);
  answer(1, { mark: 'second' });
  await tick();
  assert.equal(series.need(v, limits), true);
  assert.deepEqual(series.pieces.map((p) => p.mark), ['second']);
});

test('data that are out of date stay on the screen when their request times out', async () => {
  const { asked, load, answer } = loader();
  const series = new Series(load, () => {});
  const v = view(10_000, 20_000);
  series.need(v, limits);
  answer(0, { mark: 'first' });
  await tick();
  series.invalidate();
  series.need(v, limits);
  asked[1].reject(new TimedOut('getValues'));
  await tick();
  assert.equal(series.best(v, limits).mark, 'first');
  assert.equal(series.need(v, limits), false);
  assert.equal(asked.length, 3);
});

test('a time-out overtakes no answer', async () => {
  const { asked, load, answer } = loader();
  const series = new Series(load, () => {});
  series.need(view(10_000, 20_000), limits);
  series.need(view(12_000, 22_000), limits);
  asked[1].reject(new TimedOut('getValues'));
  await tick();
  answer(0, { mark: 'first' });
  await tick();
  assert.equal(series.best(view(10_000, 20_000), limits).mark, 'first');
});

test('of two requests under way a late answer to the older one does not replace the newer one', async () => {
  const { asked, load, answer } = loader();
  const series = new Series(load, () => {});
  series.need(view(10_000, 20_000), limits);
  series.need(view(12_000, 22_000), limits);
  assert.deepEqual(asked.map(({ signal }) => signal.aborted), [false, false]);
  answer(1, { mark: 'new' });
  await tick();
  answer(0, { mark: 'old' });
  await tick();
  assert.deepEqual(series.pieces.map((p) => p.mark), ['new']);
});

test('a request that could not be sent leaves what is held', async () => {
  const { asked, load, answer } = loader();
  const series = new Series(load, () => {});
  series.need(view(10_000, 20_000), limits);
  answer(0);
  await tick();
  series.need(view(0, 40_000), limits);
  asked[1].resolve(null);
  await tick();
  assert.equal(series.pieces.length, 1);
  assert.equal(series.inFlight.length, 0);
});

test('charts of one measurement share its data; groups are invalidated apart', () => {
  const cache = new Cache(() => new Promise(() => {}), () => {});
  const a = measurement({ id: 'a', datasourceGroup: 'g1' });
  const b = measurement({ id: 'b', datasourceGroup: 'g2' });
  assert.equal(cache.seriesOf(a), cache.seriesOf({ ...a }));
  assert.notEqual(cache.seriesOf(a), cache.seriesOf(b));
  const blocks = measurement({ id: 'p', type: 'range', datasourceId: 'p' });
  assert.equal(cache.seriesOf(blocks), cache.seriesOf({ ...blocks, name: 'another name' }));
  const inFlight = (m) => cache.seriesOf(m).inFlight.length;
  for (const m of [a, b]) cache.seriesOf(m).need(view(0, 1000), limits);
  cache.invalidate('g1');
  assert.deepEqual([inFlight(a), inFlight(b)], [0, 1]);
  cache.invalidate(null);
  assert.equal(inFlight(b), 0);
});

test('a series keeps its eight newest windows', async () => {
  const { asked, load, answer } = loader();
  const series = new Series(load, () => {});
  for (let i = 0; i < 9; i++) {
    series.need(view(i * 100_000, i * 100_000 + 10_000), limits);
    answer(i);
    await tick();
  }
  assert.equal(asked.length, 9);
  const kept = Array.from({ length: 9 }, (_, i) => series.has(view(i * 100_000, i * 100_000 + 10_000), limits));
  assert.deepEqual(kept, [false, ...Array(8).fill(true)]);
});
