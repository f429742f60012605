/**
 * Draws reads in their rows. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('./reads.js').Read} Read
 * @typedef {{y: number, height: number}} Row
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { font, inkOn, text } from '../draw/canvas.js';
import { toX } from '../model/view.js';
import { barColor } from './bases.js';
import { mix } from './color-scale.js';
import { isOn } from './common.js';
import { isReverse } from './reads.js';
import { modColor, shaded } from './reads-colors.js';

/** Rows from which on reads have a tip, and bases letters; pixels of a base for a letter. */
const TIP_ROW = 5;
const LETTER_ROW = 9;
const LETTER_BASE = 7;
/** The longest tip. */
const TIP = 5;
/** Pixels of a deletion or an insertion in which its length is written. */
const NUMBER_ROOM = 14;
/** How much colour the line of a splice has. */
const SPLICE = 0.65;
/** Pixels of a base from which on the length of an insertion is written. */
const NUMBER_BASE = 4;
/** Pixels of a base from which on insertions are drawn at all. */
const INSERTION_BASE = 0.02;

/**
 * Draws a read.
 * @param {Ctx} ctx @param {Read} read @param {Row} row @param {View} view @param {DrawOptions} options @param {string} own its colour
 */
export function drawRead(ctx, read, { y, height }, view, options, own) {
  const { theme, settings, px = 1 } = options;
  const perBase = view.width / (view.end - view.start);
  const edge = (/** @type {number} */ pos) => Math.round(toX(view, pos) / px) * px;
  const color = shaded(own, read.mapq, theme);
  const middle = y + Math.floor(height / 2);
  ctx.fillStyle = mix(theme.ground, theme.palette[4], SPLICE);
  for (const s of read.spliced) {
    const [x0, x1] = [Math.max(edge(s.start), view.left - 1), Math.min(edge(s.end), view.left + view.width + 1)];
    if (x1 > x0) ctx.fillRect(x0, middle, x1 - x0, Math.min(1, height / 2));
  }
  ctx.fillStyle = color;
  const last = read.blocks.length - 1;
  const back = isReverse(read);
  read.blocks.forEach((b, k) => {
    let x0 = Math.max(edge(b.start), view.left - TIP - 1);
    let x1 = Math.min(edge(b.end), view.left + view.width + TIP + 1);
    if (x1 <= x0) x1 = x0 + px;
    const tip = height >= TIP_ROW && x1 - x0 > 2 * TIP ? Math.min(TIP, height / 2) : 0;
    const tipped = tip > 0 && (back ? k === 0 && b.start === read.start : k === last && b.end === read.end);
    if (tipped) {
      const [from, to] = back ? [x0 + tip, x0] : [x1 - tip, x1];
      ctx.beginPath();
      ctx.moveTo(from, y);
      ctx.lineTo(to, y + height / 2);
      ctx.lineTo(from, y + height);
      ctx.closePath();
      ctx.fill();
      if (back) x0 += tip;
      else x1 -= tip;
    }
    ctx.fillRect(x0, y, x1 - x0, height);
  });
  drawDeletions(ctx, read, { y, height }, view, options, edge);
  if (settings.colorBy === 'modification') drawMods(ctx, read, { y, height }, view, options, edge);
  if (isOn(settings.showMismatches)) drawDiffering(ctx, read, { y, height }, view, options, edge, perBase);
  if (perBase >= INSERTION_BASE) drawInsertions(ctx, read, { y, height }, view, options, perBase);
  drawClips(ctx, read, { y, height }, view, options, edge);
}

/** @typedef {(pos: number) => number} Edge */

/** @param {Ctx} ctx @param {Read} read @param {Row} row @param {View} view @param {DrawOptions} options @param {Edge} edge */
function drawDeletions(ctx, { deleted }, { y, height }, view, { theme }, edge) {
  for (const d of deleted) {
    const [x0, x1] = [Math.max(edge(d.start), view.left - 1), Math.min(edge(d.end), view.left + view.width + 1)];
    if (x1 <= x0) continue;
    ctx.fillStyle = theme.ground;
    ctx.fillRect(x0, y, x1 - x0, height);
    ctx.fillStyle = theme.ink;
    ctx.fillRect(x0, y + Math.floor((height - 1) / 2), x1 - x0, height > 4 ? 2 : 1);
    if (height < LETTER_ROW || x1 - x0 < NUMBER_ROOM) continue;
    const label = String(d.end - d.start);
    const room = 6 * label.length + 4;
    if (x1 - x0 < room) continue;
    ctx.fillStyle = theme.ground;
    ctx.fillRect((x0 + x1 - room) / 2, y, room, height);
    text(ctx, label, (x0 + x1) / 2, y + height / 2 + 3.5, { font: font(theme, 10), color: theme.ink, align: 'center' });
  }
}

/**
 * @param {Ctx} ctx @param {Read} read @param {Row} row @param {View} view @param {DrawOptions} options @param {Edge} edge
 * @param {number} perBase
 */
function drawDiffering(ctx, { differs, mapq }, { y, height }, view, { theme, px = 1 }, edge, perBase) {
  const lettered = perBase >= LETTER_BASE && height >= LETTER_ROW;
  for (const { pos, base } of differs) {
    if (pos >= view.end || pos + 1 <= view.start) continue;
    const x0 = edge(pos);
    const color = shaded(barColor(base, theme), mapq, theme);
    ctx.fillStyle = color;
    ctx.fillRect(x0, y, Math.max(px, edge(pos + 1) - x0), height);
    if (!lettered) continue;
    const size = Math.min(11, Math.floor(height * 0.85));
    const style = { font: font(theme, size, '600'), color: inkOn(color), align: /** @type {CanvasTextAlign} */ ('center') };
    text(ctx, base, toX(view, pos + 0.5), y + height / 2 + size * 0.36, style);
  }
}

/** @param {Ctx} ctx @param {Read} read @param {Row} row @param {View} view @param {DrawOptions} options @param {number} perBase */
function drawInsertions(ctx, { inserted }, { y, height }, view, { theme, px = 1 }, perBase) {
  const color = theme.palette[3];
  for (const { pos, length } of inserted) {
    if (pos > view.end || pos < view.start) continue;
    const x = Math.round(toX(view, pos) / px) * px;
    ctx.fillStyle = color;
    const label = String(length);
    if (length > 1 && height >= LETTER_ROW && perBase >= NUMBER_BASE) {
      const w = 6 * label.length + 4;
      ctx.fillRect(x - w / 2, y, w, height);
      text(ctx, label, x, y + height / 2 + 3.5, { font: font(theme, 10), color: inkOn(color), align: 'center' });
      continue;
    }
    ctx.fillRect(x - 1, y, 2, height);
    if (height >= TIP_ROW && perBase >= 0.3) {
      ctx.fillRect(x - 3, y, 6, 1);
      ctx.fillRect(x - 3, y + height - 1, 6, 1);
    }
  }
}

/** @param {Ctx} ctx @param {Read} read @param {Row} row @param {View} view @param {DrawOptions} options @param {Edge} edge */
function drawClips(ctx, { clips, start, end }, { y, height }, view, { theme }, edge) {
  ctx.fillStyle = clips.hard ? theme.muted : theme.danger;
  if (clips.left > 0 && start >= view.start && start < view.end) ctx.fillRect(edge(start), y, 2, height);
  if (clips.right > 0 && end > view.start && end <= view.end) ctx.fillRect(edge(end) - 2, y, 2, height);
}

/** @param {Ctx} ctx @param {Read} read @param {Row} row @param {View} view @param {DrawOptions} options @param {Edge} edge */
function drawMods(ctx, { mods }, { y, height }, view, { theme, px = 1 }, edge) {
  // The likelier ones are drawn last, over those that are not modified.
  const seen = mods.filter(({ pos }) => pos < view.end && pos + 1 > view.start).sort((a, b) => a.chance - b.chance);
  for (const { pos, code, chance } of seen) {
    ctx.fillStyle = modColor(code, chance, theme);
    const x0 = edge(pos);
    ctx.fillRect(x0, y, Math.max(px, edge(pos + 1) - x0), height);
  }
}
