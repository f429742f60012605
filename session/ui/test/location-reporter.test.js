import assert from 'node:assert/strict';
import test from 'node:test';
import { LocationReporter, REST_MS } from '../static/net/location-reporter.js';

function setUp() {
  const told = [];
  let timer = null;
  const reporter = new LocationReporter((range) => told.push(range.start), (f, ms) => {
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
  return { reporter, told, rest };
}

const range = (start) => ({ seqName: 'chr1', start, end: start + 9 });

test('the program is told once the view rests', () => {
  const { reporter, told, rest } = setUp();
  let at = 1;
  for (; at < 20; at++) reporter.moved(() => range(at));
  assert.deepEqual(told, []);
  rest();
  assert.deepEqual(told, [20]);
  reporter.moved(() => range(20));
  rest();
  assert.deepEqual(told, [20], 'it knows that already');
});

test('an echo is known until the program says otherwise', () => {
  const { reporter, rest } = setUp();
  assert.ok(!reporter.isEcho(range(5)));
  reporter.moved(() => range(5));
  rest();
  assert.ok(reporter.isEcho(range(5)));
  assert.ok(!reporter.isEcho(range(6)));
  reporter.overruled();
  assert.ok(!reporter.isEcho(range(5)));
});

test('what the program says while the user moves wins', () => {
  const { reporter, told, rest } = setUp();
  reporter.moved(() => range(5));
  reporter.overruled();
  rest();
  assert.deepEqual(told, []);
});
