/**
 * What a wheel turned over the charts does: it zooms, or it scrolls the page and
 * zooms with Ctrl, which suits pages of many charts.
 */
import { remembered } from '../page/remembered.js';

/** @typedef {{scrolls: () => boolean, choose: (scrolls: boolean) => void}} Wheel */

/** @returns {Wheel} */
export function startWheel() {
  const kept = remembered('epivizgo-wheel', /** @type {const} */ (['zoom', 'scroll']));
  let choice = kept.read();
  return {
    scrolls: () => choice === 'scroll',
    choose: (scrolls) => {
      choice = scrolls ? 'scroll' : 'zoom';
      kept.write(choice);
    },
  };
}
