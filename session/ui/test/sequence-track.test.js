import assert from 'node:assert/strict';
import test from 'node:test';
import { barColor, baseColor, cellColor, codonColor } from '../static/charts/bases.js';
import { heightOf, layoutOf } from '../static/charts/sequence-layout.js';
import { isFar, sequenceTrack } from '../static/charts/sequence-track.js';
import { dark, light } from '../static/charts/theme.js';
import { bases, optionsFor, seriesOf, viewOf } from './fixtures.js';
import { assertGolden, recorder } from './recorder.js';

const TEXT = 'ATGGCNTAAacgtRYTTATCATGTGA';

function drawn(settings, view, more = {}) {
  const ctx = recorder();
  const options = optionsFor(sequenceTrack, 1, { height: heightOf(settings), settings, ...more });
  const result = sequenceTrack.draw(ctx, { series: [seriesOf(bases(TEXT), { measurement: { type: 'sequence' } })] }, view, options);
  return { ctx, result };
}

const near = viewOf(0, 26, 520);
const texts = (ctx) => ctx.calls.filter((c) => c.line.startsWith('fillText')).map((c) => c.line.split('"')[1]);

test('bases are letters with three frames when near', () => {
  const { ctx, result } = drawn({}, near);
  assertGolden('sequence-near', ctx);
  assert.deepEqual(result, { rows: 26, note: '' });
  assert.equal(texts(ctx).filter((t) => 'acgt'.includes(t)).sort().join(''), 'acgt', 'what is masked is in lower case');
});

test('bases are bars when they are narrower than letters, of runs of one base', () => {
  const { ctx } = drawn({ strand: 'both', frames: '6' }, viewOf(0, 26, 78));
  assertGolden('sequence-bars', ctx);
  assert.ok(ctx.calls.every((c) => !c.style?.font?.startsWith('600')), 'codons have letters, bases none');
});

test('bases narrower than a pixel are not drawn, and it is said', () => {
  const view = viewOf(0, 101, 100);
  assert.ok(isFar(view) && !isFar(viewOf(0, 100, 100)));
  const { ctx, result } = drawn({}, view, { width: 400 });
  assert.deepEqual(texts(ctx), ['Zoom in to', '100 bases or', 'fewer to see', 'them']);
  assert.deepEqual(result, { rows: 0 });
});

test('the reverse strand has complements, and its codons are read from the right', () => {
  const { ctx } = drawn({ strand: '-', frames: '0' }, near);
  assert.equal(texts(ctx).filter((t) => t !== '−').join('').length, 26);
  const at = (settings, row, pos) => {
    const options = optionsFor(sequenceTrack, 1, { height: heightOf(settings), settings });
    const { top } = layoutOf(options.settings, options.height).rows[row];
    return sequenceTrack.pick({ series: [seriesOf(bases(TEXT))] }, near, options, 50 + 20 * pos + 10, top + 2);
  };
  assert.equal(at({ strand: '-' }, 0, 0).title, 'T');
  const codon = at({ strand: '-' }, 2, 20); // CAT
  assert.deepEqual(codon, {
    title: 'M, methionine',
    lines: [
      { label: 'Codon', value: 'ATG' }, { label: 'Start', value: 'possible' }, { label: 'Frame', value: '−2' },
      { label: 'Place', value: '20-22' }, { label: 'Genetic code', value: 'standard' },
    ],
    start: 19, end: 22,
  });
  assert.equal(at({ strand: '-' }, 1, 16).title, '*, stop', 'TTA');
  assert.deepEqual(at({}, 0, 9), {
    title: 'a',
    lines: [
      { label: 'Position', value: '10' }, { label: 'Strand', value: 'forward (+)' }, { label: 'Soft-masked', value: 'yes' },
    ],
    start: 9, end: 10,
  });
  assert.equal(at({}, 1, 4).title, 'A, alanine', 'GCN leaves it');
  assert.equal(at({}, 2, 5).title, 'X, not known', 'CNT does not');
});

test('a frame is by the position on the sequence, whatever is in view', () => {
  const frames = (start) => {
    const ctx = recorder();
    const view = viewOf(start, start + 12, 240);
    sequenceTrack.draw(ctx, { series: [seriesOf(bases(TEXT))] }, view, optionsFor(sequenceTrack, 1, { height: heightOf({}) }));
    const rows = layoutOf(optionsFor(sequenceTrack, 1).settings, heightOf({})).rows;
    return ctx.calls.filter((c) => c.line.startsWith('fillText') && !/fillText "[+−]/.test(c.line)).map((c) => {
      const [, letter, x, y] = /fillText "(.)" (\S+) (\S+)/.exec(c.line);
      const row = rows.findIndex((r) => y > r.top && y < r.top + r.height);
      return row > 0 ? `${row} ${letter} ${(x - 50) / 20 + start - 1.5}` : '';
    }).filter(Boolean);
  };
  const whole = frames(0);
  for (const moved of frames(1)) if (whole.some((w) => w.split(' ')[2] === moved.split(' ')[2])) assert.ok(whole.includes(moved), moved);
  assert.ok(whole.includes('1 M 0') && whole.includes('1 * 6'), whole.join(', '));
});

test('the code of mitochondria is said', () => {
  const view = { ...near, seqName: 'chrM' };
  assert.equal(drawn({}, view).result.note, 'vertebrate mitochondrial code');
  assert.equal(drawn({ frames: '0' }, view).result.note, '');
  assert.equal(drawn({ geneticCode: 'standard' }, view).result.note, '');
});

test('rows that do not fit are counted; those that do grow a little', () => {
  assert.deepEqual(['3', '6', '0'].map((frames) => heightOf({ strand: '+', frames })), [73, 118, 28]);
  assert.equal(heightOf({ strand: 'both', frames: '6' }), 136);
  assert.equal(drawn({}, near, { height: 30 }).result.note, '2 rows did not fit; make the chart higher');
  const { rows, left } = layoutOf({ strand: '+', frames: '3' }, 400);
  assert.equal(left, 0);
  assert.ok(rows[3].top + rows[3].height <= 110);
  assert.equal(layoutOf({}, 14).rows.length, 1);
});

test('without bases it is said why', () => {
  const said = (series) => {
    const ctx = recorder();
    sequenceTrack.draw(ctx, { series: [series] }, viewOf(0, 26, 520), optionsFor(sequenceTrack, 1));
    return texts(ctx);
  };
  assert.deepEqual(said(seriesOf(null, { waiting: 'Loading…' })), ['Loading…']);
  assert.deepEqual(said(seriesOf(bases(''))), ['The genome has no bases here']);
  assert.deepEqual(said(seriesOf({ kind: 'error', error: 'no such sequence' })), ['no such sequence']);
});

function luminance(color) {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const v = parseInt(color.slice(i, i + 2), 16) / 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
}

test('letters can be read on their cells, and bars of neighbours told apart', () => {
  for (const theme of [light, dark]) {
    for (const base of 'ACGTNacgtn') assert.ok(contrast(baseColor(base, theme), cellColor(base, theme)) >= 4.5, `${base} ${theme.name}`);
    assert.equal(new Set([...'ACGTacgtN'].map((base) => barColor(base, theme))).size, 9);
    for (const color of [codonColor('*', false, theme), codonColor('M', true, theme)]) assert.ok(contrast(color, theme.ground) >= 3);
    assert.equal(codonColor('M', false, theme), '');
    assert.equal(baseColor('U', theme), baseColor('T', theme));
  }
});
