// When frames are drawn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frames } from '../static/stage/frames.js';

// A stand-in for the page: its refreshes are run by hand.
function pageOf({ hidden }) {
  const refreshes = [];
  globalThis.document = { hidden };
  globalThis.requestAnimationFrame = (f) => refreshes.push(f);
  return { refresh: () => refreshes.splice(0).forEach((f) => f()) };
}

const turn = () => new Promise((done) => setImmediate(done));

test('however often a frame is requested, it is drawn once, and again when it is requested while drawn', () => {
  const page = pageOf({ hidden: false });
  let drawn = 0;
  const invalidate = frames(() => {
    if (++drawn === 1) invalidate();
  });
  invalidate();
  invalidate();
  assert.equal(drawn, 0);
  page.refresh();
  assert.equal(drawn, 1);
  page.refresh();
  assert.equal(drawn, 2);
  page.refresh();
  assert.equal(drawn, 2);
});

test('a frame that fails does not keep the next from being drawn', () => {
  const page = pageOf({ hidden: false });
  let drawn = 0;
  const invalidate = frames(() => {
    if (++drawn === 1) throw new Error('a chart');
  });
  invalidate();
  assert.throws(() => page.refresh(), /a chart/);
  invalidate();
  page.refresh();
  assert.equal(drawn, 2);
});

test('in a background tab frames that lead to frames leave turns to all else', async () => {
  pageOf({ hidden: true });
  let drawn = 0;
  const invalidate = frames(() => {
    if (++drawn < 100_000) invalidate();
  });
  invalidate();
  await turn();
  assert.ok(drawn > 0 && drawn < 100_000, 'all were drawn before anything else had its turn');
  drawn = 100_000;
});
