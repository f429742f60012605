/**
 * Very many points: how many are on each small square of the screen, darker
 * where there are more.
 *
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { mix } from './color-scale.js';

/** From this many on, points are drawn as squares. */
export const MANY = 3000;
/** Side of a square in pixels. */
const SIDE = 2;
/** Shades: each is drawn in one colour. */
const SHADES = 7;
/** How much of its colour the least shade has. */
const PALEST = 0.32;

/**
 * @param {Ctx} ctx @param {Box} box
 * @param {Float64Array} xs @param {Float64Array} ys
 * @param {(v: number) => number} x @param {(v: number) => number} y
 * @param {string} color @param {DrawOptions} options
 * @returns {number} points drawn
 */
export function drawMany(ctx, box, xs, ys, x, y, color, options) {
  const across = Math.ceil((box.x1 - box.x0) / SIDE);
  const down = Math.ceil((box.y1 - box.y0) / SIDE);
  const counts = new Uint32Array(across * down);
  let [drawn, most] = [0, 0];
  for (let i = 0; i < xs.length; i++) {
    const c = Math.floor((x(xs[i]) - box.x0) / SIDE);
    const r = Math.floor((y(ys[i]) - box.y0) / SIDE);
    if (!(c >= 0 && c < across && r >= 0 && r < down) || Number.isNaN(xs[i]) || Number.isNaN(ys[i])) continue;
    drawn++;
    most = Math.max(most, ++counts[c * down + r]);
  }
  // Equal squares below each other are one: a call costs more than its pixels.
  const shade = (/** @type {number} */ count) =>
    count === 0 ? -1 : most === 1 ? SHADES - 1 : Math.round((Math.log(count) / Math.log(most)) * (SHADES - 1));
  /** @type {number[][]} column, row and rows of each run, by shade */
  const runs = Array.from({ length: SHADES }, () => []);
  for (let c = 0; c < across; c++) {
    for (let r = 0; r < down;) {
      const of = shade(counts[c * down + r]);
      let to = r + 1;
      while (to < down && shade(counts[c * down + to]) === of) to++;
      if (of >= 0) runs[of].push(c, r, to - r);
      r = to;
    }
  }
  runs.forEach((list, of) => {
    ctx.fillStyle = mix(options.theme.ground, color, PALEST + (1 - PALEST) * (of / (SHADES - 1)));
    for (let k = 0; k < list.length; k += 3) ctx.fillRect(box.x0 + list[k] * SIDE, box.y0 + list[k + 1] * SIDE, SIDE, list[k + 2] * SIDE);
  });
  return drawn;
}
