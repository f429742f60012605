/**
 * Sequences that the program has not told, since there are very many. They are found by a part of their names, and
 * the workspace then knows them.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../page/lookup.js').Hit} Hit
 */
import { decodeSeqInfos } from './decode.js';

/**
 * @param {Workspace} workspace
 * @param {(action: string, args: Record<string, any>) => Promise<any>} call
 */
export function sequenceFinder(workspace, call) {
  /** Returns the sequences that a text may mean. @param {string} q @param {number} maxResults */
  const find = async (q, maxResults) => {
    const answer = await call('findSequences', { q, maxResults });
    const found = decodeSeqInfos(answer?.seqInfos);
    workspace.addSeqInfos(found, (answer?.openEnds ?? []).map(String), Number(answer?.sequences) || 0);
    return found;
  };

  /** Searches for genes, and for sequences that the page was not told. @param {string} q @returns {Promise<Hit[]>} */
  const search = async (q, maxResults = 1) => {
    const genes = call('search', { q, maxResults });
    if (!workspace.partial) return genes;
    const [hits, found] = await Promise.all([genes, find(q, maxResults)]);
    const unknown = new Set(hits.map((/** @type {Hit} */ h) => h.seqName).filter((/** @type {string} */ name) => !workspace.knows(name)));
    await Promise.all([...unknown].map((name) => find(name, 1)));
    /** @type {Hit[]} */
    const wholes = found.map(([name, start, end]) => ({ gene: name, seqName: name, start, end: Math.max(start, end), whole: true }));
    const named = (/** @type {Hit} */ h) => h.gene.toLowerCase() === q.toLowerCase();
    return [...wholes.filter(named), ...hits, ...wholes.filter((h) => !named(h))].slice(0, maxResults);
  };
  return { find, search };
}
