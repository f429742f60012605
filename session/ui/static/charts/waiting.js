/**
 * A chart that waits for data: what it waits for in words, in the place of the
 * chart.
 *
 * @typedef {import('../types.js').ChartModule} ChartModule
 */
import { drawMessage } from '../draw/canvas.js';

/** Returns the sentence that says what a chart waits for. @param {string} waits */
export function waitsText(waits) {
  return `waits for ${waits}`;
}

/**
 * Returns what is drawn in the place of a chart while it waits: of its type and
 * height, without axes, and nothing in it can be picked. Drags on it move the view.
 * @param {ChartModule} module @param {string} waits
 * @returns {ChartModule}
 */
export function waitingFor(module, waits) {
  return {
    ...module,
    plot: false,
    draw: (ctx, _, view, options) => {
      drawMessage(ctx, view, options, waitsText(waits));
      return {};
    },
    highlight: () => {},
    pick: () => null,
    pickAll: undefined,
    extent: undefined,
    legend: () => false,
  };
}
