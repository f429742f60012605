/**
 * What the charts have in common. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Series} Series
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { drawMessage } from '../draw/canvas.js';
import { inOrder, plural } from '../model/format.js';
import { toX } from '../model/view.js';

/** The greatest distance, in pixels, at which the pointer picks a mark. */
export const REACH = 6;

/** The end of a note on what is out of sight, which pictures do without. */
export const SCROLL_HINT = '; scroll with Alt and the wheel';

/**
 * Returns a module whose remark says which values are rough estimates, too.
 * @param {import('../types.js').ChartModule} module @returns {import('../types.js').ChartModule}
 */
export function withEstimates(module) {
  return {
    ...module,

    draw(ctx, data, view, options) {
      const drawn = module.draw(ctx, data, view, options);
      const estimated = estimatedNote(data.series);
      return estimated ? { ...drawn, note: [estimated, drawn.note].filter(Boolean).join('; ') } : drawn;
    },
  };
}

/** @param {Series[]} series */
function estimatedNote(series) {
  const of = series.filter(({ piece }) => piece?.kind === 'bins' && piece.estimated);
  if (of.length === 0) return '';
  return of.length === series.length ? 'estimated' : `estimated: ${of.map(({ measurement }) => inOrder(measurement.name)).join(', ')}`;
}

/** Reports whether a setting is true, as a value or, from a prompt, as a word. @param {any} setting */
export function isOn(setting) {
  return setting === true || setting === 'true';
}

/**
 * Returns a stretch in whole pixels, so that its edges are sharp, and at least
 * `least` wide, so that it can be seen.
 * @param {View} view @param {number} start @param {number} end @param {number} least
 * @returns {[x: number, w: number]}
 */
export function pixelStretch(view, start, end, least) {
  const right = view.left + view.width + 10;
  const x0 = Math.max(Math.round(toX(view, start)), view.left - 10);
  const x1 = Math.min(Math.round(toX(view, end)), right);
  return [x0, Math.max(x1 - x0, least)];
}

/**
 * Returns the note that neighbours are averaged, '' if they are not.
 * @param {number} of  entries there are @param {number} drawn @param {boolean} rows  whether they are records
 * @param {string} what  each of those drawn is
 */
export function meansNote(of, drawn, rows, what) {
  return of > drawn ? `${plural(of, rows ? 'row' : 'bin')} in ${drawn} ${what}: means of neighbours` : '';
}

/**
 * Draws the sentence that says why a chart is empty, if it is.
 * @param {Ctx} ctx @param {ChartData} data @param {View} view @param {DrawOptions} options
 * @param {number} drawn how much was drawn
 * @param {string} nothing what to say when there are no data here
 */
export function explainEmpty(ctx, data, view, options, drawn, nothing) {
  if (view.bare) return; // in a whole genome it is said once
  const errors = data.series.filter((s) => s.error !== null);
  if (errors.length > 0 && drawn === 0) drawMessage(ctx, view, options, errors.map((s) => s.error).join(' '), true);
  else if (drawn > 0) return;
  else if (data.series.length === 0) drawMessage(ctx, view, options, 'This chart has no measurement.');
  else drawMessage(ctx, view, options, data.series.find((s) => s.waiting)?.waiting ?? nothing);
}
