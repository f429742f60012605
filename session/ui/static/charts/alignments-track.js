/**
 * Alignments Track: reads in rows under their depth. Bases that differ from the reference, insertions, deletions,
 * splices and clips are drawn on them; the paler a read, the lower its mapping quality. Of wide views there is the
 * depth alone.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('./reads-layout.js').Layout} Layout
 * @typedef {CanvasRenderingContext2D} Ctx
 *
 * The reads of a measurement in their lane: `pitch` is from row to row, `body` the height of a read, and `tops` where each group begins.
 * @typedef {{layout: Layout, top: number, bottom: number, pitch: number, body: number, tops: number[], full: number}} Rows
 */
import { clipToPlot, drawHighlight, drawMessage, drawSelection, font, text, textWidth } from '../draw/canvas.js';
import { formatPlace, plural, withCommas } from '../model/format.js';
import { toPos, toX } from '../model/view.js';
import { SCROLL_HINT, explainEmpty, isOn, pixelStretch } from './common.js';
import { declared } from './declared.js';
import { inView } from './features.js';
import { MOST_READ_BASES } from './reads.js';
import { colorsOfReads } from './reads-colors.js';
import { drawCoverage, drawDepthAxis, greatestDepth, pickDepth } from './reads-coverage.js';
import { describeRead } from './reads-describe.js';
import { drawRead } from './reads-draw.js';
import { layoutReads } from './reads-layout.js';
import { readsOf } from './reads.js';
import { drawGrid } from './ruler.js';

/** The height of the depth, with room for the note above, and at most this share of the chart. */
const DEPTH = 44;
const DEPTH_TOP = 18;
const DEPTH_SHARE = 0.4;
const DEPTH_GAP = 5;
/** The pitch of rows by display mode, from the greatest to the least. */
const PITCH = { expanded: [14, 14], squished: [4, 4], auto: [14, 4], collapsed: [14, 0.5] };
/** The head of a group, and the room after one. */
const GROUP_HEAD = 14;
const GROUP_GAP = 4;
/** Pixels between reads in a row. */
const READ_GAP = 3;

/** @type {import('../types.js').ChartModule} */
export const alignmentsTrack = {
  ...declared.AlignmentsTrack,
  height: 260,
  use: () => 'reads',
  legend: () => false,

  keys({ series }, settings, theme) {
    const piece = series[0]?.piece;
    if (series.length !== 1 || piece?.kind !== 'features' || !piece.reads) return [];
    return colorsOfReads(readsOf(piece), piece.seqName, settings, theme, theme.muted).keys;
  },

  draw(ctx, data, view, options) {
    drawSelection(ctx, view, options);
    drawGrid(ctx, view, options);
    let [drawn, full, unseen] = [0, 0, 0];
    data.series.forEach(({ piece }, s) => {
      if (piece?.kind !== 'features' || !piece.reads) return;
      const lane = laneOf(s, data, options);
      const color = options.colors[s];
      if (lane.depth > 0) {
        const most = greatestDepth(piece, view);
        const depthLane = { top: lane.top + DEPTH_TOP, height: lane.depth - DEPTH_TOP };
        clipToPlot(ctx, view, options.height);
        drawCoverage(ctx, piece, depthLane, view, options, color, most);
        ctx.restore();
        if (most > 0) drawDepthAxis(ctx, depthLane, view, options, most);
        if (most > 0 || isFar(piece, view)) drawn++;
      }
      if (isFar(piece, view)) {
        if (!view.bare) drawMessage(ctx, view, { ...options, height: 2 * lane.reads + lane.room }, farText(piece, view));
        return;
      }
      const rows = rowsOf(piece, lane, view, options, data.series.length === 1);
      if (rows.full > options.height) full = rows.full;
      const shown = drawReads(ctx, piece, rows, view, options, color);
      drawn += shown.drawn;
      unseen += shown.unseen;
    });
    explainEmpty(ctx, data, view, options, drawn, 'No reads in this region');
    return { rows: drawn, note: noteOf(data, view, options, unseen), ...(full > 0 ? { full } : {}) };
  },

  highlight: (ctx, _, view, options) => drawHighlight(ctx, view, options),

  pick(data, view, options, x, y) {
    for (let s = data.series.length - 1; s >= 0; s--) {
      const { piece, measurement } = data.series[s];
      const lane = laneOf(s, data, options);
      if (piece?.kind !== 'features' || !piece.reads || y < lane.top || y >= lane.top + lane.height) continue;
      if (y < lane.reads) return pickDepth(piece, view, x, measurement.name, options.colors[s]);
      if (isFar(piece, view)) return null;
      const rows = rowsOf(piece, lane, view, options, data.series.length === 1);
      const pos = toPos(view, x);
      /** @type {import('./reads.js').Read|null} */
      let found = null;
      eachUnit(rows, (unit, top) => {
        if (y < top - 0.5 || y >= top + Math.max(rows.pitch - 0.5, 1)) return;
        for (const read of unit.reads) {
          const [x0, w] = pixelStretch(view, read.start, read.end, 2);
          if (x >= x0 - 1 && x <= x0 + w + 1) found = read;
        }
      });
      if (found) return describeRead(piece, found, Math.floor(pos), s, measurement.name, options);
      return null;
    }
    return null;
  },
};

/** Reports whether there are no reads to draw, but their depth. @param {FeaturesPiece} piece @param {View} view */
function isFar(piece, view) {
  return Boolean(piece.reads?.wide) || view.end - view.start > MOST_READ_BASES;
}

/** @param {FeaturesPiece} piece @param {View} view */
function farText(piece, view) {
  if (view.end - view.start > MOST_READ_BASES) return `Zoom in to ${withCommas(MOST_READ_BASES)} bases or fewer to see reads`;
  return piece.reads?.wide ? 'Zoom in to see reads: there are too many here' : '';
}

/** @param {number} s @param {ChartData} data @param {DrawOptions} options */
function laneOf(s, { series }, { height, settings }) {
  const own = height / series.length;
  const top = s * own;
  const depth = isOn(settings.showCoverage) ? Math.min(DEPTH + DEPTH_TOP, Math.round(own * DEPTH_SHARE)) : 0;
  const reads = top + depth + (depth > 0 ? DEPTH_GAP : 2);
  return { top, height: own, depth, reads, room: Math.max(1, top + own - reads - 2) };
}

/** Returns the position of the order of reads, -1 for one elsewhere. @param {View} view @param {Record<string, any>} settings */
function sortPosition(view, { sortAt }) {
  const typed = String(sortAt ?? '').trim();
  if (typed === '') return Math.floor((view.start + view.end) / 2);
  const place = /^(.*):([\d,]+)$/.exec(typed);
  return place?.[1] === view.seqName ? Number(place[2].replaceAll(',', '')) - 1 : -1;
}

/**
 * @param {FeaturesPiece} piece @param {ReturnType<typeof laneOf>} lane @param {View} view @param {DrawOptions} options
 * @param {boolean} alone
 * @returns {Rows}
 */
function rowsOf(piece, lane, view, options, alone) {
  const { settings, height, scroll = 0 } = options;
  const gap = Math.max(1, Math.ceil((READ_GAP * (view.end - view.start)) / view.width));
  const layout = layoutReads(piece, settings, sortPosition(view, settings), 2 ** Math.ceil(Math.log2(gap)));
  const [greatest, least] = PITCH[/** @type {keyof typeof PITCH} */ (settings.displayMode)] ?? PITCH.auto;
  const named = layout.groups.length > 1 || (layout.groups[0]?.name ?? '') !== '';
  const heads = named ? layout.groups.length * (GROUP_HEAD + GROUP_GAP) : 0;
  const count = layout.groups.reduce((sum, g) => sum + g.rows, 0);
  const pitch = Math.max(least, Math.min(greatest, (lane.room - heads) / Math.max(1, count)));
  const full = lane.reads + heads + count * pitch + 2;
  const moved = alone ? Math.max(0, Math.min(scroll, full - height)) : 0;
  const tops = [];
  let y = lane.reads - moved;
  for (const group of layout.groups) {
    if (named) y += GROUP_HEAD;
    tops.push(y);
    y += group.rows * pitch + (named ? GROUP_GAP : 0);
  }
  const body = pitch >= 10 ? pitch - 2 : pitch >= 3 ? pitch - 1 : Math.max(pitch, 0.5);
  return { layout, top: lane.reads, bottom: lane.top + lane.height, pitch, body, tops, full: alone ? full : 0 };
}

/**
 * Calls fn with the reads in sight and where their row is.
 * @param {Rows} rows @param {(unit: import('./reads-layout.js').Unit, top: number) => void} fn
 */
function eachUnit({ layout, top, bottom, pitch, tops }, fn) {
  layout.groups.forEach((group, g) => {
    for (const { unit, row } of group.units) {
      const y = tops[g] + row * pitch;
      if (y + pitch > top && y < bottom) fn(unit, pitch >= 3 ? Math.round(y) : y);
    }
  });
}

/**
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {Rows} rows @param {View} view @param {DrawOptions} options
 * @param {string} color
 */
function drawReads(ctx, piece, rows, view, options, color) {
  const { theme, settings } = options;
  const { colorOf } = colorsOfReads(readsOf(piece), piece.seqName, settings, theme, color);
  let drawn = 0;
  clipToPlot(ctx, view, rows.bottom, rows.top - 1);
  eachUnit(rows, (unit, y) => {
    if (unit.start >= view.end || unit.end <= view.start) return;
    if (unit.reads.length > 1) {
      const [a, b] = unit.reads;
      const [x0, x1] = [toX(view, Math.min(a.end, b.end)), toX(view, Math.max(a.start, b.start))];
      ctx.fillStyle = theme.muted;
      if (x1 > x0) ctx.fillRect(x0, y + Math.floor(rows.body / 2), x1 - x0, 1);
    }
    for (const read of unit.reads) {
      if (read.start >= view.end || read.end <= view.start) continue;
      drawRead(ctx, read, { y, height: rows.body }, view, options, colorOf(read));
      drawn++;
    }
  });
  if (settings.sortBy !== 'start') drawSortMark(ctx, rows, view, options);
  rows.layout.groups.forEach((group, g) => {
    if (group.name === '' && rows.layout.groups.length === 1) return;
    const y = rows.tops[g] - 3;
    if (y < rows.top || y > rows.bottom) return; // not the upper half of a name
    const style = { font: font(theme, 10.5, '600'), color: theme.ink };
    const label = `${group.name} (${withCommas(group.units.reduce((n, { unit }) => n + countIn(view, unit.reads), 0))})`;
    ctx.fillStyle = theme.line;
    if (g > 0) ctx.fillRect(view.left, Math.round(y - GROUP_HEAD + 1), view.width, 1);
    ctx.fillStyle = theme.ground;
    ctx.fillRect(view.left, y - 10, textWidth(ctx, label, style.font) + 8, 13);
    text(ctx, label, view.left + 4, y, style);
  });
  ctx.restore();
  let inSight = 0;
  for (let i = 0; i < piece.starts.length; i++) if (inView(piece, view, i)) inSight++;
  return { drawn, unseen: inSight - drawn };
}

/** Returns how many reads are in view. @param {View} view @param {import('./reads.js').Read[]} reads */
function countIn(view, reads) {
  return reads.filter((r) => r.start < view.end && r.end > view.start).length;
}

/** Marks the position of the order. @param {Ctx} ctx @param {Rows} rows @param {View} view @param {DrawOptions} options */
function drawSortMark(ctx, rows, view, { theme, settings }) {
  const at = sortPosition(view, settings);
  if (at < view.start || at >= view.end) return;
  const [x0, w] = pixelStretch(view, at, at + 1, 1);
  ctx.fillStyle = theme.muted;
  ctx.fillRect(x0, rows.top, 1, rows.bottom - rows.top);
  if (w > 3) ctx.fillRect(x0 + w, rows.top, 1, rows.bottom - rows.top);
}

/**
 * Says what a view does not show, or not as one would think.
 * @param {ChartData} data @param {View} view @param {DrawOptions} options @param {number} unseen
 */
function noteOf(data, view, { settings, height }, unseen) {
  let [shown, total, leftOut, unknown, far, estimated] = [0, 0, 0, 0, 0, false];
  let why = '';
  /** @type {import('./reads.js').Read[]} */
  const near = [];
  for (const { piece } of data.series) {
    if (piece?.kind !== 'features' || !piece.reads) continue;
    const { reads } = piece;
    estimated ||= reads.estimated;
    if (isFar(piece, view)) {
      far++;
      continue;
    }
    near.push(...readsOf(piece));
    shown += piece.starts.length;
    total += piece.total;
    leftOut += reads.leftOut;
    unknown += reads.unknown;
    why ||= reads.why;
  }
  const parts = [];
  if (estimated) parts.push('the depth is estimated');
  if (far > 0 && height < 60) parts.push(`zoom in to ${withCommas(MOST_READ_BASES)} bases for reads`);
  // That some reads alone are shown is first: where there is no room for all, the end is cut.
  if (total > shown) parts.push(`${withCommas(shown)} of ${plural(total, 'read')} in and around the view`);
  if (unknown > 0) {
    parts.push(why || 'differences unknown: no tag MD, no genome with bases');
    if (settings.sortBy === 'base') parts.push(`not in order by base: ${plural(unknown, 'read')} of which they are unknown`);
  }
  if (unseen > 0) parts.push(`${plural(unseen, 'read')} out of sight${SCROLL_HINT}`);
  const at = sortPosition(view, settings);
  if (settings.sortBy !== 'start' && total > 0 && (at < view.start || at >= view.end)) {
    parts.push(`not in order: ${at < 0 ? settings.sortAt : formatPlace({ seqName: view.seqName, start: at, end: at + 1 })} is not in view`);
  }
  parts.push(...idle(near, settings));
  if (leftOut > 0) parts.push(`${plural(leftOut, 'read')} left out by flags or quality`);
  return parts.join('. ');
}

/**
 * Says which settings do nothing, since no read has what they are of.
 * @param {import('./reads.js').Read[]} reads @param {Record<string, any>} settings @returns {string[]}
 */
function idle(reads, { sortBy, sortTag, colorBy, colorTag }) {
  if (reads.length === 0) return [];
  const lacking = (/** @type {string} */ tag) => reads.every((r) => !(tag in r.tags));
  const parts = [];
  if (sortBy === 'tag' && lacking(sortTag)) parts.push(`not in order: no read has ${sortTag}`);
  if (colorBy === 'tag' && lacking(colorTag)) parts.push(`no colours: no read has ${colorTag}`);
  if (colorBy === 'modification' && reads.every((r) => r.mods.length === 0)) parts.push('no colours: no read has modified bases');
  return parts;
}
