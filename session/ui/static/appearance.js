/**
 * Light or dark: as the system has it, or as chosen here, which this browser
 * remembers.
 *
 * @typedef {'auto'|'light'|'dark'} Choice
 */
import { dark, light } from './theme.js';

const KEY = 'epivizgo-theme';
/** @type {Choice[]} */
export const CHOICES = ['auto', 'light', 'dark'];

/**
 * @param {() => void} changed
 * @returns {{theme: () => import('./theme.js').Theme, choice: () => Choice, choose: (choice: Choice) => void}}
 */
export function startAppearance(changed) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  let choice = remembered();

  const show = () => {
    // style.css takes its colours from the scheme that the root has.
    document.documentElement.dataset.theme = choice;
    changed();
  };
  system.addEventListener('change', changed);
  // Other tabs of this page follow.
  addEventListener('storage', (e) => {
    if (e.key !== KEY) return;
    choice = remembered();
    show();
  });
  document.documentElement.dataset.theme = choice;

  return {
    theme: () => (choice === 'dark' || (choice === 'auto' && system.matches) ? dark : light),
    choice: () => choice,
    choose: (chosen) => {
      choice = chosen;
      try {
        localStorage.setItem(KEY, chosen);
      } catch {
        // A browser that keeps nothing shows it all the same.
      }
      show();
    },
  };
}

/** @returns {Choice} */
function remembered() {
  try {
    return CHOICES.find((c) => c === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto';
  }
}
