/**
 * Draws a picture in the program, without a page: session/picture runs this in an
 * engine of its own and draws on what the engine gives it.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {import('../types.js').Series} Series
 * @typedef {import('../net/cache.js').Use} Use
 * @typedef {{action: string, args: Record<string, any>}} Wish  a request for data, as a page sends it
 *
 * @typedef {object} Request
 * @property {any} state as of the request syncState of the program
 * @property {number[]|null} charts by their handles, null is all
 * @property {number} width of the picture
 * @property {'light'|'dark'} theme
 * @property {number} roominess factor for the height of charts that gain by more room
 * @property {number} px width of a pixel
 *
 * @typedef {{title: string, width: number, height: number, notes: string[]}} Drawn  notes: what is not as it was asked for
 */
import { chartModules, withDefaults } from '../charts/index.js';
import { hasBands } from '../charts/ideogram.js';
import { tintsOn } from '../charts/regions.js';
import { wholeOf } from '../charts/ruler.js';
import { dark, light } from '../charts/theme.js';
import { stretchesOn } from '../model/selection.js';
import { Workspace } from '../model/workspace.js';
import { adopt } from '../net/actions.js';
import { Series as Pieces, firstWindow, keyOf } from '../net/cache.js';
import { VERSION } from '../net/connection.js';
import { decodeRows, decodeValues } from '../net/decode.js';
import { rowsOf, valuesOf } from '../net/wanted.js';
import { sharedRanges } from './sharing.js';
import { LEFT, RIGHT, heightOf, moduleOf, optionsOf } from './shown.js';
import { BESIDE, drawSheet, sheetOf } from './sheet.js';

/** The least width of the data, in pixels. */
const LEAST_WIDTH = 20;

/**
 * @param {Request} request
 * @param {(wishes: Wish[]) => any[]} ask returns the answers
 * @param {CanvasRenderingContext2D} ctx with the plain 2D calls alone
 * @returns {Drawn}
 */
export function draw(request, ask, ctx) {
  const workspace = new Workspace();
  adopt(workspace, request.state, () => false);
  const { place, regions } = workspace;
  if (!place) throw new Error('the session shows no place yet');
  const width = request.width - BESIDE;
  if (!(width - LEFT - RIGHT >= LEAST_WIDTH)) {
    throw new Error(`wanted a width of at least ${BESIDE + LEFT + RIGHT + LEAST_WIDTH} pixels; found ${request.width}`);
  }
  const theme = request.theme === 'dark' ? dark : light;
  const view = { ...place, left: LEFT, width: width - LEFT - RIGHT };
  const limits = workspace.limits();
  /** @type {string[]} */
  const notes = [];
  const wanted = request.charts && new Set(request.charts);
  const cards = workspace.charts.filter((c) => !wanted || wanted.has(c.handle ?? 0)).flatMap((chart) => {
    const module = moduleOf(chart);
    if (!module) notes.push(`chart ${chart.handle} is left out: a ${chart.type} is not drawn`);
    return module ? [cardOf(chart, module)] : [];
  });

  const data = new Data(view, limits);
  for (const { chart, use } of cards) if (!chart.waits) for (const m of chart.measurements) data.want(m, use);
  const banded = workspace.measurements.find(hasBands);
  const bar = new Data(wholeOf(view, limits), limits);
  if (banded) bar.want(banded, 'whole');
  const answers = ask([...data.wishes(), ...bar.wishes()]);
  bar.take(answers.splice(data.wanted.size));
  data.take(answers);

  for (const card of cards) {
    const { chart, use } = card;
    if (!chart.waits) card.series = chart.measurements.map((m) => data.seriesOf(m, use));
    for (const { measurement, error } of card.series) if (error) notes.push(`chart ${chart.handle}, ${measurement.name}: ${error}`);
  }
  const shared = sharedRanges(cards, view);
  const scene = {
    width, px: request.px, theme, selection: stretchesOn(workspace.selection, place.seqName), tints: tintsOn(regions, place.seqName, theme),
  };
  const charts = cards.map((card) => {
    const { chart, module, series } = card;
    const settings = card.settings();
    const height = heightOf(chart, module, settings, request.roominess);
    const options = optionsOf(chart, module, settings, height, series, { ...scene, shared: shared.get(card) ?? null });
    return { chart, module, series, options };
  });
  const piece = banded && bar.seriesOf(banded, 'whole').piece;
  const bands = piece?.kind === 'features' ? piece : null;
  const sheet = sheetOf(ctx, charts, { view, limits, width, theme, regions, bands });
  drawSheet(ctx, sheet, request.px);
  return { title: sheet.title, width: sheet.width, height: sheet.height, notes };
}

/** @param {Chart} chart @param {ChartModule} module */
function cardOf(chart, module) {
  const settings = withDefaults(module, chart.settings);
  return {
    chart, module, settings: () => settings, series: /** @type {Series[]} */ ([]), use: /** @type {Use} */ (module.plot ? 'plot' : 'track'),
  };
}

/** The data of a view. */
class Data {
  /** @param {import('../types.js').View} view @param {import('../types.js').Limits} limits */
  constructor(view, limits) {
    this.view = view;
    this.limits = limits;
    /** @type {Map<string, {m: Measurement, use: Use, window: import('../net/cache.js').Window, pieces: Pieces}>} */
    this.wanted = new Map();
  }

  /** @param {Measurement} m @param {Use} use */
  want(m, use) {
    const key = keyOf(m, use);
    if (this.wanted.has(key)) return;
    const window = firstWindow(this.view, this.limits, use);
    this.wanted.set(key, { m, use, window, pieces: new Pieces(() => Promise.resolve(null), () => {}) });
  }

  /** @returns {Wish[]} */
  wishes() {
    return [...this.wanted.values()].map(({ m, use, window }) => (m.type === 'feature'
      ? { action: 'getValues', args: { version: VERSION, measurement: m.id, ...valuesOf(window, use === 'plot') } }
      : { action: 'getRows', args: { version: VERSION, ...rowsOf(m, window) } }));
  }

  /** @param {any[]} answers to the wishes */
  take(answers) {
    [...this.wanted.values()].forEach(({ m, window, pieces }, i) => {
      pieces.pieces = [m.type === 'feature' ? decodeValues(answers[i], window) : decodeRows(answers[i], window)];
    });
  }

  /** @param {Measurement} m @param {Use} use @returns {Series} */
  seriesOf(m, use) {
    const piece = this.wanted.get(keyOf(m, use))?.pieces.best(this.view, this.limits) ?? null;
    return { measurement: m, piece, waiting: '', error: piece?.kind === 'error' ? piece.error : null };
  }
}

/** The types of charts that are drawn. */
export const types = chartModules.map((m) => m.type);
