import assert from 'node:assert/strict';
import test from 'node:test';
import { Connection, Disconnected, TimedOut, VERSION, backoff, socketURL } from '../static/net/connection.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

// A connection whose sockets and timers are the test's.
function setUp(handle = () => ({ success: true })) {
  const sockets = [];
  const timers = [];
  const changes = [];
  const connection = new Connection('ws://host/ws', {
    handle,
    changed: (status, ms) => changes.push([status, ms]),
  }, {
    socket: (url) => {
      const socket = { url, sent: [], send: (text) => socket.sent.push(JSON.parse(text)) };
      sockets.push(socket);
      return socket;
    },
    later: (f, ms) => timers.push({ f, ms, live: true }) - 1,
    cancel: (i) => {
      if (timers[i]) timers[i].live = false;
    },
  });
  const open = () => {
    connection.connect();
    sockets.at(-1).onopen();
  };
  const fire = (i) => {
    timers[i].live = false;
    timers[i].f();
  };
  return { connection, sockets, timers, changes, open, fire, live: () => timers.filter((t) => t.live) };
}

const receive = (socket, message) => socket.onmessage({ data: typeof message === 'string' ? message : JSON.stringify(message) });

test('the address keeps host and query', () => {
  assert.equal(socketURL({ protocol: 'http:', host: '127.0.0.1:8888', search: '?token=x&a=b' }), 'ws://127.0.0.1:8888/ws?token=x&a=b');
  assert.equal(socketURL({ protocol: 'https:', host: 'h', search: '' }), 'wss://h/ws');
});

test('a call is answered by its id, in any order', async () => {
  const { connection, sockets, open } = setUp();
  open();
  const a = connection.call('getMeasurements');
  const b = connection.call('search', { q: 'x', maxResults: 3 });
  assert.deepEqual(sockets[0].sent, [
    { requestId: 1, type: 'request', data: { version: VERSION, action: 'getMeasurements' } },
    { requestId: 2, type: 'request', data: { version: VERSION, action: 'search', q: 'x', maxResults: 3 } },
  ]);
  receive(sockets[0], { requestId: 2, type: 'response', data: ['b'] });
  receive(sockets[0], { requestId: 1, type: 'response', data: ['a'] });
  assert.deepEqual([await a, await b], [['a'], ['b']]);
});

test('unknown, repeated and unreadable messages are ignored', async () => {
  const { connection, sockets, open } = setUp();
  open();
  const a = connection.call('getSeqInfos');
  for (const junk of [
    'not JSON',
    'null',
    '[]',
    '7',
    '{}',
    { requestId: 99, type: 'response', data: 1 },
    { requestId: 1, type: 'event' },
  ]) {
    receive(sockets[0], junk);
  }
  receive(sockets[0], { requestId: 1, type: 'response', data: 1 });
  receive(sockets[0], { requestId: 1, type: 'response', data: 2 });
  assert.equal(await a, 1);
  assert.equal(sockets[0].sent.length, 1);
});

test('every request is answered once, under its own id', async () => {
  const { sockets, open } = setUp(async (action, data) => ({ action, n: data.n }));
  open();
  receive(sockets[0], { requestId: 5, type: 'request', data: { action: 'navigate', n: 1 } });
  receive(sockets[0], { requestId: 5, type: 'request', data: { action: 'redraw', n: 2 } });
  receive(sockets[0], { requestId: 6, type: 'request' });
  await tick();
  assert.deepEqual(sockets[0].sent, [
    { requestId: 5, type: 'response', data: { action: 'navigate', n: 1 } },
    { requestId: 5, type: 'response', data: { action: 'redraw', n: 2 } },
    { requestId: 6, type: 'response', data: { action: '' } },
  ]);
});

test('closing rejects all that is pending, and what is asked after it', async () => {
  const { connection, sockets, open, live } = setUp();
  open();
  const calls = [connection.call('a'), connection.call('b')];
  sockets[0].onclose();
  for (const call of calls) await assert.rejects(call, Disconnected);
  await assert.rejects(connection.call('c'), Disconnected);
  assert.equal(live().length, 1, 'only the next attempt is timed');
});

test('an answer is not sent to another connection than the one that asked', async () => {
  let finish = () => {};
  const { sockets, open, connection } = setUp(() => new Promise((resolve) => (finish = resolve)));
  open();
  receive(sockets[0], { requestId: 1, type: 'request', data: { action: 'navigate' } });
  sockets[0].onclose();
  connection.connect();
  sockets[1].onopen();
  finish({ success: true });
  await tick();
  assert.deepEqual([sockets[0].sent, sockets[1].sent], [[], []]);
});

test('it connects again by itself, later and later, until a connection has proven to work', () => {
  const { connection, sockets, timers, changes, open, fire } = setUp();
  open();
  for (let i = 0; i < 7; i++) {
    sockets.at(-1).onclose();
    fire(timers.length - 1);
  }
  const waits = changes.filter(([s]) => s === 'waiting').map(([, ms]) => ms);
  assert.deepEqual(waits, [400, 800, 1600, 3200, 6400, 8000, 8000]);
  sockets.at(-1).onopen();
  connection.proven();
  sockets.at(-1).onclose();
  assert.equal(changes.at(-1)[1], backoff(0));
});

test('a late close of an old socket does not touch the new one', async () => {
  const { connection, sockets, open } = setUp();
  open();
  sockets[0].onclose();
  connection.connect();
  sockets[1].onopen();
  const call = connection.call('a');
  sockets[0].onclose();
  receive(sockets[0], { requestId: 1, type: 'response', data: 'from the old one' });
  receive(sockets[1], { requestId: 1, type: 'response', data: 'right' });
  assert.equal(await call, 'right');
});

test('connecting while connected, or trying early, opens one socket', () => {
  const { connection, sockets, open, live } = setUp();
  open();
  connection.connect();
  assert.equal(sockets.length, 1);
  sockets[0].onclose();
  connection.connect();
  assert.equal(sockets.length, 2);
  assert.equal(live().length, 0, 'the timed attempt is off');
});

test('a call that is never answered fails, and its late answer is ignored', async () => {
  const { connection, sockets, open, timers, fire } = setUp();
  open();
  const call = connection.call('getRows');
  fire(timers.length - 1);
  await assert.rejects(call, /did not answer getRows within 60 seconds/);
  receive(sockets[0], { requestId: 1, type: 'response', data: 1 });
});

test('the program is told of a call that timed out when its work can be aborted', async () => {
  const { connection, sockets, open, timers, fire } = setUp();
  open();
  const call = connection.call('getRows', {}, new AbortController().signal);
  fire(timers.length - 1);
  await assert.rejects(call, TimedOut);
  await tick();
  assert.deepEqual(sockets[0].sent.slice(1).map(({ data }) => [data.action, data.requests]), [['cancel', [1]]]);
});

test('of two requests with one id each is answered once, in whatever order they end', async () => {
  const ends = [];
  const { sockets, open } = setUp((action) => new Promise((resolve) => ends.push(() => resolve(action))));
  open();
  for (const action of ['navigate', 'redraw']) receive(sockets[0], { requestId: 5, type: 'request', data: { action } });
  for (const end of ends.reverse()) {
    end();
    await tick();
  }
  assert.deepEqual(sockets[0].sent.map(({ requestId, data }) => [requestId, data]), [[5, 'redraw'], [5, 'navigate']]);
});

test('aborted calls are cancelled in one message', async () => {
  const { connection, sockets, open, live } = setUp();
  open();
  const abort = new AbortController();
  const a = connection.call('getRows', {}, abort.signal);
  const b = connection.call('getValues', {}, abort.signal);
  const c = connection.call('getSeqInfos');
  const answered = connection.call('search', {}, abort.signal);
  receive(sockets[0], { requestId: 4, type: 'response', data: [] });
  await answered;
  abort.abort();
  await assert.rejects(a, { name: 'AbortError' });
  await assert.rejects(b, { name: 'AbortError' });
  assert.deepEqual(sockets[0].sent.slice(4), [
    { requestId: 5, type: 'request', data: { version: VERSION, action: 'cancel', requests: [1, 2] } },
  ]);
  for (const requestId of [1, 2, 5]) receive(sockets[0], { requestId, type: 'response', data: {} });
  receive(sockets[0], { requestId: 3, type: 'response', data: 'c' });
  assert.equal(await c, 'c');
  assert.equal(live().length, 0);
  await assert.rejects(connection.call('getRows', {}, abort.signal), { name: 'AbortError' });
  assert.equal(sockets[0].sent.length, 5);
});
