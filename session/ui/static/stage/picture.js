/**
 * Pictures of charts under their ruler, for printing and papers, taken on the page:
 * to SVG or to pixels.
 *
 * @typedef {import('./stage.js').Stage} Stage
 * @typedef {import('./card.js').Card} Card
 * @typedef {import('../types.js').View} View
 * @typedef {{fileType: 'svg'|'png', blob: Blob}} Picture
 */
import { textWidth } from '../draw/canvas.js';
import { SVGContext } from '../draw/svg-context.js';
import { formatPlaces } from '../model/format.js';
import { panesIn } from '../model/panes.js';
import { pictureFont } from '../page/fonts.js';
import { roominess } from './fit.js';
import { BESIDE, drawSheet, sheetOf } from './sheet.js';

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
  /** @type {import('./chart.js').Composed[]} */
  const composed = cards.flatMap((card) => {
    const { chart, module, options } = card;
    return module && options ? [{ chart, module, options, data: card.data() }] : [];
  });
  await pictureFont();
  const ruler = measuring();
  const limits = stage.workspace.limits();
  const { regions } = stage.workspace;
  const bands = stage.bands(view, limits, false);
  const sheet = sheetOf(ruler, composed, { view, limits, width: stage.width, theme: stage.theme(), regions, bands });
  const { width, height } = sheet;
  if (fileType === 'svg') {
    const ctx = new SVGContext(width, height, (words, fontName) => textWidth(ruler, words, fontName));
    drawSheet(/** @type {any} */ (ctx), sheet, 1);
    const svg = ctx.toSVG(sheet.title);
    return { fileType, blob: new Blob([svg], { type: 'image/svg+xml' }) };
  }
  const canvas = document.createElement('canvas');
  const scale = Math.min(ratio, MOST_PIXELS / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('this browser draws no canvas');
  ctx.scale(scale, scale);
  drawSheet(ctx, sheet, 1 / scale);
  /** @type {Blob|null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(`this browser makes no picture of ${canvas.width} by ${canvas.height} pixels`);
  return { fileType, blob };
}

/** Returns what the window decides of a picture of all charts. @param {Stage} stage */
export function layoutOf(stage) {
  if (!stage.view()) throw new Error('this page shows no place yet');
  return { width: BESIDE + stage.width, roominess: roominess(stage.cards, stage.room()), theme: stage.theme().name };
}

/** Returns a context that measures texts. */
function measuring() {
  const ctx = document.createElement('canvas').getContext('2d');
  if (!ctx) throw new Error('this browser draws no canvas');
  return ctx;
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
