/**
 * The charts of a region of a report, by the page's own cards. Hover and keys use it as the page's stage.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Region} Region
 * @typedef {import('../stage/gather.js').Gathered} Gathered
 */
import { drawRulers } from '../charts/ruler-panes.js';
import { RULER } from '../charts/ruler.js';
import { prepare } from '../draw/canvas.js';
import { formatBases } from '../model/format.js';
import { Workspace } from '../model/workspace.js';
import { Cache } from '../net/cache.js';
import { byId } from '../page/dom.js';
import { Card } from '../stage/card.js';
import { LEFT, RIGHT } from '../stage/chart.js';
import { roominess } from '../stage/fit.js';
import { frames } from '../stage/frames.js';
import { RegionStrip } from '../stage/regions.js';
import { sharedRanges } from '../stage/sharing.js';
import { Shown } from '../stage/shown.js';

/** Below this width of the sheet, in pixels, names are above the charts. */
const NARROW = 640;
/** Beside the table, the charts are as high as the window allows but for what is around them. */
const WIDE = '(min-width: 1001px)';
const AROUND = 200;
/** The least pixels of the screen for one of the sheet on paper. */
const PRINTED = 3;

export class Panel {
  /** @param {() => import('../charts/theme.js').Theme} theme @param {() => void} drawn is called after a frame */
  constructor(theme, drawn) {
    this.root = byId('stage', HTMLElement);
    this.list = byId('charts', HTMLElement);
    this.ruler = byId('ruler', HTMLCanvasElement);
    this.corner = byId('corner', HTMLElement);
    this.theme = theme;
    this.drawn = drawn;
    this.workspace = new Workspace();
    this.shown = new Shown(this.workspace);
    this.regions = new RegionStrip(this.root);
    /** @type {Card[]} */
    this.cards = [];
    /** @type {Gathered|null} */
    this.gathered = null;
    /** The region that is shown, where the charts show more than it. @type {Region[]} */
    this.own = [];
    this.width = 0;
    this.printing = false;
    this.invalidate = frames(() => this.frame());
    this.workspace.onChange((topic) => {
      if (topic === 'hover' || topic === 'selection') this.invalidate();
    });
    new ResizeObserver(() => this.resized()).observe(this.root);
    addEventListener('resize', this.invalidate);
  }

  /** @param {Gathered} gathered whose workspace is the panel's @param {Region|null} region */
  show(gathered, region) {
    this.gathered = gathered;
    this.own = region ? [region] : [];
    const cache = new Cache(async () => null, () => {});
    const cards = gathered.cards.map((plain, i) => {
      const known = this.cards[i];
      const card = known?.chart.id === plain.chart.id ? known : newCard(plain.chart, cache);
      [card.series, card.bases, card.samples] = [plain.series, plain.bases, this.workspace.samples];
      card.chart = plain.chart; // whose settings are as they were
      card.filledIn = null;
      card.body.element.scrollTop = 0;
      return card;
    });
    if (cards.some((card, i) => card !== this.cards[i])) this.list.replaceChildren(...cards.map((card) => card.element));
    this.cards = cards;
    this.invalidate();
  }

  resized() {
    const { clientWidth } = this.root;
    document.documentElement.dataset.names = clientWidth < NARROW ? 'above' : 'beside';
    if (this.ruler.clientWidth === this.width) return;
    this.width = this.ruler.clientWidth;
    this.invalidate();
  }

  /** Returns what is shown with the pixels it is drawn to, null before anything is. @returns {View|null} */
  view() {
    return this.gathered && this.shown.view(LEFT, this.width - LEFT - RIGHT);
  }

  viewAt() {
    return this.view();
  }

  /** @param {EventTarget|null} target */
  cardOf(target) {
    return this.cards.find((card) => card.canvas === target) ?? null;
  }

  /** @param {EventTarget|null} target */
  pickableOf(target) {
    return target === this.regions.canvas ? this.regions : this.cardOf(target);
  }

  /** Draws at once, for paper or the screen. @param {boolean} printing */
  print(printing) {
    this.printing = printing;
    this.frame();
  }

  frame() {
    const view = this.view();
    const { gathered, width, workspace } = this;
    if (!view || !gathered) return;
    const theme = this.theme();
    const ratio = this.printing ? Math.max(PRINTED, devicePixelRatio) : devicePixelRatio;
    const limits = workspace.limits();
    this.shown.updateMarks();
    const regions = [...workspace.regions, ...this.own];
    this.regions.update(regions, view, theme, width, ratio);
    drawRulers(prepare(this.ruler, width, RULER.height, ratio), view, limits, { width, theme, bands: gathered.bands });
    const flipped = view.flip ? ' · flipped' : '';
    this.corner.textContent = this.corner.title = `${view.seqName} · ${formatBases(view.end - view.start)}${flipped}`;
    const { measurements, samples } = workspace;
    const room = matchMedia(WIDE).matches && !this.printing ? innerHeight - AROUND - this.regions.strip.height : 0;
    const factor = roominess(this.cards, room);
    const scene = {
      view, limits, theme, width, ratio, ...this.shown.marked, tints: this.regions.tints, roominess: factor, online: true,
      bases: null, measurements, samples,
    };
    const shared = sharedRanges(this.cards, view);
    for (const card of this.cards) {
      card.lay(factor);
      card.update(scene, true, shared.get(card));
      card.drawHighlight(scene);
      card.describe(view);
    }
    this.drawn();
  }
}

/** @param {import('../types.js').Chart} chart @param {Cache} cache that asks for nothing */
function newCard(chart, cache) {
  const card = new Card(chart, cache, () => {});
  for (const element of [card.menu, card.close, card.edge, card.skip]) element.remove();
  card.canvas.setAttribute('aria-keyshortcuts', '. , d x');
  card.inSight = card.near = card.gathered = true;
  return card;
}
