/**
 * All charts into the window, by F or from the menu: their heights change as one step.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../model/ticked.js').Change} Change
 */
import { isForPage } from '../page/dom.js';

/**
 * @param {Stage} stage
 * @param {(changes: Change[]) => Promise<string>} set @param {(sentence: string) => void} tell
 * @returns {() => Promise<void>} fits them
 */
export function startFit(stage, set, tell) {
  const fit = async () => {
    const { heights, over } = stage.fit();
    const changes = heights
      .filter(({ chart, height }) => (Number(chart.settings.height) || 0) !== height)
      .map(({ chart, height }) => ({ chart, settings: { height }, colorMap: null }));
    if (changes.length > 0 && (await set(changes))) return;
    scrollTo(0, 0);
    if (over > 0) tell(`The charts are as low as can be, and ${over} pixels higher than the window.`);
    else if (changes.length === 0) tell('All charts are in the window.');
  };
  document.addEventListener('keydown', (e) => {
    if (e.key !== 'f' || e.ctrlKey || e.metaKey || e.altKey || !isForPage(e) || stage.cards.length === 0) return;
    e.preventDefault();
    fit();
  });
  return fit;
}
