/**
 * Light or dark: as the system has it, or as chosen here, which this browser
 * remembers.
 *
 * @typedef {'auto'|'light'|'dark'} Choice
 */
import { dark, light } from '../charts/theme.js';
import { remembered } from './remembered.js';

const KEY = 'epivizgo-theme';
const CHOICES = /** @type {const} */ (['auto', 'light', 'dark']);

/**
 * @param {() => void} changed
 * @param {(choice: Choice) => void} tell the program of what is chosen here
 * @returns {{theme: () => import('../charts/theme.js').Theme, choice: () => Choice,
 *   choose: (choice: Choice) => void, show: (choice: string) => void}} `show` takes over what was chosen elsewhere
 */
export function startAppearance(changed, tell) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const kept = remembered(KEY, CHOICES);
  let choice = kept.read();

  const show = () => {
    // style.css takes its colours from the scheme that the root has.
    document.documentElement.dataset.theme = choice;
    changed();
  };
  const take = (/** @type {Choice} */ chosen) => {
    choice = chosen;
    kept.write(chosen);
    show();
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
      take(chosen);
      tell(chosen);
    },
    show: (chosen) => {
      const known = CHOICES.find((c) => c === chosen);
      if (!known) throw new Error(`this page has no theme ${chosen}`);
      if (known !== choice) take(known);
    },
  };
}
