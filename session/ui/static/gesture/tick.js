/**
 * Ticking charts: Ctrl or ⌘ and a click on a label ticks it, Shift all up to it; on a chart, Space does. Once one is
 * ticked, plain clicks on labels tick too, for fingers.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../stage/card.js').Card} Card
 * @typedef {import('../model/ticked.js').Ticked} Ticked
 */
import { byId, isForPage } from '../page/dom.js';

/**
 * @param {Stage} stage @param {Ticked} ticked
 * @param {() => void} changed
 * @returns {{tick: (card: Card) => void, clear: () => void}}
 */
export function startTicks(stage, ticked, changed) {
  const said = byId('said', HTMLElement);
  const order = () => stage.cards.map((c) => c.chart.id);

  const show = () => {
    for (const card of stage.cards) card.setTicked(ticked.ids.has(card.chart.id));
    stage.invalidate();
    changed();
  };
  /** @param {Card} card @param {boolean} [range] */
  const tick = (card, range = false) => {
    if (range) ticked.extend(card.chart.id, order());
    else ticked.toggle(card.chart.id);
    show();
    const is = ticked.ids.has(card.chart.id) ? 'ticked' : 'not ticked';
    said.textContent = `${card.title()} is ${is}; ${ticked.ids.size} of ${stage.cards.length} charts are.`;
  };
  const clear = () => {
    ticked.clear();
    show();
  };

  stage.list.addEventListener('click', (e) => {
    const card = stage.cardAt(e.target);
    if (!card || !(e.target instanceof Element) || !e.target.closest('.label') || e.target.closest('button, input')) return;
    const one = e.ctrlKey || e.metaKey;
    // The second click of a double click renames.
    if (!one && !e.shiftKey && (ticked.ids.size === 0 || e.detail > 1)) return;
    e.preventDefault();
    tick(card, e.shiftKey && !one);
  });
  // Shift and a press select text otherwise.
  stage.list.addEventListener('mousedown', (e) => {
    if (e.shiftKey && e.target instanceof Element && e.target.closest('.label') && !e.target.closest('button, input')) e.preventDefault();
  });
  stage.list.addEventListener('keydown', (e) => {
    const card = stage.cardAt(e.target);
    if (!card || e.target !== card.canvas || e.key !== ' ' || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    tick(card, e.shiftKey);
  });
  document.addEventListener('keydown', (e) => {
    if (e.key !== 'Escape' || ticked.ids.size === 0 || !isForPage(e) || stage.root.classList.contains('dragging')) return;
    e.preventDefault();
    clear();
  });
  stage.workspace.onChange((topic) => {
    if (topic !== 'charts') return;
    ticked.keep(stage.workspace.charts.map((c) => c.id));
    show();
  });
  return { tick, clear };
}
