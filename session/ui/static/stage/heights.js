/**
 * The heights of charts, in pixels. Pure.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').Samples} Samples
 */
import { hasLegend } from './chart.js';

export const MIN_HEIGHT = 14;
export const MAX_HEIGHT = 2000;
/** Height that each further measurement adds to a chart of features. */
const LANE = 40;
/** Height of the label's first two lines, and of each of the legend's. */
const LABEL_HEAD = 58;
const LEGEND_LINE = 18;
/** From this height on there is room for a name of two lines, and a chart gains by more room. */
export const TALL = 90;
/** Below this height there is room for the name alone. */
export const LOW = 52;
/** Rows of features gain less by it than values do, and bases nothing. */
const MOST_ROOM = { feature: Infinity, range: 1.35, sequence: 1 };

/**
 * Returns the height of a chart.
 * @param {Chart} chart @param {ChartModule|null} module
 * @param {Record<string, any>} settings with the defaults filled in
 * @param {number} roominess factor for charts that gain by more room
 * @param {Samples|null} samples
 */
export function heightOf(chart, module, settings, roominess, samples) {
  const asked = Number(chart.settings.height);
  return asked > 0 ? Math.min(Math.max(asked, MIN_HEIGHT), MAX_HEIGHT) : usualHeight(chart, module, settings, roominess, samples);
}

/**
 * Returns the height of a chart where nobody chose one.
 * @param {Chart} chart @param {ChartModule|null} module @param {Record<string, any>} settings @param {number} roominess
 * @param {Samples|null} samples
 */
export function usualHeight(chart, module, settings, roominess, samples) {
  const count = Math.max(1, chart.measurements.length);
  const own = module?.heightFor?.(count, settings, samples) ?? module?.height ?? MIN_HEIGHT;
  const factor = Math.min(roominess, MOST_ROOM[module?.takes ?? 'feature']);
  const fitting = (own >= TALL ? Math.round(own * factor) : own) + (module?.takes === 'range' ? LANE * (count - 1) : 0);
  return Math.max(fitting, count > 1 && hasLegend(chart, module, settings) ? LABEL_HEAD + LEGEND_LINE * count : 0);
}
