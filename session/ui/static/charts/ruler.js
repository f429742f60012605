/**
 * The ruler over the charts: the whole sequence with the place on it, and below
 * it the positions of what is shown. Pure drawing.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { font, hline, text, textWidth, vline, vlines } from '../draw/canvas.js';
import { niceStep } from '../draw/scale.js';
import { formatBases, tickFormat } from '../model/format.js';
import { toPos, toX } from '../model/view.js';
import { drawBands } from './ideogram.js';

/** Height of the ruler and where its parts are, in pixels. */
export const RULER = { height: 46, bar: 6, barHeight: 8, labels: 29, ticks: 39 };

/** Room that a position's label takes at least. */
const LABEL_SPACE = 96;

/**
 * Returns positions for ticks and grid lines: `pos` counts from 1, `x` is the middle of
 * that base.
 * @param {View} view
 * @param {number} [space] pixels a label needs
 * @returns {{step: number, ticks: {pos: number, x: number}[]}}
 */
export function rulerTicks(view, space = LABEL_SPACE) {
  const bpp = (view.end - view.start) / view.width;
  const step = Math.max(1, niceStep(bpp * space));
  const list = [];
  for (let k = Math.max(0, Math.floor((view.start + 1) / step)); ; k++) {
    const pos = k === 0 ? 1 : k * step;
    if (pos > view.end) break;
    const x = toX(view, pos - 0.5);
    if (x >= view.left && x <= view.left + view.width && (step > 1 || k > 0)) list.push({ pos, x });
  }
  return { step, ticks: list };
}

/**
 * Draws lines behind the data at the ruler's positions.
 * @param {Ctx} ctx @param {View} view @param {DrawOptions} options
 */
export function drawGrid(ctx, view, options) {
  if (view.bare) return;
  vlines(ctx, rulerTicks(view).ticks.map((t) => t.x), 0, options.height, options.theme.grid);
}

/**
 * @param {Ctx} ctx
 * @param {View} view
 * @param {Limits} limits
 * @param {{width: number, theme: import('./theme.js').Theme, bands: FeaturesPiece|null}} options bands of the whole
 *   sequence, where there are some
 */
export function drawRuler(ctx, view, limits, options) {
  drawPosition(ctx, view, limits, options.theme, options.bands);
  drawTicks(ctx, view, options.theme, 0, options.width);
}

/**
 * Draws the positions of a place.
 * @param {Ctx} ctx @param {View} view @param {import('./theme.js').Theme} theme
 * @param {number} from pixels that labels may take @param {number} to
 */
export function drawTicks(ctx, view, theme, from, to) {
  const { step, ticks } = rulerTicks(view);
  const label = tickFormat(step, view.end);
  const small = step >= 10 ? step / 5 : 0;
  if (small && (small * view.width) / (view.end - view.start) > 5) {
    for (let pos = Math.ceil(view.start / small) * small; pos <= view.end; pos += small) {
      const x = toX(view, pos - 0.5);
      if (x >= view.left && x <= view.left + view.width) vline(ctx, x, RULER.height - 4, RULER.height, theme.line);
    }
  }
  const style = { font: font(theme, 11), color: theme.muted, align: /** @type {CanvasTextAlign} */ ('center') };
  let free = -Infinity;
  for (const { pos, x } of ticks) {
    vline(ctx, x, RULER.ticks, RULER.height, theme.line);
    const half = textWidth(ctx, label(pos), style.font) / 2;
    // At the ends a label is over its tick as far as there is room beside the data.
    const at = Math.min(Math.max(x, from + half + 1), to - half - 1);
    if (at - half < free) continue;
    text(ctx, label(pos), at, RULER.labels + 4, style);
    free = at + half + 8;
  }
  hline(ctx, view.left, view.left + view.width, RULER.height - 1, theme.line);
}

/** Returns the bar as a view of the whole sequence. @param {View} view @param {Limits} limits @returns {View} */
export function wholeOf(view, limits) {
  return { ...view, ...limits };
}

/**
 * Draws the bar of the whole sequence.
 * @param {Ctx} ctx @param {View} view @param {Limits} limits @param {import('./theme.js').Theme} theme
 * @param {FeaturesPiece|null} bands
 */
function drawPosition(ctx, view, limits, theme, bands) {
  const { bar, barHeight } = RULER;
  const { x, w } = markerOf(view, limits);
  ctx.fillStyle = theme.grid;
  ctx.fillRect(view.left, bar, view.width, barHeight);
  if (bands) drawBands(ctx, bands, wholeOf(view, limits), bar, barHeight, theme);
  ctx.fillStyle = theme.accent;
  if (!bands || w < 8) {
    ctx.fillRect(x, bar - 1, w, barHeight + 2);
    return;
  }
  // A frame, through which the bands are seen.
  ctx.fillRect(x, bar - 2, w, 2);
  ctx.fillRect(x, bar + barHeight, w, 2);
  ctx.fillRect(x, bar - 2, 2, barHeight + 4);
  ctx.fillRect(x + w - 2, bar - 2, 2, barHeight + 4);
}

/**
 * Returns the marker of the place on the bar, at least 4 pixels wide.
 * @param {View} view @param {Limits} limits
 */
export function markerOf(view, limits) {
  const whole = limits.end - limits.start;
  const w = Math.max(4, ((view.end - view.start) / whole) * view.width);
  const x = view.left + ((view.start - limits.start) / whole) * view.width;
  return { x: Math.min(x, view.left + view.width - w), w };
}

/**
 * Returns the position on the sequence under a point of the bar.
 * @param {View} view @param {Limits} limits @param {number} x
 */
export function barToPos(view, limits, x) {
  return toPos({ ...view, ...limits }, x);
}

/** @param {Limits} limits */
export function lengthText(limits) {
  return formatBases(limits.end - limits.start);
}
