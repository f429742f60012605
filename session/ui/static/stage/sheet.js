/**
 * The picture of charts under their ruler: the page and the program draw it by this
 * code, on whatever has the plain 2D calls. Pure.
 *
 * @typedef {import('./chart.js').Composed} Composed
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Region} Region
 * @typedef {import('../charts/theme.js').Theme} Theme
 *
 * @typedef {object} Scene
 * @property {View} view
 * @property {import('../types.js').Limits} limits
 * @property {number} width of the charts
 * @property {Theme} theme
 * @property {Region[]} regions
 * @property {import('../types.js').FeaturesPiece|null} bands of the sequence
 *
 * @typedef {object} Sheet
 * @property {Scene} scene
 * @property {Composed[]} charts
 * @property {import('../charts/regions.js').Strip} strip
 * @property {string} title what it shows
 * @property {number} width
 * @property {number} height
 */
import { SCROLL_HINT } from '../charts/common.js';
import { drawStrip, stripOf } from '../charts/regions.js';
import { RULER } from '../charts/ruler.js';
import { drawRulers } from '../charts/ruler-panes.js';
import { cutTo, font, text, textWidth } from '../draw/canvas.js';
import { mirrored, mirroredFor, unflipped } from '../draw/mirror.js';
import { formatBases, formatPlace, partsOf } from '../model/format.js';
import { panesIn } from '../model/panes.js';
import { keysOf, titleOf } from './chart.js';

/** Room around the picture, under the place's line, between charts, and for their names on the left. */
const MARGIN = 12;
const HEAD = 26;
export const GAP = 6;
const LABEL = 180;
/** Height of a line of it. */
const LINE = 16;
/** Room for the number of bases beside the place. */
const BASES = 90;
/** How much wider a picture is than its charts. */
export const BESIDE = LABEL + MARGIN;
/** Where a chart's remark is, as style sheets have it for the page. */
const NOTE = { right: 26, top: 2, height: 15, pad: 6 };
/** The program has the first of these fonts, so that its pictures are those of the page. The others have the same widths. */
const FONT = '"Liberation Sans", Arimo, Arial, Helvetica, sans-serif';

/**
 * Lays out a picture.
 * @param {CanvasRenderingContext2D} measuring @param {Composed[]} charts @param {Scene} on
 * @returns {Sheet}
 */
export function sheetOf(measuring, charts, on) {
  const scene = { ...on, theme: { ...on.theme, font: FONT } };
  const strip = stripOf(measuring, scene.regions, unflipped(scene.view), scene.theme);
  const rows = charts.reduce((sum, { options }) => sum + options.height + GAP, 0);
  return {
    scene, charts, strip,
    title: titleOn(charts, scene.view),
    width: BESIDE + scene.width,
    height: Math.ceil(MARGIN + HEAD + RULER.height + rows + MARGIN) + strip.height,
  };
}

/** Returns the title of a picture. @param {Composed[]} charts @param {View} view */
export function titleOn(charts, view) {
  return `${charts.map((c) => titleOf(c.chart, c.module)).join(', ')} at ${placeText(view)}`;
}

/** Returns what is shown, in words. @param {View} view */
export function placeText(view) {
  return view.whole ? 'the whole genome' : panesIn(view).map(formatPlace).join(', ');
}

/**
 * @param {CanvasRenderingContext2D} ctx @param {Sheet} sheet @param {number} px width of a pixel
 * @param {(chart: Composed, top: number) => void} [begin] is called before a chart is drawn
 */
export function drawSheet(ctx, { scene, charts, strip, width, height }, px, begin) {
  const { view, limits, theme, bands } = scene;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(0, 0, width, height);
  const bold = font(theme, 14, '600');
  const bases = formatBases(Math.round(panesIn(view).reduce((sum, p) => sum + p.end - p.start, 0)));
  const words = cutTo(ctx, placeText(view), width - 2 * MARGIN - BASES, bold);
  text(ctx, words, MARGIN, MARGIN + 13, { font: bold, color: theme.ink });
  const place = textWidth(ctx, words, bold);
  text(ctx, bases, MARGIN + place + 10, MARGIN + 13, { font: font(theme, 12), color: theme.muted });
  let y = MARGIN + HEAD;
  ctx.save();
  ctx.translate(LABEL, y);
  drawStrip(mirrored(ctx, view), strip, unflipped(view), theme);
  ctx.translate(0, strip.height);
  drawRulers(ctx, view, limits, { width: scene.width, theme, bands });
  ctx.restore();
  y += strip.height + RULER.height + GAP / 2;
  for (const composed of charts) {
    const { module, data, options } = composed;
    begin?.(composed, y);
    drawLabel(ctx, composed, theme, y);
    ctx.save();
    ctx.translate(LABEL, y);
    ctx.beginPath();
    ctx.rect(0, 0, scene.width, options.height);
    ctx.clip();
    // What the pointer is on is no part of a picture; what is selected is.
    const { note } = module.draw(mirroredFor(module, ctx, view), data, unflipped(view), { ...options, theme, px });
    if (note) drawNote(ctx, note, scene.width, theme);
    ctx.restore();
    y += options.height + GAP;
  }
}

/**
 * Draws a chart's remark where the page has it, as far as there is room.
 * @param {CanvasRenderingContext2D} ctx @param {string} note @param {number} width @param {Theme} theme
 */
export function drawNote(ctx, note, width, theme) {
  const style = { font: font(theme, 11), color: theme.muted, baseline: /** @type {CanvasTextBaseline} */ ('middle') };
  const words = cutTo(ctx, note.replaceAll(SCROLL_HINT, ''), width - NOTE.right - NOTE.pad, style.font);
  const wide = textWidth(ctx, words, style.font);
  const x = width - NOTE.right - wide;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(x - NOTE.pad, NOTE.top, wide + 2 * NOTE.pad, NOTE.height);
  text(ctx, words, x, NOTE.top + NOTE.height / 2, style);
}

/**
 * Draws a chart's name and what its colours mean.
 * @param {CanvasRenderingContext2D} ctx @param {Composed} composed @param {Theme} theme @param {number} top
 */
function drawLabel(ctx, { chart, module, data, options }, theme, top) {
  const room = LABEL - MARGIN - 8;
  const bold = font(theme, 12.5, '600');
  const plain = font(theme, 11);
  let y = top + 14;
  for (const line of linesOf(ctx, titleOf(chart, module), room, bold, options.height > 60 ? 2 : 1)) {
    text(ctx, line, MARGIN, y, { font: bold, color: theme.ink });
    y += LINE;
  }
  const keys = keysOf(chart, module, data, options.settings, options.colors, theme);
  const lines = Math.max(0, Math.floor((top + options.height - y) / LINE) + 1);
  const fit = keys.length <= lines ? keys.length : Math.max(0, lines - 1);
  for (const { name, color } of keys.slice(0, fit)) {
    ctx.fillStyle = color;
    ctx.fillRect(MARGIN, y - 8, 9, 9);
    text(ctx, cutTo(ctx, name, room - 15, plain), MARGIN + 15, y, { font: plain, color: theme.ink });
    y += LINE;
  }
  if (fit < keys.length && lines > 0) text(ctx, `${keys.length - fit} more`, MARGIN + 15, y, { font: plain, color: theme.muted });
}

/**
 * Breaks words into at most `most` lines, where the page breaks them. What does not
 * fit ends in an ellipsis.
 * @param {CanvasRenderingContext2D} ctx @param {string} words @param {number} room @param {string} fontName @param {number} most
 */
export function linesOf(ctx, words, room, fontName, most) {
  /** @type {string[]} */
  const lines = [];
  for (const part of words.split(/(?<=\s)/).flatMap(partsOf)) {
    const joined = lines.length > 0 ? lines[lines.length - 1] + part : part;
    if (lines.length > 0 && (textWidth(ctx, joined.trimEnd(), fontName) <= room || lines.length === most)) lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  return lines.map((line) => cutTo(ctx, line.trimEnd(), room, fontName));
}
