/**
 * The ruler over places side by side: the name of each sequence, and its positions
 * unless it is one of a whole genome. Pure drawing.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Pane} Pane
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { cutTo, font, hline, text, textWidth, vline } from '../draw/canvas.js';
import { formatBases } from '../model/format.js';
import { RULER, drawRuler, drawTicks } from './ruler.js';

/** Where names are, in pixels from the top; and those of a whole genome, in two rows by turns where one has no room. */
const NAME = 14;
const ROWS = [23, 36];
/** Between two names. */
const APART = 6;

/**
 * Reports whether a point of the ruler, in pixels from the top, is on the names, which show a sequence alone.
 * @param {View} pane @param {number} y
 */
export function isOnName(pane, y) {
  return pane.bare === true || y < RULER.ticks - 20;
}

/**
 * Draws the ruler of what is shown, of one place as drawRuler does.
 * @param {Ctx} ctx @param {View} view @param {import('../types.js').Limits} limits @param {Parameters<typeof drawRuler>[3]} options
 */
export function drawRulers(ctx, view, limits, options) {
  if (view.panes) drawPanes(ctx, view.panes, view.whole === true, options.theme);
  else drawRuler(ctx, view, limits, options);
}

/** @param {Ctx} ctx @param {Pane[]} panes @param {boolean} whole @param {Theme} theme */
function drawPanes(ctx, panes, whole, theme) {
  if (whole) return drawGenome(ctx, panes, theme);
  for (const pane of panes) {
    const bold = font(theme, 12, '600');
    const name = cutTo(ctx, pane.seqName, pane.width, bold);
    text(ctx, name, pane.left, NAME, { font: bold, color: theme.ink });
    const bases = formatBases(Math.round(pane.end - pane.start));
    const small = font(theme, 11);
    const x = pane.left + textWidth(ctx, name, bold) + 8;
    if (x + textWidth(ctx, bases, small) <= pane.left + pane.width) text(ctx, bases, x, NAME, { font: small, color: theme.muted });
    drawTicks(ctx, pane, theme, pane.left - 1, pane.left + pane.width + 1);
  }
}

/** @param {Ctx} ctx @param {Pane[]} panes @param {Theme} theme */
function drawGenome(ctx, panes, theme) {
  const style = { font: font(theme, 11), color: theme.ink, align: /** @type {CanvasTextAlign} */ ('center') };
  // Without what all begin with, as the whole name has no room in most.
  const alike = panes.every((p) => /^chr./i.test(p.seqName));
  const names = panes.map(({ seqName }) => (alike ? seqName.slice(3) : seqName));
  const full = panes.every((pane) => textWidth(ctx, pane.seqName, style.font) + APART <= pane.width);
  const free = [-Infinity, -Infinity];
  panes.forEach((pane, i) => {
    const { left, width } = pane;
    ctx.fillStyle = i % 2 === 0 ? theme.line : theme.muted;
    ctx.fillRect(left, RULER.bar, Math.max(1, width - 1), RULER.barHeight);
    const name = full ? pane.seqName : names[i];
    const half = textWidth(ctx, name, style.font) / 2;
    const x = left + width / 2;
    const row = free.findIndex((at) => x - half >= at);
    if (row < 0) return;
    text(ctx, name, x, ROWS[row] + 4, style);
    free[row] = x + half + APART;
  });
  const last = panes[panes.length - 1];
  hline(ctx, panes[0].left, last.left + last.width, RULER.height - 1, theme.line);
  for (const { left } of panes.slice(1)) vline(ctx, left - 1, RULER.height - 4, RULER.height, theme.line);
}
