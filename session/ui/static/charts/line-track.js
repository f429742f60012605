/**
 * Line Track: numbers along the sequence. Wide views come in bins, drawn as the
 * line of their means over a band from least to greatest; narrow ones come row
 * by row, each drawn flat over the bases it covers. The line between rows far
 * apart is faint: it joins what was measured and measures nothing.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 * @typedef {import('./axis.js').ToY} ToY
 * @typedef {import('./line.js').Line} Line
 */
import { clipToPlot, drawHighlight } from '../canvas.js';
import { formatStretch } from '../format.js';
import { drawGrid } from '../ruler.js';
import { domain } from '../scale.js';
import { toX } from '../view.js';
import { drawAxis, scaleY } from './axis.js';
import { TRACK_SETTINGS, explainEmpty, setting } from './common.js';
import { lineOf } from './line.js';
import { entryAt, extent } from './signal.js';

/** The ground under a lone line, the band of its bins, and joins of rows far apart. */
const GROUND_ALPHA = 0.16;
const BAND_ALPHA = 0.24;
const JOIN_ALPHA = 0.4;
/** A lit-up stretch wider than this in pixels has no one value to dot. */
const MAX_DOTTED = 60;
/** Added to the thickness: a sloping line of one pixel would look pale. */
const BODY = 0.25;

/** @type {import('../types.js').ChartModule} */
export const lineTrack = {
  type: 'epiviz.plugins.charts.LineTrack',
  title: 'Line Track',
  takes: 'feature',
  height: 96,
  hue: 0,
  settings: [
    ...TRACK_SETTINGS,
    setting('yMin', 'number', 'default', 'Min Y'),
    setting('yMax', 'number', 'default', 'Max Y'),
    setting('showPoints', 'boolean', false, 'Show points'),
    setting('showLines', 'boolean', true, 'Show lines'),
    setting('pointRadius', 'number', 1, 'Point radius'),
    setting('lineThickness', 'number', 1, 'Line thickness'),
  ],

  draw(ctx, data, view, options) {
    drawHighlight(ctx, view, options);
    drawGrid(ctx, view, options);
    const range = domain(data.series, options.settings, () => extent(data, view));
    const y = scaleY(range, options.height);
    const lines = data.series.map(({ piece }) => (piece?.kind === 'bins' || piece?.kind === 'rows' ? lineOf(piece, view) : null));
    const drawn = lines.reduce((sum, line) => sum + (line?.points.x.length ?? 0), 0);
    if (drawn > 0) drawAxis(ctx, view, options, range, y);
    clipToPlot(ctx, view, options.height);
    // The grounds of several lines would hide each other.
    const ground = lines.length === 1 ? Math.min(Math.max(0, range[0]), range[1]) : NaN;
    lines.forEach((line, i) => line && drawLine(ctx, line, options, y, options.colors[i], ground));
    drawPicked(ctx, data, view, options, y);
    ctx.restore();
    explainEmpty(ctx, data, view, options, drawn, 'No data in this region');
    return data.series.some(({ piece }) => piece?.kind === 'bins') ? { bins: drawn } : { rows: drawn };
  },

  pick(data, view, options, x) {
    const hits = data.series.map(({ piece }) => entryAt(piece, view, x));
    const first = hits.find((h) => h !== null);
    if (!first) return null;
    return {
      title: formatStretch(first.start, first.end),
      start: first.start,
      end: first.end,
      lines: data.series.map((s, i) => ({ label: s.measurement.name, value: hits[i]?.text ?? 'no data', color: options.colors[i] })),
    };
  },
};

/**
 * @param {Ctx} ctx @param {Line} line @param {DrawOptions} options @param {ToY} y
 * @param {string} color @param {number} ground the value from which the ground under the line rises; NaN is none
 */
function drawLine(ctx, line, options, y, color, ground) {
  const { settings } = options;
  ctx.fillStyle = color;
  ctx.strokeStyle = color;
  ctx.lineJoin = 'round';
  const thickness = Number(settings.lineThickness);
  ctx.lineWidth = (thickness > 0 ? thickness : 1) + BODY;
  if (settings.showLines) {
    for (const run of line.runs) {
      const { x, value, min, max } = run;
      if (!Number.isNaN(ground)) fillBetween(ctx, x, value.map((v, i) => nearest(ground, min?.[i] ?? v, max?.[i] ?? v)), null, y, ground, GROUND_ALPHA);
      if (min && max) fillBetween(ctx, x, max, min, y, NaN, BAND_ALPHA);
    }
    ctx.beginPath();
    for (const run of line.runs) run.x.forEach((x, i) => (i === 0 ? ctx.moveTo(x, y(run.value[i])) : ctx.lineTo(x, y(run.value[i]))));
    ctx.stroke();
    if (line.joins.length > 0) {
      ctx.beginPath();
      for (const [x0, v0, x1, v1] of line.joins) {
        ctx.moveTo(x0, y(v0));
        ctx.lineTo(x1, y(v1));
      }
      ctx.globalAlpha = JOIN_ALPHA;
      ctx.stroke();
      ctx.globalAlpha = 1;
    }
  }
  if (settings.showPoints) {
    const radius = Math.max(0.5, Number(settings.pointRadius) || 0);
    line.points.x.forEach((x, i) => {
      ctx.beginPath();
      ctx.arc(x, y(line.points.value[i]), radius, 0, 2 * Math.PI);
      ctx.fill();
    });
  }
}

/** The value of [min, max] that is nearest to another: a ground ends where the band begins. @param {number} v @param {number} min @param {number} max */
function nearest(v, min, max) {
  return Math.min(Math.max(v, min), max);
}

/**
 * Fills between a line and a second one, or one value.
 * @param {Ctx} ctx @param {number[]} x @param {number[]} upper @param {number[]|null} lower
 * @param {ToY} y @param {number} level instead of a lower line @param {number} alpha
 */
function fillBetween(ctx, x, upper, lower, y, level, alpha) {
  ctx.beginPath();
  if (!lower) ctx.moveTo(x[0], y(level));
  x.forEach((px, i) => ctx.lineTo(px, y(upper[i])));
  if (!lower) ctx.lineTo(x[x.length - 1], y(level));
  else for (let i = x.length - 1; i >= 0; i--) ctx.lineTo(x[i], y(lower[i]));
  ctx.closePath();
  ctx.globalAlpha = alpha;
  ctx.fill();
  ctx.globalAlpha = 1;
}

/**
 * Dots on the lit-up values.
 * @param {Ctx} ctx @param {ChartData} data @param {View} view @param {DrawOptions} options @param {ToY} y
 */
function drawPicked(ctx, data, view, options, y) {
  const { highlight } = options;
  if (!highlight) return;
  const x = toX(view, (highlight.start + highlight.end) / 2);
  if (toX(view, highlight.end) - x > MAX_DOTTED / 2) return;
  data.series.forEach(({ piece }, i) => {
    const entry = entryAt(piece, view, x);
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
