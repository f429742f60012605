/**
 * Places on a sequence: limits, pan, zoom, and locus to pixels and back. Pure.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').SeqInfo} SeqInfo
 * @typedef {import('../types.js').WireRange} WireRange
 * @typedef {import('../types.js').WireView} WireView
 */

/** The longest sequence that the program supports (genome.MaxPosition). */
export const MAX_POSITION = 2 ** 40;

/** The narrowest view that gestures reach; a command may ask for less. */
export const MIN_SPAN = 10;

/**
 * Returns the limits of a sequence, null when it is unknown. A
 * sequence of unknown length (max below min) ends at MAX_POSITION.
 * @param {SeqInfo[]} seqInfos
 * @param {string} name
 * @returns {Limits|null}
 */
export function limitsOf(seqInfos, name) {
  const info = seqInfos.find((s) => s[0] === name);
  if (!info) return null;
  const start = Math.max(0, info[1] - 1);
  return { start, end: info[2] > start ? info[2] : MAX_POSITION };
}

/**
 * Cuts a place to the limits. A place wholly outside becomes the nearest end,
 * one base wide.
 * @param {Place} place
 * @param {Limits} limits
 * @returns {Place}
 */
export function cut(place, limits) {
  const start = Math.min(Math.max(place.start, limits.start), limits.end - 1);
  const end = Math.max(Math.min(place.end, limits.end), start + 1);
  return { seqName: place.seqName, start, end };
}

/**
 * Moves a place into the limits and keeps its width where they allow it.
 * @param {Place} place
 * @param {Limits} limits
 * @returns {Place}
 */
export function moveInto(place, limits) {
  const span = Math.min(place.end - place.start, limits.end - limits.start);
  const start = Math.min(Math.max(place.start, limits.start), limits.end - span);
  return { seqName: place.seqName, start, end: start + span };
}

/**
 * Zooms a place: the new span is the old one times `factor`, and the base at `at` (0
 * is the left edge, 1 the right one) stays where it is as far as the limits allow.
 * @param {Place} place
 * @param {number} factor  below 1 zooms in
 * @param {number} at
 * @param {Limits} limits
 * @returns {Place}
 */
export function zoom(place, factor, at, limits) {
  const old = place.end - place.start;
  const least = Math.min(MIN_SPAN, old);
  const span = Math.min(Math.max(old * factor, least), limits.end - limits.start);
  const start = place.start + (old - span) * at;
  return moveInto({ seqName: place.seqName, start, end: start + span }, limits);
}

/**
 * @param {Place} place
 * @param {number} bases  to the right; negative is to the left
 * @param {Limits} limits
 * @returns {Place}
 */
export function pan(place, bases, limits) {
  return moveInto({ seqName: place.seqName, start: place.start + bases, end: place.end + bases }, limits);
}

/**
 * Returns the place around another one, as wide as the view.
 * @param {Place} place @param {Place} view @param {Limits} limits of the place's sequence
 * @returns {Place}
 */
export function viewAround({ seqName, start, end }, view, limits) {
  const half = Math.max(view.end - view.start, end - start) / 2;
  const middle = (start + end) / 2;
  return onBases(moveInto({ seqName, start: middle - half, end: middle + half }, limits));
}

/**
 * Returns which of two ends is out of view, the second if both are; null if none is, or
 * there are not two.
 * @param {Place[]} ends @param {Place} view
 * @returns {Place|null}
 */
export function otherEnd(ends, view) {
  if (ends.length !== 2) return null;
  const out = (/** @type {Place} */ p) => p.seqName !== view.seqName || p.start >= view.end || p.end <= view.start;
  return [...ends].reverse().find(out) ?? null;
}

/** Rounds a place to whole bases, for moves that end there. @param {Place} place @returns {Place} */
export function onBases({ seqName, start, end }) {
  const first = Math.round(start);
  return { seqName, start: first, end: first + Math.max(1, Math.round(end - start)) };
}

/**
 * Returns the place after two fingers have moved: the bases under them stay under
 * them, as far as the limits allow.
 * @param {View} view
 * @param {[number, number]} from  pixels
 * @param {[number, number]} to
 * @param {Limits} limits
 * @returns {Place}
 */
export function pinched(view, from, to, limits) {
  const apart = (/** @type {[number, number]} */ [a, b]) => Math.max(20, Math.abs(b - a));
  const middle = (/** @type {[number, number]} */ [a, b]) => (a + b) / 2;
  const share = (middle(from) - view.left) / view.width;
  const zoomed = zoom(view, apart(from) / apart(to), view.flip ? 1 - share : share, limits);
  const bases = (middle(from) - middle(to)) * basesToRight({ ...view, ...zoomed });
  return pan(zoomed, bases, limits);
}

/**
 * Widens a place about its middle to at least a span, inside the limits.
 * @param {Place} place @param {number} least @param {Limits} limits
 * @returns {Place}
 */
export function withSpan(place, least, limits) {
  const short = Math.max(0, least - (place.end - place.start)) / 2;
  return moveInto({ seqName: place.seqName, start: Math.floor(place.start - short), end: Math.ceil(place.end + short) }, limits);
}

/**
 * Adds a margin on both sides of a place, as of a gene that was searched for.
 * @param {Place} place
 * @param {Limits} limits
 * @returns {Place}
 */
export function withMargin(place, limits) {
  const margin = Math.max((place.end - place.start) * 0.25, 50);
  return cut({ seqName: place.seqName, start: place.start - margin, end: place.end + margin }, limits);
}

/** @param {View} view @param {number} pos @returns {number} */
export function toX(view, pos) {
  const x = ((pos - view.start) * view.width) / (view.end - view.start);
  return view.left + (view.flip ? view.width - x : x);
}

/** @param {View} view @param {number} x @returns {number} */
export function toPos(view, x) {
  const along = view.flip ? view.left + view.width - x : x - view.left;
  return view.start + (along * (view.end - view.start)) / view.width;
}

/** Returns how many bases a pixel to the right is further. @param {View} view negative where the axis is flipped */
export function basesToRight(view) {
  return view.flip ? -basesPerPixel(view) : basesPerPixel(view);
}

/** @param {View} view */
export function basesPerPixel(view) {
  return (view.end - view.start) / view.width;
}

/**
 * Returns the place in whole bases as the wire and people count it.
 * @param {Place} place
 * @returns {WireRange}
 */
export function toWire(place) {
  const start = Math.round(place.start);
  return { seqName: place.seqName, start: start + 1, end: Math.max(Math.round(place.end), start + 1) };
}

/**
 * Decodes a range from the wire. Fractions are rounded and a swapped start and
 * end are put in order, as EpiViz pages do.
 * @param {{seqName?: unknown, start?: unknown, end?: unknown}} range
 * @returns {Place}
 */
export function fromWire(range) {
  const { seqName, start, end } = range;
  if (typeof seqName !== 'string' || !Number.isFinite(start) || !Number.isFinite(end)) {
    throw new Error('wanted a range with seqName, start and end, found ' + JSON.stringify(range));
  }
  const a = Math.round(Number(start));
  const b = Math.round(Number(end));
  return { seqName, start: Math.min(a, b) - 1, end: Math.max(a, b) };
}

/**
 * Returns what is shown as the wire has it, null for nothing.
 * @param {Place[]} places @param {boolean} whole
 * @returns {WireView|null}
 */
export function viewToWire(places, whole) {
  const [range, ...beside] = places.map(toWire);
  return range ? { range, beside, whole } : null;
}

/** @param {WireRange|null} a @param {WireRange|null} b */
export function sameRange(a, b) {
  return a === b || (!!a && !!b && a.seqName === b.seqName && a.start === b.start && a.end === b.end);
}
