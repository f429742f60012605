/**
 * What the sample sheet says beside the rows of a heatmap: a strip for each of its columns, and what their colours mean.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('./heatmap-layout.js').Scene} Scene
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { text, textWidth } from '../draw/canvas.js';
import { STRIP_KEY, rowAt, topOf } from './heatmap-layout.js';
import { labelStyle } from './plot-frame.js';
import { cellColor, cellOf, cellText, keyOf } from './samples.js';
import { fitted } from './short-names.js';

/** Rows of at least this height have gaps. */
const PARTED = 6;
/** What the colours mean is so far below the cells. */
const KEYS_BELOW = 45;
/** Sides of a swatch, its space to its word, and from there to the next; width of a ramp; the most for a word, and the least for all. */
const SWATCH = 8;
const SPACE = 4;
const APART = 12;
const RAMP = 80;
const LONGEST = 150;
const NARROWEST = 80;

/**
 * Returns what the sample sheet says of a measurement.
 * @param {ChartData} data @param {number} series @param {number[]} columns @param {DrawOptions} options
 */
export function sampleLines({ samples, series: all }, series, columns, { theme }) {
  if (!samples) return [];
  return columns.map((at) => {
    const column = samples.columns[at];
    const cell = cellOf(samples, all[series].measurement.id, at);
    return { label: column.name, value: cellText(column, cell), color: cell === null ? '' : cellColor(column, cell, theme) };
  });
}

/**
 * Returns what is beside the cells: a row, over all its columns.
 * @param {Scene} scene @param {ChartData} data @param {View} view @param {DrawOptions} options @param {number} x @param {number} y
 */
export function pickRow(scene, data, view, options, x, y) {
  const { box, entries, order, strips } = scene;
  const row = rowAt(scene, y);
  if (entries.n === 0 || row < 0 || y >= box.y1 || (x >= box.x0 && x < box.x1)) return null;
  const series = order[row];
  const columns = data.samples ? data.samples.columns.map((_, at) => at).filter((at) => data.samples?.columns[at].kind !== 'color') : [];
  if (x < box.x0 && (strips.columns.length === 0 || x < strips.x0)) return null;
  return {
    title: data.series[series].measurement.name,
    start: view.start,
    end: view.start,
    lines: sampleLines(data, series, columns, options),
  };
}

/**
 * Draws a strip for each column of the sample sheet.
 * @param {Ctx} ctx @param {Scene} scene @param {ChartData} data @param {DrawOptions} options
 */
export function drawStrips(ctx, scene, { series, samples }, { theme }) {
  const { strips, order, slot } = scene;
  if (!samples) return;
  strips.columns.forEach((at, k) => order.forEach((i, r) => {
    const top = Math.round(topOf(scene, r));
    const height = Math.max(1, Math.round(topOf(scene, r) + slot) - top - (slot >= PARTED ? 1 : 0));
    ctx.fillStyle = cellColor(samples.columns[at], cellOf(samples, series[i].measurement.id, at), theme);
    ctx.fillRect(strips.x0 + k * strips.step, top, strips.step - 1, height);
  }));
}

/**
 * Draws what the colours of the strips mean, a line for each.
 * @param {Ctx} ctx @param {Scene} scene @param {ChartData} data @param {View} view @param {DrawOptions} options
 */
export function drawStripKeys(ctx, { box, strips }, { series, samples }, view, options) {
  if (!samples) return;
  strips.columns.forEach((at, k) => {
    const y = box.y1 + KEYS_BELOW + k * STRIP_KEY;
    drawColumnKey(ctx, strips.x0, y, view.left + view.width, options, keyOf(samples, series, at, options.theme));
  });
}

/**
 * Draws what the colours of a column mean, as far as there is room, and how many are left.
 * @param {Ctx} ctx @param {number} left @param {number} y of its middle @param {number} right @param {DrawOptions} options
 * @param {ReturnType<typeof keyOf>} key
 */
function drawColumnKey(ctx, left, y, right, options, { name, values, ramp }) {
  const style = labelStyle(options, 'left');
  const ink = { ...style, color: options.theme.ink };
  if (right - left < NARROWEST) return;
  const say = (/** @type {string} */ words, /** @type {number} */ x, /** @type {typeof style} */ as) => {
    const shown = fitted(ctx, words, Math.min(LONGEST, right - x), style.font);
    text(ctx, shown, x, y, as);
    return x + textWidth(ctx, shown, style.font);
  };
  let x = say(name, left, style) + APART;
  if (ramp) {
    x = Math.round(say(ramp.ends[0], x, ink) + SPACE);
    const width = Math.min(RAMP, right - x - textWidth(ctx, ramp.ends[1], style.font) - SPACE);
    const { colors } = ramp;
    for (let i = 0; width >= colors.length / 2 && i < colors.length; i++) {
      const [x0, x1] = [Math.round((width * i) / colors.length), Math.round((width * (i + 1)) / colors.length)];
      ctx.fillStyle = colors[i];
      ctx.fillRect(x + x0, y - SWATCH / 2, x1 - x0, SWATCH);
    }
    x = say(ramp.ends[1], x + Math.max(0, width) + SPACE, ink) + APART;
  }
  for (let i = 0; i < values.length; i++) {
    const { text: words, color } = values[i];
    const wide = SWATCH + SPACE + Math.min(LONGEST, textWidth(ctx, words, style.font));
    const more = `and ${values.length - i} more`;
    const needed = i === values.length - 1 ? wide : wide + APART + textWidth(ctx, more, style.font);
    if (x + needed > right) {
      say(more, x, style);
      return;
    }
    ctx.fillStyle = color;
    ctx.fillRect(x, y - SWATCH / 2, SWATCH, SWATCH);
    x = say(words, x + SWATCH + SPACE, ink) + APART;
  }
}
