/**
 * Charts of another height, by dragging their lower edge or with the arrow keys
 * on it; 0 there, or a double click, is the usual one.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../stage/card.js').Card} Card
 * @typedef {import('../net/requests.js').Requests} Requests
 */
import { MAX_HEIGHT, MIN_HEIGHT } from '../stage/heights.js';

/** Pixels a key changes the height by. */
const STEP = 10;
const BIG_STEP = 50;
/** How long keys rest before the height is sent to the program. */
const REST_MS = 400;

/**
 * @param {Stage} stage
 * @param {Requests} requests
 */
export function startResize(stage, requests) {
  /** @param {Card} card @param {number} height */
  const preview = (card, height) => {
    card.preview = Math.round(Math.min(Math.max(height, MIN_HEIGHT), MAX_HEIGHT));
    stage.invalidate();
  };
  /** Sends the height to the program; the preview ends with its answer. @param {Card} card */
  const keep = async (card) => {
    const told = card.preview;
    if (told === null) return;
    await requests.set(card.chart, { height: told }, null);
    // The user may have changed the height again.
    if (card.preview === told) card.preview = null;
    stage.invalidate();
  };

  stage.list.addEventListener('pointerdown', (down) => {
    const card = stage.cardAt(down.target);
    const { target } = down;
    if (!card || target !== card.edge || down.button !== 0) return;
    down.preventDefault();
    const from = card.canvas.clientHeight;
    card.edge.setPointerCapture(down.pointerId);
    const move = (/** @type {PointerEvent} */ e) => preview(card, from + e.clientY - down.clientY);
    const end = (/** @type {PointerEvent} */ e) => {
      card.edge.removeEventListener('pointermove', move);
      card.edge.removeEventListener('pointerup', end);
      card.edge.removeEventListener('pointercancel', end);
      if (e.type === 'pointerup') keep(card);
      else card.preview = null;
    };
    card.edge.addEventListener('pointermove', move);
    card.edge.addEventListener('pointerup', end);
    card.edge.addEventListener('pointercancel', end);
  });
  stage.list.addEventListener('dblclick', (e) => {
    const card = stage.cardAt(e.target);
    if (card && e.target === card.edge) requests.set(card.chart, { height: 0 }, null);
  });

  /** @type {any} */
  let timer = null;
  stage.list.addEventListener('keydown', (e) => {
    const card = stage.cardAt(e.target);
    if (!card || e.target !== card.edge || e.altKey) return;
    if (e.key === '0') requests.set(card.chart, { height: 0 }, null);
    const sign = { ArrowUp: -1, ArrowDown: 1 }[e.key];
    if (!sign) return;
    e.preventDefault();
    e.stopPropagation();
    preview(card, (card.preview ?? card.canvas.clientHeight) + sign * (e.shiftKey ? BIG_STEP : STEP));
    clearTimeout(timer);
    timer = setTimeout(() => keep(card), REST_MS);
  });
}
