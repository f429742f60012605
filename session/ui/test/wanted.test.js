import assert from 'node:assert/strict';
import test from 'node:test';
import { requester } from '../static/net/wanted.js';

test('of variants the columns that are drawn are asked for, however many fields the file has', async () => {
  const asked = [];
  const call = (action, args) => {
    asked.push(args.metadata.join(' '));
    return Promise.reject(new Error('enough'));
  };
  const m = { id: 'calls', type: 'range', datasourceId: 'calls', metadata: ['id', 'type', 'ref', 'alt', 'filter', 'AF', 'F1', 'F2'] };
  const load = requester(call, call);
  for (const use of ['sites', 'genotypes', 'track']) {
    await assert.rejects(load(m, { seqName: 'c', start: 0, end: 10, bins: 10 }, use, new AbortController().signal));
  }
  assert.deepEqual(asked, ['id type ref alt filter QUAL AF', 'id type ref alt filter QUAL AF genotypes', m.metadata.join(' ')]);
});
