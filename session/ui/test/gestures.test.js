// What pointers, keys and the wheel mean.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Moves, shareAt, wheelPlace } from '../static/gesture/moves.js';
import { Clicks, Press } from '../static/gesture/press.js';
import { Workspace } from '../static/model/workspace.js';

const at = (pointerId, clientX, clientY = 0) => ({ pointerId, clientX, clientY });

// A press whose drags write down what becomes of them.
function setUp() {
  const told = [];
  const press = new Press((dragging) => told.push(dragging ? 'dragging' : 'rests'));
  const drag = (name) => () => ({
    move: (e) => told.push(`${name} moves to ${e.clientX}`),
    end: (e, moved) => told.push(`${name} ends ${moved ? 'moved' : 'unmoved'}`),
    cancel: () => told.push(`${name} is cancelled`),
  });
  const down = (e) => press.down(e, drag('drag'), drag('pinch'));
  return { told, press, down };
}

test('a press that moves a little is a click, one that moves more a drag', () => {
  const { told, press, down } = setUp();
  down(at(1, 100));
  press.move(at(1, 102));
  press.up(at(1, 102), false);
  assert.deepEqual(told.splice(0), ['drag ends unmoved', 'rests']);
  down(at(1, 100));
  press.move(at(1, 100, 3));
  press.move(at(1, 101));
  press.up(at(1, 101), false);
  assert.deepEqual(told, ['dragging', 'drag moves to 100', 'dragging', 'drag moves to 101', 'drag ends moved', 'rests']);
});

test('a second finger turns the drag into a pinch, a third one does nothing, and the first to go ends it', () => {
  const { told, press, down } = setUp();
  down(at(1, 100));
  down(at(2, 200));
  assert.ok(press.full());
  down(at(3, 300));
  press.move(at(3, 310));
  press.move(at(2, 201));
  assert.deepEqual(press.ends(), [100, 201]);
  press.up(at(3, 310), false);
  press.up(at(1, 100), false);
  press.move(at(2, 250));
  press.up(at(2, 250), false);
  assert.deepEqual(told, ['drag is cancelled', 'dragging', 'pinch moves to 201', 'pinch ends moved', 'rests']);
  assert.equal(press.full(), false);
});

test('a drag is cancelled by a key or by a lost pointer, and does not end then', () => {
  const { told, press, down } = setUp();
  assert.equal(press.cancel(), false);
  down(at(1, 100));
  press.move(at(1, 200));
  told.length = 0;
  assert.equal(press.cancel(), true);
  press.move(at(1, 300));
  press.up(at(1, 300), false);
  assert.deepEqual(told, ['drag is cancelled', 'rests']);
  down(at(1, 100));
  press.up(at(1, 100), true);
  assert.deepEqual(told.slice(2), ['drag is cancelled', 'rests']);
});

test('the second of two clicks close in time and place is a double click, a third one is a click', () => {
  const clicks = new Clicks();
  const seconds = [[0, 50], [399, 55], [500, 55], [900, 55], [1000, 61], [1100, 60]];
  assert.deepEqual(
    seconds.map(([timeStamp, clientX]) => clicks.isSecond({ timeStamp, clientX, clientY: 9 })),
    [false, true, false, false, false, true],
  );
});

function movesAt(start, end) {
  const workspace = new Workspace();
  workspace.setSeqInfos([['chr1', 1, 10_000]]);
  workspace.setPlace({ seqName: 'chr1', start, end });
  const byUser = [];
  workspace.onChange((topic, user) => byUser.push([topic, user]));
  return { workspace, moves: new Moves(workspace), byUser };
}

test('keys move and zoom inside the sequence, on whole bases, as the user', () => {
  const after = (key, big = false) => {
    const { workspace, moves, byUser } = movesAt(4000, 5000);
    assert.ok(moves.key(key, big), key);
    assert.deepEqual(byUser, [['place', true]], key);
    return [workspace.place.start, workspace.place.end];
  };
  assert.deepEqual(after('ArrowLeft'), [3750, 4750]);
  assert.deepEqual(after('ArrowRight'), [4250, 5250]);
  assert.deepEqual(after('ArrowRight', true), [4900, 5900]);
  assert.deepEqual(after('ArrowLeft', true), [3100, 4100]);
  assert.deepEqual(after('Home'), [0, 1000]);
  assert.deepEqual(after('End'), [9000, 10_000]);
  for (const key of '+=') assert.deepEqual(after(key), [4250, 4750]);
  for (const key of '-_') assert.deepEqual(after(key), [3500, 5500]);
});

test('other keys, and keys without a place, move nothing', () => {
  const { moves, byUser } = movesAt(4000, 5000);
  for (const key of ['a', 'Enter', 'toString', '']) assert.equal(moves.key(key, false), false);
  assert.deepEqual(byUser, []);
  const empty = new Workspace();
  for (const key of ['ArrowLeft', 'Home', '+']) assert.equal(new Moves(empty).key(key, false), true);
  assert.equal(empty.place, null);
});

test('the bar centres the view, as far as the sequence reaches', () => {
  const { workspace, moves } = movesAt(4000, 5000);
  moves.centre(workspace.place, 7000, workspace.limits());
  assert.deepEqual([workspace.place.start, workspace.place.end], [6500, 7500]);
  moves.centre(workspace.place, 9900, workspace.limits());
  assert.deepEqual([workspace.place.start, workspace.place.end], [9000, 10_000]);
});

test('a wheel zooms about a point, pans when it is turned sideways or with Shift, or leaves the turn to the page', () => {
  const view = { seqName: 'chr1', start: 4000, end: 5000, left: 50, width: 100 };
  const limits = { start: 0, end: 10_000 };
  const turn = (more, share = 0, scrolls = false) => {
    const place = wheelPlace(
      { deltaX: 0, deltaY: 0, deltaMode: 0, shiftKey: false, ctrlKey: false, metaKey: false, ...more },
      view,
      limits,
      share,
      scrolls,
    );
    return place && [Math.round(place.start), Math.round(place.end)];
  };
  assert.deepEqual(turn({ deltaY: 100 }), [4000, 5284]);
  assert.deepEqual(turn({ deltaY: 100 }, 1), [3716, 5000]);
  assert.deepEqual(turn({ deltaY: -100 }, 0.5), [4111, 4889]);
  assert.deepEqual(turn({ deltaY: 9999 }), turn({ deltaY: 240 }), 'a hard turn is bounded');
  assert.deepEqual(turn({ deltaY: 2, deltaMode: 1 }), turn({ deltaY: 66 }), 'lines');
  assert.deepEqual(turn({ deltaY: 10, ctrlKey: true }), [4000, 5105], 'a pinch');
  assert.deepEqual(turn({ deltaY: 100, ctrlKey: true }, 0, true), turn({ deltaY: 100 }), 'a notch with Ctrl zooms as one without');
  assert.deepEqual(turn({ deltaX: 10, deltaY: 5 }), [4100, 5100]);
  assert.deepEqual(turn({ deltaY: 10, shiftKey: true }), [4100, 5100]);
  assert.deepEqual(turn({ deltaX: -20, shiftKey: true }), [3800, 4800]);
  assert.equal(turn({ deltaY: 100 }, 0, true), null);
  assert.deepEqual(turn({ deltaY: 100, metaKey: true }, 0, true), [4000, 5284]);
  assert.deepEqual(turn({ deltaX: 10 }, 0, true), [4100, 5100]);
});

test('a point beside the data counts as their edge', () => {
  const view = { seqName: 'chr1', start: 0, end: 10, left: 50, width: 100 };
  assert.deepEqual([0, 50, 75, 150, 200].map((x) => shareAt(view, x)), [0, 0, 0.25, 1, 1]);
});
