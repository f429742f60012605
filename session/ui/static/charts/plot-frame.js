/**
 * The frame of plots, which have axes of their own instead of the genome's.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('./aligned.js').Entries} Entries
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { font, hline, text, textWidth, texts, vline } from '../draw/canvas.js';
import { ticksOf } from '../draw/scale.js';
import { formatTicks } from '../model/format.js';
import { toX } from '../model/view.js';
import { touched } from './aligned.js';
import { drawBase, EDGE, LABEL_GAP } from './axis.js';
import { fitted } from './short-names.js';

/** Room above, where the chart's note is too, below and to the right of the data, in pixels. */
export const TOP = 22;
const BOTTOM = 36;
export const RIGHT = 8;
/** Room for each label of the axes. */
const LABEL_ROOM_Y = 34;
const LABEL_ROOM_X = 64;
/** Room for each line from a place to its column. */
const PLACE_ROOM = 6;
/** A key of colours is at most this wide, in pixels. */
const KEY_WIDTH = 160;

/**
 * Returns the box of a plot's data.
 * @param {View} view @param {DrawOptions} options
 * @param {number} [widest] at most so many times as wide as high
 * @param {number} [bottom] room below the data
 * @returns {Box}
 */
export function frameOf(view, options, widest = Infinity, bottom = BOTTOM) {
  const y1 = Math.max(TOP + 10, options.height - bottom);
  const width = Math.min(view.width - RIGHT, Math.max(60, (y1 - TOP) * widest));
  return { x0: view.left, y0: TOP, x1: view.left + Math.round(width), y1 };
}

/** @param {Ctx} ctx @param {Box} box */
export function clipToFrame(ctx, box) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
  ctx.clip();
}

/**
 * Draws lines and labels of the axis on the left.
 * @param {Ctx} ctx @param {Box} box @param {DrawOptions} options
 * @param {[number, number]} range @param {(v: number) => number} y
 */
export function drawLeftAxis(ctx, box, options, range, y) {
  const style = labelStyle(options, 'right');
  const values = ticksOf(options.settings.scale, ...range, Math.max(2, Math.floor((box.y1 - box.y0) / LABEL_ROOM_Y)));
  const { labels, base } = formatTicks(values, (label) => textWidth(ctx, label, style.font) <= box.x0 - LABEL_GAP - EDGE);
  values.forEach((v, i) => {
    hline(ctx, box.x0, box.x1, y(v), v === 0 ? options.theme.line : options.theme.grid);
    text(ctx, labels[i], box.x0 - LABEL_GAP, y(v), style);
  });
  drawBase(ctx, base, box.x0, box.y0 - 12, style);
}

/**
 * Draws lines and labels of the axis below, with its title.
 * @param {Ctx} ctx @param {Box} box @param {DrawOptions} options
 * @param {[number, number]} range @param {(v: number) => number} x @param {string} title
 */
export function drawBottomAxis(ctx, box, options, range, x, title) {
  const style = labelStyle(options, 'center');
  const values = ticksOf(options.settings.scale, ...range, Math.max(2, Math.floor((box.x1 - box.x0) / LABEL_ROOM_X)));
  const { labels, base } = formatTicks(values, (label) => textWidth(ctx, label, style.font) <= LABEL_ROOM_X - 2 * LABEL_GAP);
  values.forEach((v, i) => {
    vline(ctx, x(v), box.y0, box.y1, v === 0 ? options.theme.line : options.theme.grid);
    text(ctx, labels[i], x(v), box.y1 + 11, style);
  });
  if (base) title += `, from ${base}`;
  text(ctx, fitted(ctx, title, box.x1 - box.x0, style.font), (box.x0 + box.x1) / 2, box.y1 + 26, { ...style, color: options.theme.ink });
}

/**
 * Draws lines from the places of entries, where the ruler above has them, to where
 * they are drawn: columns of the same width are not to the ruler's scale.
 * @param {Ctx} ctx @param {View} view @param {number} y where they end @param {DrawOptions} options
 * @param {Entries} entries @param {(i: number) => number} x
 */
export function drawPlaces(ctx, view, y, { theme }, { n, starts, ends }, x) {
  const every = Math.max(1, Math.ceil((n * PLACE_ROOM) / view.width));
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let i = 0; i < n; i += every) {
    const middle = (starts[i] + ends[i]) / 2;
    ctx.moveTo(toX(view, Math.min(Math.max(middle, view.start), view.end)), 2);
    ctx.lineTo(x(i), y);
  }
  ctx.stroke();
}

/**
 * Draws marks above and below the columns of stretches.
 * @param {Ctx} ctx @param {Box} box @param {Entries} entries @param {number[]} columns the entries from left to right
 * @param {import('../types.js').Stretch[]} stretches @param {string} color
 */
export function drawMarks(ctx, box, entries, columns, stretches, color) {
  const slot = (box.x1 - box.x0) / columns.length;
  const place = new Map(columns.map((entry, c) => [entry, c]));
  ctx.fillStyle = color;
  for (const entry of touched(entries, stretches)) {
    const c = place.get(entry);
    if (c === undefined) continue;
    const x = Math.round(box.x0 + c * slot);
    ctx.fillRect(x, box.y0 - 3, Math.max(1, Math.round(slot)), 3);
    ctx.fillRect(x, box.y1, Math.max(1, Math.round(slot)), 3);
  }
}

/**
 * Draws the key of a colour scale, with its ends in words on either side.
 * @param {Ctx} ctx @param {number} x @param {number} y of its middle @param {DrawOptions} options
 * @param {string[]} colors @param {[string, string]} ends @param {number} room
 */
export function drawKey(ctx, x, y, options, colors, ends, room) {
  const style = labelStyle(options, 'left');
  const [before, after] = ends.map((words) => Math.ceil(textWidth(ctx, words, style.font)) + 6);
  const width = Math.min(KEY_WIDTH, room - before - after);
  if (width < colors.length) return;
  colors.forEach((color, i) => {
    const [x0, x1] = [Math.round((width * i) / colors.length), Math.round((width * (i + 1)) / colors.length)];
    ctx.fillStyle = color;
    ctx.fillRect(x + before + x0, y - 4, x1 - x0, 7);
  });
  texts(ctx, [{ text: ends[0], x, y }, { text: ends[1], x: x + before + width + 6, y }], style);
}

/** @param {DrawOptions} options @param {CanvasTextAlign} align */
export function labelStyle({ theme }, align) {
  return { font: font(theme, 10.5), color: theme.muted, align, baseline: /** @type {CanvasTextBaseline} */ ('middle') };
}
