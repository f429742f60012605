/**
 * The names of points of a plot: of those that are far from all others first, and as many as fit. Pure.
 *
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('./aligned.js').Entries} Entries
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { font, text, textWidth } from '../draw/canvas.js';

/** The most names, and the most points that are looked at. */
const MOST = 40;
const MOST_POINTS = 20_000;
/** Height of a name, and pixels between it and its point. */
const HIGH = 12;
const BESIDE = 3;

/**
 * @param {Ctx} ctx @param {Entries} entries @param {Box} box @param {(v: number) => number} x @param {(v: number) => number} y
 * @param {number} radius of the points @param {import('./theme.js').Theme} theme
 */
export function drawPointNames(ctx, { n, names, values }, box, x, y, radius, theme) {
  if (!names || n > MOST_POINTS) return;
  const points = [];
  for (let i = 0; i < n; i++) {
    const [px, py] = [x(values[0][i]), y(values[1][i])];
    if (px >= box.x0 && px <= box.x1 && py >= box.y0 && py <= box.y1 && names[i]) points.push({ i, px, py });
  }
  const middle = (/** @type {number[]} */ list) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;
  const [mx, my] = [middle(points.map((p) => p.px)), middle(points.map((p) => p.py))];
  points.sort((a, b) => Math.hypot(b.px - mx, b.py - my) - Math.hypot(a.px - mx, a.py - my));
  const style = { font: font(theme, 10.5), color: theme.ink, baseline: /** @type {CanvasTextBaseline} */ ('middle') };
  /** @type {Box[]} */
  const taken = [];
  for (const { i, px, py } of points.slice(0, 4 * MOST)) {
    if (taken.length >= MOST) return;
    const wide = textWidth(ctx, names[i], style.font);
    const right = px + radius + BESIDE;
    const left = right + wide <= box.x1 ? right : px - radius - BESIDE - wide;
    const at = { x0: left, x1: left + wide, y0: py - HIGH / 2, y1: py + HIGH / 2 };
    if (left < box.x0 || at.y0 < box.y0 || at.y1 > box.y1) continue;
    if (taken.some((t) => t.x0 < at.x1 && t.x1 > at.x0 && t.y0 < at.y1 && t.y1 > at.y0)) continue;
    taken.push(at);
    text(ctx, names[i], left, py, style);
  }
}
