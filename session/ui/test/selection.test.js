import assert from 'node:assert/strict';
import test from 'node:test';
import { basesIn, isSelected, samePlaces, selectionText, stretchesOn, toggled } from '../static/model/selection.js';
import { Latest } from '../static/net/latest.js';

const at = (start, end, seqName = 'chr1') => ({ seqName, start, end });

test('stretches of one sequence are sorted, and those that touch are one', () => {
  const places = [at(50, 60), at(5, 9, 'chr2'), at(10, 20), at(20, 30), at(55, 58), at(12, 15)];
  assert.deepEqual(stretchesOn(places, 'chr1'), [{ start: 10, end: 30 }, { start: 50, end: 60 }]);
  assert.deepEqual(stretchesOn(places, 'chr3'), []);
  assert.deepEqual(places[0], at(50, 60), 'what was given is not changed');
  assert.equal(basesIn(places), 20 + 10 + 4);
});

test('what overlaps a stretch is selected, what touches it is not', () => {
  const stretches = [{ start: 10, end: 30 }, { start: 50, end: 60 }];
  for (const [start, end, want] of [
    [0, 10, false],
    [0, 11, true],
    [29, 40, true],
    [30, 50, false],
    [40, 70, true],
    [60, 61, false],
    [12, 13, true],
  ]) {
    assert.equal(isSelected(stretches, start, end), want, `${start}-${end}`);
  }
  assert.equal(isSelected(undefined, 0, 10), false);
  assert.equal(isSelected([], 0, 10), false);
});

test('isSelected agrees with a plain search', () => {
  let seed = 7;
  const random = (n) => (seed = (seed * 16807) % 2147483647) % n;
  for (let round = 0; round < 50; round++) {
    const places = Array.from({ length: random(20) }, () => { const s = random(1000); return at(s, s + 1 + random(30)); });
    const stretches = stretchesOn(places, 'chr1');
    for (let k = 0; k < 40; k++) {
      const [s, e] = [random(1050), 0];
      const end = s + 1 + random(20) + e;
      assert.equal(isSelected(stretches, s, end), places.some((p) => p.start < end && p.end > s));
    }
  }
});

test('a place is added, and taken off when it is there', () => {
  const one = toggled([], at(1, 2));
  assert.ok(samePlaces(one, [at(1, 2)]));
  assert.ok(samePlaces(toggled(one, at(3, 4)), [at(1, 2), at(3, 4)]));
  assert.deepEqual(toggled(one, at(1, 2)), []);
  assert.equal(samePlaces([at(1, 2)], [at(1, 2, 'chr2')]), false);
});

test('of many values only the latest is told, one at a time', async () => {
  const told = [];
  const answers = [];
  const timers = [];
  const latest = new Latest(
    (v) =>
      new Promise((resolve, reject) => {
        told.push(v);
        answers.push({ resolve, reject });
      }),
    40,
    (f) => timers.push(f),
  );
  const tick = () => new Promise((resolve) => setImmediate(resolve));
  latest.say(1);
  latest.say(2);
  latest.say(3);
  assert.deepEqual(told, [1]);
  answers[0].resolve();
  await tick();
  assert.deepEqual(told, [1], 'it waits for the time between two');
  timers[0]();
  await tick();
  assert.deepEqual(told, [1, 3]);
  answers[1].reject(new Error('closed'));
  timers[1]();
  await tick();
  latest.say(null);
  assert.deepEqual(told, [1, 3, null], 'a failure does not stop it');
});

test('what is selected is said with its sequence', () => {
  assert.equal(selectionText([at(0, 6150, 'chr22')]), '1 place selected on chr22, 6.15 kb');
  assert.equal(selectionText([at(0, 10), at(5, 20), at(0, 5, 'chr2')]), '3 places selected on 2 sequences, 25 bp');
});
