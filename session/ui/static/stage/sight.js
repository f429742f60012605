/**
 * Which charts are in sight, and which are near: only those are drawn and ask for data.
 *
 * @typedef {import('./card.js').Card} Card
 */

/** The distance from the window up to which charts are in sight, and up to which they are near. */
const IN_SIGHT = '20px';
const NEAR = '100%';

export class Sight {
  /** @param {() => void} changed is called when charts come into sight, or near, or go */
  constructor(changed) {
    /** @type {Map<Element, Card>} */
    this.cards = new Map();
    const observe = (/** @type {string} */ margin, /** @type {(card: Card, is: boolean) => void} */ told) =>
      new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) {
          const card = this.cards.get(target);
          if (card) told(card, isIntersecting);
        }
        changed();
      }, { rootMargin: `${margin} 0px` });
    this.seeing = observe(IN_SIGHT, (card, is) => {
      card.inSight = is;
    });
    this.nearing = observe(NEAR, (card, is) => {
      card.near = is;
    });
  }

  /** @param {Card} card */
  watch(card) {
    this.cards.set(card.element, card);
    this.seeing.observe(card.element);
    this.nearing.observe(card.element);
  }

  /** @param {Card} card */
  forget({ element }) {
    this.cards.delete(element);
    this.seeing.unobserve(element);
    this.nearing.unobserve(element);
  }

  /**
   * Finds out where charts are of which no observer has told yet: they have their heights. A page in a
   * background tab is laid out, but not observed.
   * @param {Card[]} cards
   */
  find(cards) {
    for (const card of cards) {
      if (card.near !== null) continue;
      const { top, bottom } = card.element.getBoundingClientRect();
      card.inSight = bottom > -parseFloat(IN_SIGHT) && top < innerHeight + parseFloat(IN_SIGHT);
      card.near = bottom > -innerHeight && top < 2 * innerHeight;
    }
  }
}
