/**
 * The status of the connection, the banner and the messages. What they say of the connection is link.js's.
 */
import { byId, el } from './dom.js';

/** How long a message stays. */
const TOAST_MS = 8000;

/**
 * @param {() => void} retry
 * @returns {(account: import('../net/link.js').Account) => void} shows what is said of the connection
 */
export function startStatus(retry) {
  const status = byId('status', HTMLElement);
  const words = byId('status-text', HTMLElement);
  const banner = byId('banner', HTMLElement);
  const bannerText = byId('banner-text', HTMLElement);
  byId('retry', HTMLButtonElement).addEventListener('click', retry);
  const { classList } = document.body;
  return (account) => {
    status.dataset.state = account.state;
    status.title = account.words; // narrow windows have no room for them
    // A status that is written again is said again.
    if (words.textContent !== account.words) words.textContent = account.words;
    if (bannerText.textContent !== account.banner) bannerText.textContent = account.banner;
    banner.hidden = account.banner === '';
    classList.toggle('warned', !banner.hidden);
    classList.toggle('offline', account.state === 'connecting' || account.state === 'waiting');
  };
}

/** Removes a message, by its kind. @type {Map<string, () => void>} */
const shown = new Map();

/**
 * Shows a message for a while, with a button that does something about it. It stays
 * while the pointer or the focus is on it. It takes the place of one of its kind.
 * @param {string} text
 * @param {{label: string, run: () => void}|null} [action]
 * @param {string} [kind]
 * @returns {() => void} removes the message
 */
export function toast(text, action = null, kind = text) {
  shown.get(kind)?.();
  const message = el('div', { class: 'toast' }, text);
  /** @type {any} where the focus was before the button had it */
  let before = null;
  const close = () => {
    clearTimeout(timer);
    if (shown.get(kind) === close) shown.delete(kind);
    const focused = message.contains(document.activeElement);
    message.remove();
    if (focused) (before?.isConnected ? before : byId('stage', HTMLElement)).focus({ preventScroll: true });
  };
  const expire = () => {
    if (message.matches(':hover, :focus-within')) timer = setTimeout(expire, TOAST_MS);
    else close();
  };
  let timer = setTimeout(expire, TOAST_MS);
  shown.set(kind, close);
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
