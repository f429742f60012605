/**
 * Scrolling within a chart that has more rows than it shows: by its bar, with Alt and
 * the wheel, or with Page Up and Page Down on it. The plain wheel zooms or scrolls the page,
 * here as elsewhere.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 */
import { pixelsOf } from './moves.js';

/** Share of a chart's height that a key scrolls by. */
const PAGE = 0.9;

/** @param {Stage} stage */
export function startScroll(stage) {
  // Scroll events do not bubble.
  stage.list.addEventListener('scroll', (e) => {
    const card = stage.cardAt(e.target);
    if (!card || e.target !== card.body.element) return;
    card.body.top = card.body.element.scrollTop;
    stage.invalidate();
  }, { capture: true, passive: true });

  // Before the wheel zooms.
  stage.root.addEventListener('wheel', (e) => {
    const card = e.altKey && !e.ctrlKey && !e.metaKey ? stage.cardOf(e.target) : null;
    if (!card?.body.scrolls) return;
    e.preventDefault();
    e.stopPropagation();
    card.body.scrollBy(pixelsOf(e, e.deltaY));
  }, { capture: true, passive: false });

  stage.list.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || (e.key !== 'PageDown' && e.key !== 'PageUp')) return;
    const card = stage.cardOf(e.target);
    if (!card?.body.scrolls) return;
    e.preventDefault();
    card.body.scrollBy((e.key === 'PageDown' ? PAGE : -PAGE) * card.canvas.clientHeight);
  });
}
