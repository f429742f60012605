import assert from 'node:assert/strict';
import test from 'node:test';
import { Connection, VERSION } from '../static/net/connection.js';
import { Link } from '../static/net/link.js';
import { Token } from '../static/page/token.js';

/** An address bar and a storage. */
function setUp(hash, kept = '') {
  const at = { hash, kept, tickets: [] };
  const token = new Token({
    hash: () => at.hash,
    replace: (to) => { at.hash = to; },
    read: () => at.kept,
    write: (text) => { at.kept = text; },
    change: async (ticket) => {
      at.tickets.push(ticket);
      if (ticket === 'offline') throw new Error('offline');
      return ticket === 'good' ? 'made' : '';
    },
  });
  return { token, at };
}

test('the token of a link lets the page in at once, and is changed into the one that lasts', async () => {
  for (const [hash, left] of [['#token=good', ''], ['#token=good&chr1:1-100', '#chr1:1-100'],
    ['#token=good&chr1:1-1000&v=1&chart=LineTrack:a,b', '#chr1:1-1000&v=1&chart=LineTrack:a,b']]) {
    const { token, at } = setUp(hash, 'older');
    await token.take();
    assert.deepEqual([at.hash, at.kept, token.protocols()], [left, 'good', ['token.good']]);
    await token.changed;
    assert.deepEqual([at.kept, token.protocols(), at.tickets], ['made', ['token.made'], ['good']]);
  }
  const { token, at } = setUp('#token=offline', 'older');
  await token.take();
  await token.changed;
  assert.deepEqual([at.kept, token.protocols()], ['offline', ['token.offline']]);
});

test('a link of a program that has ended leaves what is kept', async () => {
  const { token, at } = setUp('#token=ended', 'older');
  await token.take();
  await token.changed;
  assert.deepEqual([at.hash, at.kept, token.protocols()], ['', 'older', ['token.older']]);
  const { token: first, at: there } = setUp('#token=ended');
  await first.take();
  await first.changed;
  assert.deepEqual([there.kept, first.protocols()], ['ended', ['token.ended']]);
});

test('an address without a token is left alone', () => {
  for (const hash of ['', '#chr1:1-100', '#token', '#xtoken=a', '#chr1:1-100&token=a', '#token=a/b']) {
    const { token, at } = setUp(hash, 'older');
    assert.equal(token.take(), null);
    assert.deepEqual([at.hash, token.protocols()], [hash, ['token.older']]);
  }
});

test('a ticket is changed into the token at once; one that is not good leaves what is kept', async () => {
  const { token, at } = setUp('#ticket=good&all');
  const taken = token.take();
  assert.equal(at.hash, '#all'); // before it is answered
  await taken;
  assert.deepEqual([at.kept, at.tickets, token.protocols()], ['made', ['good'], ['token.made']]);
  for (const bad of ['used', 'offline', '']) {
    const { token: other, at: there } = setUp(`#ticket=${bad}`, 'older');
    await other.take();
    assert.deepEqual([there.hash, other.protocols()], ['', ['token.older']]);
  }
});

test('where nothing can be kept, the token holds until the page is closed', async () => {
  const { token } = setUp('#token=good');
  const off = () => { throw new Error('storage is off'); };
  Object.assign(token.outside, { read: off, write: off });
  await token.take();
  await token.changed;
  assert.deepEqual(token.protocols(), ['token.made']);
  assert.deepEqual(setUp('').token.protocols(), []);
});

test('a page that is not let in says why, and asks no more until it is told to', () => {
  const said = [];
  const timers = [];
  const sockets = [];
  const connection = new Connection('ws://x/ws', {
    handle: () => {}, protocols: () => ['token.t'], changed: (...what) => said.push(what),
  }, {
    socket: (url, protocols) => { sockets.push({ protocols }); return sockets.at(-1); },
    later: (f) => { timers.push(f); return f; },
    cancel: (f) => { timers.splice(timers.indexOf(f) >>> 0, 1); },
  });
  connection.connect();
  assert.deepEqual(sockets[0].protocols, [VERSION, 'token.t']);
  sockets[0].onopen();
  sockets[0].onclose({ code: 4401, reason: 'no token; open the link' });
  assert.deepEqual(said.at(-1), ['waiting', 0, 'no token; open the link']);
  assert.equal(timers.length, 0);
  connection.connect();
  sockets[1].onclose({ code: 1006, reason: '' });
  assert.deepEqual([said.at(-1)[2], timers.length, connection.refused], ['', 1, '']);

  let shown;
  const link = new Link((account) => { shown = account; }, () => {}, () => false, { now: () => 0, later: () => 0, cancel: () => {} });
  link.changed('waiting', 0, 'no token; open the link');
  assert.deepEqual([shown, link.past], [{ state: 'waiting', words: 'Not let in',
    banner: 'epivizgo does not let this page in: no token; open the link.' }, 'refused']);
  link.changed('open', 0);
  link.hasSynced();
  assert.deepEqual([shown.banner, link.past], ['', 'synced']);
});
