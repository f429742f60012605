/**
 * Light or dark: as the system has it, or as chosen here, which this browser
 * remembers.
 *
 * @typedef {'auto'|'light'|'dark'} Choice
 */
import { remembered } from './remembered.js';
import { dark, light } from './theme.js';

const KEY = 'epivizgo-theme';

/**
 * @param {() => void} changed
 * @returns {{theme: () => import('./theme.js').Theme, choice: () => Choice, choose: (choice: Choice) => void}}
 */
export function startAppearance(changed) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const kept = remembered(KEY, /** @type {const} */ (['auto', 'light', 'dark']));
  let choice = kept.read();

  const show = () => {
    // style.css takes its colours from the scheme that the root has.
    document.documentElement.dataset.theme = choice;
    changed();
  };
  system.addEventListener('change', changed);
  // Other tabs of this page follow.
  addEventListener('storage', (e) => {
    if (e.key !== KEY) return;
    choice = kept.read();
    show();
  });
  document.documentElement.dataset.theme = choice;

  return {
    theme: () => (choice === 'dark' || (choice === 'auto' && system.matches) ? dark : light),
    choice: () => choice,
    choose: (chosen) => {
      choice = chosen;
      kept.write(chosen);
      show();
    },
  };
}
