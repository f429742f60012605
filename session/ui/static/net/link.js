/**
 * What the page says of its connection to the program: the one account of it, from which the status, the banner and
 * the messages are made, so that none contradicts another. Knows no document.
 *
 * @typedef {'connecting'|'synced'|'silent'|'waiting'} State  connecting: for the first time, and not for long; silent: the
 *   connection holds, but the program does not answer; waiting: there is no connection
 * @typedef {object} Account
 * @property {State} state
 * @property {string} words  a few, for the status
 * @property {string} banner  sentences, '' for none
 *
 * @typedef {object} Outside  what a test replaces
 * @property {() => number} now  as Date.now
 * @property {(f: () => void, ms: number) => any} later  as setTimeout
 * @property {(timer: any) => void} cancel  as clearTimeout
 */

/** A shorter break of the connection shows no banner. */
export const PATIENCE_MS = 700;
/** How often the seconds to the next attempt are counted. */
const TICK_MS = 500;

/** @type {Outside} */
const BROWSER = { now: () => Date.now(), later: (f, ms) => setTimeout(f, ms), cancel: (timer) => clearTimeout(timer) };

export class Link {
  /**
   * @param {(account: Account) => void} show
   * @param {(sentence: string) => void} tell  says what is over, in a message
   * @param {() => boolean} showsData  whether the page shows something that may be out of date
   * @param {Outside} [outside]
   */
  constructor(show, tell, showsData, outside = BROWSER) {
    this.show = show;
    this.tell = tell;
    this.showsData = showsData;
    this.outside = outside;
    /** Whether the program has sent its state over the present connection, and whether over any. */
    this.synced = false;
    this.everSynced = false;
    this.silent = false;
    /** When the connection broke; null while it holds or is made for the first time. @type {number|null} */
    this.brokenAt = null;
    /** When the next attempt is due; 0 while one is made. */
    this.due = 0;
    /** What the user asked for in vain since the connection broke. @type {''|'unsent'|'unanswered'} */
    this.lost = '';
    /** Why the program does not let the page in, '' where it does. */
    this.refused = '';
    /** @type {any} */
    this.timer = null;
  }

  /**
   * Returns what the page without charts is told: lost is never connected so far, refused is not let in.
   * @returns {'connecting'|'synced'|'lost'|'refused'}
   */
  get past() {
    if (this.refused) return 'refused';
    if (this.everSynced) return 'synced';
    return this.brokenAt === null ? 'connecting' : 'lost';
  }

  /** @param {import('./connection.js').Status} status @param {number} retryInMs @param {string} [refused] why it is not let in */
  changed(status, retryInMs, refused = '') {
    this.refused = refused;
    if (status !== 'open') this.synced = this.silent = false;
    if (status === 'waiting') this.brokenAt ??= this.outside.now();
    this.due = status === 'waiting' ? this.outside.now() + retryInMs : 0;
    this.update();
  }

  /** The program has sent its state: only then does the page show what holds. */
  hasSynced() {
    const { lost } = this;
    this.synced = this.everSynced = true;
    this.brokenAt = null;
    this.lost = '';
    this.update();
    if (lost === 'unsent') this.tell('Connected again. What you asked for while there was no connection was not done.');
    if (lost === 'unanswered') this.tell('Connected again. What you asked for last may not have been done.');
  }

  /** @param {boolean} silent whether the program leaves requests unanswered */
  setSilent(silent) {
    this.silent = silent;
    this.update();
  }

  /** Something that the user asked for met no connection. @param {boolean} sent whether it was sent before the connection broke */
  missed(sent) {
    if (this.lost !== 'unsent') this.lost = sent ? 'unanswered' : 'unsent';
    this.update();
  }

  update() {
    const { now, later, cancel } = this.outside;
    cancel(this.timer);
    const banner = this.banner();
    this.show({ state: this.state(), words: this.words(), banner });
    if (this.brokenAt === null) return;
    const ms = banner === '' ? this.brokenAt + PATIENCE_MS - now() : TICK_MS;
    this.timer = later(() => this.update(), ms);
  }

  /** @returns {State} */
  state() {
    if (this.synced) return this.silent ? 'silent' : 'synced';
    return this.brokenAt === null ? 'connecting' : 'waiting';
  }

  words() {
    if (this.refused) return 'Not let in';
    return { connecting: 'Connecting…', synced: 'Connected', silent: 'No answer yet…', waiting: 'Not connected' }[this.state()];
  }

  banner() {
    const { brokenAt, lost, due } = this;
    const now = this.outside.now();
    if (this.refused) return `epivizgo does not let this page in: ${this.refused}.`;
    // What the user does is answered at once.
    if (brokenAt === null || (now - brokenAt < PATIENCE_MS && lost === '')) return '';
    const seconds = Math.ceil((due - now) / 1000);
    return [
      'There is no connection to epivizgo.',
      { '': '', unsent: 'What you ask for is not done.', unanswered: 'What you asked for last may not have been done.' }[lost],
      this.showsData() ? 'The charts show what was known last.' : '',
      seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again…',
    ].filter(Boolean).join(' ');
  }
}
