/**
 * What decides how a chart is drawn. Pure.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').Samples} Samples
 * @typedef {import('../types.js').Series} Series
 */
import { colorsBy } from '../charts/samples.js';
import { colorsFor } from '../charts/theme.js';

/**
 * Reports whether each measurement has a colour of its own.
 * @param {Chart} chart @param {ChartModule|null} module @param {Record<string, any>} settings
 */
export function hasLegend(chart, module, settings) {
  return module?.legend?.(settings, chart.measurements.length) ?? true;
}

/**
 * Returns the colours of the measurements: the user's, else those of a column of the sample sheet that a setting names,
 * else their own.
 * @param {Chart} chart @param {ChartModule|null} module @param {Record<string, any>} settings @param {Series[]} series
 * @param {Samples|null} samples @param {import('../charts/theme.js').Theme} theme
 */
export function colorsOf(chart, module, settings, series, samples, theme) {
  const { measurements, colorMap } = chart;
  const own = colorsFor(theme, measurements.length, colorMap, module?.hue ?? 0, series.map((s) => s.measurement));
  const by = module?.settings.some((s) => s.id === 'colorBy' && s.type === 'string') ? String(settings.colorBy) : '';
  return colorMap || !by ? own : colorsBy(samples, measurements.map((m) => m.id), by, theme, own);
}

/**
 * Returns what the colours mean, nothing where there is just one.
 * @param {Chart} chart @param {ChartModule|null} module @param {ChartData} data @param {Record<string, any>} settings
 * @param {string[]} colors @param {import('../charts/theme.js').Theme} theme
 * @returns {{name: string, color: string}[]}
 */
export function keysOf(chart, module, data, settings, colors, theme) {
  const { measurements } = chart;
  const keys = module?.keys?.(data, settings, theme);
  if (keys) return keys;
  if (measurements.length < 2 || !hasLegend(chart, module, settings)) return [];
  return measurements.map((m, i) => ({ name: m.name, color: colors[i] }));
}
