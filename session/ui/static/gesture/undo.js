/**
 * The keys of undo and redo. Fields keep them: the browser undoes there what was
 * typed.
 */
import { isForPage } from '../page/dom.js';

/**
 * Returns what a key does, '' for nothing.
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey: boolean}} e
 * @returns {''|'undo'|'redo'}
 */
export function undoKeyOf({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  if (altKey || ctrlKey === metaKey) return ''; // AltGr is Ctrl and Alt
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? 'redo' : 'undo';
  return letter === 'y' && ctrlKey && !shiftKey ? 'redo' : '';
}

/** @param {{undo: () => void, redo: () => void}} requests */
export function startUndo(requests) {
  document.addEventListener('keydown', (e) => {
    const does = undoKeyOf(e);
    if (does === '' || !isForPage(e)) return;
    e.preventDefault();
    if (!e.repeat) requests[does](); // a key that is held undoes one step
  });
}
