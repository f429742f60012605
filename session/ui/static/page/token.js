/**
 * The token that lets this page in. The printed link has it in its fragment, #token=…, which browsers send to nobody; a
 * page that the program opens itself has a ticket there, which is changed into the token once. Neither stays in the
 * address. The token is kept for this address, so that the page can be loaded again.
 *
 * @typedef {object} Outside  what a test replaces
 * @property {() => string} hash
 * @property {(hash: string) => void} replace  replaces the hash, without a new entry of the history
 * @property {() => string} read  what is kept, '' for nothing
 * @property {(token: string) => void} write
 * @property {(ticket: string) => Promise<string>} change  changes a ticket into the token, '' if it is not good
 */

/** Under what the browser keeps the token. */
export const KEY = 'epivizgo-token';

/** @type {Outside} */
const BROWSER = {
  hash: () => location.hash,
  replace: (hash) => history.replaceState(history.state, '', location.pathname + location.search + hash),
  read: () => localStorage.getItem(KEY) ?? '',
  write: (token) => localStorage.setItem(KEY, token),
  change: async (ticket) => {
    const answer = await fetch('/token', { method: 'POST', headers: { Authorization: `Bearer ${ticket}` } });
    return answer.ok ? answer.text() : '';
  },
};

export class Token {
  /** @param {Outside} [outside] */
  constructor(outside = BROWSER) {
    this.outside = outside;
    /** The token that the page was given, where the browser keeps nothing. */
    this.own = '';
  }

  /**
   * Takes the token out of the address, if it is there.
   * @returns {Promise<boolean>|null} null if there is none; else, once it is known, whether it is good
   */
  take() {
    const { hash, replace, change } = this.outside;
    const found = /^#(token|ticket)=([\w-]*)(?:&(.*))?$/s.exec(hash());
    if (!found) return null;
    const [, kind, text, rest] = found;
    replace(rest ? `#${rest}` : '');
    const token = kind === 'token' ? Promise.resolve(text) : change(text).catch(() => '');
    if (kind === 'token') this.keep(text);
    return token.then((t) => {
      if (t && kind === 'ticket') this.keep(t);
      return t !== '';
    });
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

  /** Returns the subprotocols of the socket that give the token. */
  protocols() {
    let token = this.own;
    try {
      token = this.outside.read() || token; // another page may have a newer one
    } catch {
      // Storage is off.
    }
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
    if (taken) taken.then(connect);
    return taken !== null;
  };
  // The printed link may be opened where the page is, and in another page that then lets this one in.
  addEventListener('popstate', take);
  addEventListener('storage', (e) => {
    if (e.key === KEY) connect();
  });
  if (!take()) queueMicrotask(connect);
  return token;
}
