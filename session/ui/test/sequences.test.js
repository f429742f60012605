// Sequences that the page is not told because there are very many.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Workspace } from '../static/model/workspace.js';
import { sequenceFinder } from '../static/net/sequences.js';
import { Lookup } from '../static/page/lookup.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

// A page that was told one of five thousand sequences, and a program that has them and one gene.
function setUp() {
  const workspace = new Workspace();
  workspace.setSeqInfos([['scaf1', 1, 100]], [], 5000);
  const asked = [];
  const { find, search } = sequenceFinder(workspace, async (action, args) => {
    asked.push(action);
    if (action === 'search') return args.q === 'GENE' ? [{ gene: 'GENE', seqName: 'scaf77', start: 301, end: 400 }] : [];
    const name = args.q.split(':')[0];
    return name.startsWith('scaf') ? { seqInfos: [[name, 1, 900]], openEnds: [name], sequences: 5000 } : { seqInfos: [], sequences: 5000 };
  });
  const told = [];
  const box = Object.fromEntries(
    ['suggest', 'activate', 'complain', 'close', 'went'].map((name) => [name, (...args) => told.push([name, ...args])]),
  );
  return { workspace, find, search, asked, told, lookup: new Lookup(workspace, search, box, (f) => f()) };
}

test('a sequence that is found is known from then on', async () => {
  const { workspace, find } = setUp();
  assert.equal(workspace.partial, true);
  assert.deepEqual(await find('scaf4', 9), [['scaf4', 1, 900]]);
  assert.deepEqual(workspace.seqInfos, [['scaf1', 1, 100], ['scaf4', 1, 900]]);
  assert.deepEqual([...workspace.openEnds], ['scaf4']);
});

test('the location box goes to a sequence, a place and a gene on one that the page was not told', async () => {
  const { workspace, lookup } = setUp();
  await lookup.enter('scaf4:11-20');
  assert.deepEqual(workspace.place, { seqName: 'scaf4', start: 10, end: 20 });
  await lookup.enter('scaf5');
  assert.deepEqual(workspace.place, { seqName: 'scaf5', start: 0, end: 900 });
  await lookup.enter('GENE');
  assert.deepEqual([workspace.place.seqName, workspace.knows('scaf77')], ['scaf77', true]);
});

test('what is typed is suggested as sequences too', async () => {
  const { lookup, told } = setUp();
  lookup.typed('scaf6');
  await tick();
  assert.deepEqual(told, [['suggest', [{ gene: 'scaf6', seqName: 'scaf6', start: 1, end: 900, whole: true }]]]);
});

test('a page that was told all sequences asks for none', async () => {
  const { workspace, search, asked } = setUp();
  workspace.setSeqInfos([['scaf1', 1, 100]]);
  await search('scaf9');
  assert.deepEqual(asked, ['search']);
});
