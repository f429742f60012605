/**
 * The bar with the words that the region of a slideshow can be labelled as, and the keys 1 to 9 for them.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 */
import { withCommas } from '../model/format.js';
import { byId, el, isForPage } from '../page/dom.js';

/**
 * Returns the number of the word that a key stands for, 0 for none.
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean}} e @param {import('../types.js').Labels|null} labels
 */
export function labelKeyOf({ key, ctrlKey, metaKey, altKey }, labels) {
  if (ctrlKey || metaKey || altKey || !labels || !/^[1-9]$/.test(key)) return 0;
  return Number(key) <= labels.words.length ? Number(key) : 0;
}

/** Says which region is shown, and how many are left. @param {import('../types.js').Labels} labels */
export function labelsText({ title, label, left, count }) {
  const rest = left === 0 ? 'all are labelled' : `${withCommas(left)} of ${withCommas(count)} without a label`;
  return `${title}${label ? ` [${label}]` : ''} · ${rest}`;
}

/** @param {Workspace} workspace @param {(number: number) => void} label */
export function startLabelling(workspace, label) {
  const bar = byId('labelling', HTMLElement);
  const text = byId('labelling-text', HTMLElement);
  const buttons = byId('labelling-words', HTMLElement);
  workspace.onChange((topic) => {
    if (topic !== 'labels') return;
    const { labels } = workspace;
    bar.hidden = !labels;
    if (!labels) return;
    text.textContent = labelsText(labels);
    buttons.replaceChildren(...labels.words.map((word, k) => el('button', {
      type: 'button', 'aria-keyshortcuts': String(k + 1), 'aria-pressed': String(word === labels.label), onclick: () => label(k + 1),
    }, el('kbd', {}, String(k + 1)), ` ${word}`)));
  });
  document.addEventListener('keydown', (e) => {
    const number = isForPage(e) ? labelKeyOf(e, workspace.labels) : 0;
    if (number === 0) return;
    e.preventDefault();
    if (!e.repeat) label(number);
  });
}
