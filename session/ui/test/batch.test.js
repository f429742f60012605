import assert from 'node:assert/strict';
import test from 'node:test';
import { Batch } from '../static/net/batch.js';

function setUp(answer) {
  const asked = [];
  const later = [];
  const signals = [];
  const batch = new Batch((action, args, signal) => {
    asked.push([action, args]);
    signals.push(signal);
    return Promise.resolve().then(() => answer(action, args));
  }, (flush) => later.push(flush));
  return { asked, signals, batch, flush: () => later.splice(0).forEach((f) => f()) };
}

const wanted = new AbortController().signal;
const range = { seqName: 'chr1', start: 1, end: 100, bins: 10 };

test('what is asked for in one go is one message', async () => {
  const { asked, batch, flush } = setUp((_, { measurements }) => ({ answers: measurements.map((id) => `of ${id}`) }));
  const all = ['a', 'b', 'c'].map((id) => batch.values({ id }, range, wanted));
  assert.equal(asked.length, 0);
  flush();
  assert.deepEqual(await Promise.all(all), ['of a', 'of b', 'of c']);
  assert.deepEqual(asked, [['getCombined', { measurements: ['a', 'b', 'c'], ...range }]]);
});

test('other windows are other messages, and many measurements several', async () => {
  const { asked, batch, flush } = setUp((action, args) => (action === 'getValues' ? args.measurement : { answers: args.measurements }));
  const all = [
    batch.values({ id: 'x' }, { ...range, bins: 20 }, wanted),
    ...Array.from({ length: 25 }, (_, i) => batch.values({ id: `m${i}` }, range, wanted)),
  ];
  flush();
  assert.deepEqual(await Promise.all(all), ['x', ...Array.from({ length: 25 }, (_, i) => `m${i}`)]);
  assert.deepEqual(
    asked.map(([action, args]) => [action, args.measurements?.length ?? args.measurement]),
    [
      ['getValues', 'x'],
      ['getCombined', 12],
      ['getCombined', 12],
      ['getValues', 'm24'],
    ],
  );
  batch.values({ id: 'y' }, range, wanted);
  flush();
  assert.equal(asked.length, 5);
});

test('a message that fails fails for all in it; too few answers leave a request without data', async () => {
  const { batch, flush } = setUp((_, { measurements }) => {
    if (measurements[0] === 'a') throw new Error('gone');
    return { answers: [1] };
  });
  const [a, b] = ['a', 'b'].map((id) => batch.values({ id }, range, wanted));
  const [c, d] = ['c', 'd'].map((id) => batch.values({ id }, { ...range, end: 7 }, wanted));
  flush();
  await assert.rejects(a, /gone/);
  await assert.rejects(b, /gone/);
  assert.deepEqual([await c, await d], [1, undefined]);
});

test('a message is aborted with the last request in it', () => {
  const { signals, batch, flush } = setUp(() => new Promise(() => {}));
  const [a, b, c] = ['a', 'b', 'c'].map((id) => {
    const abort = new AbortController();
    batch.values({ id }, range, abort.signal);
    return abort;
  });
  c.abort(); // before the message is sent
  flush();
  a.abort();
  assert.equal(signals[0].aborted, false);
  b.abort();
  assert.equal(signals[0].aborted, true);
});

test('of two wishes for one measurement each gets the answer', async () => {
  const { batch, flush } = setUp((_, { measurements }) => ({ answers: measurements.map((id, i) => `${id} ${i}`) }));
  const all = ['a', 'b', 'a'].map((id) => batch.values({ id }, range, wanted));
  flush();
  assert.deepEqual(await Promise.all(all), ['a 0', 'b 1', 'a 2']);
});
