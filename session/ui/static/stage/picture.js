/**
 * A picture of charts under their ruler, for printing and papers: drawn by the
 * same code as the page, to SVG or to pixels.
 *
 * @typedef {import('./stage.js').Stage} Stage
 * @typedef {import('./card.js').Card} Card
 * @typedef {import('../types.js').View} View
 * @typedef {import('../charts/theme.js').Theme} Theme
 * @typedef {{fileType: 'svg'|'png', blob: Blob}} Picture
 */
import { drawStrip, stripOf } from '../charts/regions.js';
import { RULER } from '../charts/ruler.js';
import { drawRulers } from '../charts/ruler-panes.js';
import { cutTo, font, text, textWidth } from '../draw/canvas.js';
import { mirrored, mirroredFor, unflipped } from '../draw/mirror.js';
import { SVGContext } from '../draw/svg-context.js';
import { formatBases, formatPlace, formatPlaces } from '../model/format.js';
import { panesIn } from '../model/panes.js';
import { partsOf } from '../page/dom.js';

/** Room around the picture, under the place's line, between charts, and for their names on the left. */
const MARGIN = 12;
const HEAD = 26;
const GAP = 6;
const LABEL = 180;
/** Room for the number of bases beside the place. */
const BASES = 90;
/** Where a chart's remark is, as style sheets have it for the page. */
const NOTE = { right: 26, top: 2, height: 15, pad: 6 };
/** Pixels of a PNG for each of the page's, at least; and its longest side, which browsers draw. */
const SHARP = 2;
const MOST_PIXELS = 16_000;

/**
 * @param {Stage} stage
 * @param {Card[]} cards
 * @param {'svg'|'png'} fileType
 * @param {number} [ratio] pixels of a PNG for each of the page's
 * @returns {Promise<Picture>}
 */
export async function takePicture(stage, cards, fileType, ratio = Math.max(SHARP, devicePixelRatio)) {
  const view = stage.view();
  if (!view) throw new Error('this page shows no place yet');
  const shown = cards.filter((c) => c.module && c.options);
  const width = LABEL + stage.width + MARGIN;
  const ruler = measuring();
  const strip = stripOf(ruler, stage.workspace.regions, unflipped(view), stage.theme());
  const height = heightOf(shown) + strip.height;
  if (fileType === 'svg') {
    const ctx = new SVGContext(width, height, (words, fontName) => textWidth(ruler, words, fontName));
    drawPicture(/** @type {any} */ (ctx), stage, shown, view, strip, { width, height });
    const svg = ctx.toSVG(titleOf(shown, view));
    return { fileType, blob: new Blob([svg], { type: 'image/svg+xml' }) };
  }
  const canvas = document.createElement('canvas');
  const scale = Math.min(ratio, MOST_PIXELS / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('this browser draws no canvas');
  ctx.scale(scale, scale);
  drawPicture(ctx, stage, shown, view, strip, { width, height });
  /** @type {Blob|null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(`this browser makes no picture of ${canvas.width} by ${canvas.height} pixels`);
  return { fileType, blob };
}

/** @param {Card[]} cards */
function heightOf(cards) {
  const charts = cards.reduce((sum, c) => sum + (c.options?.height ?? 0) + GAP, 0);
  return Math.ceil(MARGIN + HEAD + RULER.height + charts + MARGIN);
}

/** @param {Card[]} cards @param {View} view */
function titleOf(cards, view) {
  return `${cards.map((c) => c.title()).join(', ')} at ${placeText(view)}`;
}

/** Returns what is shown, in words. @param {View} view */
function placeText(view) {
  return view.whole ? 'the whole genome' : panesIn(view).map(formatPlace).join(', ');
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stage} stage @param {Card[]} cards @param {View} view @param {import('../charts/regions.js').Strip} strip
 * @param {{width: number, height: number}} size
 */
function drawPicture(ctx, stage, cards, view, strip, { width, height }) {
  const theme = stage.theme();
  ctx.fillStyle = theme.ground;
  ctx.fillRect(0, 0, width, height);
  const bold = font(theme, 14, '600');
  const bases = formatBases(Math.round(panesIn(view).reduce((sum, p) => sum + p.end - p.start, 0)));
  const words = cutTo(ctx, placeText(view), width - 2 * MARGIN - BASES, bold);
  text(ctx, words, MARGIN, MARGIN + 13, { font: bold, color: theme.ink });
  const place = textWidth(ctx, words, bold);
  text(ctx, bases, MARGIN + place + 10, MARGIN + 13, { font: font(theme, 12), color: theme.muted });
  let y = MARGIN + HEAD;
  ctx.save();
  ctx.translate(LABEL, y);
  drawStrip(mirrored(ctx, view), strip, unflipped(view), theme);
  ctx.translate(0, strip.height);
  const limits = stage.workspace.limits();
  drawRulers(ctx, view, limits, { width: stage.width, theme, bands: stage.bands(view, limits, false) });
  ctx.restore();
  y += strip.height + RULER.height + GAP / 2;
  for (const card of cards) {
    const { options, module } = card;
    if (!options || !module) continue;
    drawLabel(ctx, card, theme, y);
    ctx.save();
    ctx.translate(LABEL, y);
    ctx.beginPath();
    ctx.rect(0, 0, stage.width, options.height);
    ctx.clip();
    // What the pointer is on is no part of a picture; what is selected is.
    const { note } = module.draw(mirroredFor(module, ctx, view), card.data(), unflipped(view), { ...options, theme });
    if (note) drawNote(ctx, note, stage.width, theme);
    ctx.restore();
    y += options.height + GAP;
  }
}

/**
 * Draws a chart's remark where the page has it.
 * @param {CanvasRenderingContext2D} ctx @param {string} note @param {number} width @param {Theme} theme
 */
function drawNote(ctx, note, width, theme) {
  const style = { font: font(theme, 11), color: theme.muted, baseline: /** @type {CanvasTextBaseline} */ ('middle') };
  const wide = textWidth(ctx, note, style.font);
  const x = width - NOTE.right - wide;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(x - NOTE.pad, NOTE.top, wide + 2 * NOTE.pad, NOTE.height);
  text(ctx, note, x, NOTE.top + NOTE.height / 2, style);
}

/**
 * Draws a chart's name and what its colours mean.
 * @param {CanvasRenderingContext2D} ctx @param {Card} card @param {Theme} theme @param {number} top
 */
function drawLabel(ctx, card, theme, top) {
  const { options, module } = card;
  if (!options || !module) return;
  const room = LABEL - MARGIN - 8;
  const bold = font(theme, 12.5, '600');
  const plain = font(theme, 11);
  let y = top + 14;
  for (const line of linesOf(ctx, card.title(), room, bold, options.height > 60 ? 2 : 1)) {
    text(ctx, line, MARGIN, y, { font: bold, color: theme.ink });
    y += 16;
  }
  card.keys(options.colors, theme).forEach(({ name, color }) => {
    if (y > top + options.height) return;
    ctx.fillStyle = color;
    ctx.fillRect(MARGIN, y - 8, 9, 9);
    text(ctx, cutTo(ctx, name, room - 15, plain), MARGIN + 15, y, { font: plain, color: theme.ink });
    y += 16;
  });
}

/**
 * Breaks words into at most `most` lines, where the page breaks them. What does not
 * fit ends in an ellipsis.
 * @param {CanvasRenderingContext2D} ctx @param {string} words @param {number} room @param {string} fontName @param {number} most
 */
function linesOf(ctx, words, room, fontName, most) {
  /** @type {string[]} */
  const lines = [];
  for (const part of words.split(/(?<=\s)/).flatMap(partsOf)) {
    const joined = lines.length > 0 ? lines[lines.length - 1] + part : part;
    if (lines.length > 0 && (textWidth(ctx, joined.trimEnd(), fontName) <= room || lines.length === most)) lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  return lines.map((line) => cutTo(ctx, line.trimEnd(), room, fontName));
}

/** Returns a context that measures texts. */
function measuring() {
  const ctx = document.createElement('canvas').getContext('2d');
  if (!ctx) throw new Error('this browser draws no canvas');
  return ctx;
}

/**
 * Encodes a blob in base64, in pieces that a call can take.
 * @param {Blob} blob
 */
export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

/** Has the browser save a file. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Returns the name of a file for a picture of what is shown. @param {View|null} view @param {string} what @param {string} fileType */
export function pictureName(view, what, fileType) {
  const place = view ? formatPlaces(panesIn(view), view.whole === true).replaceAll(',', '').replaceAll(':', '_') : '';
  const plain = [what, place].filter(Boolean).join(' ').replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|-+$/g, '');
  return `${plain.slice(0, 100) || 'epivizgo'}.${fileType}`;
}
