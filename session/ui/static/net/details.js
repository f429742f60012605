/**
 * What the program says of a single row: all its columns, the row after it and the one before, and its bases.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Stretch} Stretch
 * @typedef {import('../types.js').Feature} Feature
 * @typedef {{feature: Feature|null, error: string}} Answer  without such a row, feature is null
 * @typedef {object} Details
 * @property {(measurement: string, at: Place, nth: number, step: ''|'next'|'previous') => Promise<Answer>} feature
 *   nth is which of the rows at the place, from 0; -1 is before the first
 * @property {(place: Place) => Promise<{place: Place, bases: string, error: string}>} bases  '' without a genome that has them
 */
/**
 * @param {(action: string, args: Record<string, any>) => Promise<any>} call
 * @param {(sequences: any) => void} learn  is told the sequences of an answer that the page may not know
 * @returns {Details}
 */
export function detailsOf(call, learn) {
  return {
    feature: async (measurement, at, nth, step) => {
      try {
        const answer = await call('getFeature', { measurement, ...onWire(at), nth, step });
        if (answer?.known) learn(answer.known);
        return { feature: decodeFeature(answer), error: String(answer?.error ?? '') };
      } catch (e) {
        return { feature: null, error: e instanceof Error ? e.message : String(e) };
      }
    },
    bases: async (place) => {
      try {
        const answer = await call('getSequence', onWire(place));
        const { bases = '', error = '' } = answer ?? {};
        return { place: bases ? offWire(answer) : place, bases: String(bases), error: String(error) };
      } catch (e) {
        return { place, bases: '', error: e instanceof Error ? e.message : String(e) };
      }
    },
  };
}

/** A row without a base, such as an insertion, ends on the wire before it starts. @param {Place} place */
function onWire({ seqName, start, end }) {
  return { seqName, start: start + 1, end };
}

/** @param {any} range @returns {Place} */
function offWire({ seqName, start, end }) {
  return { seqName: String(seqName), start: Number(start) - 1, end: Number(end) };
}

/** Decodes a getFeature answer. @param {any} answer @returns {Feature|null} */
export function decodeFeature(answer) {
  const f = answer?.feature;
  if (!f) return null;
  return {
    place: offWire(f),
    nth: Number(f.nth) || 0,
    strand: f.strand === '+' || f.strand === '-' ? f.strand : '',
    ends: (f.ends ?? []).map((/** @type {any} */ end) => (end ? offWire(end) : null)),
    exons: (f.exons ?? []).map(stretch),
    coding: f.coding ? stretch(f.coding) : null,
    fields: (f.fields ?? []).map((/** @type {any} */ [name, text]) => [String(name), String(text)]),
  };
}

/** @param {[number, number]} wire @returns {Stretch} */
function stretch([start, end]) {
  return { start: Number(start) - 1, end: Number(end) };
}
