/**
 * What Genes Track and Transcript Track have in common: genes in packed rows.
 * When there are too many for rows with names below, the names go to the front,
 * then they go, then the height. Rows that are still too many are scrolled; of
 * genes too small to be seen one by one the density is drawn.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').Declared} Declared
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('./gene-layout.js').Naming} Naming
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { clipToPlot, drawHighlight, drawSelection, textWidth } from '../draw/canvas.js';
import { plural, withCommas } from '../model/format.js';
import { SCROLL_HINT, explainEmpty, isOn, pixelStretch } from './common.js';
import { describe, inView, nthOf, thinningNote, writtenColor } from './features.js';
import { codonsNote, describePart, dividedIn, drawCodons, drawExonNumbers, isNear, severalIn } from './gene-codons.js';
import { crowded, densityNote, drawDensity, drawDensityAxis, pickDensity } from './gene-density.js';
import { layoutOf } from './gene-layout.js';
import { drawGene, drawName, drawNameBefore, labelFont } from './gene-shape.js';
import { drawOutlines } from './outline.js';
import { drawGrid } from './ruler.js';

/** In a lower chart nobody looks for names, and a note on them would hide genes. */
const NAMED_HEIGHT = 60;

/**
 * What of a measurement is drawn: its density, or its rows in a layout.
 * @typedef {{s: number, piece: FeaturesPiece, noun: string, density: import('./gene-density.js').Density|null, lane: Lane}} Shown
 * @typedef {import('./gene-density.js').Lane} Lane
 * @typedef {import('./gene-layout.js').Layout} Layout
 * @typedef {{drawn: number, hidden: number, unseen: number, nameless: number}} Counts
 *   hidden: without a row; unseen: scrolled out of sight
 */

/**
 * @param {Declared} type
 * @param {string} noun what a row is, "gene"
 * @param {Naming} naming what a row is called
 * @param {(piece: FeaturesPiece) => FeaturesPiece} rowsOf makes what is drawn of the rows that came: the same object
 *   for the same rows
 * @returns {ChartModule}
 */
export function geneChart(type, noun, naming, rowsOf) {
  /** @param {ChartData} data @param {View} view @param {DrawOptions} options @returns {Shown[]} */
  const shownOf = ({ series }, view, { height, settings }) => series.flatMap(({ piece: came }, s) => {
    if (came?.kind !== 'features') return [];
    // The program thins and counts rows, which of some files are transcripts also where genes are drawn.
    const rows = rowsOf(came);
    const lane = { top: (s * height) / series.length, height: height / series.length, alone: series.length === 1 };
    const ofRows = came.density && rows !== came ? 'transcript' : noun;
    return [{ s, piece: rows, noun: ofRows, density: settings.displayMode === 'auto' ? crowded(rows, came, view) : null, lane }];
  });

  /**
   * @param {Shown} shown @param {number} lanes @param {View} view @param {DrawOptions} options
   * @param {((name: string) => number)|null} [widthOf]
   */
  const placed = ({ piece, s }, lanes, view, options, widthOf) =>
    scrolled(layoutOf(piece, view, options, s, lanes, naming, widthOf), options);

  /**
   * @param {Ctx} ctx @param {Shown} shown @param {Layout} layout @param {View} view @param {DrawOptions} options @param {Counts} counts
   * @param {import('../types.js').Bases|null} bases
   */
  const drawRows = (ctx, { piece, s }, layout, view, options, counts, bases) => {
    const numbered = isOn(options.settings.showAminoAcids) && !options.theme.row;
    const near = isNear(view, options.settings);
    const labelled = isOn(options.settings.showLabels) && options.settings.displayMode !== 'squished' && options.height >= NAMED_HEIGHT;
    let free = -Infinity;
    for (let i = 0; i < piece.starts.length; i++) {
      if (!inView(piece, view, i)) continue;
      if (layout.rows[i] < 0) {
        counts.hidden++;
        continue;
      }
      const top = layout.top + layout.rows[i] * layout.pitch;
      if (layout.full > 0 && (top + layout.body <= 0 || top >= options.height)) {
        counts.unseen++;
        continue;
      }
      counts.drawn++;
      const color = writtenColor(piece.metadata.itemRgb?.[i], options.theme) || options.colors[s];
      drawGene(ctx, piece, i, layout, view, color);
      if (near && bases) drawCodons(ctx, piece, i, layout, view, options, bases, color);
      // Rows keep room for names; where all genes share one, a name takes its turn.
      if (!layout.named[i]) {
        if (labelled && naming.before(piece, i)) counts.nameless++;
      } else if (layout.names === 'before') drawNameBefore(ctx, piece, i, naming[layout.called](piece, i), layout, view, options);
      else if (layout.names === 'below') {
        free = drawName(ctx, piece, i, naming.below(piece, i), layout, view, options, layout.collapsed ? free : -Infinity);
        if (numbered) drawExonNumbers(ctx, piece, i, layout, view, options, free);
      }
    }
  };

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
      const all = shownOf(data, view, options);
      for (const { density, lane } of all) if (density) drawDensityAxis(ctx, density, view, options, lane);
      clipToPlot(ctx, view, options.height);
      /** @type {Counts} */
      const counts = { drawn: 0, hidden: 0, unseen: 0, nameless: 0 };
      let full = 0;
      for (const shown of all) {
        const { density, s, piece } = shown;
        if (density) {
          drawDensity(ctx, density, view, options, shown.lane, options.colors[s], shown.noun);
          counts.drawn += density.inView;
          continue;
        }
        const layout = placed(shown, data.series.length, view, options, (t) => textWidth(ctx, t, labelFont(options)));
        full = layout.full;
        drawRows(ctx, shown, layout, view, options, counts, data.bases ?? null);
        drawOutlines(ctx, piece, view, options.selection ?? [], placeIn(layout), options.theme.chosenEdge);
      }
      ctx.restore();
      explainEmpty(ctx, data, view, options, counts.drawn + counts.unseen, `No ${noun}s in this region`);
      const dense = all.flatMap(({ density, noun: of }) => (density ? [{ density, noun: of }] : []));
      const rows = all.filter(({ density }) => !density).map(({ piece }) => piece);
      const codons = isNear(view, options.settings) && data.bases ? codonsNote(rows, view, data.bases, noun) : '';
      const ofRows = data.series.every(({ piece }) => piece?.kind !== 'features' || rowsOf(piece) === piece) ? noun : 'transcript';
      const note = dense.length > 0
        ? densityNote(dense, noun)
        : thinningNote(data, view, noun, counts.drawn, ofRows) || roomNote(counts, noun, options.height < NAMED_HEIGHT) || codons;
      return { rows: counts.drawn, note, ...(full > 0 ? { full } : {}) };
    },

    highlight(ctx, data, view, options) {
      drawHighlight(ctx, view, options);
      const { highlight } = options;
      if (!highlight) return;
      clipToPlot(ctx, view, options.height);
      for (const shown of shownOf(data, view, options)) {
        if (shown.density) continue;
        drawOutlines(ctx, shown.piece, view, [highlight], placeIn(placed(shown, data.series.length, view, options)), options.theme.accent);
      }
      ctx.restore();
    },

    pick(data, view, options, x, y) {
      for (const shown of shownOf(data, view, options)) {
        const { piece, density, s, lane } = shown;
        const { measurement } = data.series[s];
        if (density) {
          if (y < lane.top || y >= lane.top + lane.height) continue;
          return pickDensity(density, view, x, shown.noun, measurement.name, options.colors[s]);
        }
        const layout = placed(shown, data.series.length, view, options);
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

/** Returns a layout moved up by what the chart is scrolled. @param {Layout} layout @param {DrawOptions} options @returns {Layout} */
function scrolled(layout, { height, scroll = 0 }) {
  if (layout.full === 0) return layout;
  return { ...layout, top: layout.top - Math.max(0, Math.min(scroll, layout.full - height)) };
}

/** Returns the note of what a chart has no room for. @param {Counts} counts @param {string} noun @param {boolean} low */
function roomNote({ drawn, hidden, unseen, nameless }, noun, low) {
  if (unseen > 0) {
    return `${withCommas(unseen)} of ${plural(drawn + unseen, noun)} out of sight${low ? '' : SCROLL_HINT}`;
  }
  const unfit = hidden > 0 ? plural(hidden, noun) : nameless > 0 ? plural(nameless, 'name') : '';
  return unfit ? `${unfit} did not fit; make the chart higher` : '';
}

/** @param {import('./gene-layout.js').Layout} layout @returns {(i: number) => {top: number, height: number}|null} */
function placeIn({ top, pitch, body, rows }) {
  return (i) => (rows[i] < 0 ? null : { top: Math.round(top + rows[i] * pitch), height: body });
}
