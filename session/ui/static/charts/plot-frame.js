/**
 * The frame of plots, which have axes of their own instead of the genome's.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Box} Box
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { font, hline, text, textWidth, vline } from '../canvas.js';
import { formatValue } from '../format.js';
import { ticksOf } from '../scale.js';

/** Room above, where the chart's note lies too, below and to the right of the data, in pixels. */
const TOP = 22;
const BOTTOM = 36;
const RIGHT = 8;
/** Room for each label of the axes. */
const LABEL_ROOM_Y = 34;
const LABEL_ROOM_X = 64;

/**
 * Where the data of a plot lie.
 * @param {View} view @param {DrawOptions} options
 * @param {number} [widest] at most so many times as wide as high
 * @returns {Box}
 */
export function frameOf(view, options, widest = Infinity) {
  const y1 = Math.max(TOP + 10, options.height - BOTTOM);
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
 * Names along the bottom, each in its part of the width: only some of them where
 * the parts are narrow; where names are long, without what all have in common,
 * then by turns in two rows, then cut short.
 * @param {Ctx} ctx @param {Box} box @param {DrawOptions} options @param {string[]} names
 */
export function drawNames(ctx, box, options, names) {
  const style = labelStyle(options, 'center');
  const slot = (box.x1 - box.x0) / names.length;
  const every = Math.max(1, Math.ceil(40 / slot));
  const tooWide = (/** @type {number} */ room) => names.some((name) => textWidth(ctx, name, style.font) > room - 6);
  if (tooWide(every * slot)) names = telling(names);
  const rows = tooWide(every * slot) ? 2 : 1;
  names.forEach((name, i) => {
    if (i % every !== 0) return;
    const words = fitted(ctx, name, rows * every * slot - 6, style.font);
    // A name in two parts' room would reach out of the plot at either end.
    const half = textWidth(ctx, words, style.font) / 2;
    const x = Math.min(Math.max(box.x0 + (i + 0.5) * slot, box.x0 + half - slot / 2), box.x1 - half + slot / 2);
    text(ctx, words, x, box.y1 + 12 + (rows === 2 && (i / every) % 2 === 1 ? 13 : 0), style);
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
  // Whole words only: back to where one ends.
  while (head > 0 && /[A-Za-z0-9]/.test(names[0][head - 1])) head--;
  while (tail > 0 && /[A-Za-z0-9]/.test(names[0][names[0].length - tail])) tail--;
  return names.map((n) => (head > 0 ? '…' : '') + n.slice(head, n.length - tail) + (tail > 0 ? '…' : ''));
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

/** @param {DrawOptions} options @param {CanvasTextAlign} align */
export function labelStyle({ theme }, align) {
  return { font: font(theme, 10.5), color: theme.muted, align, baseline: /** @type {CanvasTextBaseline} */ ('middle') };
}
