/**
 * Draws a picture in the program, without a page: session/picture runs this in an
 * engine of its own and draws on what the engine gives it.
 *
 * @typedef {import('./gather.js').Wish} Wish
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
 * @property {number} [bins] in the view: its data are asked for, and nothing is drawn
 *
 * @typedef {{handle: number, title: string, top: number, height: number}} Drawing  a chart in the picture
 * @typedef {{title: string, width: number, height: number, charts: Drawing[], notes: string[], left: number[]}} Drawn  notes:
 *   what is not as it was asked for; left: the charts without room
 */
import { dark, light } from '../charts/theme.js';
import { LEFT, RIGHT, titleOf } from './chart.js';
import { composed, gather, prepare, viewOf } from './gather.js';
import { heightOf } from './heights.js';
import { BESIDE, GAP, drawSheet, sheetOf } from './sheet.js';
import { CELL, LEAST_ROWS, SIDES, cellsTheme, drawTerminal, heightsWithin, labelRoom, terminalSheet, withCharts } from './terminal.js';

/** The least width of the data, in pixels. */
const LEAST_WIDTH = 20;

/** The least height of a chart that is made lower, in pixels. */
const LEAST_HEIGHT = 40;

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
  const { cells = false, room = 0, px } = request;
  const prepared = prepare(request.state, request.charts);
  const { workspace, chosen, notes } = prepared;
  if (request.bins) {
    await gather(prepared, chosen, { left: LEFT, width: request.bins, exact: true }, ask);
    return { title: '', width: 0, height: 0, charts: [], notes, left: [] };
  }
  const { regions, samples } = workspace;
  const [beside, axis, right] = cells ? [labelRoom(request.width), SIDES.left, SIDES.right] : [BESIDE, LEFT, RIGHT];
  const width = request.width - beside;
  if (!(width - axis - right >= LEAST_WIDTH)) {
    throw new Error(`wanted a width of at least ${beside + axis + right + LEAST_WIDTH} pixels; found ${request.width}`);
  }
  const named = request.theme === 'dark' ? dark : light;
  const theme = cells ? cellsTheme(named) : named;
  const data = { left: axis, width: width - axis - right };
  const on = { view: viewOf(workspace, data), limits: workspace.limits(), width, theme, regions, bands: null };
  const empty = cells ? terminalSheet(ctx, on, beside, room) : sheetOf(ctx, [], on);
  const heights = heightsOf(chosen.map(({ chart, module, settings }) => heightOf(chart, module, settings(), request.roominess, samples)),
    room > 0 ? room - empty.height : Infinity, cells);
  const left = chosen.slice(heights.length).map(({ chart }) => chart.handle ?? 0);
  const gathered = await gather(prepared, chosen.slice(0, heights.length), data, ask);
  const charts = composed(gathered, heights, { width, px, theme });
  const scened = { ...on, bands: gathered.bands };
  const sheet = cells ? withCharts(terminalSheet(ctx, scened, beside, room), charts) : sheetOf(ctx, charts, scened);
  /** @type {Drawing[]} */
  const drawn = [];
  if (cells) drawTerminal(ctx, /** @type {import('./terminal.js').Sheet} */ (sheet), px);
  else drawSheet(ctx, /** @type {import('./sheet.js').Sheet} */ (sheet), px, ({ chart, module, options }, top) => {
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
