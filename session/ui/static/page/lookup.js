/**
 * What becomes of text in the location box: a place, suggestions or a complaint.
 * Knows no document: it reports to the box.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../net/sequences.js').Hit} Hit
 * @typedef {import('../net/sequences.js').Resolve} Resolve
 *
 * @typedef {object} Box  what shows it
 * @property {(hits: Hit[]) => void} suggest  replaces the list of suggestions; none is active
 * @property {(index: number) => void} activate  one of them; -1 for none
 * @property {(sentence: string, hits: Hit[]) => void} complain  with suggestions
 * @property {() => void} close  hides suggestions and complaint
 * @property {(said: string) => void} went  the view is at the place; said: how it differs from what was asked for, or ''
 */

/** How long typing rests before the text is searched for. */
export const REST_MS = 120;
/** How long a complaint stays after the box has lost the focus. */
export const COMPLAINT_MS = 3000;
const MAX_RESULTS = 12;

export class Lookup {
  /**
   * @param {Workspace} workspace
   * @param {Resolve} resolve  asks the program, as the prompt does
   * @param {Box} box
   * @param {(f: () => void, ms: number) => any} [later] as setTimeout
   * @param {(timer: any) => void} [cancel] as clearTimeout
   */
  constructor(workspace, resolve, box, later = (f, ms) => setTimeout(f, ms), cancel = (timer) => clearTimeout(timer)) {
    this.workspace = workspace;
    this.resolve = resolve;
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
    if (text.trim() === '') return this.close();
    // Enter means what is typed, not what was suggested for less.
    if (this.active >= 0) this.box.activate(this.active = -1);
    this.timer = this.later(async () => {
      const { hits } = await this.resolve(text, MAX_RESULTS).catch(() => ({ hits: [] }));
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
    return this.open(text);
  }

  /** Goes to what a text names, or offers what it may mean. @param {string} text */
  async open(text) {
    if (text.trim() === '') return;
    const turn = this.next();
    try {
      const { places, whole, said, hits } = await this.resolve(text, MAX_RESULTS);
      if (turn !== this.turn) return;
      if (places.length > 0) this.go(places, said, whole);
      else this.complain(said, hits);
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
  goToHit({ view, said }) {
    if (view) this.go([view], said);
    else this.complain(said);
  }

  /** @param {Place[]} places @param {string} said @param {boolean} [whole] */
  go(places, said, whole = false) {
    this.close();
    this.workspace.setPlaces(places, whole, true);
    this.box.went(said);
  }

  /** @param {string} sentence @param {Hit[]} [hits] */
  complain(sentence, hits = []) {
    this.close();
    this.hits = hits;
    this.box.complain(sentence, hits);
  }

  /** Drops pending searches and timers. @returns {number} the new turn */
  next() {
    this.cancel(this.timer);
    return ++this.turn;
  }
}
