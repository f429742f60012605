// Links that have the place and the charts.
import assert from 'node:assert/strict';
import test from 'node:test';
import { MOST_CHARACTERS, areShown, chartsOf, linkTo, placeOf } from '../static/model/link.js';
import { nameOfHash } from '../static/model/trail.js';

const page = 'http' + '://localhost:8888/';
const place = { seqName: 'chr7', start: 0, end: 8700 };
const chart = (type, ids, settings = {}, colorMap = null) => ({ type, measurements: ids.map((id) => ({ id })), settings, colorMap });
const hashOf = (link) => link.slice(link.indexOf('#'));

test('a link is read as it was written, whatever names have', () => {
  const odd = 'a&b;c=d,e:f %#\u00e9<x>"\u202e';
  const charts = [
    chart('epiviz.plugins.charts.LineTrack', ['chip_day0', 'chip_day7'], { style: 'area', yMax: 12, showPoints: true }, ['#d55e00', 'red']),
    chart('other.Type', [odd], { title: odd, [odd]: '' }),
    chart('epiviz.plugins.charts.GenesTrack', ['genes']),
  ];
  const { link, without } = linkTo(page, place, charts);
  assert.equal(without, '');
  assert.ok(link.startsWith(`${page}#chr7:1-8700&v=1&chart=LineTrack:chip_day0,chip_day7;style=area;yMax=12;showPoints=true;colors=%23d55e00%2Cred&`));
  assert.equal(nameOfHash(placeOf(hashOf(link))), 'chr7:1-8700');
  const read = chartsOf(hashOf(link));
  assert.deepEqual(read, { problem: '', charts: [
    { type: 'LineTrack', measurements: ['chip_day0', 'chip_day7'],
      settings: { style: 'area', yMax: '12', showPoints: 'true', colors: '#d55e00,red' } },
    { type: 'other.Type', measurements: [odd], settings: { title: odd, [odd]: '' } },
    { type: 'GenesTrack', measurements: ['genes'], settings: {} },
  ] });
  assert.ok(areShown(read.charts, charts));
  assert.ok(!areShown(read.charts, charts.slice(1)));
  assert.ok(!areShown(read.charts, [charts[1], charts[0], charts[2]]));
  assert.ok(!areShown(read.charts, [charts[0], charts[1], chart('epiviz.plugins.charts.GenesTrack', ['genes'], { height: 90 })]));
});

test('a link without charts is one to the place, as ever', () => {
  assert.equal(linkTo(page, place, []).link, `${page}#chr7:1-8700`);
  for (const hash of ['', '#chr7:1-8700', '#A&B', '#x&v=', '#a&v=x']) {
    assert.deepEqual(chartsOf(hash), { charts: [], problem: '' });
    assert.equal(placeOf(hash), hash);
  }
});

test('what has no room is left out, which is said', () => {
  const long = Array.from({ length: 60 }, (_, i) => chart('epiviz.plugins.charts.LineTrack', [`m${i}`], { title: 't'.repeat(300) }));
  const some = linkTo(page, place, long);
  assert.equal(some.without, 'settings');
  assert.equal(chartsOf(hashOf(some.link)).charts.length, 60);
  assert.ok(some.link.length <= MOST_CHARACTERS);
  const none = linkTo(page, place, Array.from({ length: 60 }, () => chart('x', ['m'.repeat(300)])));
  assert.deepEqual(none, { link: `${page}#chr7:1-8700`, without: 'charts' });
});

test('a link of another version, or that is broken, says so', () => {
  assert.match(chartsOf('#chr7:1-2&v=2&chart=LineTrack:a').problem, /another version of epivizgo \(2\)/);
  assert.equal(placeOf('#chr7:1-2&v=2&chart=LineTrack:a'), '#chr7:1-2');
  const { charts, problem } = chartsOf('#chr7:1-2&v=1&chart=LineTrack:a%&track=x&chart=&chart=B:;;=;__proto__=x');
  assert.match(problem, /track=x, chart=$/);
  assert.deepEqual(charts.map((c) => [c.type, c.measurements]), [['LineTrack', ['a%']], ['B', []]]);
  assert.equal({}.x, undefined);
});
