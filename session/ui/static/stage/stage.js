/**
 * The ruler and the charts under it: keeps a card for each chart of the
 * workspace, draws them in frames, and reports when they show their data.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').Stretch} Stretch
 * @typedef {import('../charts/theme.js').Theme} Theme
 * @typedef {import('../net/cache.js').Cache} Cache
 */
import { bandAt, hasBands } from '../charts/ideogram.js';
import { RULER, drawRuler, lengthText, wholeOf } from '../charts/ruler.js';
import { prepare } from '../draw/canvas.js';
import { mirrored, unflipped } from '../draw/mirror.js';
import { stretchesOn } from '../model/selection.js';
import { byId } from '../page/dom.js';
import { Card } from './card.js';
import { fitted } from './fit.js';
import { frames } from './frames.js';
import { RegionStrip } from './regions.js';
import { sharedRanges } from './sharing.js';
import { LEFT, LOW, MIN_HEIGHT, RIGHT } from './chart.js';

/** Pixels of the window above and below the charts, of a name above a chart, and of a label beside one. */
const AROUND = 180;
const NAME_ROW = 27;
const LOW_NAME_ROW = 16;
/** The lower edge of the stage. */
const EDGE = 2;
const LEAST_ROW = 57;
/** Charts grow and shrink at most by these factors; the factor is found in so many halvings. */
const ROOMIEST = 2.5;
const SNUGGEST = 0.85;
const HALVINGS = 8;
/** The distance from the viewport up to which charts are drawn at once, and how long the others wait for the view to rest. */
const NEARLY_IN_SIGHT = '200px';
const REST_MS = 150;
/** How long the view rests before the charts are put in words. */
const WORDS_MS = 400;
/** How long the program waits at most for a chart to show its data. */
const SETTLE_MS = 2000;

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
    /** @type {{highlight: Stretch|null, selection: Stretch[]}} what every chart marks */
    this.marked = { highlight: null, selection: [] };
    this.markedOn = '';
    /** @type {{ids: string[]|null, done: () => void}[]} */
    this.waiters = [];
    /** What the ruler was drawn from. @type {any[]} */
    this.rulerOf = [];
    /** Width of the canvases in CSS pixels. */
    this.width = 0;
    new ResizeObserver(([entry]) => {
      this.width = entry.contentRect.width;
      this.invalidate();
    }).observe(this.ruler);
    this.sight = new IntersectionObserver((entries) => this.sighted(entries), { rootMargin: NEARLY_IN_SIGHT });
    /** @type {any} timer of the drawing of charts out of sight */
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
      if (topic === 'hover' || topic === 'selection' || workspace.place?.seqName !== this.markedOn) this.updateMarks();
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
    this.cards = this.workspace.charts.map((chart) => {
      const card = old.get(chart.id);
      if (!card?.fits(chart)) return this.newCard(chart);
      if (card.chart !== chart) card.setChart(chart);
      return card;
    });
    const stays = new Set(this.cards.map((c) => c.element));
    for (const { element } of old.values()) {
      if (stays.has(element)) continue;
      this.sight.unobserve(element);
      element.remove();
    }
    arrange(this.list, this.cards.map((c) => c.element), document.activeElement);
    if (focusedAt >= 0 && !this.list.contains(document.activeElement)) {
      // The focus of a chart that was removed goes to its neighbour.
      (this.cards[Math.min(focusedAt, this.cards.length - 1)]?.canvas ?? this.root).focus({ preventScroll: true });
    }
  }

  /** @param {Chart} chart */
  newCard(chart) {
    const card = new Card(chart, this.cache, this.hooks.remove);
    this.sight.observe(card.element);
    return card;
  }

  /** @param {IntersectionObserverEntry[]} entries */
  sighted(entries) {
    for (const { target, isIntersecting } of entries) {
      const card = this.cards.find((c) => c.element === target);
      if (card) card.inSight = isIntersecting;
      else this.sight.unobserve(target);
    }
    this.invalidate();
  }

  /** Returns the place with the pixels it is drawn to, null without a place. @returns {View|null} */
  view() {
    const { place } = this.workspace;
    // A page in a background tab is laid out, but not observed.
    this.width ||= this.ruler.clientWidth;
    const width = this.width - LEFT - RIGHT;
    return place && width > 0 ? { ...place, left: LEFT, width, flip: this.workspace.flip } : null;
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
    const scene = { view, limits: this.workspace.limits(), online: this.hooks.online(), ...this.offered() };
    for (const card of this.cards) if (card.inSight) card.gather(scene);
  }

  /** Returns the measurements on the menus, that of the genome's bases, null without any, and the sample sheet. */
  offered() {
    const { measurements } = this.workspace;
    return { measurements, bases: measurements.find((m) => m.type === 'sequence') ?? null, samples: this.workspace.samples };
  }

  /** @param {boolean} [rested] whether the view has rested, so that charts out of sight are drawn too */
  frame(rested = false) {
    const view = this.view();
    if (view) this.draw(view, rested);
    this.hooks.drawn();
    this.waiters = this.waiters.filter((waiter) => {
      const waiting = view && this.hooks.online() && this.cards.some((c) => !c.ready && (!waiter.ids || waiter.ids.includes(c.chart.id)));
      if (!waiting) waiter.done();
      return waiting;
    });
  }

  /** @param {View} view @param {boolean} rested */
  draw(view, rested) {
    const theme = this.theme();
    const limits = this.workspace.limits();
    const { width } = this;
    this.regions.update(this.workspace.regions, view, theme, width, devicePixelRatio);
    const scene = {
      view, limits, theme, width, ratio: devicePixelRatio, ...this.marked, tints: this.regions.tints,
      roominess: roominess(this.cards, this.room()), online: this.hooks.online(), ...this.offered(),
    };
    this.drawRuler(scene);
    // Charts outside the viewport are drawn later, unless the program waits for them.
    const all = rested || this.waiters.length > 0;
    let behind = false;
    this.gather(scene, rested);
    const shared = sharedRanges(this.cards, view);
    for (const card of this.cards) {
      if (!card.update(scene, all || card.inSight, shared.get(card))) behind = true;
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
   * viewport come first: until they are painted, or the view rests, the data of
   * the others are not requested.
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
    for (const card of this.cards) {
      if (card.inSight) continue;
      if (next) card.gather(scene);
      else card.ready = false;
    }
  }

  /** @param {import('./card.js').Scene} scene */
  drawRuler({ view, limits, width, theme, ratio, online }) {
    const bands = this.bands(view, limits, online);
    const from = [bands, theme, width, ratio, limits.start, limits.end, ...Object.values(view)];
    if (from.every((v, i) => v === this.rulerOf[i])) return;
    this.rulerOf = from;
    drawRuler(mirrored(prepare(this.ruler, width, RULER.height, ratio), view), unflipped(view), limits, { width, theme, bands });
    const band = bands && bandAt(bands, (view.start + view.end) / 2);
    this.corner.textContent = this.corner.title = `${view.seqName} · ${band || lengthText(limits)}${view.flip ? ' · flipped' : ''}`;
  }

  /**
   * Returns the bands of the sequence, from the first file that has bands.
   * @param {View} view @param {import('../types.js').Limits} limits @param {boolean} online
   */
  bands(view, limits, online) {
    const m = this.workspace.measurements.find(hasBands);
    if (!m) return null;
    const whole = wholeOf(view, limits);
    const series = this.cache.seriesOf(m, 'whole');
    if (online) series.need(whole, limits);
    const piece = series.best(whole, limits);
    return piece?.kind === 'features' ? piece : null;
  }

  /**
   * Waits until charts show the data of the present place, at most two seconds.
   * @param {string[]|null} ids null is all
   * @returns {Promise<void>}
   */
  settled(ids) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, SETTLE_MS);
      this.waiters.push({ ids, done: () => {
        clearTimeout(timer);
        resolve();
      } });
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

  /** Finds the stretches of the present sequence that the charts mark: the hover and the selection. */
  updateMarks() {
    const { hover, selection, place } = this.workspace;
    this.markedOn = place?.seqName ?? '';
    const chosen = stretchesOn(selection, this.markedOn);
    // Another array makes the charts redraw: an equal selection keeps its array.
    const same = JSON.stringify(chosen) === JSON.stringify(this.marked.selection);
    const ends = hover?.ends?.filter(({ seqName }) => seqName === this.markedOn);
    this.marked = {
      highlight: hover && hover.seqName === this.markedOn ? { ...hover, ends } : null,
      selection: same ? this.marked.selection : chosen,
    };
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

/**
 * Returns the factor for the height of charts that gain by more room: as much as
 * the window allows.
 * @param {Card[]} cards @param {number} room for all charts, in pixels
 */
export function roominess(cards, room) {
  // A row has a line under its chart. Not all charts grow in proportion.
  const fits = (/** @type {number} */ factor) =>
    cards.reduce((sum, card) => sum + Math.max(LEAST_ROW, card.height(factor) + 1), 0) <= room;
  if (fits(ROOMIEST)) return ROOMIEST;
  let [least, most] = fits(1) ? [1, ROOMIEST] : [SNUGGEST, 1];
  if (!fits(least)) return 1; // the page scrolls
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (least + most) / 2;
    if (fits(middle)) least = middle;
    else most = middle;
  }
  return least;
}
