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
 * @typedef {ReturnType<typeof cardOf>} PlainCard  what a card of the page knows of its chart
 *
 * Charts that may be drawn. `others` may share a range of values with them.
 * @typedef {{workspace: Workspace, chosen: PlainCard[], others: PlainCard[], notes: string[]}} Prepared  notes: what is not as it
 *   was asked for
 *
 * Where the data are drawn: there is a bin for each pixel. `exact`: none are asked for beside them.
 * @typedef {{left: number, width: number, exact?: boolean}} Data
 *
 * What charts are drawn from; `all` are those that share a range of values with them, too.
 * @typedef {{workspace: Workspace, view: View, cards: PlainCard[], all: PlainCard[],
 *   bands: import('../types.js').FeaturesPiece|null}} Gathered  bands: of the sequence
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
import { colorsOf, gatherSeries, moduleOf, optionsOf } from './chart.js';
import { pinnedFirst } from './pins.js';
import { groupOf, sharedRanges } from './sharing.js';
import { Shown } from './shown.js';

/** How often data may lead to further data: rows to bases, bases to those of other places. */
const MOST_ROUNDS = 20;

/**
 * @param {any} state as of the request syncState of the program @param {number[]|null} charts by their handles, null is all
 * @param {Workspace} [workspace] that takes the state over
 * @returns {Prepared}
 */
export function prepare(state, charts, workspace = new Workspace()) {
  adopt(workspace, state, () => false);
  if (!workspace.place) throw new Error('the session shows no place yet');
  /** @type {Prepared} */
  const prepared = { workspace, chosen: [], others: [], notes: [] };
  const wanted = charts && new Set(charts);
  for (const chart of pinnedFirst(workspace.charts)) {
    const module = moduleOf(chart);
    const pictured = !wanted || wanted.has(chart.handle ?? 0);
    if (module) (pictured ? prepared.chosen : prepared.others).push(cardOf(chart, module, workspace.samples));
    else if (pictured) prepared.notes.push(`chart ${chart.handle} is left out: a ${chart.type} is not drawn`);
  }
  return prepared;
}

/**
 * Asks for what charts are drawn from. What cannot be had is noted.
 * @param {Prepared} prepared @param {PlainCard[]} cards those of its chosen ones that are drawn @param {Data} data
 * @param {(wishes: Wish[]) => any[]} ask returns the answers
 * @returns {Promise<Gathered>}
 */
export async function gather({ workspace, chosen, others, notes }, cards, data, ask) {
  const { measurements } = workspace;
  const view = viewOf(workspace, data);
  const limits = workspace.limits();
  // Charts that share a range with these have a say in it, as on the page.
  const groups = new Set(cards.map(groupOf).filter(Boolean));
  const all = [...chosen, ...others].filter((card) => cards.includes(card) || groups.has(groupOf(card)));

  const waiting = new Waiting(ask);
  const call = waiting.call.bind(waiting);
  const load = requester(call, (m, range) => call('getValues', { measurement: m.id, ...range }));
  const cache = new Cache(load, () => {}, data.exact ? 0 : undefined);
  const banded = view.panes ? null : measurements.find(hasBands) ?? null;
  const bar = wholeOf(view, limits);
  const scene = { view, limits, online: true, measurements, bases: measurements.find((m) => m.type === 'sequence') ?? null };
  for (let round = 0; ; round++) {
    if (banded) cache.seriesOf(banded, 'whole').need(bar, limits);
    for (const card of all) {
      if (card.chart.waits) continue;
      card.series = gatherSeries(card.chart, card.module, card.settings(), scene, cache).series;
      card.bases = gatherBases(card, scene, cache, card.settings()).bases;
    }
    if (!await waiting.answered()) break;
    if (round === MOST_ROUNDS) {
      notes.push(`data led to further data more than ${MOST_ROUNDS} times: the last of them are left out`);
      break;
    }
  }
  for (const { chart, series } of cards) {
    for (const { measurement, panes, error } of series) {
      const errors = new Set([error, ...(panes ?? []).map((piece) => (piece?.kind === 'error' ? piece.error : null))]);
      for (const text of errors) if (text) notes.push(`chart ${chart.handle}, ${measurement.name}: ${text}`);
    }
  }
  const piece = banded && cache.seriesOf(banded, 'whole').best(bar, limits);
  return { workspace, view, cards, all, bands: piece?.kind === 'features' ? piece : null };
}

/** Returns what is seen of a workspace, which has a place. @param {Workspace} workspace @param {Data} data */
export function viewOf(workspace, { left, width }) {
  return /** @type {View} */ (new Shown(workspace).view(left, width));
}

/**
 * Returns what the charts are drawn with.
 * @param {Gathered} gathered @param {number[]} heights
 * @param {{width: number, px: number, theme: import('../charts/theme.js').Theme}} on width: of the charts
 * @returns {import('./chart.js').Composed[]}
 */
export function composed({ workspace, view, cards, all }, heights, { width, px, theme }) {
  const { samples, regions } = workspace;
  const shown = new Shown(workspace);
  shown.updateMarks();
  const shared = sharedRanges(all, view);
  const marks = { selection: shown.marked.selection, tints: tintsIn(view, regions, theme) };
  return cards.map((card, i) => {
    const { chart, module, series } = card;
    const settings = card.settings();
    const colors = colorsOf(chart, module, settings, series, samples, theme);
    const options = optionsOf(settings, heights[i], colors, { width, px, theme, ...marks, shared: shared.get(card) ?? null });
    return { chart, module, data: card.data(), options };
  });
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
