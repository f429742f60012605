/**
 * Pictures that move along while the view pans: what is drawn already is copied to its new
 * place, and only what comes into view is drawn.
 *
 * @typedef {import('../types.js').View} View
 */
import { prepare } from '../draw/canvas.js';
import { isFlipped, mirroredFor, unflipped } from '../draw/mirror.js';
import { toPos } from '../model/view.js';
import { same } from './same.js';

/** How far a move may be from whole pixels of the screen. */
const EXACT = 0.02;
/** A move by more than this share of the plot leaves too little of a picture. */
const MOST = 0.7;
/**
 * Pixels at both edges of the plot that are drawn again, since lines and points reach beyond the
 * entry that they are of, and those around these that are drawn from.
 */
const SEAM = 30;
const AROUND = 32;

/**
 * Returns by how many pixels of the screen a picture of one view has to move to be one of another.
 * @param {View} before @param {View} now @param {number} ratio device pixels per CSS pixel
 * @param {number} moved by how many it has moved since
 * @returns {number|null} null where that makes no such picture, or it is quicker to draw another
 */
export function shiftOf(before, now, ratio, moved) {
  const span = now.end - now.start;
  const alike = before.seqName === now.seqName && before.left === now.left && before.width === now.width;
  if (!alike || Math.abs(before.end - before.start - span) * now.width * ratio > EXACT * span) return null;
  const by = ((before.start - now.start) / span) * now.width * ratio;
  const whole = [now.left * ratio, now.width * ratio, by].every((v) => Math.abs(v - Math.round(v)) < EXACT);
  return whole && Math.abs(by - moved) <= MOST * now.width * ratio ? Math.round(by) - moved : null;
}

/**
 * Returns the stretches of the plot that are to be drawn after a move, in CSS pixels: what has come into
 * view, and a seam at the other edge.
 * @param {View} view @param {number} by CSS pixels to the right
 * @returns {[x0: number, x1: number][]}
 */
export function comeIntoView({ left, width }, by) {
  const seam = Math.min(SEAM, width / 4);
  const [before, after] = by > 0 ? [by + seam, seam] : [seam, seam - by];
  return [[left, left + Math.ceil(before)], [Math.floor(left + width - after), left + width]];
}

/**
 * Returns the view of a stretch of the plot with what is around it.
 * @param {View} view @param {[number, number]} stretch @returns {View}
 */
export function partOf(view, [x0, x1]) {
  const from = Math.max(view.left, x0 - AROUND);
  const to = Math.min(view.left + view.width, x1 + AROUND);
  return { ...view, start: toPos(view, from), end: toPos(view, to), left: from, width: to - from };
}

/**
 * Moves what a canvas shows of a view's plot, clears what comes into view, and confines drawing to it until
 * `ctx.restore`.
 * @param {CanvasRenderingContext2D} ctx @param {View} view @param {number} by pixels of the screen, to the right
 * @param {number} ratio
 * @returns {View[]} the parts that are to be drawn
 */
export function moveAlong(ctx, view, by, ratio) {
  const { canvas } = ctx;
  const [x0, x1] = [Math.round(view.left * ratio), Math.round((view.left + view.width) * ratio)];
  const wide = x1 - x0 - Math.abs(by);
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.beginPath();
  ctx.rect(x0 + Math.max(0, by), 0, wide, canvas.height);
  ctx.clip();
  // What is under the copy must not show through it.
  ctx.globalCompositeOperation = 'copy';
  ctx.drawImage(canvas, x0 + Math.max(0, -by), 0, wide, canvas.height, x0 + Math.max(0, by), 0, wide, canvas.height);
  ctx.restore();
  const stretches = comeIntoView(view, by / ratio);
  ctx.save();
  ctx.beginPath();
  for (const [from, to] of stretches) {
    ctx.clearRect(from, 0, to - from, canvas.height);
    ctx.rect(from, 0, to - from, canvas.height);
  }
  ctx.clip();
  return stretches.map((stretch) => partOf(view, stretch));
}

/** What a canvas shows of a chart. */
export class Picture {
  constructor() {
    /** The view that was drawn as a whole, and by how many pixels of the screen it has moved since. @type {View|null} */
    this.view = null;
    this.moved = 0;
    /** What does not move along (types.js, still). @type {any[]|null} */
    this.still = null;
  }

  /**
   * Draws a chart. If only the view has panned, what is drawn moves along as far as it can.
   * @param {HTMLCanvasElement} canvas @param {import('../types.js').ChartModule} module @param {import('../types.js').ChartData} data
   * @param {View} view @param {{width: number, ratio: number, panned: boolean}} screen
   * @param {import('../types.js').DrawOptions} options
   */
  draw(canvas, module, data, view, { width, ratio, panned }, options) {
    const still = isFlipped(module, view) ? null : module.still?.(data, view, options) ?? null;
    const before = panned && still && same(still, this.still ?? []) ? this.view : null;
    const by = before && shiftOf(before, view, ratio, this.moved);
    const moving = by === null ? null : canvas.getContext('2d');
    if (by === null || !moving) {
      [this.view, this.moved, this.still] = [view, 0, still];
      return module.draw(mirroredFor(module, prepare(canvas, width, options.height, ratio), view), data, unflipped(view), options);
    }
    const parts = moveAlong(moving, view, by, ratio);
    this.moved += by;
    const drawn = module.draw(moving, data, view, { ...options, parts });
    moving.restore();
    return drawn;
  }
}
