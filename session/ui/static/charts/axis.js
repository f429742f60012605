/**
 * The value axis of tracks and plots. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 * @typedef {(value: number) => number} ToY
 *
 * `all` does the same for many values, sooner; NaN stays NaN.
 * @typedef {ToY & {all: (values: Float64Array) => Float64Array}} Scale
 */
import { font, hline, text, texts, textWidth } from '../draw/canvas.js';
import { host } from '../draw/host.js';
import { numberOrNull, ticksOf, transformOf } from '../draw/scale.js';
import { formatTicks } from '../model/format.js';

/** Room above the greatest and below the least value, in pixels, of charts with room for it. */
const PAD = 8;
/** At most this share of a chart's height is such room, above and below. */
const PAD_SHARE = 1 / 6;
/** Between the labels and the plot, in pixels. */
export const LABEL_GAP = 8;
/** Between the edge of the chart and the labels. */
export const EDGE = 2;
/** Room for each label of the axis, in pixels. */
const LABEL_ROOM = 34;
/** Labels are at least this far apart. */
const LABEL_HEIGHT = 12;
/** No value is further outside of the plot than this many pixels. */
const BEYOND = 5000;

/**
 * @param {[number, number]} range @param {number} height of the chart
 * @param {string} [kind] of scale
 * @returns {Scale} values that the scale has no place for are below everything
 */
export function scaleY([lo, hi], height, kind = 'linear') {
  const pad = padOf(height);
  return spread([lo, hi], height - pad, pad, kind);
}

/** Returns the room above and below what is drawn. @param {number} height of the chart */
export function padOf(height) {
  return Math.min(PAD, Math.floor(height * PAD_SHARE));
}

/**
 * @param {[number, number]} range @param {number} from pixels where the least value is @param {number} to
 * @param {string} kind of scale
 * @returns {Scale}
 */
export function spread([lo, hi], from, to, kind) {
  const transform = transformOf(kind);
  const linear = kind !== 'log' && kind !== 'symlog'; // a call less for each of many values
  const start = transform(lo);
  const perUnit = (to - from) / (transform(hi) - start);
  const [least, most] = [Math.min(from, to) - BEYOND, Math.max(from, to) + BEYOND];
  const below = from + Math.sign(from - to) * BEYOND;
  /** @param {number} value */
  const y = (value) => {
    if (value === Infinity) return to; // clipped there, in sight
    if (value === -Infinity) return from;
    const at = from + ((linear ? value : transform(value)) - start) * perUnit;
    // NaN fails both comparisons.
    if (at >= least && at <= most) return at;
    return at > most ? most : at < least ? least : below;
  };
  y.all = (/** @type {Float64Array} */ values) => {
    const n = values.length;
    const out = new Float64Array(n);
    if (linear && host.scaled) {
      host.scaled(values, out, from, to, start, perUnit, least, most, below);
      return out;
    }
    for (let i = 0; i < n; i++) {
      const v = values[i];
      const at = linear ? from + (v - start) * perUnit : NaN;
      out[i] = at >= least && at <= most ? at : v === v ? y(v) : v; // only NaN differs from itself
    }
    return out;
  };
  return y;
}

/** Reports whether other places side by side have values, whose axis that of this place is. @param {DrawOptions} options */
export function hasAxis({ across }) {
  return across !== undefined && !Number.isNaN(across[0]);
}

/**
 * @param {Ctx} ctx @param {View} view @param {DrawOptions} options
 * @param {[number, number]} range @param {ToY} y
 */
export function drawAxis(ctx, view, options, [lo, hi], y) {
  const { theme, height, settings } = options;
  const style = {
    font: font(theme, 10.5),
    color: theme.muted,
    align: /** @type {CanvasTextAlign} */ ('right'),
    baseline: /** @type {CanvasTextBaseline} */ ('middle'),
  };
  /** @type {{text: string, x: number, y: number}[]} */
  const labels = [];
  const values = ticksOf(settings.scale, lo, hi, Math.max(2, Math.floor((height - 2 * padOf(height)) / LABEL_ROOM)));
  const ticks = formatTicks(values, (label) => textWidth(ctx, label, style.font) <= view.left - LABEL_GAP - EDGE);
  // 0 first: where there is room for one of two labels, it is the one.
  for (const v of values.includes(0) ? [0, ...values.filter((w) => w !== 0)] : values) {
    if (labels.some((l) => Math.abs(l.y - y(v)) < LABEL_HEIGHT)) continue;
    hline(ctx, view.left, view.left + view.width, y(v), v === 0 ? theme.line : theme.grid);
    labels.push({ text: ticks.labels[values.indexOf(v)], x: view.left - LABEL_GAP, y: y(v) });
  }
  if (options.parts) return; // the words are beside the plot
  texts(ctx, labels, style);
  drawBase(ctx, ticks.base, view.left + 4, padOf(height), style);
}

/**
 * Writes the value that the labels of an axis are counted from, if they are, at the top of the axis.
 * @param {Ctx} ctx @param {string} base @param {number} x @param {number} y @param {Parameters<typeof text>[4]} style
 */
export function drawBase(ctx, base, x, y, style) {
  if (base) text(ctx, `from ${base}`, x, y, { ...style, align: 'left' });
}

/**
 * Draws the line at the value of the setting abLine.
 * @param {Ctx} ctx @param {View} view @param {DrawOptions} options
 * @param {[number, number]} range @param {ToY} y
 */
export function drawAbLine(ctx, view, options, [lo, hi], y) {
  const at = numberOrNull(options.settings.abLine);
  if (at !== null && at >= lo && at <= hi) hline(ctx, view.left, view.left + view.width, y(at), options.theme.danger);
}
