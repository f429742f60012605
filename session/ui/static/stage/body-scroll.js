/**
 * The scroll bar of a chart that has more rows than its canvas: a scrolled element of
 * the browser's own beside the data, so that mouse, wheel and fingers find what they know.
 */
import { el } from '../page/dom.js';

export class BodyScroll {
  constructor() {
    this.inner = el('div', {});
    // With keys the chart itself scrolls.
    this.element = el('div', {
      class: 'body-scroll', tabindex: -1, hidden: true, 'aria-hidden': 'true', title: 'Scrolls this chart, as Alt and the wheel do',
    }, this.inner);
    /** Pixels that the chart is scrolled by. */
    this.top = 0;
  }

  /** Reports whether there is more than the canvas shows. */
  get scrolls() {
    return !this.element.hidden;
  }

  /** @param {number} full height of all rows, 0 where they fit @param {number} height of the canvas */
  show(full, height) {
    const more = full > height;
    if (more) this.inner.style.height = `${Math.ceil(full)}px`;
    if (this.scrolls === more) return;
    this.element.hidden = !more;
    // An element that is not displayed forgets where it was.
    this.top = 0;
  }

  /** @param {number} by pixels */
  scrollBy(by) {
    this.element.scrollTop += by;
  }
}
