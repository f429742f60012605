/**
 * What a chart of genes reads besides its rows: the bases of the view, those of its codons beyond introns, and the
 * transcripts of genes that have several.
 *
 * @typedef {import('../types.js').Bases} Bases
 * @typedef {import('../types.js').Stretch} Stretch
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {import('../net/cache.js').Cache} Cache
 * @typedef {import('./card.js').Scene} Scene
 */
import { mostCoding } from '../charts/transcripts.js';

/**
 * Requests what a chart reads, and collects what is cached.
 * @param {Pick<import('./card.js').Card, 'module'|'series'>} card
 * @param {Pick<Scene, 'view'|'limits'|'online'|'bases'|'measurements'>} scene
 * @param {Cache} cache
 * @param {Record<string, any>} settings of the chart
 * @returns {{bases: Bases|null, ready: boolean}} bases: null if the chart reads none, or there are none
 */
export function gatherBases({ module, series }, { view, limits, online, bases: of, measurements }, cache, settings) {
  const genes = of && module?.several ? module.several({ series }, view, settings) : null;
  if (!of || !genes) return { bases: null, ready: true };
  const held = cache.seriesOf(of);
  let ready = online ? held.need(view, limits) : held.has(view, limits);
  const piece = held.best(view, limits);
  if (piece?.kind !== 'bases') return { bases: null, ready };
  const { seqName } = view;
  /** The transcript of each gene that has several. @type {Map<string, import('../types.js').NamedTranscript>} */
  const read = new Map();
  for (const { measurement, place, key } of genes) {
    const transcripts = measurements.find((m) => m.id === measurement.annotation?.transcripts);
    if (!transcripts) continue;
    if (!cache.scattered.need(transcripts, seqName, [place], online)) ready = false;
    const rows = cache.scattered.at(transcripts, seqName, place);
    const most = rows?.kind === 'features' ? mostCoding(rows, key) : null;
    if (most) read.set(key, most);
  }
  const { first, bases } = piece;
  const places = module?.reads?.({ series, bases: { at: () => '', read, from: [] } }, view) ?? [];
  const beyond = places.filter((p) => p.start < first || p.end > first + bases.length);
  if (!cache.scattered.need(of, seqName, beyond, online)) ready = false;
  /** @type {Map<number, string>} */
  const far = new Map();
  for (const place of beyond) {
    const have = cache.scattered.at(of, seqName, place);
    if (have?.kind === 'bases') [...have.bases].forEach((base, k) => far.set(have.first + k, base));
  }
  return { bases: { at: (pos) => bases[pos - first] ?? far.get(pos) ?? '', read, from: [piece, cache.scattered.version] }, ready };
}
