/**
 * What Genes Track and Transcript Track have in common: genes in packed rows.
 * When there are too many for rows with names, the names go first, then the
 * height.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').Declared} Declared
 * @typedef {import('../types.js').ChartModule} ChartModule
 */
import { clipToPlot, drawHighlight, textWidth } from '../canvas.js';
import { plural } from '../format.js';
import { drawGrid } from '../ruler.js';
import { explainEmpty, pixelStretch } from './common.js';
import { describe, inView, thinningNote } from './features.js';
import { layoutOf } from './gene-layout.js';
import { drawGene, drawName, labelFont } from './gene-shape.js';

/**
 * @param {Declared} type
 * @param {string} noun what a row is, "gene"
 * @param {(piece: FeaturesPiece, i: number) => string} nameOf what a row is called
 * @returns {ChartModule}
 */
export function geneChart(type, noun, nameOf) {
  return {
    ...type,
    height: 120,
    hue: 6,

    draw(ctx, data, view, options) {
      drawHighlight(ctx, view, options);
      drawGrid(ctx, view, options);
      clipToPlot(ctx, view, options.height);
      let drawn = 0;
      let hidden = 0;
      data.series.forEach(({ piece }, s) => {
        if (piece?.kind !== 'features') return;
        const layout = layoutOf(piece, view, options, s, data.series.length, nameOf, (t) => textWidth(ctx, t, labelFont(options)));
        let free = -Infinity;
        for (let i = 0; i < piece.starts.length; i++) {
          if (!inView(piece, view, i)) continue;
          if (layout.rows[i] < 0) {
            hidden++;
            continue;
          }
          drawn++;
          drawGene(ctx, piece, i, layout, view, options.colors[s]);
          // Rows keep room for names; where all genes share one, a name takes its turn.
          if (layout.labels) free = drawName(ctx, piece, i, nameOf(piece, i), layout, view, options, layout.collapsed ? free : -Infinity);
        }
      });
      ctx.restore();
      explainEmpty(ctx, data, view, options, drawn, `No ${noun}s in this region`);
      const more = hidden > 0 ? `${plural(hidden, noun)} did not fit; zoom in` : '';
      return { rows: drawn, note: thinningNote(data, view, noun) || more };
    },

    pick(data, view, options, x, y) {
      for (let s = 0; s < data.series.length; s++) {
        const { piece, measurement } = data.series[s];
        if (piece?.kind !== 'features') continue;
        const layout = layoutOf(piece, view, options, s, data.series.length, nameOf);
        for (let i = 0; i < piece.starts.length; i++) {
          if (layout.rows[i] < 0 || !inView(piece, view, i)) continue;
          const top = layout.top + layout.rows[i] * layout.pitch;
          const [x0, w] = pixelStretch(view, piece.starts[i], piece.ends[i], 3);
          if (y >= top - 1 && y <= top + layout.pitch - 1 && x >= x0 - 3 && x <= x0 + w + 3) {
            return describe(piece, i, measurement.name, options.colors[s]);
          }
        }
      }
      return null;
    },
  };
}
