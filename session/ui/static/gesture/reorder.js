/**
 * Charts in another order, by dragging a label.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../stage/card.js').Card} Card
 */
import { el } from '../page/dom.js';
import { movable } from '../stage/pins.js';

/** Pixels the pointer moves before a press is a drag. */
const DRAG_FROM = 5;
/** How near to the window's edge it scrolls, and how far at a time. */
const EDGE = 60;
const SCROLL = 14;

/**
 * Returns the handles in order after a card has moved.
 * @template {{chart: {handle: number|null}}} T
 * @param {T[]} cards @param {T} card @param {number} to its place afterwards
 * @returns {number[]}
 */
export function orderWith(cards, card, to) {
  const rest = cards.filter((c) => c !== card);
  rest.splice(to, 0, card);
  return rest.flatMap((c) => (c.chart.handle === null ? [] : [c.chart.handle]));
}

/**
 * Returns the index of a card that is dropped at a height: the number of others
 * whose middle is above it.
 * @param {{top: number, bottom: number}[]} others @param {number} y
 */
export function dropIndex(others, y) {
  return others.filter((box) => (box.top + box.bottom) / 2 < y).length;
}

/**
 * @param {Stage} stage
 * @param {(handles: number[]) => void} order
 */
export function startReorder(stage, order) {
  const { list } = stage;
  const mark = el('div', { class: 'drop-mark', hidden: true, 'aria-hidden': 'true' });
  list.after(mark);

  list.addEventListener('pointerdown', (down) => {
    const card = stage.cardAt(down.target);
    if (!card || down.button !== 0 || !(down.target instanceof Element)) return;
    const label = down.target.closest('.label');
    if (!label || down.target.closest('button, input') || stage.cards.length < 2) return;
    const { element } = card;
    const scrolledAt = scrollY;
    let dragging = false;
    let to = stage.cards.indexOf(card);

    const move = (/** @type {PointerEvent} */ e) => {
      const dy = e.clientY - down.clientY;
      if (!dragging) {
        if (Math.abs(dy) < DRAG_FROM) return;
        dragging = true;
        element.setPointerCapture(down.pointerId);
        element.classList.add('moving');
        document.body.classList.add('reordering');
      }
      if (e.clientY > innerHeight - EDGE) scrollBy(0, SCROLL);
      else if (e.clientY < EDGE * 2) scrollBy(0, -SCROLL);
      element.style.translate = `0 ${dy + scrollY - scrolledAt}px`;
      const others = stage.cards.filter((c) => c !== card);
      const boxes = others.map((c) => c.element.getBoundingClientRect());
      to = movable(stage.cards, card, dropIndex(boxes, e.clientY));
      const at = to < boxes.length ? boxes[to].top : boxes[boxes.length - 1].bottom;
      // A card that leaves its place open draws no line at its own edges.
      mark.hidden = to === stage.cards.indexOf(card);
      mark.style.top = `${at - stage.root.getBoundingClientRect().top}px`;
    };
    const end = (/** @type {Event} */ e) => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
      removeEventListener('pointercancel', end);
      removeEventListener('keydown', escape, true);
      element.style.translate = '';
      element.classList.remove('moving');
      document.body.classList.remove('reordering');
      mark.hidden = true;
      if (dragging && e.type === 'pointerup' && to !== stage.cards.indexOf(card)) order(orderWith(stage.cards, card, to));
    };
    const escape = (/** @type {KeyboardEvent} */ e) => {
      if (e.key !== 'Escape') return;
      e.stopPropagation();
      end(e);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
    addEventListener('pointercancel', end);
    addEventListener('keydown', escape, true);
  });
}
