/**
 * The one rule for places that the user asks for by text or link, shared by the
 * location box and the address. Session.Navigate has the same rule.
 *
 * @typedef {import('./workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Place} Place
 */
import { beyondText } from './format.js';
import { cut, isBeyond, withMargin } from './view.js';

/**
 * Returns the part of a place that is on its sequence, null when it begins behind
 * the end, with a sentence for the user: '' when the place is as asked for.
 * @param {Workspace} workspace
 * @param {Place} place an end of Infinity is that of the sequence
 * @param {boolean} [withRoom] whether to show what is beside it, as for a gene
 * @returns {{place: Place|null, said: string}}
 */
export function asked(workspace, place, withRoom = false) {
  const { seqName } = place;
  const bounds = workspace.bounds(seqName) ?? workspace.extent(seqName);
  const wanted = place.end === Infinity ? { ...place, end: workspace.extent(seqName).end } : place;
  if (isBeyond(wanted, bounds)) return { place: null, said: beyondText(seqName, bounds) };
  const said = wanted.end > bounds.end ? beyondText(seqName, bounds) : '';
  return { place: withRoom ? withMargin(cut(wanted, bounds), bounds) : cut(wanted, bounds), said };
}
