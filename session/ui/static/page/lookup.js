/**
 * What becomes of text in the location box: a place, suggestions or a complaint.
 * Knows no document: it reports to the box.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Place} Place
 * @typedef {{gene: string, seqName: string, start: number, end: number, whole?: boolean}} Hit  1-based inclusive; whole: a sequence
 * @typedef {(text: string, maxResults: number) => Promise<Hit[]>} Search
 *
 * @typedef {object} Box  what shows it
 * @property {(hits: Hit[]) => void} suggest  replaces the list of suggestions; none is active
 * @property {(index: number) => void} activate  one of them
 * @property {(sentence: string) => void} complain
 * @property {() => void} close  hides suggestions and complaint
 * @property {(said: string) => void} went  the view is at the place; said: how it differs from what was asked for, or ''
 */
import { asked } from '../model/asked.js';
import { parseLocus } from '../model/format.js';
import { knownName } from '../model/names.js';
import { fromWire } from '../model/view.js';

/** How long typing rests before the text is searched for. */
export const REST_MS = 120;
/** How long a complaint stays after the box has lost the focus. */
export const COMPLAINT_MS = 3000;
const MAX_RESULTS = 12;

export class Lookup {
  /**
   * @param {Workspace} workspace
   * @param {Search} search
   * @param {Box} box
   * @param {(f: () => void, ms: number) => any} [later] as setTimeout
   * @param {(timer: any) => void} [cancel] as clearTimeout
   */
  constructor(workspace, search, box, later = (f, ms) => setTimeout(f, ms), cancel = (timer) => clearTimeout(timer)) {
    this.workspace = workspace;
    this.search = search;
    this.box = box;
    this.later = later;
    this.cancel = cancel;
    /** @type {Hit[]} */
    this.hits = [];
    /** Index of the active suggestion, -1 for none. */
    this.active = -1;
    /** Counts what the user does: an answer to anything but the last is dropped. */
    this.turn = 0;
    /** @type {any} */
    this.timer = null;
  }

  close() {
    this.next();
    this.hits = [];
    this.active = -1;
    this.box.close();
  }

  /** Handles a change of the text. @param {string} text */
  typed(text) {
    const turn = this.next();
    let place = null;
    try {
      place = this.locus(text);
    } catch {
      // Said when the text is entered; it may not be complete yet.
    }
    if (text.trim() === '' || place) return this.close();
    this.timer = this.later(async () => {
      const hits = await this.search(text.trim(), MAX_RESULTS).catch(() => []);
      if (turn !== this.turn) return;
      this.hits = hits;
      this.active = -1;
      this.box.suggest(hits);
    }, REST_MS);
  }

  /** Activates the next suggestion, or the one before. @param {1|-1} by @returns {boolean} false without suggestions */
  step(by) {
    const count = this.hits.length;
    if (count === 0) return false;
    this.active = this.active < 0 && by < 0 ? count - 1 : (this.active + by + count) % count;
    this.box.activate(this.active);
    return true;
  }

  /** Goes to the active suggestion, else to what the text names. @param {string} text */
  async enter(text) {
    if (this.active >= 0) return this.goToHit(this.hits[this.active]);
    if (text.trim() === '') return;
    const turn = this.next();
    try {
      const place = this.locus(text);
      if (place) return this.go(place);
      const [hit] = await this.search(text.trim(), MAX_RESULTS);
      if (turn !== this.turn) return;
      const found = this.locus(text); // the search may have told its sequence
      if (found) this.go(found);
      else if (hit) this.goToHit(hit);
      else this.complain(`Nothing here is called “${text.trim()}”. Type a place such as chr1:1,000-2,000 or the name of a gene.`);
    } catch (error) {
      if (turn === this.turn) this.complain(error instanceof Error ? error.message : String(error));
    }
  }

  /** Handles the loss of focus. @param {boolean} complaining whether it shows a complaint, which stays for a while */
  left(complaining) {
    if (!complaining) return this.close();
    this.next();
    this.timer = this.later(() => this.close(), COMPLAINT_MS);
  }

  /** @param {Hit} hit */
  goToHit(hit) {
    if (hit.whole) this.go({ seqName: hit.seqName, start: 0, end: Infinity }, false);
    else this.go(fromWire(hit), true);
  }

  /** @param {Place} wanted @param {boolean} [withRoom] */
  go(wanted, withRoom = wanted.end - wanted.start <= 1) {
    const { place, said } = asked(this.workspace, wanted, withRoom);
    if (!place) return this.complain(said);
    this.close();
    this.workspace.setPlace(place, true);
    this.box.went(said);
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.close();
    this.box.complain(sentence);
  }

  /** Drops pending searches and timers. @returns {number} the new turn */
  next() {
    this.cancel(this.timer);
    return ++this.turn;
  }

  /** @param {string} text @returns {Place|null} */
  locus(text) {
    return parseLocus(text, (name) => knownName(this.workspace, name));
  }
}
