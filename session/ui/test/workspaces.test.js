import assert from 'node:assert/strict';
import test from 'node:test';
import { SavedWorkspaces } from '../static/dialog/workspaces.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));
const workspace = (id, name) => ({ id, name, content: '{}' });

function setUp() {
  const asked = [];
  const complaints = [];
  const saved = new SavedWorkspaces((action, args) => new Promise((resolve, reject) => asked.push({ action, args, resolve, reject })),
    (sentence) => complaints.push(sentence));
  return { asked, complaints, saved, ids: () => saved.kept.map((w) => w.id) };
}

test('the list has what is saved, and stays when it cannot be read', async () => {
  const { asked, complaints, saved, ids } = setUp();
  saved.load();
  asked[0].resolve([workspace('a', 'A'), workspace(null, 'the present one')]);
  await tick();
  assert.deepEqual(ids(), ['a']);
  const again = saved.load();
  asked[1].reject(new Error('closed'));
  assert.equal(await again, false);
  assert.deepEqual([ids(), complaints], [['a'], ['', '', 'closed']]);
});

test('a late list does not replace a newer one', async () => {
  const { asked, saved, ids } = setUp();
  const late = saved.load();
  const newer = saved.load();
  asked[1].resolve([workspace('b', 'B')]);
  assert.equal(await newer, true);
  asked[0].resolve([workspace('a', 'A')]);
  await late;
  assert.deepEqual(ids(), ['b']);
});

test('saving under a name that is there replaces that workspace; a refusal is said', async () => {
  const { asked, complaints, saved } = setUp();
  saved.kept = [workspace('a', 'A')];
  for (const [name, id, answer, done] of [['A', 'a', 'a', true], ['B', null, 'b', true], ['C', null, null, false]]) {
    const result = saved.save(name);
    const { action, args, resolve } = asked.at(-1);
    assert.deepEqual([action, args], ['saveWorkspace', { id, name, content: '' }]);
    resolve(answer);
    assert.equal(await result, done, name);
  }
  assert.equal(complaints.at(-1), 'epivizgo could not save it; the prompt says why.');
  const removed = saved.remove(workspace('a', 'A'));
  asked.at(-1).resolve({ success: false, errorMessage: 'it is gone' });
  assert.equal(await removed, false);
  assert.equal(complaints.at(-1), 'it is gone');
});
