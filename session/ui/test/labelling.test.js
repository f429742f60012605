import assert from 'node:assert/strict';
import test from 'node:test';
import { labelKeyOf, labelsText } from '../static/gesture/labelling.js';
import { decodeLabels } from '../static/net/decode.js';

const labels = decodeLabels({ words: ['real', 'artefact'], title: '3/20 rs12', label: '', left: 18, count: 20 });
const key = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

test('the keys 1 to 9 stand for the words there are, alone', () => {
  assert.deepEqual(['1', '2', '3', '0', 'a'].map((k) => labelKeyOf(key(k), labels)), [1, 2, 0, 0, 0]);
  assert.equal(labelKeyOf(key('1', { ctrlKey: true }), labels), 0);
  assert.equal(labelKeyOf(key('1'), null), 0);
});

test('without words nothing can be labelled; texts are text', () => {
  assert.equal(decodeLabels(null), null);
  assert.equal(decodeLabels({ words: [] }), null);
  assert.equal(labelsText(labels), '3/20 rs12 · 18 of 20 without a label');
  assert.equal(labelsText({ ...labels, label: 'real', left: 0 }), '3/20 rs12 [real] · all are labelled');
});
