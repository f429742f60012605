/**
 * A drawing context that writes SVG: the plain 2D calls that charts make become
 * elements, so that a picture holds shapes and text that can be edited. It has
 * only what both canvas and SVG can do. Pure; a function that measures text is
 * passed in.
 *
 * @typedef {object} State what save keeps
 * @property {string} fillStyle
 * @property {string} strokeStyle
 * @property {number} lineWidth
 * @property {CanvasLineJoin} lineJoin
 * @property {CanvasLineCap} lineCap
 * @property {number} globalAlpha
 * @property {string} font
 * @property {CanvasTextAlign} textAlign
 * @property {CanvasTextBaseline} textBaseline
 * @property {number[]} dash
 * @property {Matrix} matrix
 * @property {number} clip  id of the clip path, 0 is none
 *
 * @typedef {[a: number, b: number, c: number, d: number, e: number, f: number]} Matrix as DOMMatrix has them
 */

const ANCHORS = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' };
const BASELINES = {
  alphabetic: '',
  middle: 'central',
  top: 'text-before-edge',
  hanging: 'hanging',
  bottom: 'text-after-edge',
  ideographic: 'ideographic',
};

/** @type {State} */
const FRESH = {
  fillStyle: '#000000', strokeStyle: '#000000', lineWidth: 1, lineJoin: 'miter', lineCap: 'butt', globalAlpha: 1,
  font: '10px sans-serif', textAlign: 'start', textBaseline: 'alphabetic', dash: [], matrix: [1, 0, 0, 1, 0, 0], clip: 0,
};

export class SVGContext {
  /**
   * @param {number} width of the picture
   * @param {number} height
   * @param {(text: string, font: string) => number} measure  the width of a text
   */
  constructor(width, height, measure) {
    this.width = width;
    this.height = height;
    this.measure = measure;
    /** @type {{clip: number, element: string}[]} the elements so far, each with the clip path that holds for it */
    this.body = [];
    /** @type {string[]} the clip paths */
    this.clips = [];
    /** The fonts of the first text, which become those of the picture. */
    this.family = '';
    /** @type {State[]} */
    this.saved = [];
    /** @type {string[]} the path under way, in the picture's own units */
    this.path = [];
    /** @type {[number, number]} where it is now, before the transform */
    this.at = [0, 0];
    this.fillStyle = FRESH.fillStyle;
    this.strokeStyle = FRESH.strokeStyle;
    this.lineWidth = FRESH.lineWidth;
    this.lineJoin = FRESH.lineJoin;
    this.lineCap = FRESH.lineCap;
    this.globalAlpha = FRESH.globalAlpha;
    this.font = FRESH.font;
    this.textAlign = FRESH.textAlign;
    this.textBaseline = FRESH.textBaseline;
    this.dash = FRESH.dash;
    /** @type {Matrix} */
    this.matrix = FRESH.matrix;
    this.clipId = 0;
  }

  save() {
    const { fillStyle, strokeStyle, lineWidth, lineJoin, lineCap, globalAlpha, font, textAlign, textBaseline, dash, matrix, clipId } = this;
    this.saved.push({
      fillStyle, strokeStyle, lineWidth, lineJoin, lineCap, globalAlpha, font, textAlign, textBaseline, dash, matrix, clip: clipId,
    });
  }

  restore() {
    const state = this.saved.pop();
    if (!state) return;
    const { clip, ...rest } = state;
    Object.assign(this, rest);
    this.clipId = clip;
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    this.transform(1, 0, 0, 1, x, y);
  }

  /** @param {number} x @param {number} y */
  scale(x, y) {
    this.transform(x, 0, 0, y, 0, 0);
  }

  /** @param {number} angle in radians */
  rotate(angle) {
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    this.transform(cos, sin, -sin, cos, 0, 0);
  }

  /** @param {...number} by six numbers, as a canvas takes them */
  transform(...by) {
    const [a, b, c, d, e, f] = this.matrix;
    const [g, h, i, j, k, l] = by;
    this.matrix = [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
  }

  beginPath() {
    this.path = [];
  }

  closePath() {
    this.path.push('Z');
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.at = [x, y];
    this.path.push('M' + this.point(x, y));
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.at = [x, y];
    this.path.push((this.path.length === 0 ? 'M' : 'L') + this.point(x, y));
  }

  /** @param {number} x1 @param {number} y1 @param {number} x @param {number} y */
  quadraticCurveTo(x1, y1, x, y) {
    this.at = [x, y];
    this.path.push(`Q${this.point(x1, y1)} ${this.point(x, y)}`);
  }

  /** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {number} x @param {number} y */
  bezierCurveTo(x1, y1, x2, y2, x, y) {
    this.at = [x, y];
    this.path.push(`C${this.point(x1, y1)} ${this.point(x2, y2)} ${this.point(x, y)}`);
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  rect(x, y, w, h) {
    this.path.push(`M${this.point(x, y)}L${this.point(x + w, y)}L${this.point(x + w, y + h)}L${this.point(x, y + h)}Z`);
  }

  /** @param {number} x @param {number} y @param {number} r @param {number} from @param {number} to @param {boolean} [back] */
  arc(x, y, r, from, to, back = false) {
    const whole = Math.abs(to - from) >= 2 * Math.PI - 1e-9;
    let turn = to - from;
    if (!whole) {
      turn %= 2 * Math.PI;
      if (!back && turn < 0) turn += 2 * Math.PI;
      if (back && turn > 0) turn -= 2 * Math.PI;
    } else turn = (back ? -1 : 1) * 2 * Math.PI;
    const on = (/** @type {number} */ angle) => this.point(x + r * Math.cos(angle), y + r * Math.sin(angle));
    const [a, b] = this.matrix;
    const radius = num(r * Math.hypot(a, b));
    // An arc of SVG cannot be a whole circle: two halves are.
    const parts = whole ? 2 : 1;
    this.path.push((this.path.length === 0 || whole ? 'M' : 'L') + on(from));
    for (let i = 1; i <= parts; i++) {
      const large = Math.abs(turn) / parts > Math.PI + 1e-9 ? 1 : 0;
      this.path.push(`A${radius} ${radius} 0 ${large} ${turn > 0 ? 1 : 0} ${on(from + (turn * i) / parts)}`);
    }
  }

  clip() {
    const id = this.clips.length + 1;
    const within = this.clipId ? ` clip-path="url(#c${this.clipId})"` : '';
    this.clips.push(`<clipPath id="c${id}"${within}><path d="${this.path.join('')}"/></clipPath>`);
    this.clipId = id;
  }

  fill() {
    if (this.path.length > 0) this.add(`<path d="${this.path.join('')}"${this.paint()}/>`);
  }

  stroke() {
    if (this.path.length > 0) this.add(`<path d="${this.path.join('')}" fill="none"${this.line()}/>`);
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  fillRect(x, y, w, h) {
    const [a, b, c, d] = this.matrix;
    if (b !== 0 || c !== 0) {
      const { path } = this;
      this.beginPath();
      this.rect(x, y, w, h);
      this.fill();
      this.path = path;
      return;
    }
    const [left, top] = this.map(Math.min(x, x + w), Math.min(y, y + h));
    this.add(`<rect x="${num(left)}" y="${num(top)}" width="${num(Math.abs(w * a))}" height="${num(Math.abs(h * d))}"${this.paint()}/>`);
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  strokeRect(x, y, w, h) {
    const { path } = this;
    this.beginPath();
    this.rect(x, y, w, h);
    this.stroke();
    this.path = path;
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.dash = [...dash];
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    const [a, b, c, d] = this.matrix;
    const plain = a === 1 && b === 0 && c === 0 && d === 1;
    const [px, py] = plain ? this.map(x, y) : [x, y];
    const turned = plain ? '' : ` transform="matrix(${this.matrix.map(num).join(' ')})"`;
    const anchor = ANCHORS[/** @type {keyof typeof ANCHORS} */ (this.textAlign)] ?? 'start';
    const baseline = BASELINES[this.textBaseline] ?? '';
    const { size, weight, style, family } = fontParts(this.font);
    this.family ||= family;
    this.add(`<text x="${num(px)}" y="${num(py)}"${turned}`
      + (family === this.family ? '' : ` font-family="${escaped(family)}"`) + ` font-size="${size}"`
      + (weight === '400' || weight === 'normal' ? '' : ` font-weight="${weight}"`) + (style ? ` font-style="${style}"` : '')
      + (anchor === 'start' ? '' : ` text-anchor="${anchor}"`) + (baseline ? ` dominant-baseline="${baseline}"` : '')
      + `${this.paint()}>${escaped(text)}</text>`);
  }

  /** @param {string} text */
  measureText(text) {
    return { width: this.measure(text, this.font) };
  }

  /** @param {string} element */
  add(element) {
    this.body.push({ clip: this.clipId, element });
  }

  paint() {
    return ` fill="${escaped(this.fillStyle)}"` + (this.globalAlpha < 1 ? ` fill-opacity="${num(this.globalAlpha)}"` : '');
  }

  line() {
    const [a, b] = this.matrix;
    const scale = Math.hypot(a, b);
    return ` stroke="${escaped(this.strokeStyle)}" stroke-width="${num(this.lineWidth * scale)}"`
      + (this.globalAlpha < 1 ? ` stroke-opacity="${num(this.globalAlpha)}"` : '')
      + (this.lineJoin === 'miter' ? '' : ` stroke-linejoin="${this.lineJoin}"`)
      + (this.lineCap === 'butt' ? '' : ` stroke-linecap="${this.lineCap}"`)
      + (this.dash.length === 0 ? '' : ` stroke-dasharray="${this.dash.map((v) => num(v * scale)).join(' ')}"`);
  }

  /** @param {number} x @param {number} y @returns {[number, number]} */
  map(x, y) {
    const [a, b, c, d, e, f] = this.matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  }

  /** @param {number} x @param {number} y */
  point(x, y) {
    const [px, py] = this.map(x, y);
    return `${num(px)} ${num(py)}`;
  }

  /** Returns the picture as SVG. @param {string} title what it shows */
  toSVG(title) {
    const { width, height } = this;
    const family = escaped(this.family || 'sans-serif');
    return '<?xml version="1.0" encoding="UTF-8"?>\n'
      + `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
      + ` font-family="${family}" role="img">\n`
      + `<title>${escaped(title)}</title>\n<defs>${this.clips.join('\n')}</defs>\n${grouped(this.body).join('\n')}\n</svg>\n`;
  }
}

/** Groups neighbouring elements with the same clip. @param {{clip: number, element: string}[]} elements */
function grouped(elements) {
  /** @type {string[]} */
  const out = [];
  let open = 0;
  for (const { clip, element } of elements) {
    if (clip !== open && open) out.push('</g>');
    if (clip !== open && clip) out.push(`<g clip-path="url(#c${clip})">`);
    open = clip;
    out.push(element);
  }
  if (open) out.push('</g>');
  return out;
}

/** @param {number} v two decimals are finer than any printer */
function num(v) {
  return String(Math.round(v * 100) / 100 + 0);
}

/** Escapes text for XML content and attributes. @param {string} text */
export function escaped(text) {
  return String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** @param {string} font as canvas writes it: [style] [weight] SIZEpx FAMILY */
function fontParts(font) {
  const m = /^(?:(italic|oblique)\s+)?(?:(normal|bold|[1-9]00)\s+)?([\d.]+)px\s+(.*)$/.exec(font);
  return { style: m?.[1] ?? '', weight: m?.[2] ?? '400', size: m?.[3] ?? '10', family: m?.[4] ?? 'sans-serif' };
}
