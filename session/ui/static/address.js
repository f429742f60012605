/**
 * Keeps the page's address and the place together: the browser's back and
 * forward go through places, and the address is a link to this place.
 *
 * @typedef {import('./workspace.js').Workspace} Workspace
 */
import { knownName } from './names.js';
import { Trail, hashOf, placeOfHash } from './trail.js';
import { MAX_POSITION, cut } from './view.js';

/** How long the view rests before the address follows. */
const REST_MS = 400;

/**
 * A page that is loaded again shows what the program shows: its address may be
 * of a place that the prompt has left since.
 */
function reloaded() {
  const [entry] = performance.getEntriesByType('navigation');
  return /** @type {PerformanceNavigationTiming | undefined} */ (entry)?.type === 'reload';
}

/**
 * @param {Workspace} workspace
 * @param {(sentence: string) => void} complain
 * @returns {{synced: () => void}} to be called when the program has told its state
 */
export function startAddress(workspace, complain) {
  const trail = new Trail(history, () => performance.now());
  /** What the address asked for when the page was opened. */
  let wanted = reloaded() ? '' : location.hash;
  let ready = false;
  /** @type {any} */
  let timer = null;

  /** @param {string} hash */
  const go = (hash) => {
    const place = placeOfHash(hash, (name) => knownName(workspace, name));
    if (!place) {
      if (hash.length > 1) complain(`The address names no place here: ${hash.slice(1, 80)}`);
      return;
    }
    const limits = workspace.limitsFor(place.seqName) ?? { start: 0, end: MAX_POSITION };
    workspace.setPlace(cut(place.end === Infinity ? { ...place, end: limits.end } : place, limits), true);
  };

  const rest = () => {
    if (workspace.place && ready) trail.rested(hashOf(workspace.place));
  };
  workspace.onChange((topic) => {
    if (topic !== 'place') return;
    trail.moved();
    clearTimeout(timer);
    timer = setTimeout(rest, REST_MS);
  });
  addEventListener('popstate', () => {
    clearTimeout(timer);
    go(location.hash);
    clearTimeout(timer);
    trail.jumped(location.hash);
  });

  return {
    synced: () => {
      if (ready) return;
      ready = true;
      go(wanted);
      wanted = '';
      rest();
    },
  };
}

/** A link to a place of this page. @param {import('./types.js').Place} place */
export function linkTo(place) {
  return location.origin + location.pathname + location.search + hashOf(place);
}

/**
 * Puts text on the clipboard, also where the page was not opened from this
 * machine and browsers give scripts no clipboard.
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'unseen';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
