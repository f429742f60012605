import assert from 'node:assert/strict';
import test from 'node:test';
import { asked } from '../static/model/asked.js';
import { Workspace } from '../static/model/workspace.js';

function session() {
  const workspace = new Workspace();
  workspace.setSeqInfos([['known', 1, 1000], ['seen', 1, 1000]], ['seen']);
  return workspace;
}
const place = (seqName, start, end) => ({ seqName, start, end });

test('a place that reaches over a known end is cut and told, one behind it is refused', () => {
  const workspace = session();
  assert.deepEqual(asked(workspace, place('known', 899, 1000)), { place: place('known', 899, 1000), said: '' });
  assert.deepEqual(asked(workspace, place('known', 899, 1001)), { place: place('known', 899, 1000), said: 'known ends at 1,000.' });
  assert.deepEqual(asked(workspace, place('known', 1000, 1600)), { place: null, said: 'known ends at 1,000.' });
});

test('a gene has room beside it, which the end may take without a word; one behind the end is refused', () => {
  const workspace = session();
  assert.deepEqual(asked(workspace, place('known', 800, 1000), true), { place: place('known', 750, 1000), said: '' });
  assert.deepEqual(asked(workspace, place('known', 1400, 1600), true), { place: null, said: 'known ends at 1,000.' });
});

test('an end that was only seen bounds nothing, and the whole sequence does not depend on the view', () => {
  const workspace = session();
  const far = place('seen', 100_000, 200_000);
  assert.deepEqual(asked(workspace, far), { place: far, said: '' });
  workspace.setPlace(far);
  for (const seqName of ['seen', 'known']) {
    assert.deepEqual(asked(workspace, place(seqName, 0, Infinity)), { place: place(seqName, 0, 1000), said: '' });
  }
});
