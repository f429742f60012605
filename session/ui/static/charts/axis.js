/**
 * The value axis of tracks. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 * @typedef {(value: number) => number} ToY
 */
import { font, hline, text } from '../canvas.js';
import { formatValue } from '../format.js';
import { ticks } from '../scale.js';

/** Room above the greatest and below the least value, in pixels. */
const PAD = 8;
/** Room for each label of the axis, in pixels. */
const LABEL_ROOM = 34;

/** @param {[number, number]} range @param {number} height @returns {ToY} */
export function scaleY([lo, hi], height) {
  const room = height - 2 * PAD;
  return (value) => PAD + room * (1 - (value - lo) / (hi - lo));
}

/**
 * @param {Ctx} ctx @param {View} view @param {DrawOptions} options
 * @param {[number, number]} range @param {ToY} y
 */
export function drawAxis(ctx, view, options, [lo, hi], y) {
  const { theme, height } = options;
  const style = { font: font(theme, 10.5), color: theme.muted, align: /** @type {CanvasTextAlign} */ ('right'), baseline: /** @type {CanvasTextBaseline} */ ('middle') };
  for (const v of ticks(lo, hi, Math.max(2, Math.floor((height - 2 * PAD) / LABEL_ROOM)))) {
    hline(ctx, view.left, view.left + view.width, y(v), v === 0 ? theme.line : theme.grid);
    text(ctx, formatValue(v), view.left - 8, y(v), style);
  }
}
