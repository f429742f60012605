/**
 * What a wheel turned over the charts does: it zooms on a page that is in its window, and scrolls
 * one that is taller; there it zooms with Ctrl or over the ruler. A choice has it always zoom.
 */
import { remembered } from '../page/remembered.js';

/** @typedef {{scrolls: () => boolean, zooms: () => boolean, choose: (zooms: boolean) => void}} Wheel */

/** A page that is taller than its window by no more than this many pixels is in it. */
const SLACK = 12;

/** @returns {Wheel} */
export function startWheel() {
  const kept = remembered('epivizgo-wheel', /** @type {const} */ (['scroll', 'zoom']));
  const root = document.documentElement;
  let choice = kept.read();
  const scrolls = () => choice === 'scroll' && root.scrollHeight > root.clientHeight + SLACK;
  // The hints say which it is.
  const show = () => {
    root.dataset.wheel = scrolls() ? 'scrolls' : 'zooms';
  };
  new ResizeObserver(show).observe(document.body);
  addEventListener('resize', show);
  return {
    scrolls,
    zooms: () => choice === 'zoom',
    choose: (zooms) => {
      choice = zooms ? 'zoom' : 'scroll';
      kept.write(choice);
      show();
    },
  };
}
