/**
 * The sequence of a typed name. Pure.
 *
 * @typedef {{seqInfos: import('../types.js').SeqInfo[], place: import('../types.js').Place|null}} Known
 */

/**
 * Returns the sequence of a name: by the exact name, by another case, or with or
 * without "chr". '' is the present sequence; null means that no sequence matches.
 * @param {Known} known
 * @param {string} name
 * @returns {string|null}
 */
export function knownName({ seqInfos, place }, name) {
  if (name === '') return place?.seqName ?? null;
  const names = seqInfos.map((s) => s[0]);
  if (names.includes(name)) return name;
  const wanted = plain(name);
  return names.find((n) => n.toLowerCase() === name.toLowerCase()) ?? names.find((n) => plain(n) === wanted) ?? null;
}

/** @param {string} name */
function plain(name) {
  return name.toLowerCase().replace(/^chr/, '');
}
