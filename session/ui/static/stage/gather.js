/**
 * Gathers what a picture of charts is drawn from, without a page: the data that a page would ask for, all that is
 * needed at once.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').Samples} Samples
 * @typedef {import('../types.js').Series} Series
 * @typedef {import('../types.js').View} View
 * @typedef {{action: string, args: Record<string, any>}} Wish  a request for data, as a page sends it
 *
 * @typedef {object} Request
 * @property {any} state as of the request syncState of the program
 * @property {number[]|null} charts by their handles, null is all
 * @property {number} width of the data in pixels: there is a bin for each
 * @property {boolean} [exact] whether no data beside the view are asked for
 *
 * @typedef {ReturnType<typeof cardOf>} PlainCard  what a card of the page knows of its chart
 *
 * @typedef {object} Gathered
 * @property {Workspace} workspace
 * @property {PlainCard[]} cards of the charts
 * @property {PlainCard[]} all those that share a range of values with these, too
 * @property {import('../types.js').FeaturesPiece|null} bands of the sequence
 * @property {string[]} notes what is not as it was asked for
 */
import { withDefaults } from '../charts/index.js';
import { hasBands } from '../charts/ideogram.js';
import { tintsIn } from '../charts/regions.js';
import { wholeOf } from '../charts/ruler.js';
import { Workspace } from '../model/workspace.js';
import { adopt } from '../net/actions.js';
import { Cache } from '../net/cache.js';
import { VERSION } from '../net/connection.js';
import { requester } from '../net/wanted.js';
import { gatherBases } from './bases.js';
import { LEFT, RIGHT, colorsOf, gatherSeries, moduleOf, optionsOf } from './chart.js';
import { heightOf } from './heights.js';
import { pinnedFirst } from './pins.js';
import { groupOf, sharedRanges } from './sharing.js';
import { Shown } from './shown.js';

/** How often data may lead to further data: rows to bases, bases to those of other places. */
const MOST_ROUNDS = 20;

/**
 * @param {Request} request
 * @param {(wishes: Wish[]) => any[]} ask returns the answers
 * @param {Workspace} [workspace] that takes the state over
 * @returns {Promise<Gathered>}
 */
export async function gather(request, ask, workspace = new Workspace()) {
  adopt(workspace, request.state, () => false);
  const { measurements, samples } = workspace;
  if (!workspace.place) throw new Error('the session shows no place yet');
  const { view } = sight(workspace, request.width);
  const limits = workspace.limits();
  /** @type {string[]} */
  const notes = [];
  const wanted = request.charts && new Set(request.charts);
  const found = pinnedFirst(workspace.charts).flatMap((chart) => {
    const module = moduleOf(chart);
    const card = module && cardOf(chart, module, samples);
    const pictured = !wanted || wanted.has(chart.handle ?? 0);
    if (!card && pictured) notes.push(`chart ${chart.handle} is left out: a ${chart.type} is not drawn`);
    return card ? [{ card, pictured }] : [];
  });
  const cards = found.filter(({ pictured }) => pictured).map(({ card }) => card);
  // Charts that share a range with these have a say in it, as on the page.
  const groups = new Set(cards.map(groupOf).filter(Boolean));
  const all = found.filter(({ card, pictured }) => pictured || groups.has(groupOf(card))).map(({ card }) => card);

  const waiting = new Waiting(ask);
  const call = waiting.call.bind(waiting);
  const load = requester(call, (m, range) => call('getValues', { measurement: m.id, ...range }));
  const cache = new Cache(load, () => {}, request.exact ? 0 : undefined);
  const banded = view.panes ? null : measurements.find(hasBands) ?? null;
  const bar = wholeOf(view, limits);
  const scene = { view, limits, online: true, measurements, bases: measurements.find((m) => m.type === 'sequence') ?? null };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (banded) cache.seriesOf(banded, 'whole').need(bar, limits);
    for (const card of all) {
      if (card.chart.waits) continue;
      card.series = gatherSeries(card.chart, card.module, card.settings(), scene, cache).series;
      card.bases = gatherBases(card, scene, cache, card.settings()).bases;
    }
    if (!await waiting.answered()) break;
  }
  for (const { chart, series } of cards) {
    for (const { measurement, panes, error } of series) {
      const errors = new Set([error, ...(panes ?? []).map((piece) => (piece?.kind === 'error' ? piece.error : null))]);
      for (const text of errors) if (text) notes.push(`chart ${chart.handle}, ${measurement.name}: ${text}`);
    }
  }
  const piece = banded && cache.seriesOf(banded, 'whole').best(bar, limits);
  return { workspace, cards, all, bands: piece?.kind === 'features' ? piece : null, notes };
}

/**
 * Returns what is seen of a workspace, which has a place.
 * @param {Workspace} workspace @param {number} width of the data in pixels
 */
function sight(workspace, width) {
  const shown = new Shown(workspace);
  shown.updateMarks();
  const view = /** @type {View} */ (shown.view(LEFT, width));
  return { view, selection: shown.marked.selection };
}

/**
 * Returns what the charts are drawn with.
 * @param {Gathered} gathered
 * @param {{width: number, px: number, theme: import('../charts/theme.js').Theme, roominess: number,
 *   regions: import('../types.js').Region[]}} on width: of the charts
 * @returns {{view: View, charts: import('./chart.js').Composed[]}}
 */
export function composed({ workspace, cards, all }, { width, px, theme, roominess, regions }) {
  const { samples } = workspace;
  const { view, selection } = sight(workspace, width - LEFT - RIGHT);
  const shared = sharedRanges(all, view);
  const tints = tintsIn(view, regions, theme);
  const charts = cards.map((card) => {
    const { chart, module, series } = card;
    const settings = card.settings();
    const height = heightOf(chart, module, settings, roominess, samples);
    const colors = colorsOf(chart, module, settings, series, samples, theme);
    const options = optionsOf(settings, height, colors, { width, px, theme, selection, tints, shared: shared.get(card) ?? null });
    return { chart, module, data: card.data(), options };
  });
  return { view, charts };
}

/** @param {Chart} chart @param {ChartModule} module @param {import('../types.js').Samples|null} samples */
function cardOf(chart, module, samples) {
  const settings = withDefaults(module, chart.settings);
  return {
    chart, module, settings: () => settings, series: /** @type {Series[]} */ ([]),
    bases: /** @type {import('../types.js').Bases|null} */ (null),
    data() {
      return { series: this.series, bases: this.bases, samples };
    },
  };
}

/** Requests that wait to be asked together. */
class Waiting {
  /** @param {(wishes: Wish[]) => any[]} ask */
  constructor(ask) {
    this.ask = ask;
    /** @type {{wish: Wish, answer: (answer: any) => void}[]} */
    this.list = [];
  }

  /** @param {string} action @param {Record<string, any>} args @returns {Promise<any>} */
  call(action, args) {
    return new Promise((answer) => this.list.push({ wish: { action, args: { version: VERSION, ...args } }, answer }));
  }

  /** Asks for all that waits, and returns whether anything did. */
  async answered() {
    await settled(); // what has just been asked for is in the list
    const { list } = this;
    this.list = [];
    if (list.length === 0) return false;
    const answers = this.ask(list.map(({ wish }) => wish));
    list.forEach(({ answer }, i) => answer(answers[i]));
    await settled();
    return true;
  }
}

/** Lets all go on that waits for what is there. */
async function settled() {
  for (let i = 0; i < 10; i++) await null;
}
