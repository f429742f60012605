/**
 * The bases under a chart of genes: those of the view, and those of its codons beyond introns.
 *
 * @typedef {import('../types.js').Bases} Bases
 * @typedef {import('../types.js').Stretch} Stretch
 * @typedef {import('../net/cache.js').Cache} Cache
 */

/**
 * Requests the bases that a chart reads, and collects those that are cached.
 * @param {import('./card.js').Card} card
 * @param {Pick<import('./card.js').Scene, 'view'|'limits'|'online'|'bases'>} scene
 * @param {Cache} cache
 * @param {Record<string, any>} settings of the chart
 * @returns {{bases: Bases|null, ready: boolean}} bases: null if the chart reads none, or there are none
 */
export function gatherBases({ module, series }, { view, limits, online, bases: of }, cache, settings) {
  const places = of && module?.reads ? module.reads({ series }, view, settings) : null;
  if (!of || !places) return { bases: null, ready: true };
  const held = cache.seriesOf(of);
  const there = online ? held.need(view, limits) : held.has(view, limits);
  const piece = held.best(view, limits);
  if (piece?.kind !== 'bases') return { bases: null, ready: there };
  const { first, bases } = piece;
  const beyond = places.filter((p) => p.start < first || p.end > first + bases.length);
  const all = cache.scattered.need(of, view.seqName, beyond, online);
  /** @type {Map<number, string>} */
  const scattered = new Map();
  for (const place of beyond) {
    [...cache.scattered.basesOf(view.seqName, place)].forEach((base, k) => scattered.set(place.start + k, base));
  }
  return {
    bases: { at: (pos) => bases[pos - first] ?? scattered.get(pos) ?? '', from: [piece, cache.scattered.version] },
    ready: there && all,
  };
}
