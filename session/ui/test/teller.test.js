import assert from 'node:assert/strict';
import test from 'node:test';
import { PlaceTeller, REST_MS } from '../static/net/teller.js';

function setUp() {
  const told = [];
  let timer = null;
  const teller = new PlaceTeller((range) => told.push(range.start), (f, ms) => {
    assert.equal(ms, REST_MS);
    return (timer = { f });
  }, (t) => {
    if (t === timer) timer = null;
  });
  const rest = () => {
    const due = timer;
    timer = null;
    due?.f();
  };
  return { teller, told, rest };
}

const range = (start) => ({ seqName: 'chr1', start, end: start + 9 });

test('the program is told once the view rests', () => {
  const { teller, told, rest } = setUp();
  let at = 1;
  for (; at < 20; at++) teller.moved(() => range(at));
  assert.deepEqual(told, []);
  rest();
  assert.deepEqual(told, [20]);
  teller.moved(() => range(20));
  rest();
  assert.deepEqual(told, [20], 'it knows that already');
});

test('an echo is known until the program says otherwise', () => {
  const { teller, rest } = setUp();
  assert.ok(!teller.isEcho(range(5)));
  teller.moved(() => range(5));
  rest();
  assert.ok(teller.isEcho(range(5)));
  assert.ok(!teller.isEcho(range(6)));
  teller.overruled();
  assert.ok(!teller.isEcho(range(5)));
});

test('what the program says while the user moves wins', () => {
  const { teller, told, rest } = setUp();
  teller.moved(() => range(5));
  teller.overruled();
  rest();
  assert.deepEqual(told, []);
});
