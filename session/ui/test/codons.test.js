// Codons and their amino acids, against proteins that a script made of the same exons by itself (testdata/codons.py).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { codonsIn, exonNumber, lettersOf } from '../static/model/codons.js';
import { CODES, acidName, codeFor, complement, isStart, translate } from '../static/model/genetic-code.js';

const { bases, transcripts } = JSON.parse(readFileSync(new URL('../testdata/codons.json', import.meta.url), 'utf8'));

const at = (pos) => bases[pos] ?? '';
const made = transcripts.map(({ exons, coding, strand, phase, protein, at: where }) => ({
  transcript: {
    exons: Float64Array.from(exons), coding: { start: coding[0], end: coding[1] }, strand: strand === '+' ? 1 : -1, phase,
  },
  protein,
  where,
}));

/** The positions of a codon, along its strand. */
function positionsOf({ parts }, strand) {
  return parts.flatMap(({ start, end }) => {
    const all = Array.from({ length: end - start }, (_, k) => start + k);
    return strand > 0 ? all : all.reverse();
  });
}

test('a transcript is translated across its introns, on both strands, from its phase on', () => {
  assert.ok(made.some(({ where }) => where.some(([a, , c]) => Math.abs(a - c) > 2)), 'some codons are divided');
  for (const { transcript, protein, where } of made) {
    const codons = codonsIn(transcript, { start: 0, end: bases.length });
    assert.deepEqual(codons.map((c) => c.number), where.map((_, k) => k + 1));
    assert.deepEqual(codons.map((c) => positionsOf(c, transcript.strand)), where);
    assert.equal(codons.map((c) => translate(lettersOf(c, transcript.strand, at), CODES.standard)).join(''), protein);
  }
});

test('a view has the codons that reach into it, as they are in the whole', () => {
  for (const { transcript, where } of made) {
    for (let start = 0; start < bases.length; start += 37) {
      for (const end of [start + 1, start + 60.5]) {
        const numbers = codonsIn(transcript, { start, end }).map((c) => c.number);
        const want = where.flatMap((list, k) => (list.some((p) => p >= start && p < end) ? [k + 1] : []));
        assert.deepEqual(numbers, want);
      }
    }
  }
});

test('there are no codons of what is not read in turn, or has no strand', () => {
  const coding = { start: 0, end: 30 };
  const whole = { start: 0, end: 100 };
  assert.deepEqual(codonsIn({ exons: Float64Array.of(0, 20, 15, 30), coding, strand: 1, phase: 0 }, whole), []);
  assert.deepEqual(codonsIn({ exons: Float64Array.of(0, 30), coding, strand: 0, phase: 0 }, whole), []);
  assert.deepEqual(codonsIn({ exons: Float64Array.of(0, 30), coding: { start: NaN, end: NaN }, strand: 1, phase: 0 }, whole), []);
  assert.deepEqual(codonsIn({ exons: Float64Array.of(0, 2, 9, 9), coding, strand: 1, phase: 0 }, whole), [], 'less than one');
});

test('a codon with a base that is not known has no letters', () => {
  const [codon] = codonsIn({ exons: Float64Array.of(0, 2, 9, 20), coding: { start: 0, end: 20 }, strand: -1, phase: 1 }, { start: 0, end: 1 });
  assert.deepEqual(codon.parts, [{ start: 9, end: 10 }, { start: 0, end: 2 }]);
  assert.equal(lettersOf(codon, -1, (pos) => 'ACGTACGTAC'[pos]), 'GGT');
  assert.equal(lettersOf(codon, -1, (pos) => (pos === 9 ? '' : 'A')), '');
});

test('exons are counted along the strand', () => {
  assert.deepEqual([exonNumber(0, 3, 1), exonNumber(0, 3, -1), exonNumber(2, 3, 0)], [1, 3, 3]);
});

test('the genetic code is by the name of the sequence, or as it is set', () => {
  const name = (setting, seq) => codeFor(setting, seq).name;
  for (const seq of ['chrM', 'MT', 'M', 'chrMT', 'mt']) assert.equal(name('auto', seq), 'vertebrate mitochondrial');
  for (const seq of ['chr1', 'chrM_alt', 'Mt1', '', 'chr']) assert.equal(name('auto', seq), 'standard');
  assert.equal(name('standard', 'chrM'), 'standard');
  assert.equal(name('bacterial', 'chr1'), 'bacterial');
  assert.equal(name('of another version', 'chr1'), 'standard');
});

test('codes differ where they do', () => {
  const of = (code) => ['TGA', 'AGA', 'ATA', 'CTA', 'TAA'].map((codon) => translate(codon, CODES[code])).join('');
  assert.equal(of('standard'), '*RIL*');
  assert.equal(of('vertebrateMitochondrial'), 'W*ML*');
  assert.equal(of('yeastMitochondrial'), 'WRMT*');
  assert.equal(of('invertebrateMitochondrial'), 'WSML*');
  assert.equal(of('bacterial'), '*RIL*');
  assert.ok(isStart('atg', CODES.standard) && isStart('AUG', CODES.standard) && !isStart('GTG', CODES.standard));
  assert.ok(isStart('GTG', CODES.bacterial));
  for (const { acids } of Object.values(CODES)) assert.equal(acids.length, 64);
});

test('letters that stand for several bases are translated where that leaves one amino acid', () => {
  const standard = (codon) => translate(codon, CODES.standard);
  assert.deepEqual(['CTN', 'ctn', 'YTR', 'TAR', 'ANN', 'A-G', 'NNN', 'AU', 'auh'].map(standard), ['L', 'L', 'L', '*', 'X', 'X', 'X', 'X', 'I']);
  assert.equal(acidName('X'), 'X, not known');
  assert.equal(acidName('*'), '*, stop');
});

test('complements keep case and ambiguity', () => {
  assert.equal([...'ACGTUacgtRYSWKMBDHVNn-'].map(complement).join(''), 'TGCAAtgcaYRSWMKVHDBNn-');
});
