/**
 * Drawing helpers over the plain 2D calls, so that what is drawn can go to a
 * screen, to a recorder in a test, or to an SVG alike.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { toX } from '../model/view.js';

/**
 * Sizes a canvas for the screen's pixels and clears it. Afterwards one unit of
 * the context is one CSS pixel.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in CSS pixels
 * @param {number} height
 * @param {number} ratio device pixels per CSS pixel
 * @returns {Ctx}
 */
export function prepare(canvas, width, height, ratio) {
  const w = Math.max(1, Math.round(width * ratio));
  const h = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('this browser draws no canvas');
  ctx.setTransform(w / width, 0, 0, h / height, 0, 0);
  ctx.clearRect(0, 0, width, height);
  return ctx;
}

/** Returns the middle of a pixel, where a line of width 1 is sharp. @param {number} v */
export function crisp(v) {
  return Math.floor(v) + 0.5;
}

/** @param {Ctx} ctx @param {number} x0 @param {number} x1 @param {number} y @param {string} color */
export function hline(ctx, x0, x1, y, color) {
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(x0, crisp(y));
  ctx.lineTo(x1, crisp(y));
  ctx.stroke();
}

/** @param {Ctx} ctx @param {number} x @param {number} y0 @param {number} y1 @param {string} color */
export function vline(ctx, x, y0, y1, color) {
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(crisp(x), y0);
  ctx.lineTo(crisp(x), y1);
  ctx.stroke();
}

/**
 * Draws many vertical lines at once: a stroke costs more than its lines.
 * @param {Ctx} ctx @param {number[]} xs @param {number} y0 @param {number} y1 @param {string} color
 */
export function vlines(ctx, xs, y0, y1, color) {
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const x of xs) {
    ctx.moveTo(crisp(x), y0);
    ctx.lineTo(crisp(x), y1);
  }
  ctx.stroke();
}

/** @param {import('../charts/theme.js').Theme} theme @param {number} size in pixels @param {string} [weight] */
export function font(theme, size, weight = '400') {
  return `${weight} ${size}px ${theme.font}`;
}

/**
 * @param {Ctx} ctx
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{font: string, color: string, align?: CanvasTextAlign, baseline?: CanvasTextBaseline}} style
 */
export function text(ctx, text, x, y, style) {
  ctx.font = style.font;
  ctx.fillStyle = style.color;
  ctx.textAlign = style.align ?? 'left';
  ctx.textBaseline = style.baseline ?? 'alphabetic';
  ctx.fillText(text, x, y);
}

/**
 * Draws many texts of one style: setting a font costs more than writing a word.
 * @param {Ctx} ctx
 * @param {{text: string, x: number, y: number}[]} list
 * @param {Parameters<typeof text>[4]} style
 */
export function texts(ctx, list, style) {
  list.forEach((t, i) => {
    if (i === 0) text(ctx, t.text, t.x, t.y, style);
    else ctx.fillText(t.text, t.x, t.y);
  });
}

/** @type {Map<string, Map<string, number>>} */
const widths = new Map();
/** The most text widths remembered per font, before all are forgotten. */
const MAX_WIDTHS = 5000;

/**
 * Returns the width of a text in CSS pixels, remembered. Only here is text measured.
 * @param {Ctx} ctx
 * @param {string} text
 * @param {string} fontName
 */
export function textWidth(ctx, text, fontName) {
  let known = widths.get(fontName);
  if (!known || known.size > MAX_WIDTHS) widths.set(fontName, (known = new Map()));
  let width = known.get(text);
  if (width === undefined) {
    ctx.font = fontName;
    width = ctx.measureText(text).width;
    known.set(text, width);
  }
  return width;
}

/**
 * Confines drawing to the data's part of a chart until `ctx.restore`.
 * @param {Ctx} ctx @param {View} view @param {number} bottom in pixels @param {number} [top]
 */
export function clipToPlot(ctx, view, bottom, top = 0) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(view.left, top, view.width, bottom - top);
  ctx.clip();
}

/** Opacity of the highlight over the data, and of regions of interest behind them. */
export const WASH_ALPHA = 0.14;
export const TINT_ALPHA = 0.09;

/**
 * Draws the regions of interest behind the data.
 * @param {Ctx} ctx @param {View} view @param {DrawOptions} options
 */
function drawTints(ctx, view, { tints, height }) {
  for (const { color, stretches } of tints ?? []) {
    ctx.globalAlpha = TINT_ALPHA;
    ctx.fillStyle = color;
    let drawnTo = -Infinity;
    for (const stretch of stretches) {
      if (stretch.end <= view.start || stretch.start >= view.end) continue;
      const [x, w] = stretchPixels(view, stretch, 2);
      if (x + w <= drawnTo) continue;
      const from = Math.max(x, drawnTo); // what overlaps would be darker
      drawnTo = x + w;
      ctx.fillRect(from, 0, drawnTo - from, height);
    }
  }
  ctx.globalAlpha = 1;
}

/**
 * Draws the regions of interest and over them the selection, behind the data.
 * @param {Ctx} ctx @param {View} view @param {DrawOptions} options
 */
export function drawSelection(ctx, view, options) {
  const { selection, height, theme } = options;
  drawTints(ctx, view, options);
  let drawnTo = -Infinity;
  for (const stretch of selection ?? []) {
    if (stretch.end <= view.start || stretch.start >= view.end) continue;
    const [x, w] = stretchPixels(view, stretch, 2);
    if (x + w <= drawnTo) continue;
    drawnTo = x + w;
    ctx.fillStyle = theme.chosen;
    ctx.fillRect(x, 0, w, height);
    if (w < 6) continue;
    ctx.fillStyle = theme.chosenEdge;
    ctx.fillRect(x, 0, 1, height);
    ctx.fillRect(x + w - 1, 0, 1, height);
  }
}

/**
 * Draws the highlight over the data.
 * @param {Ctx} ctx @param {View} view @param {DrawOptions} options
 */
export function drawHighlight(ctx, view, { highlight, height, theme }) {
  if (!highlight) return;
  ctx.globalAlpha = WASH_ALPHA;
  ctx.fillStyle = theme.accent;
  for (const stretch of highlight.ends ?? [highlight]) {
    if (highlight.ends && (stretch.end <= view.start || stretch.start >= view.end)) continue;
    const [x, w] = stretchPixels(view, stretch, 3);
    ctx.fillRect(x, 0, w, height);
  }
  ctx.globalAlpha = 1;
}

/**
 * Returns a stretch in pixels, cut to the plot and at least `least` wide.
 * @param {View} view @param {import('../types.js').Stretch} stretch @param {number} least
 * @returns {[x: number, w: number]}
 */
function stretchPixels(view, stretch, least) {
  const x0 = Math.max(toX(view, stretch.start), view.left);
  const x1 = Math.min(toX(view, stretch.end), view.left + view.width);
  const w = Math.max(least, x1 - x0);
  return [(x0 + x1 - w) / 2, w];
}

/**
 * Draws a sentence in the middle of an empty plot, on as many lines as it needs.
 * @param {Ctx} ctx @param {View} view @param {DrawOptions} options @param {string} message
 * @param {boolean} [bad] whether it tells of a failure
 */
export function drawMessage(ctx, view, options, message, bad = false) {
  const { theme, height } = options;
  const style = {
    font: font(theme, 12), color: bad ? theme.danger : theme.muted,
    align: /** @type {CanvasTextAlign} */ ('center'), baseline: /** @type {CanvasTextBaseline} */ ('middle'),
  };
  const room = view.width - 24;
  const lines = wrap(ctx, message, room, style.font).slice(0, Math.max(1, Math.floor(height / 16)));
  lines.forEach((line, i) => {
    text(ctx, cutTo(ctx, line, room, style.font), view.left + view.width / 2, height / 2 + (i - (lines.length - 1) / 2) * 16, style);
  });
}

/**
 * Returns words with an ellipsis in the place of what has no room.
 * @param {Ctx} ctx @param {string} words @param {number} room @param {string} fontName
 */
export function cutTo(ctx, words, room, fontName) {
  if (textWidth(ctx, words, fontName) <= room) return words;
  const letters = [...words];
  while (letters.length > 1 && textWidth(ctx, letters.join('') + '…', fontName) > room) letters.pop();
  return letters.join('') + '…';
}

/**
 * @param {Ctx} ctx @param {string} message @param {number} room @param {string} fontName
 * @returns {string[]}
 */
function wrap(ctx, message, room, fontName) {
  /** @type {string[]} */
  const lines = [];
  for (const word of message.split(/\s+/)) {
    const joined = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && textWidth(ctx, joined, fontName) <= room) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/**
 * Returns black or white, whichever is more readable on a colour given as #rrggbb.
 * @param {string} color
 */
export function inkOn(color) {
  const m = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (!m) return '#ffffff';
  const [r, g, b] = m.slice(1).map((h) => (parseInt(h, 16) / 255) ** 2.2);
  // Relative luminance of WCAG 2; 0.3 favours white, which looks calmer.
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3 ? '#10161d' : '#ffffff';
}
