// What typed text stands for, and sequences that the page is not told because there are very many.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workspace } from '../static/model/workspace.js';
import { sequenceFinder } from '../static/net/sequences.js';

// A page that was told one of five thousand sequences, and a program that gives the answers.
function setUp(answers) {
  const workspace = new Workspace();
  workspace.setSeqInfos([['scaf1', 1, 100]], [], 5000);
  const asked = [];
  const finder = sequenceFinder(workspace, async (action, args) => {
    asked.push([action, args]);
    return answers[action];
  });
  return { workspace, asked, ...finder };
}

test('a sequence that is found is known from then on', async () => {
  const { workspace, find } = setUp({ findSequences: { seqInfos: [['scaf4', 1, 900]], openEnds: ['scaf4'], sequences: 5000 } });
  assert.equal(workspace.partial, true);
  assert.deepEqual(await find('scaf4', 9), [['scaf4', 1, 900]]);
  assert.deepEqual(workspace.seqInfos, [['scaf1', 1, 100], ['scaf4', 1, 900]]);
  assert.deepEqual([...workspace.openEnds], ['scaf4']);
});

test('the program is asked what a text means, and the sequences of its answer are known', async () => {
  const range = { seqName: 'scaf77', start: 301, end: 400 };
  const view = { seqName: 'scaf77', start: 1, end: 900 };
  const { workspace, resolve, asked } = setUp({
    resolve: {
      place: view, said: 'one of two',
      hits: [{ gene: 'GENE', ...range, view }, { gene: 'GONE', ...range, view: null, said: 'there is no such sequence' }],
      known: { seqInfos: [['scaf77', 1, 900]], openEnds: ['scaf77'], sequences: 5000 },
    },
  });
  const [place, whole] = [{ seqName: 'scaf77', start: 300, end: 400 }, { seqName: 'scaf77', start: 0, end: 900 }];
  assert.deepEqual(await resolve('GENE', 3), {
    places: [whole], whole: false, said: 'one of two',
    hits: [{ gene: 'GENE', place, view: whole, said: '' }, { gene: 'GONE', place, view: null, said: 'there is no such sequence' }],
  });
  assert.deepEqual(asked, [['resolve', { q: 'GENE', seqName: 'scaf1', maxResults: 3 }]]);
  assert.deepEqual([workspace.bounds('scaf77') !== null, workspace.openEnds.has('scaf77')], [true, true]);
});

test('an answer without a place says why', async () => {
  const { resolve } = setUp({ resolve: { place: null, said: 'nothing is called nix', hits: [] } });
  assert.deepEqual(await resolve('nix'), { places: [], whole: false, said: 'nothing is called nix', hits: [] });
});
