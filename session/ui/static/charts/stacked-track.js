/**
 * Stacked Track: the values of several measurements along the sequence, stacked
 * on each other.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('./columns.js').Columns} Columns
 */
import { clipToPlot, drawHighlight, drawSelection } from '../draw/canvas.js';
import { domain } from '../draw/scale.js';
import { drawAbLine, drawAxis, hasAxis, scaleY } from './axis.js';
import { drawBeyond } from './beyond.js';
import { columnsOf } from './columns.js';
import { explainEmpty, isOn } from './common.js';
import { declared } from './declared.js';
import { drawGrid } from './ruler.js';
import { pickValues } from './signal.js';
import { endsOf, extentOf, stack } from './stacking.js';

/** @type {import('../types.js').ChartModule} */
export const stackedTrack = {
  ...declared.StackedLineTrack,
  height: 110,

  draw(ctx, data, view, options) {
    const { settings } = options;
    drawSelection(ctx, view, options);
    drawGrid(ctx, view, options);
    const { columns, layers } = stacked(data, view, settings, options.px ?? 1);
    const drawn = columns.reduce((sum, c) => sum + (c ? c.mean.reduce((k, v) => k + (Number.isNaN(v) ? 0 : 1), 0) : 0), 0);
    const range = domain([], settings, () => options.across ?? extentOf(layers), options.shared);
    const y = scaleY(range, options.height);
    if (drawn > 0 || hasAxis(options)) drawAxis(ctx, view, options, range, y);
    clipToPlot(ctx, view, y(range[0]) + 1, y(range[1]) - 1);
    layers.forEach(({ lower, upper }, s) => {
      const of = columns[s];
      if (!of) return;
      ctx.strokeStyle = options.colors[s];
      ctx.lineWidth = of.px;
      ctx.beginPath();
      for (let c = 0; c < of.n; c++) {
        if (upper[c] === lower[c]) continue;
        const x = of.left + (c + 0.5) * of.px;
        ctx.moveTo(x, y(lower[c]));
        ctx.lineTo(x, y(upper[c]));
      }
      ctx.stroke();
    });
    ctx.restore();
    const of = columns.find((c) => c !== null);
    if (of) drawBeyond(ctx, of, range, y, endsOf(layers, of.n), options.theme, '');
    if (drawn > 0) drawAbLine(ctx, view, options, range, y);
    explainEmpty(ctx, data, view, options, drawn, 'No data in this region');
    return { bins: drawn };
  },

  highlight: (ctx, _, view, options) => drawHighlight(ctx, view, options),

  extent: (data, view, settings) => extentOf(stacked(data, view, settings, 1).layers),
  pick: pickValues,
};

/**
 * @param {ChartData} data @param {View} view @param {Record<string, any>} settings @param {number} px
 * @returns {{columns: (Columns|null)[], layers: import('./stacking.js').Layer[]}} null is a measurement without data
 */
function stacked(data, view, settings, px) {
  const columns = data.series.map(({ piece }) => (piece?.kind === 'bins' || piece?.kind === 'rows' ? columnsOf(piece, view, px) : null));
  const n = columns.find((c) => c !== null)?.n ?? 0;
  return { columns, layers: stack(columns.map((c) => c?.mean ?? new Float64Array(n)), settings.offset, isOn(settings.scaleToPercent)) };
}
