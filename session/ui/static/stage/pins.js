/**
 * Charts that are pinned to the top: they come first, and stay in the window while the others scroll.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('./card.js').Card} Card
 */
import { isOn } from '../charts/common.js';

/** The share of the window that pinned charts take at most: the others would have no room. */
const MOST = 0.6;

/** @param {Chart} chart */
export function isPinned(chart) {
  return isOn(chart.settings.pinned);
}

/** Returns charts in the order of the page: those that are pinned first. @param {Chart[]} charts */
export function pinnedFirst(charts) {
  return [...charts.filter(isPinned), ...charts.filter((c) => !isPinned(c))];
}

/**
 * Returns the index to which a chart can move: pinned ones stay before the others.
 * @param {{chart: Chart}[]} cards in the order of the page @param {{chart: Chart}} card @param {number} to
 */
export function movable(cards, card, to) {
  const pinned = cards.filter((c) => isPinned(c.chart)).length;
  const [first, last] = isPinned(card.chart) ? [0, pinned - 1] : [pinned, cards.length - 1];
  return Math.min(Math.max(to, first), last);
}

/**
 * Returns how far below the first each of some charts of these heights stays, and how much room they take.
 * @param {number[]} heights @param {number} room for all; a chart that goes beyond it scrolls as the others do
 * @returns {{tops: (number|null)[], height: number}}
 */
export function pinsOf(heights, room) {
  let height = 0;
  const tops = heights.map((h) => {
    if (height + h > room) return null;
    height += h;
    return height - h;
  });
  return { tops, height };
}

/** Keeps pinned charts where they are to stay. */
export class Pins {
  /** @param {HTMLElement} root that gets heights for style sheets @param {HTMLElement} ruler under which they stay */
  constructor(root, ruler) {
    this.root = root;
    this.ruler = ruler;
    /** @type {Card[]} */
    this.cards = [];
    this.sizes = new ResizeObserver(() => this.place());
    this.sizes.observe(ruler);
    addEventListener('resize', () => this.place());
  }

  /** @param {Card[]} cards all of the page */
  update(cards) {
    const pinned = cards.filter((c) => isPinned(c.chart));
    if (pinned.length === this.cards.length && pinned.every((c, i) => c === this.cards[i])) return;
    for (const card of this.cards) if (!pinned.includes(card)) card.stay(null);
    this.cards = pinned;
    this.sizes.disconnect();
    for (const element of [this.ruler, ...pinned.map((c) => c.element)]) this.sizes.observe(element);
    this.place();
  }

  place() {
    const { tops, height } = pinsOf(this.cards.map((c) => c.element.offsetHeight), innerHeight * MOST);
    this.cards.forEach((card, i) => card.stay(tops[i]));
    this.root.style.setProperty('--pinned', `${height}px`);
    this.root.style.setProperty('--ruler', `${this.ruler.offsetHeight}px`);
  }
}
