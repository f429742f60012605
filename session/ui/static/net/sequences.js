/**
 * What typed text stands for, and sequences that the program has not told, since there are very many. Both are the
 * program's to say; the workspace knows the sequences of its answers from then on.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Place} Place
 * @typedef {object} Hit  what may be meant
 * @property {string} gene  its name
 * @property {Place} place
 * @property {Place|null} view  what shows of it, null for nothing
 * @property {string} said  how the view differs from the place, or why there is none; else ''
 * @typedef {{places: Place[], whole: boolean, said: string, hits: Hit[]}} Resolved  places: what shows for the text, side
 *   by side, none for nothing; whole: they are the whole genome; said: as in Hit
 * @typedef {(text: string, maxResults?: number) => Promise<Resolved>} Resolve
 */
import { fromWire } from '../model/view.js';
import { decodeSeqInfos } from './decode.js';

/**
 * @param {Workspace} workspace
 * @param {(action: string, args: Record<string, any>) => Promise<any>} call
 */
export function sequenceFinder(workspace, call) {
  /** Adds the sequences of an answer to those that are known. @param {any} answer */
  const learn = (answer) => {
    const found = decodeSeqInfos(answer?.seqInfos);
    workspace.addSeqInfos(found, (answer?.openEnds ?? []).map(String), Number(answer?.sequences) || 0);
    return found;
  };
  const placeOf = (/** @type {any} */ range) => (range ? fromWire(range) : null);

  return {
    learn,

    /** Returns the sequences that a text may mean. @param {string} q @param {number} maxResults */
    find: async (q, maxResults) => learn(await call('findSequences', { q, maxResults })),

    /** Returns the places that a text means, and those that it may mean. @type {Resolve} */
    resolve: async (q, maxResults = 1) => {
      const answer = await call('resolve', { q, seqName: workspace.place?.seqName ?? '', maxResults });
      if (answer.known) learn(answer.known);
      const hits = (answer.hits ?? []).map((/** @type {any} */ hit) => ({
        gene: String(hit.gene), place: fromWire(hit), view: placeOf(hit.view), said: String(hit.said ?? ''),
      }));
      const places = answer.place ? [answer.place, ...(answer.beside ?? [])].map(fromWire) : [];
      return { places, whole: answer.whole === true, said: String(answer.said ?? ''), hits };
    },
  };
}
