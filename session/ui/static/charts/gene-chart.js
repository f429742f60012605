/**
 * What Genes Track and Transcript Track have in common: genes in packed rows.
 * When there are too many for rows with names below, the names go to the front,
 * then they go, then the height.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').Declared} Declared
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('./gene-layout.js').Naming} Naming
 */
import { clipToPlot, drawHighlight, drawSelection, textWidth } from '../draw/canvas.js';
import { plural } from '../model/format.js';
import { explainEmpty, isOn, pixelStretch } from './common.js';
import { describe, inView, nthOf, thinningNote, writtenColor } from './features.js';
import { codonsNote, describePart, dividedIn, drawCodons, drawExonNumbers, isNear, severalIn } from './gene-codons.js';
import { layoutOf } from './gene-layout.js';
import { drawGene, drawName, drawNameBefore, labelFont } from './gene-shape.js';
import { drawOutlines } from './outline.js';
import { drawGrid } from './ruler.js';

/** In a lower chart nobody looks for names, and a note on them would hide genes. */
const NAMED_HEIGHT = 60;

/**
 * @param {Declared} type
 * @param {string} noun what a row is, "gene"
 * @param {Naming} naming what a row is called
 * @param {(piece: FeaturesPiece) => FeaturesPiece} rowsOf makes what is drawn of the rows that came: the same object
 *   for the same rows
 * @returns {ChartModule}
 */
export function geneChart(type, noun, naming, rowsOf) {
  return {
    ...type,
    height: 120,

    several(data, view, settings) {
      const coding = data.series.filter(({ piece }) => piece?.kind === 'features' && piece.cds);
      if (coding.length === 0 || !isNear(view, settings)) return null;
      return coding.flatMap(({ piece, measurement }) => (piece?.kind === 'features' ? severalIn(rowsOf(piece), view, measurement) : []));
    },

    reads(data, view) {
      return data.series.flatMap(({ piece }) => (piece?.kind === 'features' ? dividedIn(rowsOf(piece), view, data.bases) : []));
    },

    draw(ctx, data, view, options) {
      drawSelection(ctx, view, options);
      drawGrid(ctx, view, options);
      clipToPlot(ctx, view, options.height);
      let drawn = 0;
      let hidden = 0;
      let nameless = 0;
      const numbered = isOn(options.settings.showAminoAcids);
      const near = isNear(view, options.settings);
      const labelled = isOn(options.settings.showLabels) && options.settings.displayMode !== 'squished' && options.height >= NAMED_HEIGHT;
      data.series.forEach(({ piece: came }, s) => {
        if (came?.kind !== 'features') return;
        const piece = rowsOf(came);
        const layout = layoutOf(piece, view, options, s, data.series.length, naming, (t) => textWidth(ctx, t, labelFont(options)));
        let free = -Infinity;
        for (let i = 0; i < piece.starts.length; i++) {
          if (!inView(piece, view, i)) continue;
          if (layout.rows[i] < 0) {
            hidden++;
            continue;
          }
          drawn++;
          const color = writtenColor(piece.metadata.itemRgb?.[i], options.theme) || options.colors[s];
          drawGene(ctx, piece, i, layout, view, color);
          // Rows keep room for names; where all genes share one, a name takes its turn.
          if (near && data.bases) drawCodons(ctx, piece, i, layout, view, options, data.bases, color);
          if (!layout.named[i]) {
            if (labelled && naming.before(piece, i)) nameless++;
            continue;
          }
          if (layout.names === 'before') drawNameBefore(ctx, piece, i, naming.before(piece, i), layout, view, options);
          else if (layout.names === 'below') {
            free = drawName(ctx, piece, i, naming.below(piece, i), layout, view, options, layout.collapsed ? free : -Infinity);
            if (numbered) drawExonNumbers(ctx, piece, i, layout, view, options, free);
          }
        }
        drawOutlines(ctx, piece, view, options.selection ?? [], placeIn(layout), options.theme.chosenEdge);
      });
      ctx.restore();
      explainEmpty(ctx, data, view, options, drawn, `No ${noun}s in this region`);
      const unfit = hidden > 0 ? plural(hidden, noun) : nameless > 0 ? plural(nameless, 'name') : '';
      const pieces = data.series.flatMap(({ piece }) => (piece?.kind === 'features' ? [rowsOf(piece)] : []));
      const codons = near && data.bases ? codonsNote(pieces, view, data.bases, noun) : '';
      const more = unfit ? `${unfit} did not fit; make the chart higher` : codons;
      // The program thins rows, which of some files are transcripts also where genes are drawn.
      const ofRows = data.series.every(({ piece }) => piece?.kind !== 'features' || rowsOf(piece) === piece) ? noun : 'transcript';
      return { rows: drawn, note: thinningNote(data, view, noun, drawn, ofRows) || more };
    },

    highlight(ctx, data, view, options) {
      drawHighlight(ctx, view, options);
      const { highlight } = options;
      if (!highlight) return;
      clipToPlot(ctx, view, options.height);
      data.series.forEach(({ piece: came }, s) => {
        if (came?.kind !== 'features') return;
        const piece = rowsOf(came);
        const layout = layoutOf(piece, view, options, s, data.series.length, naming);
        drawOutlines(ctx, piece, view, [highlight], placeIn(layout), options.theme.accent);
      });
      ctx.restore();
    },

    pick(data, view, options, x, y) {
      for (let s = 0; s < data.series.length; s++) {
        const { piece: came, measurement } = data.series[s];
        if (came?.kind !== 'features') continue;
        const piece = rowsOf(came);
        const layout = layoutOf(piece, view, options, s, data.series.length, naming);
        for (let i = 0; i < piece.starts.length; i++) {
          if (layout.rows[i] < 0 || !inView(piece, view, i)) continue;
          const top = layout.top + layout.rows[i] * layout.pitch;
          const [x0, w] = pixelStretch(view, piece.starts[i], piece.ends[i], 3);
          if (y >= top - 1 && y <= top + layout.pitch - 1 && x >= x0 - 3 && x <= x0 + w + 3) {
            const picked = describe(piece, i, measurement.name, options.colors[s]);
            picked.lines.splice(1, 0, ...describePart(piece, i, view, x, options, data.bases));
            return { ...picked, of: { series: s, nth: nthOf(piece, i) } };
          }
        }
      }
      return null;
    },
  };
}

/** @param {import('./gene-layout.js').Layout} layout @returns {(i: number) => {top: number, height: number}|null} */
function placeIn({ top, pitch, body, rows }) {
  return (i) => (rows[i] < 0 ? null : { top: Math.round(top + rows[i] * pitch), height: body });
}
