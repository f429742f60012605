/**
 * Genes Track: genes with their exons, strand and name. Coding parts are drawn
 * full height where the data tell them. Genes that overlap lie in rows; when
 * there are too many for rows with names, the names go first, then the height.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 * @typedef {import('./gene-layout.js').Layout} Layout
 */
import { clipToPlot, crisp, drawHighlight, font, text, textWidth } from '../canvas.js';
import { plural } from '../format.js';
import { drawGrid } from '../ruler.js';
import { toPos, toX } from '../view.js';
import { explainEmpty, pixelStretch } from './common.js';
import { declared } from './declared.js';
import { describe, inView, nameOf, thinningNote } from './features.js';
import { LABEL_SIZE, PAD, layoutOf } from './gene-layout.js';

/** Pixels between the arrows that show the strand. */
const ARROW_EVERY = 24;
/** An exon is at least this wide, so that it can be seen. */
const MIN_EXON = 1.5;

/** @type {import('../types.js').ChartModule} */
export const genesTrack = {
  ...declared.GenesTrack,
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
      const layout = layoutOf(piece, view, options, s, data.series.length, (t) => textWidth(ctx, t, labelFont(options)));
      for (let i = 0; i < piece.starts.length; i++) {
        if (!inView(piece, view, i)) continue;
        if (layout.rows[i] < 0) hidden++;
        else {
          drawGene(ctx, piece, i, layout, view, options, options.colors[s]);
          drawn++;
        }
      }
    });
    ctx.restore();
    explainEmpty(ctx, data, view, options, drawn, 'No genes in this region');
    const more = hidden > 0 ? `${plural(hidden, 'gene')} did not fit; zoom in` : '';
    return { rows: drawn, note: thinningNote(data, view, 'gene') || more };
  },

  pick(data, view, options, x, y) {
    for (let s = 0; s < data.series.length; s++) {
      const { piece, measurement } = data.series[s];
      if (piece?.kind !== 'features') continue;
      const layout = layoutOf(piece, view, options, s, data.series.length);
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

/** @param {DrawOptions} options */
function labelFont(options) {
  return font(options.theme, LABEL_SIZE);
}

/**
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {Layout} layout
 * @param {View} view @param {DrawOptions} options @param {string} color
 */
function drawGene(ctx, piece, i, layout, view, options, color) {
  const { body } = layout;
  const top = Math.round(layout.top + layout.rows[i] * layout.pitch);
  const middle = top + body / 2;
  const [x, w] = pixelStretch(view, piece.starts[i], piece.ends[i], 2);
  const exons = piece.exons?.[i];
  if (!exons || exons.length === 0) {
    ctx.fillStyle = color;
    ctx.fillRect(x, top, w, body);
  } else {
    ctx.strokeStyle = color;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(x, crisp(middle - 0.5));
    ctx.lineTo(x + w, crisp(middle - 0.5));
    ctx.stroke();
    if (body >= 6) drawArrows(ctx, view, piece.strands[i], exons, x, w, crisp(middle - 0.5), color);
    drawExons(ctx, piece, i, exons, view, top, body, color);
  }
  if (layout.labels) drawLabel(ctx, piece, i, view, options, top + body + LABEL_SIZE);
}

/**
 * Exons, the parts outside the coding sequence at half height.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {Float64Array} exons
 * @param {View} view @param {number} top @param {number} body @param {string} color
 */
function drawExons(ctx, piece, i, exons, view, top, body, color) {
  const from = piece.cds ? piece.cds.starts[i] : NaN;
  const to = piece.cds ? piece.cds.ends[i] : NaN;
  const thin = body - 2 * Math.floor(body / 4);
  const slice = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ height) => {
    if (b <= a || b < view.start || a > view.end) return;
    const x0 = toX(view, a);
    ctx.fillRect(x0, top + (body - height) / 2, Math.max(MIN_EXON, toX(view, b) - x0), height);
  };
  ctx.fillStyle = color;
  for (let k = 0; k < exons.length; k += 2) {
    const [a, b] = [exons[k], exons[k + 1]];
    if (Number.isNaN(from)) slice(a, b, body);
    else {
      slice(a, Math.min(b, from), thin);
      slice(Math.max(a, from), Math.min(b, to), body);
      slice(Math.max(a, to), b, thin);
    }
  }
}

/**
 * Small arrows along the line between exons, in the direction of the strand.
 * @param {Ctx} ctx @param {View} view @param {number} strand @param {Float64Array} exons
 * @param {number} x @param {number} w @param {number} y @param {string} color
 */
function drawArrows(ctx, view, strand, exons, x, w, y, color) {
  if (strand === 0 || w < ARROW_EVERY) return;
  const from = Math.max(x, view.left - ARROW_EVERY);
  const to = Math.min(x + w, view.left + view.width + ARROW_EVERY);
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.beginPath();
  // Counted from the gene's start, so that they stay in place while it pans.
  const origin = toX(view, exons[0]);
  let exon = 0;
  for (let k = Math.max(0, Math.floor((from - origin) / ARROW_EVERY)); origin + k * ARROW_EVERY < to; k++) {
    const at = origin + (k + 0.5) * ARROW_EVERY;
    const pos = toPos(view, at);
    while (exon < exons.length && exons[exon + 1] <= pos) exon += 2;
    const hidden = exon < exons.length && toX(view, exons[exon]) < at + 3;
    if (hidden || at < from || at > to - 3) continue;
    ctx.moveTo(at - 2 * strand, y - 3);
    ctx.lineTo(at + 1 * strand, y);
    ctx.lineTo(at - 2 * strand, y + 3);
  }
  ctx.stroke();
}

/**
 * The gene's name below it, kept in view as long as the gene is.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {View} view
 * @param {DrawOptions} options @param {number} baseline
 */
function drawLabel(ctx, piece, i, view, options, baseline) {
  const name = nameOf(piece, i);
  if (!name) return;
  const style = { font: labelFont(options), color: options.theme.ink };
  const width = textWidth(ctx, name, style.font);
  const x0 = toX(view, piece.starts[i]);
  const last = Math.max(x0, toX(view, piece.ends[i]) - width);
  const x = Math.min(Math.max(x0, view.left + PAD), last);
  // The tail of a name at the left edge, or its first letter at the right one, reads as another name.
  if (x >= view.left && x + width / 2 <= view.left + view.width) text(ctx, name, x, baseline, style);
}
