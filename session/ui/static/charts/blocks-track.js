/**
 * Blocks Track: features as blocks, a lane for each measurement. Features that
 * overlap are in rows under each other as long as the rows are high enough to
 * see, else over each other. Merged features are paler where they are few.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { clipToPlot, drawHighlight, drawSelection, font, inkOn, text, textWidth } from '../draw/canvas.js';
import { pack } from '../draw/pack.js';
import { numberOrNull, roundOut } from '../draw/scale.js';
import { formatValue, withCommas } from '../model/format.js';
import { toX } from '../model/view.js';
import { padOf } from './axis.js';
import { colorScale, mix } from './color-scale.js';
import { explainEmpty, isOn, pixelStretch } from './common.js';
import { declared } from './declared.js';
import { countOf, describe, inView, isNoColour, nameOf, nthOf, thinningNote, writtenColor } from './features.js';
import { drawBlock } from './gene-shape.js';
import { drawOutlines } from './outline.js';
import { drawGrid } from './ruler.js';

/** Room between lanes, and between rows of a lane. */
const LANE_GAP = 4;
const ROW_GAP = 2;
/** Rows are at least and at most this high, by the setting displayMode. */
const MAX_ROW = 16;
const ROWS = { auto: [5, MAX_ROW], expanded: [12, MAX_ROW], squished: [3, 5], collapsed: [5, MAX_ROW] };
/** A feature is at least this wide, so that it can be seen. */
const MIN_WIDTH = 2;
/** Size of names, room for one under a block, and between two side by side. */
const NAME_SIZE = 10.5;
const NAME_ROW = 13;
const NAMES_APART = 8;
/** From this width on, a pixel parts a block from the one that follows at once. */
const PARTED_WIDTH = 5;
/** Opacity of blocks drawn over each other, and of the thinnest of merged ones. */
const OVERLAID_ALPHA = 0.6;
const SPARSE_ALPHA = 0.35;
/** What columns of numbers have where there is none. */
const NO_NUMBER = new Set(['', '.', 'NA', 'NaN', 'nan']);
/** The first colour of the scale that a ramp has, and the size of its key's text. */
const RAMP_FROM = 12;
const KEY_SIZE = 8;

/** @type {import('../types.js').ChartModule} */
export const blocksTrack = {
  ...declared.BlocksTrack,
  height: 56,

  draw(ctx, data, view, options) {
    drawSelection(ctx, view, options);
    drawGrid(ctx, view, options);
    clipToPlot(ctx, view, options.height);
    let drawn = 0;
    data.series.forEach(({ piece }, i) => {
      if (piece?.kind !== 'features') return;
      const lane = laneOf(piece, i, data, options);
      drawn += drawLane(ctx, piece, lane, view, options, options.colors[i]);
      drawOutlines(ctx, piece, view, options.selection ?? [], placeIn(lane), options.theme.chosenEdge);
    });
    ctx.restore();
    explainEmpty(ctx, data, view, options, drawn, 'No features in this region');
    const ramp = data.series.length === 1 ? rampOf(data.series[0].piece, view, options) : null;
    if (ramp && drawn > 0) drawKey(ctx, ramp, view, options);
    return { rows: drawn, note: thinningNote(data, view, 'feature', drawn) };
  },

  highlight(ctx, data, view, options) {
    drawHighlight(ctx, view, options);
    const { highlight } = options;
    if (!highlight) return;
    clipToPlot(ctx, view, options.height);
    data.series.forEach(({ piece }, i) => {
      if (piece?.kind !== 'features') return;
      drawOutlines(ctx, piece, view, [highlight], placeIn(laneOf(piece, i, data, options)), options.theme.accent);
    });
    ctx.restore();
  },

  pick(data, view, options, x, y) {
    for (let s = data.series.length - 1; s >= 0; s--) {
      const { piece, measurement } = data.series[s];
      if (piece?.kind !== 'features') continue;
      const lane = laneOf(piece, s, data, options);
      for (let i = piece.starts.length - 1; i >= 0; i--) {
        const top = lane.top + lane.rowOf(i) * lane.pitch;
        if (!inView(piece, view, i) || y < top - 1 || y > top + lane.height + 1) continue;
        const [x0, w] = pixelStretch(view, piece.starts[i], piece.ends[i], MIN_WIDTH);
        if (x >= x0 - 2 && x <= x0 + w + 2) {
          return { ...describe(piece, i, measurement.name, options.colors[s]), of: { series: s, nth: nthOf(piece, i) } };
        }
      }
    }
    return null;
  },
};

/**
 * Returns the lane of a measurement's features.
 * @param {FeaturesPiece} piece @param {number} index @param {ChartData} data @param {DrawOptions} options
 * @returns {{top: number, height: number, pitch: number, rowOf: (i: number) => number, overlaid: boolean, below: boolean}}
 *   below: rows have room for names under their blocks
 */
function laneOf(piece, index, data, options) {
  const lanes = data.series.length;
  const pad = padOf(options.height);
  const room = Math.max(2, (options.height - 2 * pad - (lanes - 1) * LANE_GAP) / lanes);
  const { displayMode } = options.settings;
  const [least, greatest] = ROWS[/** @type {keyof typeof ROWS} */ (displayMode)] ?? ROWS.auto;
  const most = Math.max(1, Math.floor((room + ROW_GAP) / (least + ROW_GAP)));
  const { rows, count, left, named } = packed(piece, displayMode === 'collapsed' ? 1 : most);
  const used = left > 0 ? 1 : Math.max(1, count);
  const below = named && left === 0 && displayMode !== 'squished' && room / used >= greatest + NAME_ROW;
  const pitch = below ? greatest + NAME_ROW : Math.min((room + ROW_GAP) / used, (left > 0 ? MAX_ROW : greatest) + ROW_GAP);
  const start = pad + index * (room + LANE_GAP);
  return {
    top: Math.round(start + Math.max(0, room + ROW_GAP - used * pitch) / 2),
    pitch,
    height: below ? greatest : Math.max(1, Math.round(pitch - ROW_GAP)),
    rowOf: (i) => (left > 0 ? 0 : rows[i]),
    overlaid: left > 0,
    below,
  };
}

/** @param {ReturnType<typeof laneOf>} lane @returns {(i: number) => {top: number, height: number}} */
function placeIn({ top, pitch, height, rowOf }) {
  return (i) => ({ top: Math.round(top + rowOf(i) * pitch), height });
}

/** @type {WeakMap<FeaturesPiece, {most: number, result: ReturnType<typeof pack> & {named: boolean}}>} */
const packs = new WeakMap();

/**
 * Returns the rows of a piece, and whether any has a name. Both are remembered, as
 * they do not change while the view pans.
 * @param {FeaturesPiece} piece @param {number} most
 */
function packed(piece, most) {
  let known = packs.get(piece);
  if (!known || known.most !== most) {
    const named = piece.starts.some((_, i) => nameOf(piece, i) !== '');
    packs.set(piece, (known = { most, result: { ...pack(piece.starts, piece.ends, most), named } }));
  }
  return known.result;
}

/**
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {ReturnType<typeof laneOf>} lane
 * @param {View} view @param {DrawOptions} options @param {string} color
 * @returns {number} features drawn
 */
function drawLane(ctx, piece, lane, view, options, color) {
  const apart = Math.max(0, numberOrNull(options.settings.minBlockDistance) ?? 0);
  const colorOf = colorBy(piece, view, options, color);
  const most = densest(piece, view);
  /** Where the last block of each row ends and how it was drawn, for joining those that are close. @type {number[]} */
  const ends = [];
  let drawn = 0;
  for (let i = 0; i < piece.starts.length; i++) {
    if (!inView(piece, view, i)) continue;
    drawn++;
    let [x, w] = pixelStretch(view, piece.starts[i], piece.ends[i], MIN_WIDTH);
    const row = lane.rowOf(i);
    if (apart > 0 && x - (ends[row] ?? -Infinity) <= apart && x + w > ends[row]) [x, w] = [ends[row], x + w - ends[row]];
    ends[row] = Math.max(ends[row] ?? -Infinity, x + w);
    const own = colorOf(i);
    // See-through blocks cost several times as much as pale ones.
    if (lane.overlaid) ctx.globalAlpha = OVERLAID_ALPHA;
    const shade = lane.overlaid
      ? own
      : mix(options.theme.ground, own, SPARSE_ALPHA + (1 - SPARSE_ALPHA) * Math.sqrt(densityOf(piece, i) / most));
    drawBlock(ctx, piece, i, view, [x, w >= PARTED_WIDTH && apart === 0 ? w - 1 : w], Math.round(lane.top + row * lane.pitch), lane.height,
      shade);
  }
  ctx.globalAlpha = 1;
  if (lane.height >= 12 && !lane.overlaid) drawNames(ctx, piece, lane, view, options, colorOf);
  return drawn;
}

/**
 * Writes names and, for merged blocks, their numbers: in the block if it is wide
 * enough, else a name under it if it reaches neither under another block nor to
 * another name.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {ReturnType<typeof laneOf>} lane
 * @param {View} view @param {DrawOptions} options @param {(i: number) => string} colorOf
 */
function drawNames(ctx, piece, lane, view, options, colorOf) {
  const label = font(options.theme, NAME_SIZE);
  const right = view.left + view.width;
  /**
   * Where each row is free, and the name there that is written if the next block leaves it room.
   * @type {{free: number, name: string, x: number, to: number, y: number}[]}
   */
  const rows = [];
  const write = (/** @type {typeof rows[0]} */ row, /** @type {number} */ next) => {
    if (row.name === '') return;
    if (row.to <= next) {
      text(ctx, row.name, row.x, row.y, { font: label, color: options.theme.muted });
      row.free = Math.max(row.free, row.to + NAMES_APART);
    }
    row.name = '';
  };
  for (let i = 0; i < piece.starts.length; i++) {
    if (!inView(piece, view, i)) continue;
    const at = lane.rowOf(i);
    const row = (rows[at] ??= { free: view.left, name: '', x: 0, to: 0, y: 0 });
    const x0 = Math.max(toX(view, piece.starts[i]), view.left);
    const x1 = Math.min(toX(view, piece.ends[i]), right);
    write(row, x0);
    const count = countOf(piece, i);
    const name = count > 1 ? `× ${withCommas(count)}` : nameOf(piece, i);
    const top = Math.round(lane.top + at * lane.pitch);
    const room = x1 - x0 - 10;
    if (name && (room >= 16 || lane.below)) {
      const width = textWidth(ctx, name, label);
      const x = (x0 + x1 - width) / 2;
      if (room >= Math.max(16, width)) {
        text(ctx, name, x0 + 5, top + lane.height / 2 + 0.5, { font: label, color: inkOn(colorOf(i)), baseline: 'middle' });
      } else if (lane.below && count === 1 && x >= row.free && x + width <= right) {
        Object.assign(row, { name, x, to: x + width, y: top + lane.height + NAME_SIZE });
      }
    }
    row.free = Math.max(row.free, x1);
  }
  for (const row of rows) if (row) write(row, Infinity);
}

/**
 * Returns the colour of each block, by the value of the column that the settings
 * name, else of the one that BED files have for it. A value that is a colour as
 * BED files write it (255,0,0) is that colour; a column of numbers is a ramp.
 * @param {FeaturesPiece} piece @param {View} view @param {DrawOptions} options @param {string} otherwise
 * @returns {(i: number) => string}
 */
function colorBy(piece, view, options, otherwise) {
  const { settings, theme } = options;
  const column = piece.metadata[String(settings.blockColorBy)] ?? piece.metadata.itemRgb;
  if (!isOn(settings.useColorBy) || !column) return () => otherwise;
  const ramp = rampOf(piece, view, options);
  if (ramp) return (i) => ramp.colorOf(numberOrNull(column[i])) ?? otherwise;
  /** @type {Map<string, string>} */
  const colors = new Map();
  return (i) => {
    const value = String(column[i] ?? '');
    let color = colors.get(value);
    if (color === undefined) {
      color = isNoColour(value) ? otherwise : writtenColor(value, theme) || theme.palette[hash(value) % theme.palette.length];
      colors.set(value, color);
    }
    return color;
  };
}

/**
 * Returns the ramp of the numbers in the column that the settings name, null if they name none or
 * not all of its values are numbers. It spans 0 and the values in view, rounded outwards.
 * @param {import('../types.js').Piece|null} piece @param {View} view @param {DrawOptions} options
 * @returns {{name: string, range: [number, number], colors: string[], colorOf: (v: number|null) => string|null}|null}
 */
function rampOf(piece, view, { settings, theme }) {
  if (piece?.kind !== 'features' || !isOn(settings.useColorBy)) return null;
  const name = String(settings.blockColorBy);
  const column = piece.metadata[name];
  if (!column) return null;
  let [lo, hi] = [Infinity, -Infinity];
  for (let i = 0; i < column.length; i++) {
    const v = numberOrNull(column[i]);
    if (v === null && !NO_NUMBER.has(String(column[i] ?? ''))) return null;
    if (v === null || !inView(piece, view, i)) continue;
    lo = Math.min(lo, v);
    hi = Math.max(hi, v);
  }
  if (!(lo <= hi)) return null;
  const range = roundOut([lo, hi]);
  // The least is as far from the ground as to be seen.
  const colors = colorScale('sequential', theme.name).slice(RAMP_FROM);
  const step = (range[1] - range[0]) / colors.length;
  const last = colors.length - 1;
  return { name, range, colors, colorOf: (v) => (v === null ? null : colors[Math.min(last, Math.floor((v - range[0]) / step))]) };
}

/**
 * Draws the key of a ramp over the blocks.
 * @param {Ctx} ctx @param {NonNullable<ReturnType<typeof rampOf>>} ramp @param {View} view @param {DrawOptions} options
 */
function drawKey(ctx, { name, range, colors }, view, { theme }) {
  const style = { font: font(theme, KEY_SIZE), color: theme.muted };
  const [from, to] = [`${name} ${formatValue(range[0])}`, formatValue(range[1])];
  const x = view.left + 4 + textWidth(ctx, from, style.font) + 4;
  text(ctx, from, view.left + 4, KEY_SIZE - 1, style);
  colors.forEach((color, k) => {
    ctx.fillStyle = color;
    ctx.fillRect(x + k, 2, 1, KEY_SIZE - 4);
  });
  text(ctx, to, x + colors.length + 4, KEY_SIZE - 1, style);
}

/** Returns a number for a word, the same in every view. @param {string} word */
function hash(word) {
  let h = 0;
  for (let i = 0; i < word.length; i++) h = (h * 31 + word.charCodeAt(i)) >>> 0;
  return h;
}

/** Returns the number of features per base that a merged one represents. @param {FeaturesPiece} piece @param {number} i */
function densityOf(piece, i) {
  return piece.counts ? piece.counts[i] / (piece.ends[i] - piece.starts[i]) : 1;
}

/** Returns the greatest density in view. @param {FeaturesPiece} piece @param {View} view */
function densest(piece, view) {
  if (!piece.counts) return 1;
  let most = 0;
  for (let i = 0; i < piece.starts.length; i++) if (inView(piece, view, i)) most = Math.max(most, densityOf(piece, i));
  return most;
}
