// What the page says of its connection: in the status, the banner and messages, with a clock of the test's own.
import assert from 'node:assert/strict';
import test from 'node:test';
import { LastStep } from '../static/model/last-step.js';
import { Link, PATIENCE_MS } from '../static/net/link.js';
import { Connection, Disconnected, SILENT_MS } from '../static/net/connection.js';
import { asker } from '../static/net/requests.js';

const OFFLINE = 'There is no connection to epivizgo.';
const KNOWN = 'The charts show what was known last.';

// A link whose clock is the test's, and the last that it has shown and told.
function setUp(showsData = true) {
  let now = 1000;
  let timers = [];
  const outside = {
    now: () => now,
    later: (f, ms) => {
      const timer = { f, at: now + ms };
      timers.push(timer);
      return timer;
    },
    cancel: (timer) => {
      timers = timers.filter((t) => t !== timer);
    },
  };
  const pass = (ms) => {
    const end = now + ms;
    for (;;) {
      const next = timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      now = next.at;
      outside.cancel(next);
      next.f();
    }
    now = end;
  };
  const told = [];
  let shown = null;
  const link = new Link((account) => {
    shown = account;
  }, (sentence) => told.push(sentence), () => showsData, outside);
  return { link, outside, pass, told, shown: () => shown, timers: () => timers.length };
}

test('it is connected once the program has sent its state, not before', () => {
  const { link, shown } = setUp(false);
  link.changed('connecting', 0);
  assert.deepEqual([shown(), link.past], [{ state: 'connecting', words: 'Connecting…', banner: '' }, 'connecting']);
  link.changed('open', 0);
  assert.equal(shown().words, 'Connecting…');
  link.hasSynced();
  assert.deepEqual([shown(), link.past], [{ state: 'synced', words: 'Connected', banner: '' }, 'synced']);
});

test('a break is told once it is more than short, with the seconds to the next attempt', () => {
  const { link, pass, shown } = setUp();
  link.changed('open', 0);
  link.hasSynced();
  link.changed('waiting', 3000);
  assert.deepEqual([shown().words, shown().banner, link.synced], ['Not connected', '', false]);
  pass(PATIENCE_MS);
  assert.equal(shown().banner, `${OFFLINE} ${KNOWN} Trying again in 3 s.`);
  pass(1500);
  assert.equal(shown().banner, `${OFFLINE} ${KNOWN} Trying again in 1 s.`);
  link.changed('connecting', 0);
  assert.equal(shown().banner, `${OFFLINE} ${KNOWN} Trying again…`);
});

test('an attempt that opens and is closed again is no connection: status and banner stay', () => {
  const { link, pass, shown } = setUp(false);
  link.changed('connecting', 0);
  link.changed('waiting', 400);
  assert.equal(link.past, 'lost');
  pass(PATIENCE_MS);
  for (let i = 0; i < 3; i++) {
    for (const status of ['connecting', 'open', 'waiting']) {
      link.changed(status, status === 'waiting' ? 800 : 0);
      assert.deepEqual([shown().words, shown().state], ['Not connected', 'waiting']);
      assert.ok(shown().banner.startsWith(OFFLINE));
    }
  }
  link.hasSynced();
  assert.deepEqual(shown(), { state: 'synced', words: 'Connected', banner: '' });
});

test('what is asked for without a connection is said in the banner at once, and after it that it was not done', () => {
  const { link, shown, told } = setUp();
  link.changed('open', 0);
  link.hasSynced();
  link.changed('waiting', 400);
  link.missed(true);
  assert.ok(shown().banner.includes('What you asked for last may not have been done.'));
  link.missed(false);
  link.missed(true);
  assert.ok(shown().banner.includes('What you ask for is not done.'));
  assert.deepEqual(told, []);
  link.changed('open', 0);
  link.hasSynced();
  assert.deepEqual([shown().banner, told], ['', ['Connected again. What you asked for while there was no connection was not done.']]);
  link.hasSynced();
  assert.equal(told.length, 1);
});

test('no timer is left while the connection holds', () => {
  const { link, timers } = setUp();
  link.changed('waiting', 400);
  assert.equal(timers(), 1);
  link.changed('open', 0);
  link.hasSynced();
  assert.equal(timers(), 0);
});

test('a program that leaves requests unanswered is called silent until it says something', async () => {
  const { link, outside, pass, shown } = setUp();
  const socket = { send: () => {} };
  const connection = new Connection('ws://host/ws', {
    handle: () => null, changed: (status, ms) => link.changed(status, ms), silent: (silent) => link.setSilent(silent),
  }, { ...outside, socket: () => socket });
  connection.connect();
  socket.onopen();
  link.hasSynced();
  pass(10 * SILENT_MS);
  assert.equal(shown().state, 'synced', 'nothing was asked');
  const call = connection.call('a');
  const other = connection.call('b');
  pass(SILENT_MS - 1);
  assert.equal(shown().state, 'synced');
  pass(1);
  assert.deepEqual(shown(), { state: 'silent', words: 'No answer yet…', banner: '' });
  socket.onmessage({ data: JSON.stringify({ requestId: 1, type: 'response', data: 1 }) });
  assert.equal(shown().words, 'Connected');
  await call;
  pass(SILENT_MS);
  assert.equal(shown().state, 'silent', 'the other is still awaited');
  socket.onclose();
  assert.equal(shown().words, 'Not connected');
  await assert.rejects(other, Disconnected);
});

test('what meets no connection is no message of its own, and no step to undo', async () => {
  const complaints = [];
  const missed = [];
  const { requests } = asker(() => Promise.reject(new Disconnected(false)), (s) => complaints.push(s), (sent) => missed.push(sent));
  const offers = [];
  const last = new LastStep((text) => {
    offers.push(text);
    return () => offers.splice(offers.indexOf(text), 1);
  });
  await last.asks({ text: 'Removed', isEcho: () => false }, requests.undo());
  assert.deepEqual([complaints, missed, offers], [[], [false], []]);
  await last.asks({ text: 'Removed', isEcho: () => false }, Promise.resolve(''));
  assert.deepEqual(offers, ['Removed']);
  last.forget(); // the connection breaks
  assert.deepEqual(offers, []);
});
