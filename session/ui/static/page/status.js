/**
 * The state of the connection, and messages of the program.
 *
 * @typedef {import('../net/connection.js').Status} Status
 */
import { byId, el } from './dom.js';

/** How long a message stays. */
const TOAST_MS = 8000;
/** A shorter break of the connection shows no banner. */
const PATIENCE_MS = 700;

/**
 * @param {() => void} retry
 * @param {() => boolean} showsData  whether the page shows something that may be out of date
 * @returns {(status: Status, retryInMs: number) => void} shows a status
 */
export function startStatus(retry, showsData) {
  const status = byId('status', HTMLElement);
  const words = byId('status-text', HTMLElement);
  const banner = byId('banner', HTMLElement);
  const bannerText = byId('banner-text', HTMLElement);
  byId('retry', HTMLButtonElement).addEventListener('click', retry);
  /** @type {any} */
  let ticking = null;
  /** When the connection broke; 0 while it holds. */
  let brokenAt = 0;

  /** @param {string} text */
  const warn = (text) => {
    bannerText.textContent = text;
    banner.hidden = Date.now() - brokenAt < PATIENCE_MS;
    document.body.classList.toggle('warned', !banner.hidden);
  };

  return (now, retryInMs) => {
    clearInterval(ticking);
    status.dataset.state = now;
    document.body.classList.toggle('offline', now !== 'open');
    if (now === 'open') {
      brokenAt = 0;
      banner.hidden = true;
      document.body.classList.remove('warned');
      words.textContent = 'Connected';
      return;
    }
    words.textContent = now === 'connecting' ? 'Connecting…' : 'Not connected';
    if (now === 'connecting') return;
    brokenAt ||= Date.now();
    const due = Date.now() + retryInMs;
    const tick = () => {
      const seconds = Math.ceil((due - Date.now()) / 1000);
      const known = showsData() ? 'The charts show what was known last. ' : '';
      warn(`There is no connection to epivizgo. ${known}${seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again…'}`);
    };
    tick();
    ticking = setInterval(tick, 500);
  };
}

/**
 * Shows a message for a while, with a button that does something about it. It stays
 * while the pointer or the focus is on it.
 * @param {string} text
 * @param {{label: string, run: () => void}|null} [action]
 * @returns {() => void} removes the message
 */
export function toast(text, action = null) {
  const message = el('div', { class: 'toast' }, text);
  /** @type {any} where the focus was before the button had it */
  let before = null;
  const close = () => {
    clearTimeout(timer);
    const focused = message.contains(document.activeElement);
    message.remove();
    if (focused) (before?.isConnected ? before : byId('stage', HTMLElement)).focus({ preventScroll: true });
  };
  const expire = () => {
    if (message.matches(':hover, :focus-within')) timer = setTimeout(expire, TOAST_MS);
    else close();
  };
  let timer = setTimeout(expire, TOAST_MS);
  if (action) {
    const press = () => {
      close();
      action.run();
    };
    const focus = (/** @type {FocusEvent} */ e) => {
      before = e.relatedTarget;
    };
    message.append(' · ', el('button', { type: 'button', onclick: press, onfocus: focus }, action.label));
  }
  byId('toasts', HTMLElement).append(message);
  return close;
}
