/**
 * Menus that open from a button and are operated by keys as menus are.
 *
 * @typedef {object} Item
 * @property {string} label
 * @property {() => void} run
 * @property {boolean} [checked]  of items that are chosen or not
 * @property {boolean} [alone]  whether such an item is a choice of its own, not one of several
 * @property {boolean} [disabled]
 * @property {string} [keys]  the keys that do the same
 * @property {boolean} [apart]  whether a line separates it from the item before
 */
import { el } from '../page/dom.js';

const GAP = 4;

/**
 * Opens a menu under an element. It closes when something is chosen, with
 * Escape, and with a press elsewhere; the focus then goes back.
 * @param {HTMLElement} anchor
 * @param {string} name for screen readers
 * @param {Item[]} items
 */
export function openMenu(anchor, name, items) {
  const menu = el('div', { class: 'menu', role: 'menu', popover: 'auto', 'aria-label': name }, ...items.flatMap((item) => {
    const role = item.checked === undefined ? 'menuitem' : item.alone ? 'menuitemcheckbox' : 'menuitemradio';
    const button = el('button', {
      type: 'button', tabindex: -1, disabled: item.disabled, role,
      'aria-checked': item.checked === undefined ? null : String(item.checked),
      onclick: () => {
        menu.hidePopover();
        item.run();
      },
    }, el('span', {}, item.label), item.keys ? el('kbd', { 'aria-hidden': 'true' }, item.keys) : null);
    return item.apart ? [el('div', { role: 'separator' }), button] : [button];
  }));
  const buttons = () => /** @type {HTMLButtonElement[]} */ ([...menu.querySelectorAll('button:not(:disabled)')]);

  menu.addEventListener('keydown', (e) => {
    const list = buttons();
    const at = list.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const moves = /** @type {Record<string, number>} */ ({
      ArrowDown: at + 1, ArrowUp: at - 1 + (at < 0 ? 1 : 0), Home: 0, End: list.length - 1,
    });
    if (e.key === 'Tab') menu.hidePopover();
    else if (Object.hasOwn(moves, e.key)) {
      e.preventDefault();
      list.at(moves[e.key] % list.length)?.focus();
    } else if (e.key.length === 1 && e.key !== ' ') {
      const letter = e.key.toLowerCase();
      const next = [...list.slice(at + 1), ...list.slice(0, at + 1)].find((b) => b.textContent?.toLowerCase().startsWith(letter));
      next?.focus();
    }
  });
  menu.addEventListener('toggle', (e) => {
    if (/** @type {ToggleEvent} */ (e).newState === 'open') return;
    anchor.setAttribute('aria-expanded', 'false');
    if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    menu.remove();
  });

  // Who goes by landmarks misses what is in none.
  (document.querySelector('main') ?? document.body).append(menu);
  menu.showPopover();
  anchor.setAttribute('aria-expanded', 'true');
  const at = anchor.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - menu.offsetWidth - 8);
  const below = at.bottom + GAP;
  const top = below + menu.offsetHeight > innerHeight - 8 ? Math.max(8, at.top - GAP - menu.offsetHeight) : below;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${top}px`;
  buttons()[0]?.focus();
}
