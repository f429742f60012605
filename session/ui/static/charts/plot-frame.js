/**
 * The frame of plots, which have axes of their own instead of the genome's.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('./aligned.js').Entries} Entries
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { font, hline, text, textWidth, texts, vline } from '../canvas.js';
import { formatStretch, formatValue } from '../format.js';
import { ticksOf } from '../scale.js';
import { toX } from '../view.js';
import { touched } from './aligned.js';

/** Room above, where the chart's note lies too, below and to the right of the data, in pixels. */
const TOP = 22;
const BOTTOM = 36;
const RIGHT = 8;
/** Room for each label of the axes. */
const LABEL_ROOM_Y = 34;
const LABEL_ROOM_X = 64;
/** Rows of names below: their height, the room around them, most of them, and the share of the height they may take. */
const NAME_ROW = 13;
const NAMES_AROUND = 10;
const MOST_NAME_ROWS = 4;
const NAME_SHARE = 0.35;
/** Places that are named below entries. */
const MOST_PLACES = 8;
/** Room for each line from a place to its column. */
const PLACE_ROOM = 6;
/** A key of colours is at most this wide, in pixels. */
const KEY_WIDTH = 160;
/** Room between names beside each other, and what a letter takes, about. */
const NAME_GAP = 8;
const LETTER = 6;

/**
 * Where the data of a plot lie.
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
 * Lines and labels of the axis on the left.
 * @param {Ctx} ctx @param {Box} box @param {DrawOptions} options
 * @param {[number, number]} range @param {(v: number) => number} y
 */
export function drawLeftAxis(ctx, box, options, range, y) {
  const style = labelStyle(options, 'right');
  for (const v of ticksOf(options.settings.scale, ...range, Math.max(2, Math.floor((box.y1 - box.y0) / LABEL_ROOM_Y)))) {
    hline(ctx, box.x0, box.x1, y(v), v === 0 ? options.theme.line : options.theme.grid);
    text(ctx, formatValue(v), box.x0 - 8, y(v), style);
  }
}

/**
 * Lines and labels of the axis below, with what it shows.
 * @param {Ctx} ctx @param {Box} box @param {DrawOptions} options
 * @param {[number, number]} range @param {(v: number) => number} x @param {string} title
 */
export function drawBottomAxis(ctx, box, options, range, x, title) {
  const style = labelStyle(options, 'center');
  for (const v of ticksOf(options.settings.scale, ...range, Math.max(2, Math.floor((box.x1 - box.x0) / LABEL_ROOM_X)))) {
    vline(ctx, x(v), box.y0, box.y1, v === 0 ? options.theme.line : options.theme.grid);
    text(ctx, formatValue(v), x(v), box.y1 + 11, style);
  }
  text(ctx, fitted(ctx, title, box.x1 - box.x0, style.font), (box.x0 + box.x1) / 2, box.y1 + 26, { ...style, color: options.theme.ink });
}

/**
 * Names along the bottom, each below its part of the width, in as many rows by
 * turns as they need and there is room for: whole; else without what all have in
 * common; else only as much as tells them apart; else some of them. None touches
 * another, or reaches out of the plot.
 * @param {Ctx} ctx @param {Box} box @param {DrawOptions} options @param {string[]} names
 */
export function drawNames(ctx, box, options, names) {
  const style = labelStyle(options, 'left');
  const width = box.x1 - box.x0;
  const most = Math.max(1, Math.floor((options.height - box.y1 - NAMES_AROUND) / NAME_ROW));
  const { list, rows, every } = arranged(names, most, width, (name) => textWidth(ctx, name, style.font));
  for (let row = 0; row < rows; row++) {
    const placed = [];
    let free = box.x0;
    for (let i = row * every; i < names.length; i += rows * every) {
      const name = fitted(ctx, list[i], width, style.font);
      const wide = textWidth(ctx, name, style.font);
      const x = Math.max(free, box.x0 + ((i + 0.5) * width) / names.length - wide / 2);
      placed.push({ text: name, x, y: box.y1 + 12 + row * NAME_ROW, wide });
      free = x + wide + NAME_GAP;
    }
    // Back from the right end: those that reach beyond it move, and those they touch.
    placed.reduceRight((end, name) => {
      name.x = Math.min(name.x, end - name.wide);
      return name.x - NAME_GAP;
    }, box.x1);
    texts(ctx, placed, style);
  }
}

/**
 * How names fit into rows, of which each takes every n-th.
 * @param {string[]} names @param {number} most rows @param {number} width of a row
 * @param {(name: string) => number} widthOf
 * @returns {{list: string[], rows: number, every: number}} every: that of the names of which there is one in a row
 */
function arranged(names, most, width, widthOf) {
  const fits = (/** @type {number} */ widest, /** @type {number} */ rows, /** @type {number} */ every) =>
    Math.ceil(Math.ceil(names.length / every) / rows) * (widest + NAME_GAP) <= width + NAME_GAP;
  const telled = telling(names);
  let [list, widest] = [names, NaN];
  for (const [form, upTo] of /** @type {[string[], number][]} */ ([[names, 1], [telled, most], [distinct(names), most]])) {
    [list, widest] = [form, Math.max(...form.map(widthOf))];
    for (let rows = 1; rows <= upTo; rows++) if (fits(widest, rows, 1)) return { list, rows, every: 1 };
  }
  let every = 2;
  while (every < names.length && !fits(widest, most, every)) every++;
  return { list, rows: every < names.length ? most : 1, every };
}

/**
 * Where the data of a plot lie with names below: with room for as many rows as
 * the letters that tell them apart are likely to need.
 * @param {View} view @param {DrawOptions} options @param {string[]} names
 * @returns {Box}
 */
export function frameOverNames(view, options, names) {
  const longest = Math.max(0, ...telling(names).map((name) => name.length));
  const wanted = Math.ceil((names.length * (longest * LETTER + NAME_GAP)) / (view.width - RIGHT));
  const room = Math.floor(((options.height - TOP) * NAME_SHARE) / NAME_ROW);
  return frameOf(view, options, Infinity, NAMES_AROUND + NAME_ROW * Math.max(1, Math.min(wanted, MOST_NAME_ROWS, room)));
}

/** Where entries lie, for some of them that are evenly apart: names for the axis below. @param {Entries} entries @returns {string[]} */
export function placeNames({ n, starts }) {
  const parts = Math.min(n, MOST_PLACES);
  return Array.from({ length: parts }, (_, k) => {
    const i = Math.floor(((k + 0.5) * n) / parts);
    return formatStretch(starts[i], starts[i] + 1);
  });
}

/**
 * Names without the words that all of them begin and end with: what is left
 * tells them apart.
 * @param {string[]} names
 */
export function telling(names) {
  if (new Set(names).size < 2) return names;
  const shortest = Math.min(...names.map((n) => n.length));
  let [head, tail] = [0, 0];
  while (head < shortest && names.every((n) => n[head] === names[0][head])) head++;
  while (tail < shortest - head && names.every((n) => n[n.length - 1 - tail] === names[0][names[0].length - 1 - tail])) tail++;
  // Whole words and numbers only: back to where one ends.
  while (head > 0 && /[A-Za-z0-9,]/.test(names[0][head - 1])) head--;
  while (tail > 0 && /[A-Za-z0-9,]/.test(names[0][names[0].length - tail])) tail--;
  return names.map((n) => (head > 0 ? '…' : '') + n.slice(head, n.length - tail) + (tail > 0 ? '…' : ''));
}

/**
 * Names without words at their ends, as long as each is another still: first
 * at the back, where names of samples say least, then in front.
 * @param {string[]} names
 */
export function distinct(names) {
  const words = names.map((name) => name.split(/(?<=[^A-Za-z0-9,])(?=[A-Za-z0-9,])/));
  const cut = (/** @type {number} */ head, /** @type {number} */ tail) => words.map((w) => w.slice(head, Math.max(head, w.length - tail)).join(''));
  const apart = (/** @type {string[]} */ list) => list.every((name) => name !== '') && new Set(list).size === new Set(names).size;
  let [head, tail] = [0, 0];
  while (apart(cut(head, tail + 1))) tail++;
  while (apart(cut(head + 1, tail))) head++;
  return cut(head, tail).map((name) => (head > 0 ? '…' : '') + (tail > 0 ? name.replace(/[^A-Za-z0-9,]+$/, '') + '…' : name));
}

/**
 * A text, cut in its middle where it is too wide: names of samples differ at
 * either end.
 * @param {Ctx} ctx @param {string} words @param {number} room @param {string} fontName
 */
export function fitted(ctx, words, room, fontName) {
  if (textWidth(ctx, words, fontName) <= room) return words;
  let keep = Math.max(1, Math.floor((words.length * room) / textWidth(ctx, words, fontName)) - 1);
  for (; keep > 1; keep--) {
    const cut = words.slice(0, Math.ceil(keep / 2)) + '…' + words.slice(words.length - Math.floor(keep / 2));
    if (textWidth(ctx, cut, fontName) <= room) return cut;
  }
  return '';
}

/**
 * Lines from the places of entries, where the ruler above has them, to where
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
 * Marks above and below columns that are selected, or that the pointer is on.
 * @param {Ctx} ctx @param {Box} box @param {DrawOptions} options @param {Entries} entries
 * @param {number[]} columns the entries from left to right
 */
export function drawMarks(ctx, box, { highlight, selection, theme }, entries, columns) {
  const slot = (box.x1 - box.x0) / columns.length;
  const place = new Map(columns.map((entry, c) => [entry, c]));
  const mark = (/** @type {number} */ entry, /** @type {string} */ color) => {
    const c = place.get(entry);
    if (c === undefined) return;
    const x = Math.round(box.x0 + c * slot);
    ctx.fillStyle = color;
    ctx.fillRect(x, box.y0 - 3, Math.max(1, Math.round(slot)), 3);
    ctx.fillRect(x, box.y1, Math.max(1, Math.round(slot)), 3);
  };
  for (const entry of touched(entries, selection ?? [])) mark(entry, theme.chosenEdge);
  if (highlight) for (const entry of touched(entries, [highlight])) mark(entry, theme.accent);
}

/**
 * What the colours of a scale mean: its ends in words on either side of it.
 * @param {Ctx} ctx @param {number} x @param {number} y of its middle @param {DrawOptions} options
 * @param {string[]} colors @param {[string, string]} ends @param {number} room
 * @returns {number} where it ends
 */
export function drawKey(ctx, x, y, options, colors, ends, room) {
  const style = labelStyle(options, 'left');
  const [before, after] = ends.map((words) => textWidth(ctx, words, style.font) + 6);
  const width = Math.min(KEY_WIDTH, room - before - after);
  if (width < colors.length) return x;
  colors.forEach((color, i) => {
    const [x0, x1] = [Math.round((width * i) / colors.length), Math.round((width * (i + 1)) / colors.length)];
    ctx.fillStyle = color;
    ctx.fillRect(x + before + x0, y - 4, x1 - x0, 7);
  });
  texts(ctx, [{ text: ends[0], x, y }, { text: ends[1], x: x + before + width + 6, y }], style);
  return x + before + width + after;
}

/** @param {DrawOptions} options @param {CanvasTextAlign} align */
export function labelStyle({ theme }, align) {
  return { font: font(theme, 10.5), color: theme.muted, align, baseline: /** @type {CanvasTextBaseline} */ ('middle') };
}
