/**
 * Line Track: numbers along the sequence, as a line, an area, bars or points.
 * Wide views have bins, drawn by their means with a band from least to greatest,
 * or by one of these alone; narrow views have rows, each drawn flat over the bases
 * it covers. The line between rows far apart is faint: nothing was measured there.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 * @typedef {CanvasRenderingContext2D} Ctx
 * @typedef {import('./axis.js').ToY} ToY
 */
import { clipToPlot, drawHighlight, drawSelection } from '../draw/canvas.js';
import { domain } from '../draw/scale.js';
import { toX } from '../model/view.js';
import { drawAbLine, drawAxis, scaleY } from './axis.js';
import { columnsOf, isDense } from './columns.js';
import { explainEmpty, isOn } from './common.js';
import { declared } from './declared.js';
import { drawDenseArea, drawDenseLine, drawDensePoints } from './dense.js';
import { lineOf } from './line.js';
import { drawGrid } from './ruler.js';
import { binsIn, entryAt, extent, pickValues, rowsIn, valued } from './signal.js';
import { drawArea, drawBars, drawLine, drawPoints } from './sparse.js';

/** Opacity of an area or bar that is drawn over others. */
const OVERLAID_ALPHA = 0.6;
/** A highlighted stretch wider than this in pixels has no single value to dot. */
const MAX_DOTTED = 60;

/** @type {import('../types.js').ChartModule} */
export const lineTrack = {
  ...declared.LineTrack,
  height: 96,

  draw(ctx, data, view, options) {
    const { settings } = options;
    drawSelection(ctx, view, options);
    drawGrid(ctx, view, options);
    const { range, y } = scaleOf(data, view, options);
    const drawn = data.series.reduce((sum, { piece }) => sum + countIn(piece, view), 0);
    if (drawn > 0) drawAxis(ctx, view, options, range, y);
    // What a log scale has no place for goes down to its floor, not through it.
    clipToPlot(ctx, view, settings.scale === 'log' ? y(range[0]) + 1 : options.height);
    const ground = settings.scale === 'log' ? range[0] : Math.min(Math.max(0, range[0]), range[1]);
    data.series.forEach(({ piece }, i) => {
      if (piece?.kind !== 'bins' && piece?.kind !== 'rows') return;
      drawSeries(ctx, piece, view, options, y, options.colors[i], ground, data.series.length === 1);
    });
    ctx.restore();
    if (drawn > 0) drawAbLine(ctx, view, options, range, y);
    explainEmpty(ctx, data, view, options, drawn, 'No data in this region');
    return data.series.some(({ piece }) => piece?.kind === 'bins') ? { bins: drawn } : { rows: drawn };
  },

  highlight(ctx, data, view, options) {
    drawHighlight(ctx, view, options);
    clipToPlot(ctx, view, options.height);
    drawPicked(ctx, data, view, options, scaleOf(data, view, options).y);
    ctx.restore();
  },

  extent: lineExtent,

  pick: pickValues,
};

/** @param {ChartData} data @param {View} view @param {Record<string, any>} settings @returns {[number, number]} */
function lineExtent(data, view, settings) {
  // A line is banded at any width of bins, areas and bars where there are many.
  const style = styleOf(settings);
  const banded = (/** @type {BinsPiece} */ piece) =>
    isOn(settings.showErrorBars) && (style === 'line' || ((style === 'area' || style === 'bars') && isDense(piece, view)));
  return extent(data, view, settings.scale, settings.binValue, banded);
}

/** Returns how values are drawn, apart from points on them. @param {Record<string, any>} settings */
function styleOf({ style, showLines }) {
  return style === 'line' && !isOn(showLines) ? 'none' : style;
}

/** @param {ChartData} data @param {View} view @param {DrawOptions} options @returns {{range: [number, number], y: ToY}} */
function scaleOf(data, view, { settings, shared, height }) {
  const range = domain(data.series, settings, () => lineExtent(data, view, settings), shared);
  return { range, y: scaleY(range, height, settings.scale) };
}

/** Counts the bins or rows with a value in view. @param {import('../types.js').Piece|null} piece @param {View} view */
function countIn(piece, view) {
  if (piece?.kind !== 'bins' && piece?.kind !== 'rows') return 0;
  const [values, [from, to]] = piece.kind === 'bins' ? [piece.mean, binsIn(piece, view)] : [piece.values, rowsIn(piece, view)];
  let count = 0;
  for (let i = from; i < to; i++) if (!Number.isNaN(values[i])) count++;
  return count;
}

/**
 * @param {Ctx} ctx @param {BinsPiece|ValuesPiece} piece @param {View} view @param {DrawOptions} options
 * @param {ToY} y @param {string} color @param {number} ground the value from which areas and bars rise
 * @param {boolean} alone the grounds of several lines would hide each other, and solid areas do
 */
function drawSeries(ctx, piece, view, options, y, color, ground, alone) {
  const { settings } = options;
  const thickness = Number(settings.lineThickness);
  const line = { ground: alone ? ground : NaN, band: isOn(settings.showErrorBars), thickness: thickness > 0 ? thickness : 1 };
  const solid = alone ? 1 : OVERLAID_ALPHA;
  const style = styleOf(settings);
  const points = style === 'points' || isOn(settings.showPoints);
  const radius = Math.max(0.5, Number(settings.pointRadius) || 0);
  if (isDense(piece, view)) {
    const columns = valued(columnsOf(piece, view, options.px ?? 1), settings.binValue);
    if (style === 'line') drawDenseLine(ctx, columns, y, color, line);
    if (style === 'area' || style === 'bars') drawDenseArea(ctx, columns, y, color, { ground, band: line.band, alpha: solid });
    if (points) drawDensePoints(ctx, columns, y, color, radius);
    return;
  }
  const shown = piece.kind === 'bins' ? valued(piece, settings.binValue) : piece;
  const runs = lineOf(shown, view);
  if (style === 'line') drawLine(ctx, runs, y, color, line);
  if (style === 'area') drawArea(ctx, runs, y, color, ground, solid);
  if (style === 'bars') drawBars(ctx, shown, view, y, color, ground, solid);
  if (points) drawPoints(ctx, runs, y, color, Math.max(radius, style === 'points' ? 2 : 0));
}

/**
 * Draws dots on the highlighted values.
 * @param {Ctx} ctx @param {ChartData} data @param {View} view @param {DrawOptions} options @param {ToY} y
 */
function drawPicked(ctx, data, view, options, y) {
  const { highlight } = options;
  if (!highlight) return;
  const x = toX(view, (highlight.start + highlight.end) / 2);
  if (toX(view, highlight.end) - x > MAX_DOTTED / 2) return;
  data.series.forEach(({ piece }, i) => {
    const entry = entryAt(piece, view, x, options.settings.binValue);
    if (!entry || Number.isNaN(entry.value)) return;
    ctx.beginPath();
    ctx.arc(x, y(entry.value), 4, 0, 2 * Math.PI);
    ctx.fillStyle = options.theme.ground;
    ctx.fill();
    ctx.lineWidth = 2;
    ctx.strokeStyle = options.colors[i];
    ctx.stroke();
  });
}
