/**
 * A line through the middle of all charts, with the position there: by C or from the page's menu. This browser
 * remembers the choice. Style sheets draw it.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 */
import { withCommas } from '../model/format.js';
import { byId, isForPage } from '../page/dom.js';
import { remembered } from '../page/remembered.js';

/** How long the view rests before the position is announced. */
const REST_MS = 700;

/** Returns the position of the middle of a view, counted from 1. @param {{start: number, end: number}} view */
export function middleOf({ start, end }) {
  return Math.floor((start + end) / 2) + 1;
}

/** @typedef {{shown: () => boolean, choose: (shown: boolean) => void, refresh: () => void}} CentreLine */

/** @param {Stage} stage @returns {CentreLine} refresh is to be called after a frame */
export function startCentreLine(stage) {
  const flag = byId('centre-flag', HTMLElement);
  const said = byId('said', HTMLElement);
  const kept = remembered('epivizgo-centre-line', /** @type {const} */ (['off', 'on']));
  let shown = kept.read() === 'on';
  /** @type {any} */
  let timer = null;

  const { dataset } = document.documentElement;
  /** Several places side by side have no centre. */
  const placeOf = () => (stage.workspace.places.length > 1 ? null : stage.workspace.place);
  const refresh = () => {
    const place = placeOf();
    const now = shown && place ? 'on' : 'off';
    if (dataset.centre !== now) dataset.centre = now;
    const position = shown && place ? withCommas(middleOf(place)) : '';
    if (flag.textContent !== position) flag.textContent = position;
  };
  const announce = () => {
    const place = placeOf();
    if (shown && place) said.textContent = `The centre line is at ${place.seqName}:${withCommas(middleOf(place))}.`;
  };
  const choose = (/** @type {boolean} */ chosen) => {
    shown = chosen;
    kept.write(chosen ? 'on' : 'off');
    refresh();
    if (shown) announce();
    else said.textContent = 'The centre line is off.';
  };
  stage.workspace.onChange((topic) => {
    if (topic !== 'place') return;
    clearTimeout(timer);
    if (shown) timer = setTimeout(announce, REST_MS);
  });
  document.addEventListener('keydown', (e) => {
    if (e.key.toLowerCase() !== 'c' || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || !isForPage(e)) return;
    e.preventDefault();
    if (!e.repeat) choose(!shown);
  });
  return { shown: () => shown, choose, refresh };
}
