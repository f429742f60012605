/**
 * The bases of a window, for the cache. Knows no socket: a function that calls the program is passed in.
 *
 * @typedef {import('../types.js').Piece} Piece
 * @typedef {import('./cache.js').Window} Window
 */

/** The longest window of which bases are requested: those of a wider view are too narrow to be drawn. */
export const MOST_BASES = 20_000;

/**
 * @param {(action: string, args: Record<string, any>, signal: AbortSignal) => Promise<any>} call
 * @param {Window} w
 * @param {AbortSignal} signal
 * @returns {Promise<Piece>} without bases, of the window's resolution, if that is too wide
 */
export async function loadBases(call, w, signal) {
  const { seqName, start, end } = w;
  const place = { seqName, start, end };
  if (end - start > MOST_BASES) return { kind: 'bases', ...place, resolution: w.resolution, first: start, bases: '' };
  const answer = await call('getSequence', { seqName, start: start + 1, end }, signal);
  if (answer?.error) return { kind: 'error', ...place, resolution: 0, error: String(answer.error) };
  return { kind: 'bases', ...place, resolution: 0, first: Number(answer?.start ?? start + 1) - 1, bases: String(answer?.bases ?? '') };
}
