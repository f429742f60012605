// What the panel of details says, where it is, and where its link leads.
import assert from 'node:assert/strict';
import test from 'node:test';
import { nthOf } from '../static/charts/features.js';
import {
  basesLabel, cornerFor, featureName, fieldsDrawn, fieldsOf, linkOf, placeText, tableOf, templateProblem,
} from '../static/model/details.js';
import { detailsOf } from '../static/net/details.js';

const feature = (more = {}) => ({
  place: { seqName: 'chr1', start: 99, end: 1200 }, nth: 0, strand: '-', ends: [], exons: [], coding: null,
  fields: [['name', 'A/B & <i>C</i>'], ['score', '7'], ['id', 'x1']], ...more,
});

test('all columns are told in their order, with what is known beside them', () => {
  const full = feature({ exons: [{ start: 99, end: 200 }, { start: 300, end: 1200 }], coding: { start: 120, end: 400 } });
  assert.deepEqual(fieldsOf(full).map(({ label, value }) => `${label}: ${value}`), [
    'Position: chr1:100-1,200', 'Length: 1.1 kb', 'Strand: reverse (-)', 'Exons, 2: 100-200, 301-1200',
    'Coding: 121-400', 'name: A/B & <i>C</i>', 'score: 7', 'id: x1',
  ]);
  const pair = feature({ strand: '', fields: [['name', '.']], ends: [{ seqName: 'chr1', start: 0, end: 9 }, null] });
  assert.deepEqual(fieldsOf(pair).slice(0, 4).map((f) => f.value), ['chr1:100-1,200', '1.1 kb', 'chr1:1-9', 'not known']);
  assert.equal(featureName(pair), '');
  assert.equal(placeText({ seqName: 'c', start: 15, end: 15 }), 'c:15^16');
  assert.equal(tableOf([{ label: 'a', value: 'b\tc\nd' }, { label: 'e', value: '' }]), 'a\tb c d\ne\t');
  assert.equal(basesLabel('A', false), 'Sequence, forward strand, 1 base');
  assert.equal(basesLabel('AC', true), 'Reference, forward strand, 2 bases');
  const drawn = { title: '', start: 0, end: 5, lines: [
    { label: 'peaks', value: '12 features, merged' }, { label: 'Place', value: '1-5' }, { label: 'none', value: '' }] };
  assert.deepEqual(fieldsDrawn(drawn, { seqName: 'c', start: 0, end: 5 }).map((f) => f.label), ['Position', 'Length', 'peaks']);
});

test('of rows at one place each is found again, and what is drawn of several is none', () => {
  const piece = { starts: [1, 1, 1, 2], ends: [5, 6, 5, 9], counts: null, metadata: {} };
  assert.deepEqual([0, 1, 2, 3].map((i) => nthOf(piece, i)), [0, 0, 1, 0]);
  assert.equal(nthOf({ ...piece, counts: [1, 1, 4, 1] }, 2), -1);
  assert.equal(nthOf({ ...piece, metadata: { transcripts: ['', '2', '', ''] } }, 1), -1);
});

test('a link has the texts of a feature as parts of an address, and no more', () => {
  const link = (template, f = feature()) => linkOf(template, f);
  assert.equal(link('https://a.example/id/{name}?q={score}#{start}-{end}@{seq}').url,
    'https://a.example/id/A%2FB%20%26%20%3Ci%3EC%3C%2Fi%3E?q=7#100-1200@chr1');
  assert.deepEqual(link('https://a.example/{gene_id}'), { url: '', missing: 'gene_id' });
  assert.deepEqual(link('https://a.example/{constructor}'), { url: '', missing: 'constructor' });
  assert.equal(link('https://a.example/{name}', feature({ fields: [['name', '\ud800']] })).url, 'https://a.example/%EF%BF%BD');
  assert.equal(link('https://a.example/x/{name}/y', feature({ fields: [['name', '..']] })).url, '');
  assert.equal(link('https://a.example/x/{name}', feature({ fields: [['name', 'javascript:alert(1)//']] })).url,
    'https://a.example/x/javascript%3Aalert(1)%2F%2F');
  for (const good of ['https://a.example/{name}', 'http://localhost:80/?q={id}', 'HTTPS://a.example?x={seq}']) {
    assert.equal(templateProblem(good), '', good);
  }
  for (const bad of ['javascript:alert({name})', '{name}', 'data:text/html,{name}', 'https://{name}/x', 'https://a.{name}.example/',
    'https://u@a.example/{name}', 'https://a.example', 'https://a.example/all', 'https:///{name}', ' https://a.example/{name}',
    'https://a.example\\{name}', 'ftp://a.example/{name}']) {
    assert.notEqual(templateProblem(bad), '', bad);
    assert.equal(linkOf(bad, feature()).url, '', bad);
  }
});

test('the panel covers none of what was clicked on where that is possible', () => {
  const room = { left: 12, right: 1268, top: 68, bottom: 732 };
  const at = (left, right, y) =>
    Object.values(cornerFor({ left, right, top: y - 12, bottom: y + 12 }, { width: 340, height: 330 }, room)).join(' ');
  assert.equal(at(100, 200, 300), 'right top');
  assert.equal(at(1000, 1200, 300), 'left top');
  assert.equal(at(0, 1280, 300), 'right bottom');
  assert.equal(at(0, 1280, 600), 'right top');
  for (let y = 82; y < 720; y += 7) assert.match(at(0, 1280, y), y < 388 ? /bottom/ : y > 412 ? /top/ : /./, `at ${y}`);
});

test('rows are asked for as the wire counts, points included', async () => {
  const sent = [];
  const learnt = [];
  const answers = [
    { feature: { seqName: 'c', start: 16, end: 15, nth: 2, strand: '+', fields: [['a', 'b']] }, known: { seqInfos: [] } },
    { feature: null, error: 'p.bed: read error' },
  ];
  const program = detailsOf(async (action, args) => {
    sent.push([action, args]);
    return answers.shift();
  }, (known) => learnt.push(known));
  const { feature: found } = await program.feature('p', { seqName: 'c', start: 10, end: 10 }, -1, 'next');
  assert.deepEqual(found.place, { seqName: 'c', start: 15, end: 15 });
  assert.deepEqual([found.nth, found.strand, found.fields, learnt.length], [2, '+', [['a', 'b']], 1]);
  assert.deepEqual(sent, [['getFeature', { measurement: 'p', seqName: 'c', start: 11, end: 10, nth: -1, step: 'next' }]]);
  assert.deepEqual(await program.feature('p', found.place, 0, ''), { feature: null, error: 'p.bed: read error' });
  const lost = detailsOf(async () => { throw new Error('The connection is closed.'); }, () => {});
  assert.equal((await lost.feature('p', found.place, 0, '')).error, 'The connection is closed.');
  assert.equal((await lost.bases(found.place)).error, 'The connection is closed.');
});
