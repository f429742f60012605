/**
 * The menu of each chart, its keys, and the renaming in place.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../stage/card.js').Card} Card
 * @typedef {import('../net/requests.js').Requests} Requests
 */
import { declared } from '../charts/declared.js';
import { orderWith } from '../gesture/reorder.js';
import { otherEnd, viewAround } from '../model/view.js';
import { el, takesKeys } from '../page/dom.js';
import { isPinned, movable } from '../stage/pins.js';
import { openMenu } from './menu.js';
import { openSettings } from './settings.js';

/**
 * Returns what a key pressed on a card does, '' for nothing. Most keys need the
 * focus on the canvas: on a button of the card they are the button's.
 * @param {{key: string, altKey: boolean}} e @param {boolean} onCanvas
 * @returns {''|'rename'|'remove'|'open'|'up'|'down'|'before'|'next'} up and down move the chart, before and next the focus
 */
export function keyOf({ key, altKey }, onCanvas) {
  if (altKey) return key === 'ArrowUp' ? 'up' : key === 'ArrowDown' ? 'down' : '';
  if (key === 'F2') return 'rename';
  const does = /** @type {const} */ ({ Delete: 'remove', Enter: 'open', ArrowUp: 'before', ArrowDown: 'next' });
  return onCanvas && Object.hasOwn(does, key) ? does[/** @type {keyof typeof does} */ (key)] : '';
}

/**
 * @param {Stage} stage
 * @param {Requests} requests
 * @param {(card: Card) => void} tick  for several at once, or no longer
 * @param {(card: Card, fileType: 'svg'|'png') => void} save
 */
export function startChartMenus(stage, requests, tick, save) {
  /** @param {Card} card @param {number} by places to move it */
  const move = (card, by) => {
    if (canMove(card, by)) requests.order(orderWith(stage.cards, card, stage.cards.indexOf(card) + by));
  };
  /** @param {Card} card @param {number} by */
  const canMove = (card, by) => {
    const to = stage.cards.indexOf(card) + by;
    return movable(stage.cards, card, to) === to;
  };

  /** @param {Card} card */
  const open = (card) => {
    const pinned = isPinned(card.chart);
    openMenu(card.menu, `Chart ${card.title()}`, [
      { label: 'Settings…', run: () => openSettings(card, stage.workspace.charts, stage.theme(), requests), disabled: !card.module },
      { label: 'Rename', keys: 'F2', run: () => rename(card, requests) },
      { label: 'Duplicate', run: () => requests.duplicate(card.chart) },
      { label: card.ticked ? 'Tick no longer' : 'Tick, for several at once', keys: 'Space', run: () => tick(card) },
      ...goItems(stage, card),
      ...rowItems(card, requests),
      { label: 'Move up', keys: 'Alt ↑', apart: true, disabled: !canMove(card, -1), run: () => move(card, -1) },
      { label: 'Move down', keys: 'Alt ↓', disabled: !canMove(card, 1), run: () => move(card, 1) },
      { label: pinned ? 'Pin no longer' : 'Pin to the top', run: () => requests.set(card.chart, { pinned: !pinned }, null) },
      { label: 'Save as SVG', apart: true, run: () => save(card, 'svg') },
      { label: 'Save as PNG', run: () => save(card, 'png') },
      { label: 'Remove', apart: true, keys: 'Del', run: () => requests.remove(card.chart) },
    ]);
  };

  stage.list.addEventListener('click', (e) => {
    const card = stage.cardAt(e.target);
    if (card && e.target instanceof Element && e.target.closest('.more')) open(card);
  });
  stage.list.addEventListener('contextmenu', (e) => {
    const card = stage.cardAt(e.target);
    if (!card || e.shiftKey || !(e.target instanceof Element && e.target.closest('.label'))) return;
    e.preventDefault();
    open(card);
  });
  stage.list.addEventListener('dblclick', (e) => {
    const card = stage.cardAt(e.target);
    if (card && e.target === card.name) rename(card, requests);
  });
  stage.list.addEventListener('keydown', (e) => {
    const card = stage.cardAt(e.target);
    if (!card || takesKeys(e.target) || e.ctrlKey || e.metaKey) return;
    const does = keyOf(e, e.target === card.canvas);
    if (does === '') return;
    if (does === 'rename') rename(card, requests);
    else if (does === 'remove') requests.remove(card.chart);
    else if (does === 'open') open(card);
    else if (does === 'up' || does === 'down') move(card, does === 'up' ? -1 : 1);
    else stage.cards[stage.cards.indexOf(card) + (does === 'before' ? -1 : 1)]?.canvas.focus();
    e.preventDefault();
  });
}

/**
 * Returns what leads to the other end of the pair that the cursor is on, or else is selected.
 * @param {Stage} stage @param {Card} card
 */
function goItems({ workspace }, card) {
  const { place, hover, selection } = workspace;
  if (card.module?.type !== declared.ArcsTrack.type || !place) return [];
  const end = otherEnd(hover?.ends ?? selection, place);
  const other = end && workspace.bounds(end.seqName) ? end : null;
  return [{
    label: 'Go to the other end', disabled: !other,
    run: () => other && workspace.setPlace(viewAround(other, place, workspace.limits(other.seqName)), true),
  }];
}

/** Returns what shows all rows again of which only some are. @param {Card} card @param {Requests} requests */
function rowItems(card, requests) {
  if (!card.chart.settings.rows) return [];
  return [{ label: 'Show all rows', run: () => requests.set(card.chart, { rows: '' }, null) }];
}

/** @param {Card} card @param {Requests} requests */
function rename(card, requests) {
  const input = el('input', {
    type: 'text', class: 'rename', 'aria-label': 'Name of the chart', placeholder: card.title(), spellcheck: 'false',
  });
  input.value = String(card.chart.settings.title ?? '') || card.title();
  const before = /** @type {HTMLElement|null} */ (document.activeElement);
  let done = false;
  const finish = (/** @type {boolean} */ keep) => {
    if (done) return;
    done = true;
    const title = input.value.trim();
    const focused = document.activeElement === input;
    input.replaceWith(card.name);
    if (focused) (card.element.contains(before) ? before : card.menu)?.focus();
    const old = String(card.chart.settings.title ?? '');
    if (keep && title !== old && !(old === '' && title === card.title())) requests.set(card.chart, { title }, null);
  };
  input.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' && e.key !== 'Escape') return;
    e.preventDefault();
    e.stopPropagation();
    finish(e.key === 'Enter');
  });
  input.addEventListener('blur', () => finish(true));
  card.name.replaceWith(input);
  input.focus();
  input.select();
}
