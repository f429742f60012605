/**
 * A drawing context that shows what is drawn to it from right to left: charts draw
 * as ever, and the axis of the page is flipped. Text stays readable, and what is
 * beside the data, such as labels of an axis, where it is. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {CanvasRenderingContext2D} Ctx
 */

/** @type {Record<string, CanvasTextAlign>} */
const OTHER_ALIGN = { left: 'right', start: 'right', right: 'left', end: 'left', center: 'center' };

/** Returns the x of the other side of the data. @param {Pick<View, 'left'|'width'>} view @param {number} x */
export function mirrorX({ left, width }, x) {
  return Math.round(2 * left + width) - x;
}

/**
 * Returns a context for what is drawn for a view: the same one unless the view is flipped.
 * @param {Ctx} ctx @param {View} view
 * @returns {Ctx}
 */
export function mirrored(ctx, view) {
  return view.flip ? /** @type {any} */ (new Mirror(ctx, view)) : ctx;
}

/**
 * Reports whether a chart is flipped with the axis: a plot has none, but for those that have places in their order.
 * @param {Pick<import('../types.js').ChartModule, 'plot'|'flips'>} module @param {View} view
 */
export function isFlipped(module, view) {
  return view.flip === true && (!module.plot || module.flips === true);
}

/** Returns a context for a chart. @param {Parameters<typeof isFlipped>[0]} module @param {Ctx} ctx @param {View} view */
export function mirroredFor(module, ctx, view) {
  return isFlipped(module, view) ? mirrored(ctx, view) : ctx;
}

/** Returns the view as charts know it, which draw from left to right. @param {View} view @returns {View} */
export function unflipped(view) {
  return view.flip ? { ...view, flip: false } : view;
}

class Mirror {
  /** @param {Ctx} ctx @param {View} view */
  constructor(ctx, view) {
    this.ctx = ctx;
    this.left = view.left;
    this.sum = mirrorX(view, 0);
  }

  save() { this.ctx.save(); }

  restore() { this.ctx.restore(); }

  clip() { this.ctx.clip(); }

  beginPath() { this.ctx.beginPath(); }

  closePath() { this.ctx.closePath(); }

  fill() { this.ctx.fill(); }

  stroke() { this.ctx.stroke(); }

  /** @param {string} words */
  measureText(words) { return this.ctx.measureText(words); }

  /** @param {number} x @param {number} y */
  moveTo(x, y) { this.ctx.moveTo(this.sum - x, y); }

  /** @param {number} x @param {number} y */
  lineTo(x, y) { this.ctx.lineTo(this.sum - x, y); }

  /** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {number} x @param {number} y */
  bezierCurveTo(x1, y1, x2, y2, x, y) { this.ctx.bezierCurveTo(this.sum - x1, y1, this.sum - x2, y2, this.sum - x, y); }

  /** @param {number} x @param {number} y @param {number} radius @param {number} from @param {number} to @param {boolean} [back] */
  arc(x, y, radius, from, to, back = false) { this.ctx.arc(this.sum - x, y, radius, Math.PI - from, Math.PI - to, !back); }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  rect(x, y, w, h) { this.ctx.rect(this.sum - x - w, y, w, h); }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  fillRect(x, y, w, h) { this.ctx.fillRect(this.sum - x - w, y, w, h); }

  /** @param {string} words @param {number} x @param {number} y */
  fillText(words, x, y) {
    const { ctx } = this;
    if (x < this.left) return ctx.fillText(words, x, y);
    const align = ctx.textAlign;
    ctx.textAlign = OTHER_ALIGN[align];
    ctx.fillText(words, this.sum - x, y);
    ctx.textAlign = align;
  }
}

for (const name of ['fillStyle', 'strokeStyle', 'globalAlpha', 'lineWidth', 'lineJoin', 'lineCap', 'font', 'textAlign', 'textBaseline']) {
  Object.defineProperty(Mirror.prototype, name, {
    get() { return this.ctx[name]; },
    set(value) { this.ctx[name] = value; },
  });
}
