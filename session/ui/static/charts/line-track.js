/**
 * Line Track: numbers along the sequence, as a line, an area, bars or points.
 * Wide views have bins, drawn by their means with a band from least to greatest,
 * or by one of these alone; narrow views have rows, each drawn flat over the bases
 * it covers. The axis spans the means: what is beyond it is clipped and marked.
 * Nothing is drawn over bases without a value.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 * @typedef {CanvasRenderingContext2D} Ctx
 * @typedef {import('./axis.js').ToY} ToY
 * @typedef {import('./axis.js').Scale} Scale
 */
import { clipToPlot, drawHighlight, drawSelection } from '../draw/canvas.js';
import { domain } from '../draw/scale.js';
import { toX } from '../model/view.js';
import { drawAbLine, drawAxis, hasAxis, scaleY } from './axis.js';
import { drawBeyond } from './beyond.js';
import { columnsOf, isDense } from './columns.js';
import { explainEmpty, isOn } from './common.js';
import { declared } from './declared.js';
import { drawDenseArea, drawDenseLine, drawDensePoints } from './dense.js';
import { groupKeys, groupedBy, pickGroups } from './group-means.js';
import { lineOf } from './line.js';
import { drawMarkRings, drawMarks, hasMarks, marksNote, pickMark } from './marks.js';
import { drawGrid } from './ruler.js';
import { binsIn, entryAt, extent, pickValues, rowsIn, valued } from './signal.js';
import { drawArea, drawBars, drawLine, drawPoints } from './sparse.js';

/** Opacity of the band where the axis spans the means, which it must not hide, and where it spans the band. */
const PALE_BAND = 0.13;
const BAND = 0.36;
/** Opacity of the deviations of groups, which overlap. */
const GROUP_BAND = 0.2;
/** Opacity of an area or bar that is drawn over others. */
const OVERLAID_ALPHA = 0.6;
/** A highlighted stretch wider than this in pixels has no single value to dot. */
const MAX_DOTTED = 60;

/** @type {import('../types.js').ChartModule} */
export const lineTrack = {
  ...declared.LineTrack,
  height: 96,

  draw(ctx, given, view, asked) {
    const { data, options } = meant(given, view, asked);
    const { settings } = options;
    drawSelection(ctx, view, options);
    drawGrid(ctx, view, options);
    const { range, y } = scaleOf(data, view, options);
    const drawn = data.series.reduce((sum, { piece }) => sum + countIn(piece, view), 0);
    if (drawn > 0 || hasAxis(options)) drawAxis(ctx, view, options, range, y);
    clipToRange(ctx, view, settings, range, y);
    const ground = settings.scale === 'log' ? range[0] : Math.min(Math.max(0, range[0]), range[1]);
    const px = options.px ?? 1;
    /** @param {BinsPiece|ValuesPiece} piece */
    const columns = (piece) => (options.parts ?? [view]).map((part) => columnsOf(piece, part, px));
    const dense = data.series.map(({ piece }) => (hasValues(piece) && isDense(piece, view) ? columns(piece) : null));
    data.series.forEach(({ piece }, i) => {
      if (hasValues(piece)) drawSeries(ctx, piece, dense[i], view, options, y, options.colors[i], ground, data.series.length);
    });
    ctx.restore();
    data.series.forEach(({ piece }, i) => {
      if (!hasValues(piece) || !isBeyond(piece, view, range)) return;
      const band = isBanded(data, piece, view, settings) ? options.colors[i] : '';
      for (const part of dense[i] ?? columns(piece)) {
        const of = valued(part, settings.binValue);
        drawBeyond(ctx, of, range, y, { low: of.mean, high: of.mean }, options.theme, band);
      }
    });
    if (drawn > 0) drawAbLine(ctx, view, options, range, y);
    explainEmpty(ctx, data, view, options, drawn, 'No data in this region');
    if (!data.series.some(({ piece }) => piece?.kind === 'bins')) return { rows: drawn };
    const note = marksNote(data, view, settings);
    return note ? { bins: drawn, note } : { bins: drawn };
  },

  highlight(ctx, given, view, asked) {
    const { data, options } = meant(given, view, asked);
    drawHighlight(ctx, view, options);
    const { range, y } = scaleOf(data, view, options);
    clipToRange(ctx, view, options.settings, range, y);
    if (areMarks(data, view, options.settings)) drawMarkRings(ctx, data, view, options, y);
    else drawPicked(ctx, data, view, options, y);
    ctx.restore();
  },

  still(given, view, asked) {
    const { data, options, grouped } = meant(given, view, asked);
    const { range } = scaleOf(data, view, options);
    const pieces = data.series.map(({ piece }) => piece);
    // A join may begin and end anywhere, and an axis of large numbers has words in the plot.
    if (grouped || areMarks(data, view, options.settings) || isOn(options.settings.joinGaps)) return null;
    if (range[1] - range[0] < Math.max(...range.map(Math.abs)) / 100) return null;
    if (!pieces.every((piece) => hasValues(piece) && countIn(piece, view) > 0)) return null;
    return [...range, ...pieces.filter(hasValues).map((p) => isDense(p, view))];
  },

  extent: (given, view, settings) => {
    const grouped = groupedBy(given, view, settings);
    return grouped ? lineExtent(grouped, view, ofGroups(settings)) : lineExtent(given, view, settings);
  },

  keys: groupKeys,

  pick(given, view, asked, x, y) {
    const { data, options, grouped } = meant(given, view, asked);
    if (grouped) return pickGroups(grouped, view, x, options.colors);
    const marks = areMarks(data, view, options.settings);
    return marks ? pickMark(data, view, options, x, y, scaleOf(data, view, options).y) : pickValues(data, view, options, x);
  },
};

/**
 * Reports whether any measurement is drawn as marks.
 * @param {ChartData} data @param {View} view @param {Record<string, any>} settings
 */
function areMarks(data, view, settings) {
  return data.series.some(({ piece }) => hasMarks(piece, view, settings));
}

/** Returns the settings with which means of groups are drawn. @param {Record<string, any>} settings @returns {Record<string, any>} */
function ofGroups(settings) {
  return { ...settings, binValue: 'mean', grouped: true };
}

/**
 * Returns what is drawn: the measurements, or the means of their groups.
 * @param {ChartData} given @param {View} view @param {DrawOptions} asked
 */
function meant(given, view, asked) {
  const grouped = groupedBy(given, view, asked.settings);
  if (!grouped) return { data: given, options: asked, grouped };
  const colors = (groupKeys(given, asked.settings, asked.theme) ?? []).map((k) => k.color);
  return { data: /** @type {ChartData} */ (grouped), options: { ...asked, colors, settings: ofGroups(asked.settings) }, grouped };
}

/** @param {ChartData} data @param {View} view @param {Record<string, any>} settings @returns {[number, number]} */
function lineExtent(data, view, settings) {
  const whole = settings.yRange === 'extremes' || settings.grouped === true;
  const marks = areMarks(data, view, settings);
  const banded = (/** @type {BinsPiece} */ piece) => hasMarks(piece, view, settings) || (whole && isBanded(data, piece, view, settings));
  return extent(data, view, settings.scale, settings.binValue, banded, !whole && !marks);
}

/**
 * Reports whether a band from the least to the greatest values is drawn: of a line at any width of bins,
 * of areas and bars where there are many, and of several measurements, whose bands would hide each other, not. That of
 * means of groups is their deviation.
 * @param {ChartData} data @param {BinsPiece|ValuesPiece} piece @param {View} view @param {Record<string, any>} settings
 */
function isBanded(data, piece, view, settings) {
  const style = styleOf(settings);
  const drawn = style === 'line' || ((style === 'area' || style === 'bars') && isDense(piece, view));
  return drawn && (data.series.length === 1 || settings.grouped === true) && isOn(settings.showErrorBars);
}

/**
 * Reports whether a piece has values to draw.
 * @param {import('../types.js').Piece|null} piece @returns {piece is BinsPiece|ValuesPiece}
 */
function hasValues(piece) {
  return piece?.kind === 'bins' || piece?.kind === 'rows';
}

/**
 * Reports whether a value in view is outside of a range.
 * @param {BinsPiece|ValuesPiece} piece @param {View} view @param {[number, number]} range
 */
function isBeyond(piece, view, [lo, hi]) {
  const [from, to] = piece.kind === 'bins' ? binsIn(piece, view) : rowsIn(piece, view);
  const [low, high] = piece.kind === 'bins' ? [piece.min, piece.max] : [piece.values, piece.values];
  for (let i = from; i < to; i++) if (low[i] < lo || high[i] > hi) return true;
  return false;
}

/**
 * Confines drawing to the range of the axis, and half a line or point beyond its ends.
 * @param {Ctx} ctx @param {View} view @param {Record<string, any>} settings @param {[number, number]} range @param {ToY} y
 */
function clipToRange(ctx, view, settings, [lo, hi], y) {
  const points = settings.style === 'points' || isOn(settings.showPoints);
  const half = Math.max(1.5, Number(settings.lineThickness) / 2 || 0, points ? Math.max(2, Number(settings.pointRadius) || 0) : 0);
  clipToPlot(ctx, view, y(lo) + half, y(hi) - half);
}

/** @param {Record<string, any>} settings */
function bandAlpha({ yRange, grouped }) {
  if (grouped) return GROUP_BAND;
  return yRange === 'extremes' ? BAND : PALE_BAND;
}

/** Returns how values are drawn, apart from points on them. @param {Record<string, any>} settings */
function styleOf({ style, showLines }) {
  return style === 'line' && !isOn(showLines) ? 'none' : style;
}

/** @param {ChartData} data @param {View} view @param {DrawOptions} options @returns {{range: [number, number], y: Scale}} */
function scaleOf(data, view, { settings, shared, across, height }) {
  const range = domain(data.series, settings, () => across ?? lineExtent(data, view, settings), shared);
  return { range, y: scaleY(range, height, settings.scale) };
}

/** Counts the bins or rows with a value in view. @param {import('../types.js').Piece|null} piece @param {View} view */
function countIn(piece, view) {
  if (!hasValues(piece)) return 0;
  const [values, [from, to]] = piece.kind === 'bins' ? [piece.mean, binsIn(piece, view)] : [piece.values, rowsIn(piece, view)];
  if (!values.subarray(from, to).includes(NaN)) return Math.max(0, to - from); // as most often
  let count = 0;
  for (let i = from; i < to; i++) if (values[i] === values[i]) count++; // only NaN differs from itself
  return count;
}

/**
 * @param {Ctx} ctx @param {BinsPiece|ValuesPiece} piece
 * @param {import('./columns.js').Columns[]|null} dense its columns if it is dense @param {View} view @param {DrawOptions} options
 * @param {Scale} y @param {string} color @param {number} ground the value from which areas and bars rise
 * @param {number} count how many there are: the grounds and bands of several lines would hide each other, and solid areas do
 */
function drawSeries(ctx, piece, dense, view, options, y, color, ground, count) {
  const { settings } = options;
  const alone = count === 1;
  const thickness = Number(settings.lineThickness);
  const line = {
    ground: alone && !settings.grouped ? ground : NaN,
    band: (alone || settings.grouped) && isOn(settings.showErrorBars) ? bandAlpha(settings) : 0,
    thickness: thickness > 0 ? thickness : 1,
    joined: isOn(settings.joinGaps),
  };
  const solid = alone ? 1 : OVERLAID_ALPHA;
  const style = styleOf(settings);
  const points = style === 'points' || isOn(settings.showPoints);
  const radius = Math.max(0.5, Number(settings.pointRadius) || 0);
  if (hasMarks(piece, view, settings)) {
    return drawMarks(ctx, piece.kind === 'bins' ? valued(piece, settings.binValue) : piece, view, y, color, radius);
  }
  for (const part of dense ?? []) {
    const columns = valued(part, settings.binValue);
    if (style === 'line') drawDenseLine(ctx, columns, y, color, line);
    if (style === 'area' || style === 'bars') drawDenseArea(ctx, columns, y, color, { ground, band: line.band, alpha: solid });
    if (points) drawDensePoints(ctx, columns, y, color, radius);
  }
  if (dense) return;
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
