/**
 * The regions of interest on the page: their strip over the ruler, and the tints
 * of the charts.
 *
 * @typedef {import('../types.js').Region} Region
 * @typedef {import('../types.js').Tint} Tint
 * @typedef {import('../types.js').View} View
 * @typedef {import('../charts/theme.js').Theme} Theme
 */
import { bandUnder, drawStrip, pickedRegion, stripOf, stripWords, tintsIn } from '../charts/regions.js';
import { prepare } from '../draw/canvas.js';
import { mirrorX, mirrored, unflipped } from '../draw/mirror.js';
import { byId } from '../page/dom.js';
import { same } from './same.js';

export class RegionStrip {
  /** @param {HTMLElement} root that gets the height of the strip for style sheets, and its focus when it goes */
  constructor(root) {
    this.root = root;
    this.canvas = byId('regions', HTMLCanvasElement);
    /** @type {import('../charts/regions.js').Strip} */
    this.strip = { bands: [], more: 0, height: 0 };
    /** @type {View|null} of the last drawing */
    this.view = null;
    /** What the tints were made from, and the strip. @type {any[]} */
    this.tintedFrom = [];
    /** @type {any[]} */
    this.drawnFrom = [];
    /** @type {Tint[]} the same list as long as it is as it was: another one makes the charts redraw */
    this.tints = [];
    this.canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
      this.canvas.classList.toggle('on-region', this.at(offsetX, offsetY) !== null);
    });
  }

  /**
   * Lays out and draws the strip, and finds the tints.
   * @param {Region[]} regions @param {View} view @param {Theme} theme @param {number} width of the canvas @param {number} ratio
   */
  update(regions, view, theme, width, ratio) {
    const tinted = [regions, view.panes ? '' : view.seqName, theme];
    if (!same(tinted, this.tintedFrom)) this.tints = tintsIn(view, regions, theme);
    this.tintedFrom = tinted;
    const from = [regions, theme, width, ratio, ...Object.values(view)];
    if (same(from, this.drawnFrom)) return;
    this.drawnFrom = from;
    const measuring = this.canvas.getContext('2d');
    if (!measuring) return;
    this.view = view;
    this.strip = stripOf(measuring, regions, unflipped(view), theme);
    this.show(this.strip.height);
    if (this.strip.height === 0) return;
    drawStrip(mirrored(prepare(this.canvas, width, this.strip.height, ratio), view), this.strip, unflipped(view), theme);
    this.canvas.setAttribute('aria-label', stripWords(this.strip));
  }

  /** @param {number} height 0 hides the strip */
  show(height) {
    if (height === 0 && document.activeElement === this.canvas) this.root.focus({ preventScroll: true });
    this.canvas.hidden = height === 0;
    this.canvas.style.height = `${height}px`;
    this.root.style.setProperty('--strip', `${height}px`);
  }

  /** Draws the strip again with the next frame, also when it is as it was. */
  forget() {
    this.drawnFrom = [];
  }

  /** @param {number} x @param {number} y */
  under(x, y) {
    return bandUnder(this.strip, this.view?.flip ? mirrorX(this.view, x) : x, y);
  }

  /** Returns the region at a point of the canvas. @param {number} x @param {number} y */
  at(x, y) {
    return this.under(x, y)?.region ?? null;
  }

  /**
   * Returns what is at a point of the canvas, as a card does.
   * @param {View} _view @param {number} x @param {number} y
   */
  pick(_view, x, y) {
    const band = this.under(x, y);
    return band && pickedRegion(band.region, band.color);
  }
}
