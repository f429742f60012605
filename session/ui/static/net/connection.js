/**
 * One connection to the program, with calls in both directions, that reconnects
 * by itself. The rules of package session/rpc hold here too: every pending call
 * is rejected when the socket closes, every request is answered exactly once
 * under its own ID, answers without a pending call are ignored.
 *
 * @typedef {'connecting'|'open'|'waiting'} Status  waiting: the next attempt is timed
 * @typedef {object} Hooks
 * @property {(action: string, data: any) => any} handle  a request of the program; what it returns or
 *   resolves to is the answer's data. It must not fail: it answers failures, too.
 * @property {(silent: boolean) => void} [silent]  the program leaves calls unanswered for a while, or answers again
 * @property {() => string[]} [protocols]  more subprotocols of the socket
 * @property {(status: Status, retryInMs: number, refused: string) => void} changed  refused is why the program does not let the
 *   page in, '' where it does
 * @typedef {object} Outside  what a test replaces
 * @property {(url: string, protocols: string[]) => WebSocket} socket
 * @property {(f: () => void, ms: number) => any} later  as setTimeout
 * @property {(timer: any) => void} cancel  as clearTimeout
 */

/** The dialect of the wire that this page speaks. A socket names it, and the program sends its whole state at once. */
export const VERSION = 'builtin-1';

/** The code with which the program closes the socket of a page that it does not let in. */
const REFUSED = 4401;
const FIRST_RETRY_MS = 400;
const LAST_RETRY_MS = 8000;
/** A call without an answer for this long fails. It is long because a busy program still answers. */
const CALL_TIMEOUT_MS = 60_000;
/** A program from which nothing comes for this long, although it was asked, is silent. */
export const SILENT_MS = 8000;

/** The error of pending and new calls while there is no connection. */
export class Disconnected extends Error {
  /** @param {boolean} sent whether the call was sent, so that it may have been obeyed */
  constructor(sent) {
    super('The connection to epivizgo is closed.');
    this.name = 'Disconnected';
    this.sent = sent;
  }
}

/** The error of a call that was not answered in time. The program may answer the next one. */
export class TimedOut extends Error {
  /** @param {string} action @param {number} patience */
  constructor(action, patience) {
    super(`epivizgo did not answer ${action} within ${patience / 1000} seconds.`);
    this.name = 'TimeoutError';
  }
}

/**
 * Returns how long to wait before the n-th attempt in a row.
 * @param {number} attempt 0 is the first
 */
export function backoff(attempt) {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
}

/** @type {Outside} */
const BROWSER = {
  socket: (url, protocols) => new WebSocket(url, protocols),
  later: (f, ms) => setTimeout(f, ms),
  cancel: (timer) => clearTimeout(timer),
};

export class Connection {
  /**
   * @param {string} url
   * @param {Hooks} hooks
   * @param {Outside} [outside]
   */
  constructor(url, hooks, outside = BROWSER) {
    this.url = url;
    this.hooks = hooks;
    this.outside = outside;
    /** @type {WebSocket|null} null between attempts */
    this.socket = null;
    /** @type {Status} */
    this.status = 'connecting';
    /** Attempts that failed since the last connection that was proven. */
    this.failures = 0;
    /** @type {any} timer of the next attempt */
    this.retryTimer = null;
    this.nextId = 1;
    /** @type {Map<number, {resolve: (v: any) => void, reject: (e: Error) => void, timer: any}>} */
    this.pending = new Map();
    /** @type {any} timer that calls the program silent; null while nothing is awaited */
    this.silenceTimer = null;
    this.silent = false;
    /** Why the program does not let the page in, '' where it does: then it is not asked again and again. */
    this.refused = '';
    /** @type {number[]} calls to cancel, gathered into one message */
    this.cancelled = [];
  }

  /** Connects now, whatever the backoff. Does nothing while a socket exists. */
  connect() {
    if (this.socket) return;
    this.outside.cancel(this.retryTimer);
    this.refused = '';
    this.set('connecting', 0);
    const socket = this.outside.socket(this.url, [VERSION, ...(this.hooks.protocols?.() ?? [])]);
    this.socket = socket;
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.set('open', 0);
    };
    socket.onmessage = (event) => {
      if (this.socket === socket) this.receive(socket, event.data);
    };
    socket.onclose = (event) => this.closed(socket, event?.code === REFUSED ? event.reason : '');
  }

  /** Resets the backoff: the connection works. */
  proven() {
    this.failures = 0;
  }

  /** @param {WebSocket} socket @param {string} refused */
  closed(socket, refused) {
    if (this.socket !== socket) return;
    this.socket = null;
    this.refused = refused;
    this.hear(false);
    const error = new Disconnected(true);
    for (const call of this.pending.values()) {
      this.outside.cancel(call.timer);
      call.reject(error);
    }
    this.pending.clear();
    if (refused) return this.set('waiting', 0);
    const wait = backoff(this.failures++);
    this.retryTimer = this.outside.later(() => this.connect(), wait);
    this.set('waiting', wait);
  }

  /**
   * Asks the program. Rejects with Disconnected when the socket is or gets
   * closed before the answer, with TimedOut, or with the signal's reason. In the
   * last two cases a call with a signal is also cancelled in the program.
   * @param {string} action
   * @param {Record<string, any>} [args]
   * @param {AbortSignal} [signal]
   * @param {number} [patience]  how long the answer may take, in milliseconds
   * @returns {Promise<any>} the answer's data
   */
  call(action, args = {}, signal, patience = CALL_TIMEOUT_MS) {
    const { socket } = this;
    if (!socket || this.status !== 'open') return Promise.reject(new Disconnected(false));
    if (signal?.aborted) return Promise.reject(signal.reason);
    const requestId = this.nextId++;
    this.silenceTimer ??= this.awaitAny();
    return new Promise((resolve, reject) => {
      const timer = this.outside.later(() => {
        const error = new TimedOut(action, patience);
        if (signal) return this.abort(requestId, error);
        this.pending.delete(requestId);
        reject(error);
      }, patience);
      this.pending.set(requestId, { resolve, reject, timer });
      signal?.addEventListener('abort', () => this.abort(requestId, signal.reason));
      socket.send(JSON.stringify({ requestId, type: 'request', data: { version: VERSION, action, ...args } }));
    });
  }

  /** Calls the program silent once nothing has come for a while. */
  awaitAny() {
    return this.outside.later(() => this.setSilent(true), SILENT_MS);
  }

  /** Handles that something came, or that nothing will. @param {boolean} more whether something else is awaited */
  hear(more) {
    this.outside.cancel(this.silenceTimer);
    this.silenceTimer = more ? this.awaitAny() : null;
    this.setSilent(false);
  }

  /** @param {boolean} silent */
  setSilent(silent) {
    if (silent === this.silent) return;
    this.silent = silent;
    this.hooks.silent?.(silent);
  }

  /** Rejects a pending call and tells the program to cancel it. @param {number} requestId @param {Error} reason */
  abort(requestId, reason) {
    const call = this.pending.get(requestId);
    if (!call) return; // answered
    this.pending.delete(requestId);
    this.outside.cancel(call.timer);
    call.reject(reason);
    if (this.cancelled.push(requestId) > 1) return;
    queueMicrotask(() => {
      this.call('cancel', { requests: this.cancelled.splice(0) }).catch(() => {});
    });
  }

  /** @param {WebSocket} socket @param {any} text */
  receive(socket, text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return; // without an ID there is nothing to answer
    }
    if (message?.type === 'response') this.resolve(message);
    else if (message?.type === 'request') this.answer(socket, message);
    this.hear(this.pending.size > 0);
  }

  /** @param {{requestId: number, data: any}} message */
  resolve(message) {
    const call = this.pending.get(message.requestId);
    if (!call) return; // late, repeated or unknown
    this.pending.delete(message.requestId);
    this.outside.cancel(call.timer);
    call.resolve(message.data);
  }

  /** @param {WebSocket} socket @param {{requestId: number, data: any}} message */
  async answer(socket, message) {
    const action = String(message.data?.action ?? '');
    const data = await this.hooks.handle(action, message.data ?? {});
    // The answer belongs to the socket of the request: a later one must not get it.
    if (this.socket !== socket) return;
    socket.send(JSON.stringify({ requestId: message.requestId, type: 'response', data }));
  }

  /** @param {Status} status @param {number} retryInMs */
  set(status, retryInMs) {
    this.status = status;
    this.hooks.changed(status, retryInMs, this.refused);
  }
}

/**
 * Returns the address of the program's socket for a page's address: the same
 * host, with the query unchanged.
 * @param {{protocol: string, host: string, search: string}} location
 */
export function socketURL(location) {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws${location.search}`;
}
