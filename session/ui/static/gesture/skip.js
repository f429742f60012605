/**
 * Ways for keys past what is of no interest: links at the top of the page, one at each chart, and B, which goes through
 * the panels and bars that are open.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 */
import { byId, isForPage } from '../page/dom.js';

/** The panels and bars, in the order in which B goes through them. */
const PANELS = ['#details', '#measured', '#ticked', '#selected', '.toast:has(button)'];

/** @param {Stage} stage */
export function startSkips(stage) {
  const said = byId('said', HTMLElement);
  /** @param {HTMLElement|null|undefined} target */
  const go = (target) => (target?.checkVisibility() ? target : stage.root).focus();

  byId('skips', HTMLElement).addEventListener('click', (e) => {
    if (!(e.target instanceof HTMLAnchorElement)) return;
    e.preventDefault(); // the address is that of the place
    const { hash } = e.target;
    go(hash === '#charts' ? stage.cards[0]?.canvas : document.getElementById(hash.slice(1)));
  });
  stage.list.addEventListener('click', (e) => {
    if (!(e.target instanceof Element) || !e.target.matches('.skip')) return;
    e.preventDefault();
    const card = stage.cardAt(e.target);
    const next = card && stage.cards[stage.cards.indexOf(card) + 1];
    go(next?.canvas ?? byId('after-charts', HTMLElement));
  });
  document.addEventListener('keydown', (e) => {
    if (e.key.toLowerCase() !== 'b' || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || !isForPage(e)) return;
    e.preventDefault();
    const open = PANELS.flatMap((selector) => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))])
      .filter((panel) => panel.checkVisibility());
    const at = open.findIndex((panel) => panel.contains(document.activeElement));
    const panel = open[(at + 1) % Math.max(1, open.length)];
    if (!panel) said.textContent = 'No panel and no bar is open.';
    else if (panel.tabIndex === -1 && panel.hasAttribute('tabindex')) panel.focus();
    else /** @type {HTMLElement|null} */ (panel.querySelector('button:not(:disabled)'))?.focus();
  });
}
