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
  reporter.overruled(range(1));
  assert.ok(!reporter.isEcho(range(5)));
});

test('what the program says while the user moves wins', () => {
  const { reporter, told, rest } = setUp();
  reporter.moved(() => range(5));
  reporter.overruled(range(1));
  rest();
  assert.deepEqual(told, []);
});

test('where the view was told to be, by either, is known', () => {
  const { reporter, rest } = setUp();
  assert.ok(!reporter.isKnown(range(5)));
  reporter.overruled(range(5));
  assert.ok(reporter.isKnown(range(5)));
  reporter.moved(() => range(9));
  assert.ok(reporter.isKnown(range(5)) && !reporter.isKnown(range(9)), 'not told yet');
  rest();
  assert.ok(reporter.isKnown(range(9)) && !reporter.isKnown(range(5)));
  reporter.overruled(null);
  assert.ok(!reporter.isKnown(range(9)));
});

test('what is scheduled is told at once before something else is done, and only once', () => {
  const { reporter, told, rest } = setUp();
  reporter.flush();
  reporter.moved(() => range(5));
  reporter.flush();
  assert.deepEqual(told, [5]);
  rest();
  reporter.flush();
  assert.deepEqual(told, [5]);
  reporter.moved(() => range(7));
  reporter.overruled(range(1));
  reporter.flush();
  assert.deepEqual(told, [5]);
});
