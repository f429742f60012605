/**
 * Dialogs: a title, what the dialog is about, and a button that closes it.
 * Escape and a press beside it close it too; the focus then goes back.
 */
import { el, icon } from '../page/dom.js';

/** Counts dialogs, for ids. */
let opened = 0;

/**
 * @param {string} title
 * @param {(Node|string)[]} content
 * @param {{aside?: boolean, wide?: boolean}} [options] aside: at the right edge, where it leaves the charts in sight
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, content, { aside = false, wide = false } = {}) {
  const id = `dialog-${++opened}`;
  const close = el('button', {
    type: 'button', class: 'close', 'aria-label': 'Close', title: 'Close (Esc)', onclick: () => dialog.close(),
  }, icon('close'));
  const inside = el('div', { class: 'content' }, ...content);
  const control = /** @type {HTMLElement|null} */ (inside.querySelector('input, select, button'));
  // What has nothing to focus is scrolled by keys all the same.
  if (!control) inside.tabIndex = 0;
  const dialog = el('dialog', { class: `dialog${aside ? ' aside' : ''}${wide ? ' wide' : ''}`, 'aria-labelledby': id },
    el('header', {}, el('h2', { id }, title), close), inside);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('pointerdown', (e) => {
    // The backdrop's presses are told of the dialog itself.
    if (e.target !== dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    if (e.clientX < left || e.clientX > right || e.clientY < top || e.clientY > bottom) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  (control ?? inside).focus();
  return dialog;
}
