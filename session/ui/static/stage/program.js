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
 * @property {number} [bins] in the view: its data are asked for, and nothing is drawn
 *
 * @typedef {{handle: number, title: string, top: number, height: number}} Drawing  a chart in the picture
 * @typedef {{title: string, width: number, height: number, charts: Drawing[], notes: string[]}} Drawn  notes: what is
 *   not as it was asked for
 */
import { dark, light } from '../charts/theme.js';
import { LEFT, RIGHT, titleOf } from './chart.js';
import { composed, gather } from './gather.js';
import { BESIDE, drawSheet, sheetOf } from './sheet.js';

/** The least width of the data, in pixels. */
const LEAST_WIDTH = 20;

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
  const { state, charts: wanted, bins, roominess, px } = request;
  if (bins) {
    const { notes } = await gather({ state, charts: wanted, width: bins, exact: true }, ask);
    return { title: '', width: 0, height: 0, charts: [], notes };
  }
  const width = request.width - BESIDE;
  if (!(width - LEFT - RIGHT >= LEAST_WIDTH)) {
    throw new Error(`wanted a width of at least ${BESIDE + LEFT + RIGHT + LEAST_WIDTH} pixels; found ${request.width}`);
  }
  const gathered = await gather({ state, charts: wanted, width: width - LEFT - RIGHT }, ask);
  const { workspace, bands, notes } = gathered;
  const { regions } = workspace;
  const theme = request.theme === 'dark' ? dark : light;
  const { view, charts } = composed(gathered, { width, px, theme, roominess, regions });
  const sheet = sheetOf(ctx, charts, { view, limits: workspace.limits(), width, theme, regions, bands });
  /** @type {Drawing[]} */
  const drawn = [];
  drawSheet(ctx, sheet, px, ({ chart, module, options }, top) => {
    ctx.beginPart();
    drawn.push({ handle: chart.handle ?? 0, title: titleOf(chart, module), top, height: options.height });
  });
  return { title: sheet.title, width: sheet.width, height: sheet.height, charts: drawn, notes };
}
