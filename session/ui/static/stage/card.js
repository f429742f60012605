/**
 * One chart on the page: its label, its canvas, and what was drawn on it last.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').Series} Series
 * @typedef {import('../types.js').Drawn} Drawn
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {import('../net/cache.js').Cache} Cache
 *
 * The state of a frame, shared by all cards.
 * @typedef {object} Scene
 * @property {View} view
 * @property {Limits} limits
 * @property {import('../charts/theme.js').Theme} theme
 * @property {number} width of the canvas
 * @property {number} ratio device pixels per CSS pixel
 * @property {import('../types.js').Stretch|null} highlight
 * @property {import('../types.js').Stretch[]} selection
 * @property {import('../types.js').Tint[]} tints
 * @property {number} roominess factor for the height of charts that gain by more room
 * @property {import('../types.js').Measurement|null} bases of the genome, null without any
 * @property {import('../types.js').Measurement[]} measurements on the menus
 * @property {import('../types.js').Samples|null} samples what the sample sheet says
 * @property {boolean} online whether data can be asked for
 */
import { withDefaults } from '../charts/index.js';
import { waitsText } from '../charts/waiting.js';
import { prepare } from '../draw/canvas.js';
import { isFlipped, mirrorX, mirroredFor, unflipped } from '../draw/mirror.js';
import { breakable, el, icon } from '../page/dom.js';
import { gatherBases } from './bases.js';
import { BodyScroll } from './body-scroll.js';
import { colorsOf, gatherSeries, keysOf, moduleOf, optionsOf, titleOf } from './chart.js';
import { LOW, MAX_HEIGHT, MIN_HEIGHT, TALL, heightOf, usualHeight } from './heights.js';
import { isPinned } from './pins.js';
import { Picture } from './slide.js';
import { same } from './same.js';
import { summaryOf } from './summary.js';

export class Card {
  /** @param {Chart} chart @param {Cache} cache @param {(chart: Chart) => void} remove */
  constructor(chart, cache, remove) {
    this.chart = chart;
    this.cache = cache;
    /** How the chart is drawn, or that it waits; null when this page cannot. */
    this.module = moduleOf(chart);
    // Screen readers leave keys to an application, not to an image.
    this.canvas = el('canvas', {
      role: 'application', tabindex: 0, 'aria-roledescription': 'chart', 'aria-describedby': 'chart-keys',
      'aria-keyshortcuts': 'Enter Space F2 Delete Alt+ArrowUp Alt+ArrowDown . , d x',
    });
    /** The highlight has a canvas of its own, so that the chart need not be redrawn. */
    this.overlay = el('canvas', { class: 'overlay', 'aria-hidden': 'true', hidden: true });
    this.name = el('h2', { class: 'name' });
    this.kind = el('p', { class: 'kind' });
    this.legend = el('ul', { class: 'legend' });
    this.note = el('p', { class: 'note', hidden: true });
    this.menu = el('button', {
      class: 'more', type: 'button', title: 'What can be done with this chart', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    }, icon('more'));
    this.close = el('button', { class: 'remove', type: 'button', onclick: () => remove(this.chart) }, icon('close'));
    this.edge = el('div', {
      class: 'edge', role: 'separator', tabindex: 0, 'aria-orientation': 'horizontal',
      title: 'Drag for another height; double-click for the usual one',
    });
    this.skip = el('button', { class: 'skip', type: 'button' });
    this.body = new BodyScroll();
    this.element = el('article', { class: 'chart', id: chart.id },
      el('div', { class: 'label' }, this.skip, el('div', { class: 'head' }, this.name, this.menu, this.close), this.kind, this.legend),
      el('div', { class: 'plot' }, this.canvas, this.overlay, this.note, this.body.element), this.edge);
    /** Whether it is one of several that something is to be done to. */
    this.ticked = false;
    /** @type {number|null} the height while its edge is dragged */
    this.preview = null;
    /** Height of the canvas on the page. */
    this.laid = 0;
    /** What the canvas shows was drawn from, the place last. @type {any[]} */
    this.drawnFrom = [];
    this.picture = new Picture();
    /** The highlight on the overlay, and the drawing under it. @type {import('../types.js').Stretch|null} */
    this.highlighted = null;
    /** @type {any[]} */
    this.highlightedOver = [];
    /** @type {Drawn} */
    this.drawn = {};
    /** @type {Series[]} */
    this.series = [];
    /** The bases that the chart reads besides. @type {import('../types.js').Bases|null} */
    this.bases = null;
    /** @type {import('../types.js').Samples|null} */
    this.samples = null;
    this.ready = false;
    /** Whether the series are of the present place. */
    this.gathered = false;
    /** @type {{chart: Chart, settings: Record<string, any>}|null} */
    this.filledIn = null;
    /** Whether it is in the viewport. */
    this.inSight = false;
    /** Whether it is near the viewport, null until that is known. Others have no picture, and ask for no data. @type {boolean|null} */
    this.near = null;
    /** @type {import('../types.js').DrawOptions|null} of the last drawing */
    this.options = null;
    this.setChart(chart);
  }

  /** Reports whether the card can show another state of its chart. @param {Chart} chart */
  fits(chart) {
    const ids = (/** @type {Chart} */ c) => JSON.stringify(c.measurements.map((m) => m.id));
    const waits = Boolean(chart.waits || this.chart.waits); // then other measurements are there
    return chart.type === this.chart.type && (waits || ids(chart) === ids(this.chart));
  }

  /** @param {Chart} chart */
  setChart(chart) {
    if (chart.waits !== this.chart.waits) {
      this.module = moduleOf(chart);
      [this.series, this.bases, this.options, this.drawn] = [[], null, null, {}];
    }
    this.chart = chart;
    const { handle } = chart;
    this.element.classList.toggle('free', this.module?.plot === true);
    const kind = this.module?.title ?? chart.type.split('.').pop() ?? chart.type;
    const name = this.title();
    this.name.replaceChildren(...breakable(name));
    this.name.title = name;
    const number = handle === null ? '' : String(handle);
    this.kind.textContent = [number, kind, isPinned(chart) ? 'pinned' : ''].filter(Boolean).join(' · ');
    this.close.setAttribute('aria-label', `Remove ${name}`);
    this.skip.textContent = `Skip ${name}`;
    this.menu.setAttribute('aria-label', `Menu of ${name}`);
    this.edge.setAttribute('aria-label', `Height of ${name}`);
    this.close.title = 'Remove this chart';
    this.element.setAttribute('aria-label', `${kind}: ${name}`);
    this.drawnFrom = [];
  }

  /** Returns the chart's name. */
  title() {
    return titleOf(this.chart, this.module);
  }

  /** Returns the height of the canvas in CSS pixels. @param {number} roominess */
  height(roominess) {
    return this.preview ?? heightOf(this.chart, this.module, this.settings(), roominess, this.samples);
  }

  /** Returns the height where nobody chose one. @param {number} roominess */
  usual(roominess) {
    return usualHeight(this.chart, this.module, this.settings(), roominess, this.samples);
  }

  /** Takes its height on the page: the picture follows. @param {number} roominess */
  lay(roominess) {
    const height = this.height(roominess);
    if (height === this.laid) return;
    this.laid = height;
    this.canvas.style.height = `${height}px`;
    this.edge.setAttribute('aria-valuenow', String(height));
    this.edge.setAttribute('aria-valuemin', String(MIN_HEIGHT));
    this.edge.setAttribute('aria-valuemax', String(MAX_HEIGHT));
    this.element.classList.toggle('tall', height >= TALL);
    this.element.classList.toggle('low', height < LOW);
  }

  /** Stays in the window while other charts scroll. @param {number|null} top  pixels below the first that does; null scrolls */
  stay(top) {
    this.element.classList.toggle('pinned', top !== null);
    this.element.style.setProperty('--pin', `${top ?? 0}px`);
  }

  /** Frees what the chart takes while it is far from the window. */
  rest() {
    this.ready = this.gathered = false;
    this.series = [];
    if (this.drawnFrom.length === 0) return;
    this.drawnFrom = [];
    for (const canvas of [this.canvas, this.overlay]) canvas.width = canvas.height = 0;
  }

  /**
   * Requests the data of the view and collects those that are cached.
   * @param {Pick<Scene, 'view'|'limits'|'online'|'bases'|'measurements'|'samples'>} scene
   */
  gather(scene) {
    this.ready = this.gathered = true;
    this.samples = scene.samples;
    if (!this.module || this.chart.waits) return;
    const gathered = gatherSeries(this.chart, this.module, this.settings(), scene, this.cache);
    this.series = gathered.series;
    this.ready = gathered.ready;
    const { bases, ready } = gatherBases(this, scene, this.cache, this.settings());
    this.bases = bases;
    if (!ready) this.ready = false;
  }

  /** Returns what is drawn. @returns {import('../types.js').ChartData} */
  data() {
    return { series: this.series, bases: this.bases, samples: this.samples };
  }

  /** @param {import('../charts/theme.js').Theme} theme */
  colors(theme) {
    return colorsOf(this.chart, this.module, this.settings(), this.series, this.samples, theme);
  }

  /** @param {string[]} colors @param {import('../charts/theme.js').Theme} theme */
  keys(colors, theme) {
    return keysOf(this.chart, this.module, this.data(), this.settings(), colors, theme);
  }

  /** Returns the settings with the defaults of the chart type: the same object until the chart changes. */
  settings() {
    const { chart, module } = this;
    if (this.filledIn?.chart !== chart) this.filledIn = { chart, settings: module ? withDefaults(module, chart.settings) : {} };
    return this.filledIn.settings;
  }

  /**
   * Draws the gathered data unless they are drawn already.
   * @param {Scene} scene
   * @param {boolean} draw whether to draw now
   * @param {[number, number]|null} [shared] extent of the charts that share a range with this one
   * @returns {boolean} whether the canvas is up to date
   */
  update(scene, draw, shared = null) {
    if (!this.module) {
      this.say(`This page cannot draw a ${this.name.textContent}.`);
      return true;
    }
    const { start, end, seqName, left, width, flip, panes } = scene.view;
    const from = [this.chart, scene.theme, scene.width, this.laid, scene.ratio, seqName, left, width, flip, panes, scene.selection,
      scene.tints, this.samples, this.body.top, shared?.[0], shared?.[1], ...(this.bases?.from ?? [null, null]),
      ...this.series.flatMap((s) => [s.piece, s.panes, s.waiting]), start, end];
    if (same(from, this.drawnFrom)) return true;
    if (!draw) return false;
    const panned = same(from.slice(0, -2), this.drawnFrom.slice(0, -2));
    this.drawnFrom = from;
    this.compose(scene, shared);
    this.paint(scene, panned);
    return true;
  }

  /**
   * Finds out how the gathered data are drawn.
   * @param {Scene} scene @param {[number, number]|null} [shared] as in update
   */
  compose(scene, shared = null) {
    if (!this.module) return;
    const { theme, width, ratio, selection, tints } = scene;
    this.options = optionsOf(this.settings(), this.height(scene.roominess), this.colors(theme), {
      width, px: 1 / ratio, theme, shared, selection, tints, scroll: this.body.top,
    });
  }

  /**
   * Draws what is composed. A picture that has only moved is moved along.
   * @param {Scene} scene @param {boolean} panned whether nothing but the place is other than in the picture
   */
  paint({ view, width, ratio }, panned) {
    const { module, options, picture } = this;
    if (!module || !options) return;
    try {
      this.drawn = picture.draw(this.canvas, module, this.data(), view, { width, ratio, panned }, options);
    } catch (err) {
      // The other charts are drawn all the same.
      console.error(err);
      this.drawn = {};
      this.picture = new Picture();
      this.canvas.width = 0; // which lets go of what was confined
      this.say(`This chart cannot be drawn here: ${err instanceof Error ? err.message : err}`);
      return;
    }
    this.body.show(this.drawn.full ?? 0, options.height);
    if (!panned) this.showLegend(options.colors, options.theme);
    this.say(this.drawn.note ?? '');
  }

  /**
   * Draws the highlight over the chart unless it is drawn already.
   * @param {Scene} scene
   */
  drawHighlight({ view, highlight, width, ratio }) {
    const { module, options, overlay } = this;
    const stretch = module && options && this.inSight ? highlight : null;
    if (overlay.hidden && !stretch) return;
    if (stretch === this.highlighted && this.highlightedOver === this.drawnFrom) return;
    [this.highlighted, this.highlightedOver] = [stretch, this.drawnFrom];
    overlay.hidden = !stretch;
    if (!stretch || !module || !options) return;
    overlay.style.height = `${options.height}px`;
    const ctx = prepare(overlay, width, options.height, ratio);
    module.highlight(mirroredFor(module, ctx, view), this.data(), unflipped(view), { ...options, highlight: stretch });
  }

  /** Shows whether the chart is ticked. @param {boolean} on */
  setTicked(on) {
    this.ticked = on;
    this.element.classList.toggle('ticked', on);
  }

  /** Describes the canvas for screen readers. @param {View} view */
  describe(view) {
    const kind = this.module?.title ?? this.chart.type;
    const { waits } = this.chart;
    const said = waits ? `${kind}, ${waitsText(waits)}.`
      : this.near ? summaryOf(kind, this.series, view) : `${kind}, out of sight: its data come when it is near.`;
    const words = this.ticked ? `Ticked. ${said}` : said;
    if (this.canvas.getAttribute('aria-label') !== words) this.canvas.setAttribute('aria-label', words);
  }

  /** Reports whether its measurements have colours to choose: bases have the usual ones. */
  isColoured() {
    return this.chart.measurements.length > 0 && this.module?.takes !== 'sequence';
  }

  /** @param {string[]} colors @param {import('../charts/theme.js').Theme} theme */
  showLegend(colors, theme) {
    const keys = this.keys(colors, theme);
    const key = JSON.stringify([colors, keys]);
    if (this.legend.dataset.key === key) return;
    this.legend.dataset.key = key;
    this.element.style.setProperty('--hue', colors.length === 1 ? colors[0] : 'transparent');
    this.legend.replaceChildren(...keys.map(({ name, color }) => {
      const swatch = el('span', { class: 'swatch' });
      swatch.style.background = color;
      return el('li', { title: name }, swatch, el('span', {}, name));
    }));
  }

  /** @param {string} note */
  say(note) {
    if (this.note.textContent === note) return;
    this.note.textContent = note;
    this.note.hidden = note === '';
  }

  /**
   * Returns what is drawn at a point of the canvas.
   * @param {View} view @param {number} x @param {number} y
   * @returns {Picked|null}
   */
  pick(view, x, y) {
    if (!this.module || !this.options) return null;
    return this.module.pick(this.data(), unflipped(view), this.options, isFlipped(this.module, view) ? mirrorX(view, x) : x, y);
  }

  /** Returns a box as the module knows it, which draws from left to right. @param {View} view @param {import('../types.js').Box} box */
  boxFor(view, box) {
    return this.module && isFlipped(this.module, view) ? { ...box, x0: mirrorX(view, box.x1), x1: mirrorX(view, box.x0) } : box;
  }

  /**
   * Returns settings with which only what is beside a box is shown, null where it is beside nothing.
   * @param {View} view @param {import('../types.js').Box} box
   */
  zoomTo(view, box) {
    const { module, options } = this;
    return module?.zoomTo && options ? module.zoomTo(this.data(), unflipped(view), options, this.boxFor(view, box)) : null;
  }

  /**
   * Returns the places of everything in a box of a plot.
   * @param {View} view @param {import('../types.js').Box} box
   * @returns {import('../types.js').Stretch[]}
   */
  pickAll(view, box) {
    if (!this.module?.pickAll || !this.options) return [];
    return this.module.pickAll(this.data(), unflipped(view), this.options, this.boxFor(view, box));
  }
}
