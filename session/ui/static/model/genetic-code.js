/**
 * Genetic codes, complements and amino acids. The one place that knows them. Pure.
 *
 * @typedef {{name: string, acids: string, starts: string[]}} Code  acids: a letter a codon, in the order of NCBI's tables
 */

/** The bases in the order of NCBI's tables (ncbi.nlm.nih.gov/Taxonomy/Utils/wprintgc.cgi). */
const ORDER = 'TCAG';

const STANDARD = 'FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG';

/** By the values of the setting geneticCode; tables 1, 2, 3, 5 and 11. @type {Record<string, Code>} */
export const CODES = {
  standard: { name: 'standard', acids: STANDARD, starts: ['ATG'] },
  vertebrateMitochondrial: {
    name: 'vertebrate mitochondrial',
    acids: 'FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG',
    starts: ['ATT', 'ATC', 'ATA', 'ATG', 'GTG'],
  },
  yeastMitochondrial: {
    name: 'yeast mitochondrial',
    acids: 'FFLLSSSSYY**CCWWTTTTPPPPHHQQRRRRIIMMTTTTNNKKSSRRVVVVAAAADDEEGGGG',
    starts: ['ATA', 'ATG', 'GTG'],
  },
  invertebrateMitochondrial: {
    name: 'invertebrate mitochondrial',
    acids: 'FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSSSSVVVVAAAADDEEGGGG',
    starts: ['TTG', 'ATT', 'ATC', 'ATA', 'ATG', 'GTG'],
  },
  bacterial: { name: 'bacterial', acids: STANDARD, starts: ['TTG', 'CTG', 'ATT', 'ATC', 'ATA', 'ATG', 'GTG'] },
};

/** Bases that a letter of IUPAC stands for. @type {Record<string, string>} */
const MEANT = {
  A: 'A', C: 'C', G: 'G', T: 'T', U: 'T', R: 'AG', Y: 'CT', S: 'CG', W: 'AT', K: 'GT', M: 'AC',
  B: 'CGT', D: 'AGT', H: 'ACT', V: 'ACG', N: 'ACGT',
};
const LETTERS = 'ACGTURYSWKMBDHVN';
const COMPLEMENTS = 'TGCAAYRSWMKVHDBN';

const NAMES = /** @type {Record<string, string>} */ ({
  A: 'alanine', R: 'arginine', N: 'asparagine', D: 'aspartic acid', C: 'cysteine', Q: 'glutamine', E: 'glutamic acid', G: 'glycine',
  H: 'histidine', I: 'isoleucine', L: 'leucine', K: 'lysine', M: 'methionine', F: 'phenylalanine', P: 'proline', S: 'serine',
  T: 'threonine', W: 'tryptophan', Y: 'tyrosine', V: 'valine', '*': 'stop',
});

/** What a codon is translated to when it has letters that leave it open. */
export const UNKNOWN = 'X';

/**
 * Returns the genetic code of a sequence.
 * @param {any} setting the chart's geneticCode @param {string} seqName
 * @returns {Code}
 */
export function codeFor(setting, seqName) {
  const own = CODES[String(setting)];
  return own ?? (/^(chr)?mt?$/i.test(seqName) ? CODES.vertebrateMitochondrial : CODES.standard);
}

/** Returns the base of the other strand, in the same case; what is no base is returned as it is. @param {string} base */
export function complement(base) {
  const i = LETTERS.indexOf(base.toUpperCase());
  if (i < 0) return base;
  return base === base.toUpperCase() ? COMPLEMENTS[i] : COMPLEMENTS[i].toLowerCase();
}

/**
 * Returns the letter of the amino acid of a codon, * for a stop, UNKNOWN where its letters stand for several.
 * @param {string} codon three letters, along its strand @param {Code} code
 */
export function translate(codon, { acids }) {
  const sets = [...codon.toUpperCase()].map((letter) => MEANT[letter] ?? '');
  if (sets.length !== 3) return UNKNOWN;
  let acid = '';
  for (const a of sets[0]) {
    for (const b of sets[1]) {
      for (const c of sets[2]) {
        const one = acids[16 * ORDER.indexOf(a) + 4 * ORDER.indexOf(b) + ORDER.indexOf(c)];
        if (acid !== '' && one !== acid) return UNKNOWN;
        acid = one;
      }
    }
  }
  return acid || UNKNOWN;
}

/** Reports whether a translation may begin with a codon. @param {string} codon @param {Code} code */
export function isStart(codon, { starts }) {
  return starts.includes(codon.toUpperCase().replaceAll('U', 'T'));
}

/** Returns an amino acid in words: "M, methionine". @param {string} acid */
export function acidName(acid) {
  return NAMES[acid] ? `${acid}, ${NAMES[acid]}` : `${acid}, not known`;
}
