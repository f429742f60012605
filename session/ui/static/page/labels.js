/**
 * Where the charts' names are: beside the charts, or above them, which leaves
 * the data the whole width. Narrow windows have them above; this browser
 * remembers the choice.
 */
import { remembered } from './remembered.js';

const KEY = 'epivizgo-names-above';

/**
 * @param {() => void} changed
 * @returns {{above: () => boolean, choose: (above: boolean) => void}} the choice for windows that are wide enough
 */
export function startLabels(changed) {
  const narrow = matchMedia('(max-width: 900px)');
  const kept = remembered(KEY, /** @type {const} */ (['false', 'true']));
  let above = kept.read() === 'true';
  const show = () => {
    // style sheets read it.
    document.documentElement.dataset.names = above || narrow.matches ? 'above' : 'beside';
    changed();
  };
  narrow.addEventListener('change', show);
  document.documentElement.dataset.names = above || narrow.matches ? 'above' : 'beside';
  return {
    above: () => above,
    choose: (chosen) => {
      above = chosen;
      kept.write(chosen ? 'true' : 'false');
      show();
    },
  };
}
