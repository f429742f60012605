/**
 * Draws one gene: exons, coding parts at full height where the data tell them,
 * the strand as arrows, the name below or in front.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 * @typedef {import('./gene-layout.js').Layout} Layout
 */
import { crisp, font, text, textWidth } from '../draw/canvas.js';
import { toPos, toX } from '../model/view.js';
import { pixelStretch } from './common.js';
import { countOf } from './features.js';
import { LABEL_SIZE, NAME_GAP, PAD } from './gene-layout.js';

/** Pixels between the arrows that show the strand. */
const ARROW_EVERY = 24;
/** An exon is at least this wide, so that it can be seen. */
const MIN_EXON = 1.5;
/** Opacity of the ground of a name over its gene: exons under it are seen through it. */
const GROUND_ALPHA = 0.75;
/** Pixels between names in one row. */
const APART = 8;

/** Returns the font of names. @param {DrawOptions} options */
export function labelFont(options) {
  return font(options.theme, LABEL_SIZE);
}

/**
 * Draws a gene without its name.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {Layout} layout
 * @param {View} view @param {string} color
 */
export function drawGene(ctx, piece, i, layout, view, color) {
  const { body } = layout;
  const top = Math.round(layout.top + layout.rows[i] * layout.pitch);
  const middle = top + body / 2;
  const [x, w] = pixelStretch(view, piece.starts[i], piece.ends[i], 2);
  const exons = piece.exons?.[i];
  if (!exons || exons.length === 0) drawBlock(ctx, piece, i, view, [x, w], top, body, color);
  else {
    ctx.strokeStyle = color;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(x, crisp(middle - 0.5));
    ctx.lineTo(x + w, crisp(middle - 0.5));
    ctx.stroke();
    if (body >= 6) drawArrows(ctx, view, piece.strands[i], exons, x, w, crisp(middle - 0.5), color);
    drawExons(ctx, piece, i, exons, view, top, body, color);
  }
}

/** Returns the height of what does not code, or is thin. @param {number} body */
function thinOf(body) {
  return body - 2 * Math.floor(body / 4);
}

/**
 * Draws a feature without exons: its thick part at full height, the rest at half height.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {View} view
 * @param {[x: number, w: number]} stretch of the feature in pixels @param {number} top @param {number} body @param {string} color
 */
export function drawBlock(ctx, piece, i, view, [x, w], top, body, color) {
  ctx.fillStyle = color;
  const { cds } = piece;
  if (!cds || countOf(piece, i) > 1) {
    ctx.fillRect(x, top, w, body);
    return;
  }
  const [from, to] = [cds.starts[i], cds.ends[i]];
  const whole = from <= piece.starts[i] && to >= piece.ends[i];
  const thin = thinOf(body);
  if (!whole) ctx.fillRect(x, top + (body - thin) / 2, w, thin);
  if (Number.isNaN(from)) return;
  const [x0, thick] = whole ? [x, w] : pixelStretch(view, from, to, 1);
  const left = Math.max(x, x0);
  const right = Math.min(x + w, x0 + thick);
  if (right > left) ctx.fillRect(left, top, right - left, body);
}

/**
 * Draws exons, the parts outside the coding sequence at half height: all of a gene that codes for nothing,
 * and none of a file that does not say what codes.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {Float64Array} exons
 * @param {View} view @param {number} top @param {number} body @param {string} color
 */
function drawExons(ctx, piece, i, exons, view, top, body, color) {
  const thin = thinOf(body);
  const slice = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ height) => {
    if (b <= a || b < view.start || a > view.end) return;
    const x0 = toX(view, a);
    ctx.fillRect(x0, top + (body - height) / 2, Math.max(MIN_EXON, toX(view, b) - x0), height);
  };
  ctx.fillStyle = color;
  for (let k = 0; k < exons.length; k += 2) {
    const [a, b] = [exons[k], exons[k + 1]];
    if (!piece.cds) slice(a, b, body);
    else if (Number.isNaN(piece.cds.starts[i])) slice(a, b, thin);
    else {
      const [from, to] = [piece.cds.starts[i], piece.cds.ends[i]];
      slice(a, Math.min(b, from), thin);
      slice(Math.max(a, from), Math.min(b, to), body);
      slice(Math.max(a, to), b, thin);
    }
  }
}

/**
 * Draws small arrows along the line between exons, in the direction of the strand.
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
 * Writes the gene's name below it, in view as long as the gene is.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {string} name @param {Layout} layout
 * @param {View} view @param {DrawOptions} options @param {number} free where names may begin
 * @returns {number} where the next name may begin; `free` when there was no room for it
 */
export function drawName(ctx, piece, i, name, layout, view, options, free) {
  if (!name) return free;
  const style = { font: labelFont(options), color: options.theme.ink };
  const width = textWidth(ctx, name, style.font);
  const x0 = toX(view, piece.starts[i]);
  const last = Math.max(x0, toX(view, piece.ends[i]) - width);
  const x = Math.min(Math.max(x0, view.left + PAD), last);
  // Part of a name at an edge reads as another name.
  if (x < view.left || x < free || x + width > view.left + view.width) return free;
  text(ctx, name, x, Math.round(layout.top + layout.rows[i] * layout.pitch) + layout.body + LABEL_SIZE, style);
  return x + width + APART;
}

/**
 * Writes the gene's name in front of it. If the gene begins left of the view, the
 * name is at the view's edge, on ground of its own.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {string} name @param {Layout} layout
 * @param {View} view @param {DrawOptions} options
 */
export function drawNameBefore(ctx, piece, i, name, layout, view, options) {
  if (!name) return;
  const style = { font: labelFont(options), color: options.theme.ink };
  const width = textWidth(ctx, name, style.font);
  const top = Math.round(layout.top + layout.rows[i] * layout.pitch);
  const wanted = toX(view, piece.starts[i]) - width - NAME_GAP;
  const x = Math.max(wanted, view.left);
  if (x > wanted) {
    if (x + width + NAME_GAP > toX(view, piece.ends[i])) return;
    ctx.fillStyle = options.theme.ground;
    ctx.globalAlpha = GROUND_ALPHA;
    ctx.fillRect(x, top - 1, width + NAME_GAP, layout.body + 3);
    ctx.globalAlpha = 1;
  }
  text(ctx, name, x, top + layout.body, style);
}
