import assert from 'node:assert/strict';
import test from 'node:test';
import { STAY_MS, Trail, hashOf, isJump, nameOfHash } from '../static/model/trail.js';

test('a place is in the address as people type it', () => {
  for (const seqName of ['chr1', 'HLA-A*01:01', 'scaffold 7/é']) {
    assert.equal(nameOfHash(hashOf([{ seqName, start: 999, end: 2000 }], false)), `${seqName}:1000-2000`);
  }
  assert.equal(hashOf([{ seqName: 'chr1', start: 999.6, end: 2000.2 }], false), '#chr1:1001-2000');
});

function trail() {
  const calls = [];
  let time = 0;
  const history = { pushState: (_a, _b, url) => calls.push('push ' + url), replaceState: (_a, _b, url) => calls.push('replace ' + url) };
  const t = new Trail(history, () => time);
  return { t, calls, wait: (ms) => { time += ms; } };
}

test('back stops where one has stayed, not where one has passed by', () => {
  const { t, calls, wait } = trail();
  t.moved(false);
  t.rested('#a');
  wait(STAY_MS + 1);
  t.moved(false);
  wait(300);
  t.moved(false);
  t.rested('#b');
  wait(STAY_MS - 1);
  t.moved(false);
  wait(5000); // a long drag is no stay
  t.rested('#c');
  wait(STAY_MS);
  t.moved(false);
  t.rested('#d');
  assert.deepEqual(calls, ['replace #a', 'push #b', 'replace #c', 'push #d']);
});

test('a move that ends where it began, and one of the browser itself, add nothing', () => {
  const { t, calls, wait } = trail();
  t.moved(false);
  t.rested('#a');
  wait(5000);
  t.moved(false);
  t.rested('#a');
  t.moved(false);
  t.jumped('#z');
  t.rested('#z');
  assert.deepEqual(calls, ['replace #a']);
  wait(STAY_MS);
  t.moved(false);
  t.rested('#y');
  assert.deepEqual(calls, ['replace #a', 'push #y']);
});

test('a place left by a jump was visited, however short', () => {
  const { t, calls, wait } = trail();
  for (const hash of ['#a', '#b', '#c']) {
    t.moved(true);
    t.moved(false); // a drag that follows does not undo it
    t.rested(hash);
    wait(300);
  }
  assert.deepEqual(calls, ['replace #a', 'push #b', 'push #c']);
});

test('a jump shows nothing of before, or another scale', () => {
  const place = (start, end, seqName = 'chr1') => ({ seqName, start, end });
  const from = place(1000, 2000);
  for (const to of [place(2000, 3000), place(0, 1000), place(1400, 1500), place(0, 3000), place(1000, 2000, 'chr2')]) {
    assert.equal(isJump([from], [to]), true, JSON.stringify(to));
  }
  for (const to of [place(1999, 2999), place(1250, 1750), place(500, 2500), from]) {
    assert.equal(isJump([from], [to]), false, JSON.stringify(to));
  }
  assert.equal(isJump([], [from]), false);
  assert.deepEqual(['#TP53', '#a%20b', '#%E0%A4%A'].map(nameOfHash), ['TP53', 'a b', '%E0%A4%A']);
});
