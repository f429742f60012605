/**
 * Draws a picture in the program, without a page: session/picture runs this in an
 * engine of its own and draws on what the engine gives it.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').Series} Series
 * @typedef {{action: string, args: Record<string, any>}} Wish  a request for data, as a page sends it
 *
 * @typedef {object} Request
 * @property {any} state as of the request syncState of the program
 * @property {number[]|null} charts by their handles, null is all
 * @property {number} width of the picture
 * @property {'light'|'dark'} theme
 * @property {number} roominess factor for the height of charts that gain by more room
 * @property {number} px width of a pixel
 * @property {number} room for the height of the picture, 0 without bounds: charts become lower, and the last ones are left out
 * @property {boolean} cells draws for the cells of a terminal
 *
 * @typedef {{handle: number, title: string, top: number, height: number}} Drawing  a chart in the picture
 * @typedef {{title: string, width: number, height: number, charts: Drawing[], notes: string[], left: number[]}} Drawn  notes:
 *   what is not as it was asked for; left: the charts without room
 */
import { withDefaults } from '../charts/index.js';
import { hasBands } from '../charts/ideogram.js';
import { tintsIn } from '../charts/regions.js';
import { wholeOf } from '../charts/ruler.js';
import { dark, light } from '../charts/theme.js';
import { Workspace } from '../model/workspace.js';
import { adopt } from '../net/actions.js';
import { Cache } from '../net/cache.js';
import { VERSION } from '../net/connection.js';
import { requester } from '../net/wanted.js';
import { gatherBases } from './bases.js';
import { LEFT, RIGHT, colorsOf, gatherSeries, moduleOf, optionsOf, titleOf } from './chart.js';
import { heightOf } from './heights.js';
import { pinnedFirst } from './pins.js';
import { groupOf, sharedRanges } from './sharing.js';
import { BESIDE, GAP, drawSheet, sheetOf } from './sheet.js';
import { Shown } from './shown.js';
import { CELL, LEAST_ROWS, SIDES, cellsTheme, drawTerminal, heightsWithin, labelRoom, terminalSheet, withCharts } from './terminal.js';

/** The least width of the data, in pixels. */
const LEAST_WIDTH = 20;

/** The least height of a chart that is made lower, in pixels. */
const LEAST_HEIGHT = 40;

/** How often data may lead to further data: rows to bases, bases to those of other places. */
const MOST_ROUNDS = 20;

// What is asked for here is waited for; the engine has no such thing.
globalThis.AbortController ??= /** @type {any} */ (class {
  signal = {};
  abort() {}
});

/**
 * @param {Request} request
 * @param {(wishes: Wish[]) => any[]} ask returns the answers
 * @param {CanvasRenderingContext2D & {beginPart: () => void}} ctx with the plain 2D calls alone
 * @returns {Promise<Drawn>}
 */
export async function draw(request, ask, ctx) {
  const workspace = new Workspace();
  adopt(workspace, request.state, () => false);
  const { regions, measurements, samples } = workspace;
  if (!workspace.place) throw new Error('the session shows no place yet');
  const { cells = false, room = 0 } = request;
  const [beside, axis, right] = cells ? [labelRoom(request.width), SIDES.left, SIDES.right] : [BESIDE, LEFT, RIGHT];
  const width = request.width - beside;
  if (!(width - axis - right >= LEAST_WIDTH)) {
    throw new Error(`wanted a width of at least ${beside + axis + right + LEAST_WIDTH} pixels; found ${request.width}`);
  }
  const named = request.theme === 'dark' ? dark : light;
  const theme = cells ? cellsTheme(named) : named;
  const shown = new Shown(workspace);
  shown.updateMarks();
  const view = /** @type {import('../types.js').View} */ (shown.view(axis, width - axis - right));
  const limits = workspace.limits();
  /** @type {string[]} */
  const notes = [];
  const wanted = request.charts && new Set(request.charts);
  const all = pinnedFirst(workspace.charts).flatMap((chart) => {
    const module = moduleOf(chart);
    const card = module && cardOf(chart, module, samples);
    const pictured = !wanted || wanted.has(chart.handle ?? 0);
    if (!card && pictured) notes.push(`chart ${chart.handle} is left out: a ${chart.type} is not drawn`);
    return card ? [{ card, pictured }] : [];
  });
  const chosen = all.filter(({ pictured }) => pictured).map(({ card }) => card);
  const on = { view, limits, width, theme, regions, bands: null };
  const empty = cells ? terminalSheet(ctx, on, beside, room) : sheetOf(ctx, [], on);
  const heights = heightsOf(chosen.map(({ chart, module, settings }) => heightOf(chart, module, settings(), request.roominess, samples)),
    room > 0 ? room - empty.height : Infinity, cells);
  const cards = chosen.slice(0, heights.length);
  const left = chosen.slice(heights.length).map(({ chart }) => chart.handle ?? 0);
  // Charts that share a range with these have a say in it, as on the page.
  const groups = new Set(cards.map(groupOf).filter(Boolean));
  const gathered = all.filter(({ card }) => cards.includes(card) || groups.has(groupOf(card))).map(({ card }) => card);

  const waiting = new Waiting(ask);
  const call = waiting.call.bind(waiting);
  const cache = new Cache(requester(call, (m, range) => call('getValues', { measurement: m.id, ...range })), () => {});
  const banded = view.panes ? null : measurements.find(hasBands) ?? null;
  const bar = wholeOf(view, limits);
  const scene = { view, limits, online: true, measurements, bases: measurements.find((m) => m.type === 'sequence') ?? null };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (banded) cache.seriesOf(banded, 'whole').need(bar, limits);
    for (const card of gathered) {
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
  const shared = sharedRanges(gathered, view);
  const { selection } = shown.marked;
  const marks = { selection, tints: tintsIn(view, regions, theme) };
  const charts = cards.map((card, i) => {
    const { chart, module, series } = card;
    const settings = card.settings();
    const colors = colorsOf(chart, module, settings, series, samples, theme);
    const options = optionsOf(settings, heights[i], colors, { width, px: request.px, theme, ...marks, shared: shared.get(card) ?? null });
    return { chart, module, data: card.data(), options };
  });
  const piece = banded && cache.seriesOf(banded, 'whole').best(bar, limits);
  const bands = piece?.kind === 'features' ? piece : null;
  const scened = { ...on, bands };
  const sheet = cells ? withCharts(terminalSheet(ctx, scened, beside, room), charts) : sheetOf(ctx, charts, scened);
  /** @type {Drawing[]} */
  const drawn = [];
  if (cells) drawTerminal(ctx, /** @type {import('./terminal.js').Sheet} */ (sheet), request.px);
  else drawSheet(ctx, /** @type {import('./sheet.js').Sheet} */ (sheet), request.px, ({ chart, module, options }, top) => {
    ctx.beginPart();
    drawn.push({ handle: chart.handle ?? 0, title: titleOf(chart, module), top, height: options.height });
  });
  return { title: sheet.title, width: sheet.width, height: sheet.height, charts: drawn, notes, left };
}

/**
 * Returns the heights of the charts that have room.
 * @param {number[]} usual @param {number} room  for all, Infinity without bounds @param {boolean} cells
 */
function heightsOf(usual, room, cells) {
  if (cells) return heightsWithin(usual, room, LEAST_ROWS * CELL.height, CELL.height);
  const rows = usual.map((v) => v + GAP);
  if (rows.reduce((sum, v) => sum + v, 0) <= room) return usual;
  return heightsWithin(rows, room, LEAST_HEIGHT + GAP, 2).map((v) => v - GAP);
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
