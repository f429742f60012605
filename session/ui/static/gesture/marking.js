/**
 * The key that marks regions of interest: what is selected, else the place in view.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').WireRange} WireRange
 */
import { toWire } from '../model/view.js';
import { isForPage } from '../page/dom.js';

/**
 * Returns what the key marks, nothing without a place.
 * @param {Pick<Workspace, 'selection'|'place'>} workspace
 * @returns {WireRange[]}
 */
export function markedBy({ selection, place }) {
  if (selection.length > 0) return selection.map(toWire);
  return place ? [toWire(place)] : [];
}

/**
 * Reports whether a key marks. With the caps lock, too, but with no other key held.
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey: boolean}} e
 */
export function isMarkKey({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  return key.toLowerCase() === 'r' && !ctrlKey && !metaKey && !shiftKey && !altKey;
}

/** @param {Workspace} workspace @param {(ranges: WireRange[]) => void} mark */
export function startMarking(workspace, mark) {
  document.addEventListener('keydown', (e) => {
    if (!isMarkKey(e) || !isForPage(e)) return;
    e.preventDefault();
    const ranges = markedBy(workspace);
    if (!e.repeat && ranges.length > 0) mark(ranges); // a key that is held marks once
  });
}
