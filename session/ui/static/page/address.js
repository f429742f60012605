/**
 * Keeps the page's address and the place together: the browser's back and
 * forward go through places, and the address is a link to this place.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../net/sequences.js').Resolve} Resolve
 */
import { placeOf } from '../model/link.js';
import { Trail, hashOf, isJump, nameOfHash } from '../model/trail.js';

/** How long the view rests before the address follows, and how long after a jump. */
const REST_MS = 400;
const JUMP_REST_MS = 50;

/**
 * Reports whether the page was reloaded. It then shows the program's place: the
 * prompt may have left that of the address.
 */
function reloaded() {
  const [entry] = performance.getEntriesByType('navigation');
  return /** @type {PerformanceNavigationTiming | undefined} */ (entry)?.type === 'reload';
}

/** Goes to the places and genes that addresses name. */
export class AddressReader {
  /**
   * @param {Workspace} workspace
   * @param {Resolve} resolve
   * @param {(sentence: string) => void} complain
   */
  constructor(workspace, resolve, complain) {
    this.workspace = workspace;
    this.resolve = resolve;
    this.complain = complain;
    /** Counts the addresses: an answer to anything but the last is dropped. */
    this.opened = 0;
  }

  /** @param {string} hash */
  async open(hash) {
    const { workspace } = this;
    const turn = ++this.opened;
    const name = nameOfHash(placeOf(hash));
    if (name === '') return;
    const before = workspace.places;
    const { places, whole, said } = await this.resolve(name).catch((error) => ({ places: [], whole: false, said: error.message }));
    if (turn !== this.opened || workspace.places !== before) return;
    if (places.length > 0) workspace.setPlaces(places, whole, true);
    if (said) this.complain(places.length > 0 ? said : `The address names no place here: ${said}`);
  }
}

/**
 * @param {Workspace} workspace
 * @param {Resolve} resolve
 * @param {(sentence: string) => void} complain
 * @param {(hash: string) => void} openCharts  shows the charts of an address that has some
 * @returns {{synced: () => void}} to be called when the program has sent its state
 */
export function startAddress(workspace, resolve, complain, openCharts) {
  const trail = new Trail(history, () => performance.now());
  const reader = new AddressReader(workspace, resolve, complain);
  /** What the address asked for when the page was opened. */
  let wanted = reloaded() ? '' : location.hash;
  let ready = false;
  /** @type {any} */
  let timer = null;
  let last = workspace.places;
  let lastWhole = false;

  const rest = () => {
    timer = null;
    if (workspace.place && ready) trail.rested(hashOf(workspace.places, workspace.whole));
  };
  workspace.onChange((topic) => {
    if (topic !== 'place') return;
    const jump = isJump(last, workspace.places);
    if (jump && ready && timer !== null) trail.rested(hashOf(last, lastWhole)); // where a drag has come to
    [last, lastWhole] = [workspace.places, workspace.whole];
    trail.moved(jump);
    clearTimeout(timer);
    timer = setTimeout(rest, jump ? JUMP_REST_MS : REST_MS);
  });
  addEventListener('popstate', () => {
    reader.open(location.hash);
    openCharts(location.hash);
    clearTimeout(timer);
    timer = null;
    trail.jumped(location.hash);
  });

  return {
    synced: () => {
      if (ready) return;
      ready = true;
      reader.open(wanted);
      openCharts(wanted);
      wanted = '';
      rest();
    },
  };
}

/**
 * Copies text to the clipboard, also where browsers give scripts no clipboard
 * because the page was opened from another machine.
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
