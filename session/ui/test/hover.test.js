import assert from 'node:assert/strict';
import test from 'node:test';
import { Highlight, tooltipAt } from '../static/gesture/hover.js';
import { Workspace } from '../static/model/workspace.js';

test('a tooltip is by the pointer and inside the window', () => {
  const at = (x, y, width = 100, height = 40) => Object.values(tooltipAt({ x, y }, { width, height }, { width: 500, height: 300 }));
  assert.deepEqual(at(50, 60), [64, 74]);
  assert.deepEqual(at(378, 238), [392, 252], 'it just fits');
  assert.deepEqual(at(379, 239), [265, 185], 'on the other side');
  assert.deepEqual(at(250, 150, 400, 200), [8, 8], 'larger than either side');
});

test('a page highlights what its pointer is on, and leaves the highlight of another page alone', () => {
  const workspace = new Workspace();
  const place = (start) => ({ seqName: 'chr1', start, end: start + 1 });
  const said = [];
  workspace.onChange((_, byUser) => said.push([workspace.hover?.start ?? null, byUser]));
  const highlight = new Highlight(workspace);
  workspace.setHover(place(1));
  highlight.set(null);
  highlight.set(place(2));
  highlight.set(place(3));
  highlight.set(null);
  workspace.setHover(place(4));
  highlight.set(null);
  assert.deepEqual(said, [[1, false], [2, true], [3, true], [null, true], [4, false]]);
});
