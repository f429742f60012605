/**
 * The picture of charts for a terminal: everything is in its cells, in whose rows texts are.
 * Only the program draws it. Pure.
 *
 * @typedef {import('./chart.js').Composed} Composed
 * @typedef {import('./sheet.js').Scene} Scene
 * @typedef {import('../charts/theme.js').Theme} Theme
 *
 * @typedef {object} Sheet
 * @property {Scene} scene
 * @property {Composed[]} charts
 * @property {import('../charts/regions.js').Strip} strip
 * @property {number} label room for the names of charts
 * @property {number} bar how much of the ruler is left out, which is its bar
 * @property {string} title
 * @property {number} width
 * @property {number} height
 */
import { ROW, drawStrip, stripOf } from '../charts/regions.js';
import { RULER } from '../charts/ruler.js';
import { drawRulers } from '../charts/ruler-panes.js';
import { cutTo, font, text, textWidth } from '../draw/canvas.js';
import { mirrored, mirroredFor, unflipped } from '../draw/mirror.js';
import { formatBases } from '../model/format.js';
import { panesIn } from '../model/panes.js';
import { stretchesOn } from '../model/selection.js';
import { toX } from '../model/view.js';
import { keysOf, titleOf } from './chart.js';
import { drawNote, linesOf, placeText, titleOn } from './sheet.js';

/** A cell, in pixels, as the program has it. */
export const CELL = { width: 8, height: 16 };
/** The program measures texts of this font in cells. */
const FONT = 'cells';
/** Room for the value axis on the left of the data, and on their right. */
export const SIDES = { left: 7 * CELL.width, right: CELL.width };
/** The room for names is this share of the width, within bounds in cells. */
const LABEL_SHARE = 0.17;
const LABELS = [12, 26];
/** From this height of all on, in cells, there is room for the bar of the sequence. */
const BARRED = 32;
/** The least height of a chart, in cells. */
export const LEAST_ROWS = 2;
/** Where a text's baseline is in its row. */
const BASELINE = 12;
/** Dots have no shades: lines have to be seen from the ground, and those of grids, and what is selected, not at all. */
const LINES = { light: '#8d99a6', dark: '#6b7786' };

/** Returns a theme for cells. @param {Theme} theme @returns {Theme} */
export function cellsTheme(theme) {
  return { ...theme, font: FONT, row: CELL.height, line: LINES[theme.name], grid: theme.ground, chosen: theme.ground };
}

/** Returns the room for names in a picture of a width. @param {number} width */
export function labelRoom(width) {
  const [least, most] = LABELS;
  return CELL.width * Math.round(Math.min(Math.max((width / CELL.width) * LABEL_SHARE, least), most));
}

/**
 * Returns the height of the regions of interest, whose rows are a little higher than cells.
 * @param {import('../charts/regions.js').Strip} strip
 */
function stripHeight({ height }) {
  return CELL.height * Math.max(0, Math.round((height - 2 * ROW.pad) / ROW.height));
}

/** Returns the height in whole cells. @param {number} height */
function inCells(height) {
  return CELL.height * Math.ceil(height / CELL.height);
}

/**
 * Returns the sheet without charts.
 * @param {CanvasRenderingContext2D} measuring @param {Scene} scene @param {number} label room for names
 * @param {number} room for the height of all, 0 without bounds
 * @returns {Sheet}
 */
export function terminalSheet(measuring, scene, label, room) {
  const { view } = scene;
  const strip = stripOf(measuring, scene.regions, unflipped(view), scene.theme);
  const bar = !view.panes && room > 0 && room < BARRED * CELL.height ? CELL.height : 0;
  const height = CELL.height + stripHeight(strip) + inCells(RULER.height) - bar;
  return { scene, charts: [], strip, label, bar, title: '', width: label + scene.width, height };
}

/** Returns a sheet with charts. @param {Sheet} sheet @param {Composed[]} charts @returns {Sheet} */
export function withCharts(sheet, charts) {
  const rows = charts.reduce((sum, { options }) => sum + options.height, 0);
  return { ...sheet, charts, title: titleOn(charts, sheet.scene.view), height: sheet.height + rows };
}

/** @param {CanvasRenderingContext2D} ctx @param {Sheet} sheet @param {number} px width of a pixel */
export function drawTerminal(ctx, { scene, charts, strip, label, bar, width, height }, px) {
  const { view, limits, theme, bands } = scene;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(0, 0, width, height);
  const bases = formatBases(Math.round(panesIn(view).reduce((sum, p) => sum + p.end - p.start, 0)));
  const plain = font(theme, 11);
  const bold = font(theme, 11, '600');
  const words = cutTo(ctx, placeText(view), width - textWidth(ctx, bases, plain) - 2 * CELL.width, bold);
  text(ctx, words, 0, BASELINE, { font: bold, color: theme.ink });
  text(ctx, bases, textWidth(ctx, words, bold) + 2 * CELL.width, BASELINE, { font: plain, color: theme.muted });
  let y = CELL.height;
  ctx.save();
  ctx.translate(label, y - ROW.pad);
  drawStrip(mirrored(ctx, view), strip, unflipped(view), theme);
  const marked = stripHeight(strip);
  ctx.translate(0, marked + ROW.pad - bar);
  y += marked;
  ctx.beginPath();
  ctx.rect(0, bar, scene.width, RULER.height - bar);
  ctx.clip();
  drawRulers(ctx, view, limits, { width: scene.width, theme: { ...theme, grid: theme.line }, bands });
  drawSelected(mirrored(ctx, view), unflipped(view), charts[0]?.options.selection ?? [], theme);
  ctx.restore();
  y += inCells(RULER.height) - bar;
  for (const composed of charts) {
    const { module, data, options } = composed;
    drawLabel(ctx, composed, theme, y, label - CELL.width);
    ctx.save();
    ctx.translate(label, y);
    ctx.beginPath();
    ctx.rect(0, 0, scene.width, options.height);
    ctx.clip();
    const { note } = module.draw(mirroredFor(module, ctx, view), data, unflipped(view), { ...options, theme, px });
    if (note) drawNote(ctx, cutTo(ctx, note, view.width, plain), scene.width, theme);
    ctx.restore();
    y += options.height;
  }
}

/**
 * Draws what is selected on the ruler: behind the data its dots would be taken for some.
 * @param {CanvasRenderingContext2D} ctx @param {import('../types.js').View} view @param {import('../types.js').Stretch[]} selection
 * @param {Theme} theme
 */
function drawSelected(ctx, view, selection, theme) {
  ctx.fillStyle = theme.chosenEdge;
  for (const pane of view.panes ?? [view]) {
    // Of several places all stretches are given, else those of the sequence.
    const here = view.panes ? stretchesOn(/** @type {any} */ (selection), pane.seqName) : selection;
    for (const { start, end } of here) {
      const x0 = Math.max(toX(pane, start), pane.left);
      const x1 = Math.min(toX(pane, end), pane.left + pane.width);
      if (x1 > x0) ctx.fillRect(x0, RULER.ticks, Math.max(x1 - x0, CELL.width / 2), RULER.height - RULER.ticks);
    }
  }
}

/**
 * Draws a chart's name and what its colours mean.
 * @param {CanvasRenderingContext2D} ctx @param {Composed} composed @param {Theme} theme @param {number} top @param {number} room
 */
function drawLabel(ctx, { chart, module, data, options }, theme, top, room) {
  const plain = font(theme, 11);
  const bold = font(theme, 11, '600');
  const rows = Math.floor(options.height / CELL.height);
  const keys = keysOf(chart, module, data, options.settings, options.colors, theme);
  const name = linesOf(ctx, titleOf(chart, module), room, bold, Math.max(1, Math.min(3, rows - keys.length)));
  let y = top + BASELINE;
  for (const line of name) {
    text(ctx, line, 0, y, { font: bold, color: keys.length === 0 ? options.colors[0] : theme.ink });
    y += CELL.height;
  }
  const fit = rows - name.length >= keys.length ? keys.length : Math.max(0, rows - name.length - 1);
  for (const { name: of, color } of keys.slice(0, fit)) {
    text(ctx, '■', 0, y, { font: plain, color });
    text(ctx, cutTo(ctx, of, room - 2 * CELL.width, plain), 2 * CELL.width, y, { font: plain, color: theme.ink });
    y += CELL.height;
  }
  if (fit === keys.length || rows === name.length) return;
  text(ctx, `${keys.length - fit} more`, 2 * CELL.width, y, { font: plain, color: theme.muted });
}

/**
 * Returns the heights of as many charts as fit a room, the first ones, in multiples of a unit: as they are wanted,
 * or lower in proportion.
 * @param {number[]} wanted @param {number} room  Infinity without bounds @param {number} least  height of a chart @param {number} unit
 */
export function heightsWithin(wanted, room, least, unit) {
  const units = (/** @type {number} */ v) => Math.max(1, Math.ceil(v / unit));
  const all = wanted.map(units);
  if (room === Infinity) return all.map((n) => n * unit);
  const most = Math.floor(room / unit);
  const low = units(least);
  /** @type {number[]} */
  const heights = [];
  let sum = 0;
  for (const n of all) {
    if (heights.length > 0 && sum + Math.min(n, low) > most) break;
    heights.push(Math.min(n, low));
    sum += Math.min(n, low);
  }
  // What is left goes to those that lack most of what they want, in proportion to it.
  for (; sum < most; sum++) {
    let needy = -1;
    heights.forEach((n, i) => {
      if (n < all[i] && (needy < 0 || n / all[i] < heights[needy] / all[needy])) needy = i;
    });
    if (needy < 0) break;
    heights[needy]++;
  }
  return heights.map((n) => n * unit);
}
