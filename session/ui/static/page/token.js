/**
 * The token that lets this page in. The printed link has one in its fragment, #token=…, which browsers send to nobody but
 * keep in their history: it ends with the program. A page that the program opens itself has a ticket there, which is good
 * once. Neither stays in the address, and both are changed into the token that lasts. That one is kept for this address,
 * so that the page can be loaded again, and connects to the program when it is started again.
 *
 * @typedef {object} Outside  what a test replaces
 * @property {() => string} hash
 * @property {(hash: string) => void} replace  replaces the hash, without a new entry of the history
 * @property {() => string} read  what is kept, '' for nothing
 * @property {(token: string) => void} write
 * @property {(text: string) => Promise<string>} change  changes a link's token or a ticket into the token that lasts, '' if it is not good
 */

/** Under what the browser keeps the token. */
export const KEY = 'epivizgo-token';

/** @type {Outside} */
const BROWSER = {
  hash: () => location.hash,
  replace: (hash) => history.replaceState(history.state, '', location.pathname + location.search + hash),
  read: () => localStorage.getItem(KEY) ?? '',
  write: (token) => localStorage.setItem(KEY, token),
  change: async (text) => {
    const answer = await fetch('/token', { method: 'POST', headers: { Authorization: `Bearer ${text}` } });
    return answer.ok ? answer.text() : '';
  },
};

export class Token {
  /** @param {Outside} [outside] */
  constructor(outside = BROWSER) {
    this.outside = outside;
    /** The token that the page was given. */
    this.own = '';
    /** @type {Promise<void>} done when what the page was given is changed, or not good */
    this.changed = Promise.resolve();
  }

  /**
   * Takes what lets the page in out of the address, if it is there.
   * @returns {Promise<void>|null} null if there is nothing; else done when the page can connect
   */
  take() {
    const { hash, replace, change } = this.outside;
    const found = /^#(token|ticket)=([\w-]*)(?:&(.*))?$/s.exec(hash());
    if (!found) return null;
    const [, kind, text, rest] = found;
    replace(rest ? `#${rest}` : '');
    const before = this.kept();
    if (kind === 'token') this.keep(text); // the page may be loaded again before it is changed
    this.changed = change(text).catch(() => null).then((token) => {
      if (token) this.keep(token);
      else if (token === '' && kind === 'token' && before) this.keep(before); // the program of the link has ended
    });
    return kind === 'token' ? Promise.resolve() : this.changed;
  }

  /** @param {string} token */
  keep(token) {
    this.own = token;
    try {
      this.outside.write(token);
    } catch {
      // It holds until the page is closed.
    }
  }

  /** Returns what the browser keeps, '' for nothing. */
  kept() {
    try {
      return this.outside.read();
    } catch {
      return ''; // storage is off
    }
  }

  /** Returns the subprotocols of the socket that give the token. */
  protocols() {
    const token = this.own || this.kept();
    return token ? [`token.${token}`] : [];
  }
}

/**
 * @param {() => void} connect
 * @returns {Token}
 */
export function startToken(connect) {
  const token = new Token();
  const take = () => {
    const taken = token.take();
    if (taken) taken.then(connect).then(() => token.changed).then(connect); // with another token, if it was not let in
    return taken !== null;
  };
  // The printed link may be opened where the page is, and in another page that then lets this one in.
  addEventListener('popstate', take);
  addEventListener('storage', (e) => {
    if (e.key !== KEY) return;
    token.own = ''; // the other page has a newer one
    connect();
  });
  if (!take()) queueMicrotask(connect);
  return token;
}
