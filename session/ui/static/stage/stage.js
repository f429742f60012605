/**
 * The ruler and the charts under it: keeps a card for each chart of the
 * workspace, draws them in frames, and reports when they show their data.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../charts/theme.js').Theme} Theme
 * @typedef {import('../net/cache.js').Cache} Cache
 */
import { bandAt, hasBands } from '../charts/ideogram.js';
import { viewFor } from '../charts/panes.js';
import { RULER, lengthText, wholeOf } from '../charts/ruler.js';
import { drawRulers } from '../charts/ruler-panes.js';
import { prepare } from '../draw/canvas.js';
import { paneAt, panesText } from '../model/panes.js';
import { byId } from '../page/dom.js';
import { Card } from './card.js';
import { LEFT, RIGHT } from './chart.js';
import { LEAST_ROW, fitted, roominess } from './fit.js';
import { frames } from './frames.js';
import { LOW, MIN_HEIGHT } from './heights.js';
import { Pins, pinnedFirst } from './pins.js';
import { RegionStrip } from './regions.js';
import { groupOf, sharedRanges } from './sharing.js';
import { Sight } from './sight.js';
import { Shown } from './shown.js';

/** Pixels of the window above and below the charts, of a name above a chart, and of a label beside one. */
const AROUND = 180;
const NAME_ROW = 27;
const LOW_NAME_ROW = 16;
/** The lower edge of the stage. */
const EDGE = 2;
/** How long charts near the viewport wait for the view to rest. */
const REST_MS = 150;
/** How long the view rests before the charts are put in words. */
const WORDS_MS = 400;
/** How long the program waits at most for charts in sight to show their data, and for a picture to have them. */
const SETTLE_MS = 2000;
const PICTURE_MS = 8000;

export class Stage {
  /**
   * @param {Workspace} workspace
   * @param {(changed: () => void) => Cache} makeCache
   * @param {{remove: (chart: Chart) => void, online: () => boolean, drawn: () => void, theme: () => Theme}} hooks
   *   `drawn` is called after each frame
   */
  constructor(workspace, makeCache, hooks) {
    this.workspace = workspace;
    this.hooks = hooks;
    /** Requests a frame. */
    this.invalidate = frames(() => this.frame());
    this.cache = makeCache(this.invalidate);
    this.root = byId('stage', HTMLElement);
    this.list = byId('charts', HTMLElement);
    this.ruler = byId('ruler', HTMLCanvasElement);
    this.corner = byId('corner', HTMLElement);
    this.regions = new RegionStrip(this.root);
    /** @type {Card[]} in the order of the charts */
    this.cards = [];
    this.shown = new Shown(workspace);
    /** @type {{waits: (card: Card) => boolean, picture: boolean, done: () => void}[]} */
    this.waiters = [];
    /** What the ruler was drawn from. @type {any[]} */
    this.rulerOf = [];
    /** Width of the canvases in CSS pixels. */
    this.width = 0;
    new ResizeObserver(([entry]) => {
      this.width = entry.contentRect.width;
      this.invalidate();
    }).observe(this.ruler);
    this.sight = new Sight(this.invalidate);
    this.pins = new Pins(this.root, /** @type {HTMLElement} */ (this.ruler.parentElement));
    /** @type {any} timer of the drawing of charts near the viewport */
    this.restTimer = null;
    /** Whether the charts in the viewport were painted with the data of the present place. */
    this.painted = false;
    /** @type {any} timer of that */
    this.paintTimer = null;
    /** @type {any} timer of the words for what the charts show */
    this.wordsTimer = null;
    this.watchRatio();
    document.addEventListener('visibilitychange', this.invalidate);
    addEventListener('resize', this.invalidate);
    workspace.onChange((topic) => {
      if (topic === 'charts') this.syncCards();
      if (topic === 'hover' || topic === 'selection' || this.shown.isStale()) this.shown.updateMarks();
      if (topic === 'place') this.ask();
      this.invalidate();
    });
  }

  /** Redraws when the page moves to a screen of another resolution, or is zoomed. */
  watchRatio() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', () => {
      this.watchRatio();
      this.invalidate();
    }, { once: true });
  }

  /** Brings the cards in line with the charts. Cards whose chart is still there are kept. */
  syncCards() {
    const old = new Map(this.cards.map((c) => [c.chart.id, c]));
    const focusedAt = this.cards.findIndex((c) => c.element.contains(document.activeElement));
    this.cards = pinnedFirst(this.workspace.charts).map((chart) => {
      const card = old.get(chart.id);
      if (!card?.fits(chart)) return this.newCard(chart);
      if (card.chart !== chart) card.setChart(chart);
      return card;
    });
    const stays = new Set(this.cards);
    for (const card of old.values()) {
      if (stays.has(card)) continue;
      this.sight.forget(card);
      card.element.remove();
    }
    arrange(this.list, this.cards.map((c) => c.element), document.activeElement);
    this.pins.update(this.cards);
    if (focusedAt >= 0 && !this.list.contains(document.activeElement)) {
      // The focus of a chart that was removed goes to its neighbour.
      (this.cards[Math.min(focusedAt, this.cards.length - 1)]?.canvas ?? this.root).focus({ preventScroll: true });
    }
  }

  /** @param {Chart} chart */
  newCard(chart) {
    const card = new Card(chart, this.cache, this.hooks.remove);
    this.sight.watch(card);
    return card;
  }

  /** Gives the charts their heights, and finds out which of them are in sight. @returns {number} factor of roominess */
  lay() {
    const factor = roominess(this.cards, this.room());
    for (const card of this.cards) card.lay(factor);
    this.sight.find(this.cards);
    return factor;
  }

  /** Returns what is shown with the pixels it is drawn to, null without a place. @returns {View|null} */
  view() {
    // A page in a background tab is laid out, but not observed.
    this.width ||= this.ruler.clientWidth;
    return this.shown.view(LEFT, this.width - LEFT - RIGHT);
  }

  /**
   * Returns the view of the place at a point of a canvas, which is that of all if there is only one.
   * @param {number} x @param {EventTarget|null} target @returns {View|null}
   */
  viewAt(x, target) {
    const view = this.view();
    const shown = view && viewFor(this.cardOf(target)?.module ?? null, view);
    return shown && (shown.panes ? paneAt(shown.panes.length > 0 ? shown : /** @type {View} */ (view), x) : shown);
  }

  /**
   * Requests the data of the charts in the viewport as soon as the place changes or the
   * state is there: they may arrive before the frame is drawn.
   */
  ask() {
    this.painted = false;
    clearTimeout(this.paintTimer);
    const view = this.view();
    if (!view) return;
    this.lay();
    const scene = { view, limits: this.workspace.limits(), online: this.hooks.online(), ...this.offered() };
    for (const card of this.cards) if (card.inSight) card.gather(scene);
  }

  /** Returns the measurements on the menus, that of the genome's bases, null without any, and the sample sheet. */
  offered() {
    const { measurements } = this.workspace;
    return { measurements, bases: measurements.find((m) => m.type === 'sequence') ?? null, samples: this.workspace.samples };
  }

  /** @param {boolean} [rested] whether the view has rested, so that charts near the viewport are drawn too */
  frame(rested = false) {
    const view = this.view();
    try {
      if (view) this.draw(view, rested);
      this.hooks.drawn();
    } finally {
      // Whatever went wrong, nobody waits for longer than for the data.
      const waits = (/** @type {(card: Card) => boolean} */ of) => view && this.hooks.online() && this.cards.some((c) => !c.ready && of(c));
      for (const waiter of this.waiters.filter((w) => !waits(w.waits))) waiter.done();
    }
  }

  /** @param {View} view @param {boolean} rested */
  draw(view, rested) {
    const theme = this.theme();
    const limits = this.workspace.limits();
    const { width } = this;
    this.regions.update(this.workspace.regions, view, theme, width, devicePixelRatio);
    const scene = {
      view, limits, theme, width, ratio: devicePixelRatio, ...this.shown.marked, tints: this.regions.tints,
      roominess: this.lay(), online: this.hooks.online(), ...this.offered(),
    };
    this.drawRuler(scene);
    let behind = false;
    this.gather(scene, rested);
    const shared = sharedRanges(this.cards.filter((c) => c.gathered), view);
    for (const card of this.cards) {
      // Charts near the viewport are drawn once the view rests, or for a picture.
      const now = rested || card.inSight || this.inPicture(card);
      if (card.near && !card.update(scene, now, shared.get(card))) behind = true;
      else if (!card.near && card.gathered) card.compose(scene, shared.get(card));
      card.drawHighlight(scene);
    }
    clearTimeout(this.restTimer);
    if (behind) this.restTimer = setTimeout(() => this.frame(true), REST_MS);
    clearTimeout(this.wordsTimer);
    this.wordsTimer = setTimeout(() => this.cards.forEach((c) => c.describe(view)), WORDS_MS);
    this.root.classList.toggle('loading', scene.online && this.cards.some((c) => c.inSight && !c.ready));
  }

  /**
   * Lets the charts collect cached data and request the others. The charts in the
   * viewport come first: until they are painted, or the view rests, the data of those
   * near it are not requested. Those far from it have none, but for pictures and where
   * they share a range with charts that are not.
   * @param {import('./card.js').Scene} scene @param {boolean} rested
   */
  gather(scene, rested) {
    const first = this.cards.filter((card) => card.inSight);
    for (const card of first) card.gather(scene);
    const next = rested || this.painted || !scene.online;
    if (!next && first.every((card) => card.ready)) {
      clearTimeout(this.paintTimer);
      this.paintTimer = setTimeout(() => {
        this.painted = true;
        this.invalidate();
      });
    }
    const groups = new Set(this.cards.filter((c) => c.near).map(groupOf));
    groups.delete('');
    for (const card of this.cards) {
      if (card.inSight) continue;
      if (this.inPicture(card) || (next && (card.near || groups.has(groupOf(card))))) card.gather(scene);
      else if (card.near) card.ready = card.gathered = false;
      else card.rest();
    }
  }

  /** Reports whether a picture of a chart is waited for. @param {Card} card */
  inPicture(card) {
    return this.waiters.some((w) => w.picture && w.waits(card));
  }

  /** @param {import('./card.js').Scene} scene */
  drawRuler({ view, limits, width, theme, ratio, online }) {
    const bands = this.bands(view, limits, online);
    const from = [bands, theme, width, ratio, limits.start, limits.end, ...Object.values(view)];
    if (from.every((v, i) => v === this.rulerOf[i])) return;
    this.rulerOf = from;
    drawRulers(prepare(this.ruler, width, RULER.height, ratio), view, limits, { width, theme, bands });
    const band = bands && bandAt(bands, (view.start + view.end) / 2);
    const words = view.panes ? panesText(view.panes, view.whole === true) : `${view.seqName} · ${band || lengthText(limits)}`;
    // Several places are not flipped.
    const flipped = view.flip ? ' · flipped' : this.workspace.flip ? ' · not flipped' : '';
    this.corner.textContent = this.corner.title = words + flipped;
  }

  /**
   * Returns the bands of the sequence, from the first file that has bands.
   * @param {View} view @param {import('../types.js').Limits} limits @param {boolean} online
   */
  bands(view, limits, online) {
    const m = this.workspace.measurements.find(hasBands);
    if (!m || view.panes) return null;
    const whole = wholeOf(view, limits);
    const series = this.cache.seriesOf(m, 'whole');
    if (online) series.need(whole, limits);
    const piece = series.best(whole, limits);
    return piece?.kind === 'features' ? piece : null;
  }

  /**
   * Waits until the charts in sight show the data of the present place, at most two seconds.
   * @param {string[]|null} ids of some of them; null is all
   * @returns {Promise<void>}
   */
  settled(ids) {
    return this.wait((card) => card.inSight && (!ids || ids.includes(card.chart.id)), false, SETTLE_MS);
  }

  /** Waits until charts, also those out of sight, have what a picture shows. @param {Card[]} cards @returns {Promise<void>} */
  pictured(cards) {
    return this.wait((card) => cards.includes(card), true, PICTURE_MS);
  }

  /**
   * @param {(card: Card) => boolean} waits for which @param {boolean} picture @param {number} most milliseconds
   * @returns {Promise<void>}
   */
  wait(waits, picture, most) {
    return new Promise((resolve) => {
      const waiter = { waits, picture, done: () => {
        clearTimeout(timer);
        this.waiters = this.waiters.filter((w) => w !== waiter);
        resolve();
      } };
      const timer = setTimeout(waiter.done, most);
      this.waiters.push(waiter);
      this.invalidate();
    });
  }

  /** Redraws everything, also what did not change. */
  redraw() {
    for (const card of this.cards) card.drawnFrom = [];
    this.rulerOf = [];
    this.regions.forget();
    this.invalidate();
  }

  /** Returns the present theme. */
  theme() {
    return this.hooks.theme();
  }

  /** Returns the height that the charts can use without scrolling. */
  room() {
    const names = document.documentElement.dataset.names === 'above' ? NAME_ROW * this.cards.length : 0;
    return innerHeight - AROUND - names - this.regions.strip.height;
  }

  /**
   * Returns the heights with which all charts are in the window.
   * @returns {{heights: {chart: Chart, height: number}[], over: number}} as in Fit
   */
  fit() {
    const cards = this.cards.filter((c) => c.chart.handle !== null);
    const above = document.documentElement.dataset.names === 'above';
    const rowOf = (/** @type {number} */ height) =>
      height < LOW ? height + 1 + (above ? LOW_NAME_ROW : 0) : Math.max(LEAST_ROW, height + 1 + (above ? NAME_ROW : 0));
    const below = /** @type {HTMLElement|null} */ (document.querySelector('.hints'))?.offsetHeight ?? 0;
    const padding = parseFloat(getComputedStyle(this.root).paddingBottom) || 0;
    const room = innerHeight - (this.list.getBoundingClientRect().top + scrollY) - below - padding - EDGE;
    const { heights, over } = fitted(cards.map((c) => c.usual(1)), room, MIN_HEIGHT, rowOf);
    return { heights: heights.map((height, i) => ({ chart: cards[i].chart, height })), over };
  }

  /** Returns the card that contains an element. @param {EventTarget|null} target */
  cardAt(target) {
    const element = target instanceof Element ? target.closest('.chart') : null;
    return this.cards.find((c) => c.element === element) ?? null;
  }

  /**
   * Returns what shows something that can be picked on a canvas: its card, or the
   * strip of regions.
   * @param {EventTarget|null} target
   * @returns {Card|RegionStrip|null}
   */
  pickableOf(target) {
    return target === this.regions.canvas ? this.regions : this.cardOf(target);
  }

  /** Returns the card of a canvas. @param {EventTarget|null} target */
  cardOf(target) {
    return this.cards.find((c) => c.canvas === target) ?? null;
  }
}

/**
 * Puts elements into a list in their order. Those that are in their place are not
 * touched, nor the one with the focus: what is moved loses focus and pointer.
 * @param {Element} list @param {Element[]} elements @param {Element|null} focused
 */
export function arrange(list, elements, focused) {
  const held = elements.find((e) => e.contains(focused));
  elements.forEach((element, i) => {
    if (element === held && list.children[i] !== held) {
      while (list.children[i] !== held) list.append(list.children[i]);
    } else if (list.children[i] !== element) {
      list.insertBefore(element, list.children[i] ?? null);
    }
  });
}
