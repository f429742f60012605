/**
 * The table of charts, in the order of menus.
 *
 * @typedef {import('../types.js').ChartModule} ChartModule
 */
import { blocksTrack } from './blocks-track.js';
import { genesTrack } from './genes-track.js';
import { lineTrack } from './line-track.js';

/** @type {ChartModule[]} */
export const chartModules = [lineTrack, blocksTrack, genesTrack];

/** @param {string} type full id @returns {ChartModule|null} null when this page cannot draw it */
export function chartModule(type) {
  return chartModules.find((m) => m.type === type) ?? null;
}

/**
 * The chart that shows a measurement when nothing else is asked for: its own
 * default where this page draws it, else the first that takes its kind.
 * @param {import('../types.js').Measurement} m
 * @returns {ChartModule}
 */
export function defaultChart(m) {
  const named = chartModules.find((c) => c.title === m.defaultChartType && c.takes === m.type);
  return named ?? /** @type {ChartModule} */ (chartModules.find((c) => c.takes === m.type));
}

/**
 * A chart's settings with the defaults of its type filled in.
 * @param {ChartModule} module @param {Record<string, any>} own
 */
export function withDefaults(module, own) {
  const defaults = Object.fromEntries(module.settings.map((s) => [s.id, s.defaultValue]));
  return { ...defaults, ...own };
}
