/**
 * Sequence Track: the bases of the genome, as letters where they fit and as bars down to a pixel, with the codons
 * of three frames or six. A frame is by the position on the sequence, so it stays while the view moves.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').BasesPiece} BasesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {import('./sequence-layout.js').Row} Row
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { clipToPlot, drawHighlight, drawMessage, drawSelection, font, inkOn, text, texts } from '../draw/canvas.js';
import { formatStretch, plural, withCommas } from '../model/format.js';
import { CODES, acidName, codeFor, complement, isStart, translate } from '../model/genetic-code.js';
import { toPos, toX } from '../model/view.js';
import { barColor, baseColor, cellColor, codonColor, isMasked } from './bases.js';
import { mix } from './color-scale.js';
import { explainEmpty } from './common.js';
import { declared } from './declared.js';
import { drawGrid } from './ruler.js';
import { heightOf, layoutOf } from './sequence-layout.js';

/** Pixels of a base from which on it is drawn at all, and as a letter; of a codon, for its letter and its shade. */
const LEAST_BASE = 1;
const LETTER_BASE = 7;
const LETTER_CODON = 9;
const SHADE_CODON = 6;
/** How much darker every other codon is. */
const ODD = 0.6;
/** Largest letters, their size in a row and in the width of what they stand for, and how far below the middle they are. */
const LARGEST = 14;
const OF_ROW = 0.78;
const OF_BASE = 1.2;
const MIDDLE = 0.36;
/** The part of a row's height that the bar of a masked base has. */
const MASKED_BAR = 0.55;

/** @type {import('../types.js').ChartModule} */
export const sequenceTrack = {
  ...declared.SequenceTrack,
  height: heightOf({}),
  heightFor: (_, settings) => heightOf(settings),
  legend: () => false,

  draw(ctx, data, view, options) {
    drawSelection(ctx, view, options);
    drawGrid(ctx, view, options);
    const piece = basesIn(data);
    if (isFar(view)) {
      const widest = Math.floor(view.width / LEAST_BASE);
      drawMessage(ctx, view, options, `Zoom in to ${withCommas(widest)} bases or fewer to see them`);
      return { rows: 0 };
    }
    const { rows, left } = layoutOf(options.settings, options.height);
    const code = codeFor(options.settings.geneticCode, view.seqName);
    const drawn = piece ? Math.max(0, to(piece, view) - from(piece, view)) : 0;
    if (piece && drawn > 0) {
      clipToPlot(ctx, view, options.height);
      for (const row of rows) {
        if (row.frame === null) drawBases(ctx, piece, row, view, options);
        else drawCodons(ctx, piece, row, code, view, options);
      }
      ctx.restore();
      drawLabels(ctx, rows, view, options);
    }
    explainEmpty(ctx, data, view, options, drawn, 'The genome has no bases here');
    const unfit = left > 0 ? `${plural(left, 'row')} did not fit; make the chart higher` : '';
    return { rows: drawn, note: unfit || (code === CODES.standard || !rows.some((r) => r.frame !== null) ? '' : `${code.name} code`) };
  },

  highlight: (ctx, _, view, options) => drawHighlight(ctx, view, options),

  pick(data, view, options, x, y) {
    const piece = basesIn(data);
    const row = layoutOf(options.settings, options.height).rows.find((r) => y >= r.top && y < r.top + r.height);
    const pos = Math.floor(toPos(view, x));
    if (!piece || !row || isFar(view) || at(piece, pos) === '') return null;
    if (row.frame === null) return pickedBase(piece, row, pos);
    return pickedCodon(piece, row, pos, codeFor(options.settings.geneticCode, view.seqName));
  },
};

/** Reports whether bases are narrower than can be drawn. @param {View} view */
export function isFar(view) {
  return view.width / (view.end - view.start) < LEAST_BASE;
}

/** @param {import('../types.js').ChartData} data @returns {BasesPiece|null} */
function basesIn({ series }) {
  const piece = series[0]?.piece;
  return piece?.kind === 'bases' ? piece : null;
}

/** Returns the base of the forward strand at a position, '' where the piece has none. @param {BasesPiece} piece @param {number} pos */
function at({ bases, first }, pos) {
  return bases[pos - first] ?? '';
}

/** @param {BasesPiece} piece @param {View} view */
function from({ first }, view) {
  return Math.max(first, Math.floor(view.start));
}

/** @param {BasesPiece} piece @param {View} view */
function to({ first, bases }, view) {
  return Math.min(first + bases.length, Math.ceil(view.end));
}

/**
 * Returns x in whole pixels of the screen, so that neighbours meet without a seam.
 * @param {View} view @param {number} pos @param {DrawOptions} options
 */
function edge(view, pos, { px = 1 }) {
  return Math.round(toX(view, pos) / px) * px;
}

/** @param {Ctx} ctx @param {BasesPiece} piece @param {Row} row @param {View} view @param {DrawOptions} options */
function drawBases(ctx, piece, { strand, top, height }, view, options) {
  const width = view.width / (view.end - view.start);
  const size = Math.floor(Math.min(LARGEST, height * OF_ROW, width * OF_BASE));
  const lettered = width >= LETTER_BASE;
  const last = to(piece, view);
  const baseAt = (/** @type {number} */ pos) => (strand > 0 ? at(piece, pos) : complement(at(piece, pos)));
  /** @type {Map<string, {text: string, x: number, y: number}[]>} */
  const letters = new Map();
  for (let pos = from(piece, view); pos < last; ) {
    const base = baseAt(pos);
    const begun = pos;
    while (pos < last && baseAt(pos) === base) pos++;
    const [x0, x1] = [edge(view, begun, options), edge(view, pos, options)];
    ctx.fillStyle = lettered ? cellColor(base, options.theme) : barColor(base, options.theme);
    const bar = lettered || !isMasked(base) ? height - 1 : Math.round((height - 1) * MASKED_BAR);
    ctx.fillRect(x0, top + height - 1 - bar, x1 - x0, bar);
    if (!lettered) continue;
    const color = baseColor(base, options.theme);
    const list = letters.get(color) ?? [];
    letters.set(color, list);
    for (let i = begun; i < pos; i++) list.push({ text: base, x: toX(view, i + 0.5), y: top + height / 2 + size * MIDDLE });
  }
  for (const [color, list] of letters) texts(ctx, list, { font: font(options.theme, size, '600'), color, align: 'center' });
}

/**
 * Returns the codon that begins at a position of the sequence, along its strand; '' where bases are missing.
 * @param {BasesPiece} piece @param {number} pos @param {1|-1} strand
 */
function codonAt(piece, pos, strand) {
  const three = [0, 1, 2].map((k) => at(piece, pos + k));
  if (three.includes('')) return '';
  return strand > 0 ? three.join('') : three.reverse().map(complement).join('');
}

/**
 * @param {Ctx} ctx @param {BasesPiece} piece @param {Row} row @param {import('../model/genetic-code.js').Code} code
 * @param {View} view @param {DrawOptions} options
 */
function drawCodons(ctx, piece, { strand, frame, top, height }, code, view, options) {
  const { theme } = options;
  const width = (3 * view.width) / (view.end - view.start);
  const size = Math.floor(Math.min(LARGEST - 2, height * OF_ROW, width));
  const style = { font: font(theme, size), color: theme.ink, align: /** @type {CanvasTextAlign} */ ('center') };
  /** @type {Map<string, {text: string, x: number, y: number}[]>} */
  const letters = new Map();
  const first = firstCodon(from(piece, view), frame ?? 0);
  const even = theme.grid;
  const odd = mix(theme.grid, theme.line, ODD);
  const begin = edge(view, from(piece, view), options);
  ctx.fillStyle = even;
  ctx.fillRect(begin, top, edge(view, to(piece, view), options) - begin, height - 1);
  for (let pos = first; pos < to(piece, view); pos += 3) {
    const codon = codonAt(piece, pos, strand);
    if (codon === '') continue;
    const acid = translate(codon, code);
    const striking = codonColor(acid, isStart(codon, code), theme);
    const ground = striking || (width < SHADE_CODON || Math.floor(pos / 3) % 2 === 0 ? '' : odd);
    if (ground) {
      ctx.fillStyle = ground;
      const x0 = edge(view, pos, options);
      ctx.fillRect(x0, top, edge(view, pos + 3, options) - x0, height - 1);
    }
    if (width < LETTER_CODON) continue;
    const color = striking ? inkOn(striking) : theme.ink;
    const list = letters.get(color) ?? [];
    letters.set(color, list);
    list.push({ text: acid, x: toX(view, pos + 1.5), y: top + height / 2 + size * MIDDLE });
  }
  for (const [color, list] of letters) texts(ctx, list, { ...style, color });
}

/** Returns the first position of the codon of a frame that reaches to a position. @param {number} pos @param {number} frame */
function firstCodon(pos, frame) {
  return pos - ((((pos - frame) % 3) + 3) % 3);
}

/** Names the rows on the left. @param {Ctx} ctx @param {Row[]} rows @param {View} view @param {DrawOptions} options */
function drawLabels(ctx, rows, view, { theme }) {
  const style = { font: font(theme, 10), color: theme.muted, align: /** @type {CanvasTextAlign} */ ('right') };
  texts(ctx, rows.map((row) => ({ text: nameOf(row), x: view.left - 7, y: row.top + row.height / 2 + 3.5 })), style);
}

/** @param {Pick<Row, 'strand'|'frame'>} row */
function nameOf({ strand, frame }) {
  return `${strand > 0 ? '+' : '−'}${frame === null ? '' : frame + 1}`;
}

const STRANDS = { 1: 'forward (+)', '-1': 'reverse (-)' };

/** @param {BasesPiece} piece @param {Row} row @param {number} pos @returns {Picked} */
function pickedBase(piece, { strand }, pos) {
  const base = strand > 0 ? at(piece, pos) : complement(at(piece, pos));
  const lines = [{ label: 'Position', value: withCommas(pos + 1) }, { label: 'Strand', value: STRANDS[strand] }];
  if (isMasked(base)) lines.push({ label: 'Soft-masked', value: 'yes' });
  return { title: base, lines, start: pos, end: pos + 1 };
}

/**
 * @param {BasesPiece} piece @param {Row} row @param {number} pos @param {import('../model/genetic-code.js').Code} code
 * @returns {Picked|null}
 */
function pickedCodon(piece, row, pos, code) {
  const start = firstCodon(pos, row.frame ?? 0);
  const codon = codonAt(piece, start, row.strand);
  if (codon === '') return null;
  const acid = translate(codon, code);
  return {
    title: acidName(acid),
    lines: [
      { label: 'Codon', value: codon },
      ...(isStart(codon, code) ? [{ label: 'Start', value: 'possible' }] : []),
      { label: 'Frame', value: nameOf(row) },
      { label: 'Place', value: formatStretch(start, start + 3) },
      { label: 'Genetic code', value: code.name },
    ],
    start, end: start + 3,
  };
}
