/**
 * Arcs Track: pairs of places, such as loops, interactions and splice junctions. Each is
 * an arc from one end to the other, the ends being boxes under it. An arc that leaves the
 * view is drawn to the edge, with a mark that a click follows; a pair across two sequences is
 * a stalk whose head leads to the other end.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Series} Series
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {import('./arcs.js').Arc} Arc
 * @typedef {import('./arcs.js').Layout} Layout
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { clipToPlot, drawHighlight, drawSelection, font, text, textWidth } from '../draw/canvas.js';
import { numberOrNull } from '../draw/scale.js';
import { formatBases, formatPlace, formatStretch, inOrder, plural, withCommas } from '../model/format.js';
import { isSelected } from '../model/selection.js';
import { toX } from '../model/view.js';
import { FOOT, distanceTo, endsOf, layoutArcs, placesOf, traceArc, valueColumn } from './arcs.js';
import { drawAxis } from './axis.js';
import { explainEmpty, pixelStretch } from './common.js';
import { declared } from './declared.js';
import { columnLines, inView, nameOf, nthOf, rgbOf, thinningNote } from './features.js';
import { drawGrid } from './ruler.js';

/** An end is at least this wide, so that it can be seen. */
const MIN_WIDTH = 2;
const NARROW = 4;
/** Radius of a stalk's head; length and half the width of the mark at the edge. */
const HEAD = 3;
const MARK = 7;
const MARK_HALF = 4;
/** How far from an arc, and from a head or a mark, the pointer still means it. */
const REACH = 4;
const MARK_REACH = 9;
/** More arcs than these are drawn paler, so that where they are dense can be seen. */
const SOME = 60;
const MANY = 400;
/** Added to the thickness of an arc that is lit. */
const LIT = 1.25;
const NAME_SIZE = 10.5;
/** The columns that hold colours. */
const COLOURS = ['color', 'itemRgb'];

/** @type {import('../types.js').ChartModule} */
export const arcsTrack = {
  ...declared.ArcsTrack,
  height: 120,

  draw(ctx, data, view, options) {
    drawSelection(ctx, view, options);
    drawGrid(ctx, view, options);
    const layout = layoutArcs(data.series, view, options);
    if (layout.range) drawAxis(ctx, view, options, layout.range, layout.toY);
    clipToPlot(ctx, view, options.height);
    const colors = data.series.map((series, s) => colorBy(series, options, options.colors[s]));
    ctx.globalAlpha = layout.arcs.length > MANY ? 0.35 : layout.arcs.length > SOME ? 0.6 : 0.9;
    drawFeet(ctx, data, view, layout, colors);
    for (const arc of layout.arcs) {
      const color = colors[arc.series](arc.i);
      drawCurve(ctx, arc, layout, color, thickness(options));
      drawEnding(ctx, arc, color, options);
    }
    ctx.globalAlpha = 1;
    drawMates(ctx, layout, view, options);
    const chosen = layout.arcs.filter((arc) => isChosen(pieceOf(data, arc), arc.i, options));
    for (const arc of chosen) light(ctx, arc, data, layout, view, options, options.theme.chosenEdge);
    ctx.restore();
    const boxes = data.series.reduce((n, { piece }) => n + countEnds(piece, view), 0);
    explainEmpty(ctx, data, view, options, layout.arcs.length + boxes, emptyText(layout));
    return { rows: layout.arcs.length, note: noteOf(data, view, layout, options.settings) };
  },

  highlight(ctx, data, view, options) {
    drawHighlight(ctx, view, options);
    const { highlight } = options;
    if (!highlight) return;
    clipToPlot(ctx, view, options.height);
    const layout = layoutArcs(data.series, view, options);
    for (const arc of layout.arcs) {
      if (isLit(pieceOf(data, arc), arc.i, highlight)) light(ctx, arc, data, layout, view, options, options.theme.accent);
    }
    ctx.restore();
  },

  pick(data, view, options, x, y) {
    if (y < 0 || y > options.height) return null;
    const layout = layoutOf(data, view, options);
    /** @type {{arc: Arc, away: number, marked: boolean}|null} */
    let best = null;
    for (const arc of layout.arcs) {
      const mark = arc.edge ?? (arc.mate ? { x: arc.x0, y: arc.y } : null);
      const toMark = mark ? Math.hypot(mark.x - x, mark.y - y) : Infinity;
      const marked = toMark <= MARK_REACH;
      const away = marked ? toMark / MARK_REACH : distanceTo(arc, layout.base, x, y);
      if (away > (marked ? 1 : REACH)) continue;
      // Of arcs as near as each other the last is on top.
      if (!best || away <= best.away) best = { arc, away, marked };
    }
    if (best) return describePair(data, best.arc.series, best.arc.i, options, best.marked ? best.arc.beyond : null);
    return pickFoot(data, view, options, layout, x, y);
  },
};

/** @type {WeakMap<DrawOptions, {from: any[], layout: Layout}>} */
const layouts = new WeakMap();

/**
 * The layout for the pointer, remembered until something changes: keys look at many points.
 * @param {ChartData} data @param {View} view @param {DrawOptions} options @returns {Layout}
 */
function layoutOf(data, view, options) {
  const from = [...Object.values(view), ...data.series.map((s) => s.piece)];
  let known = layouts.get(options);
  if (!known || known.from.length !== from.length || from.some((v, i) => v !== known?.from[i])) {
    layouts.set(options, (known = { from, layout: layoutArcs(data.series, view, options) }));
  }
  return known.layout;
}

/** @param {ChartData} data @param {Arc} arc */
function pieceOf(data, arc) {
  return /** @type {FeaturesPiece} */ (data.series[arc.series].piece);
}

/** @param {DrawOptions} options */
function thickness({ settings }) {
  return numberOrNull(settings.lineThickness) || 1;
}

/**
 * The boxes of the ends, also of pairs whose arc is out of view.
 * @param {Ctx} ctx @param {ChartData} data @param {View} view @param {Layout} layout @param {((i: number) => string)[]} colors
 */
function drawFeet(ctx, data, view, layout, colors) {
  data.series.forEach(({ piece }, s) => {
    if (piece?.kind !== 'features') return;
    for (let i = 0; i < piece.starts.length; i++) {
      if (inView(piece, view, i)) drawFootBoxes(ctx, piece, i, view, layout, colors[s](i));
    }
  });
}

/** @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {View} view @param {Layout} layout @param {string} color */
function drawFootBoxes(ctx, piece, i, view, layout, color) {
  ctx.fillStyle = color;
  for (const [start, end] of endsOf(piece, i)) {
    if (start >= view.end || end <= view.start) continue;
    const [x, w] = pixelStretch(view, start, end, MIN_WIDTH);
    // A narrow one is under the foot of its arc, not where its edges are sharp.
    ctx.fillRect(w < NARROW ? toX(view, (start + end) / 2) - w / 2 : x, layout.foot, w, FOOT);
  }
}

/** @param {import('../types.js').Piece|null} piece @param {View} view */
function countEnds(piece, view) {
  if (piece?.kind !== 'features') return 0;
  let n = 0;
  for (let i = 0; i < piece.starts.length; i++) {
    if (inView(piece, view, i)) n += endsOf(piece, i).filter(([start, end]) => start < view.end && end > view.start).length;
  }
  return n;
}

/** @param {Ctx} ctx @param {Arc} arc @param {Layout} layout @param {string} color @param {number} width */
function drawCurve(ctx, arc, { base }, color, width) {
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.beginPath();
  traceArc(ctx, arc, base);
  ctx.stroke();
}

/**
 * The mark at the edge of an arc that leaves the view, or the head of a stalk.
 * @param {Ctx} ctx @param {Arc} arc @param {string} color @param {DrawOptions} options
 */
function drawEnding(ctx, { x0, y, edge, shape }, color, { theme }) {
  ctx.beginPath();
  if (edge) {
    const back = edge.right ? -MARK : MARK;
    ctx.moveTo(edge.x, edge.y);
    ctx.lineTo(edge.x + back, edge.y - MARK_HALF);
    ctx.lineTo(edge.x + back, edge.y + MARK_HALF);
    ctx.closePath();
  } else if (shape !== 'arc') ctx.arc(x0, y, HEAD, 0, 2 * Math.PI);
  else return;
  ctx.fillStyle = shape === 'stub' ? theme.ground : color;
  ctx.fill();
  if (shape !== 'stub') return;
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.stroke();
}

/**
 * The names of the other sequences beside the heads of stalks, where there is room.
 * @param {Ctx} ctx @param {Layout} layout @param {View} view @param {DrawOptions} options
 */
function drawMates(ctx, layout, view, options) {
  const label = font(options.theme, NAME_SIZE);
  const stalks = layout.arcs.filter(({ mate }) => mate).sort((a, b) => a.x0 - b.x0);
  /** @typedef {{x0: number, x1: number, y: number}} Extent */
  /** @type {Extent[]} */
  const written = [];
  stalks.forEach((stalk, k) => {
    const name = inOrder(stalk.mate?.seqName ?? '');
    const width = textWidth(ctx, name, label);
    const box = { x0: stalk.x0 + HEAD + 2, x1: stalk.x0 + HEAD + 4 + width, y: stalk.y };
    const near = (/** @type {Extent} */ o) => o.x0 < box.x1 && o.x1 > box.x0 && Math.abs(o.y - box.y) < NAME_SIZE + 2;
    const head = (/** @type {Arc} */ o) => ({ x0: o.x0 - HEAD, x1: o.x0 + HEAD, y: o.y });
    if (box.x1 > view.left + view.width || written.some(near) || stalks.slice(k + 1).some((o) => near(head(o)))) return;
    written.push(box);
    ctx.globalAlpha = 0.8;
    ctx.fillStyle = options.theme.ground;
    ctx.fillRect(box.x0, box.y - NAME_SIZE / 2 - 1, box.x1 - box.x0, NAME_SIZE + 2);
    ctx.globalAlpha = 1;
    text(ctx, name, box.x0 + 1, box.y + 0.5, { font: label, color: options.theme.muted, baseline: 'middle' });
  });
}

/** @param {FeaturesPiece} piece @param {number} i @param {DrawOptions} options */
function isChosen(piece, i, { selection }) {
  return endsOf(piece, i).every(([start, end]) => isSelected(selection, start, end));
}

/**
 * Reports whether a row is what the pointer is on.
 * @param {FeaturesPiece} piece @param {number} i @param {import('../types.js').Stretch} stretch
 */
function isLit(piece, i, { start, end, ends }) {
  if (piece.starts[i] !== start || piece.ends[i] !== end) return false;
  return !ends || endsOf(piece, i).every(([s, e]) => ends.some((o) => o.start === s && o.end === e));
}

/**
 * @param {Ctx} ctx @param {Arc} arc @param {ChartData} data @param {Layout} layout
 * @param {View} view @param {DrawOptions} options @param {string} color
 */
function light(ctx, arc, data, layout, view, options, color) {
  drawCurve(ctx, arc, layout, color, thickness(options) + LIT);
  drawEnding(ctx, arc, color, options);
  drawFootBoxes(ctx, pieceOf(data, arc), arc.i, view, layout, color);
}

/**
 * The pair whose end is at a point, the shortest of several.
 * @param {ChartData} data @param {View} view @param {DrawOptions} options @param {Layout} layout @param {number} x @param {number} y
 */
function pickFoot(data, view, options, layout, x, y) {
  if (y < layout.foot - 2 || y > layout.foot + FOOT + 3) return null;
  /** @type {{s: number, i: number, span: number}|null} */
  let best = null;
  data.series.forEach(({ piece }, s) => {
    if (piece?.kind !== 'features') return;
    for (let i = 0; i < piece.starts.length; i++) {
      const span = piece.ends[i] - piece.starts[i];
      if (!inView(piece, view, i) || (best && span >= best.span)) continue;
      const hit = endsOf(piece, i).some(([start, end]) => {
        const [x0, w] = pixelStretch(view, start, end, MIN_WIDTH);
        return x >= x0 - 2 && x <= x0 + w + 2;
      });
      if (hit) best = { s, i, span };
    }
  });
  const found = /** @type {{s: number, i: number}|null} */ (best);
  return found && describePair(data, found.s, found.i, options, null);
}

/**
 * What the pointer found, in words.
 * @param {ChartData} data @param {number} s @param {number} i @param {DrawOptions} options
 * @param {import('../types.js').Place|null} goes where a click leads
 * @returns {Picked}
 */
function describePair(data, s, i, options, goes) {
  const { piece: came, measurement } = data.series[s];
  const piece = /** @type {FeaturesPiece} */ (came);
  const places = placesOf(piece, i);
  const name = nameOf(piece, i);
  const [start, end] = [piece.starts[i], piece.ends[i]];
  /** @type {Picked['lines']} */
  const lines = [{ label: measurement.name, value: '', color: colorBy(data.series[s], options, options.colors[s])(i) }];
  places.forEach((place, k) => lines.push({ label: `End ${k + 1}`, value: place ? inOrder(formatPlace(place)) : 'not known', color: '' }));
  if (endsOf(piece, i).length > 1) lines.push({ label: 'Span', value: formatBases(end - start), color: '' });
  const strand = piece.strands[i];
  if (strand) lines.push({ label: 'Strand', value: strand > 0 ? 'forward (+)' : 'reverse (-)', color: '' });
  lines.push(...columnLines(piece, i, name).filter(({ label, value }) => value !== '.' && !COLOURS.includes(label)));
  if (goes) lines.push({ label: 'Click', value: `goes to ${inOrder(formatPlace(goes))}`, color: '' });
  const ends = /** @type {import('../types.js').Place[]} */ (places.filter((place) => place !== null));
  if (ends[0].seqName !== piece.seqName) ends.reverse(); // first the end that is here
  const of = { series: s, nth: nthOf(piece, i) };
  return { title: name || formatStretch(start, end), lines, start, end, ends, of, ...(goes ? { goes } : {}) };
}

/** @param {Series} series @param {DrawOptions} options @param {string} otherwise @returns {(i: number) => string} */
function colorBy({ piece }, { settings, theme }, otherwise) {
  if (piece?.kind !== 'features') return () => otherwise;
  if (settings.colorBy === 'strand') return (i) => [theme.palette[1], theme.muted, theme.palette[0]][piece.strands[i] + 1];
  const column = settings.colorBy === 'none' ? undefined : COLOURS.find((name) => name in piece.metadata);
  const own = column && piece.metadata[column];
  return (i) => (own && rgbOf(own[i])) || otherwise;
}

/** @param {Layout} layout */
function emptyText({ over }) {
  return over > 0 ? `${overText(over)} this region; none ends here` : 'No pairs in this region';
}

/** @param {number} over */
function overText(over) {
  return `${plural(over, 'arc')} ${over === 1 ? 'passes' : 'pass'} over`;
}

/**
 * Says what a view does not show one by one, or shows in another way.
 * @param {ChartData} data @param {View} view @param {Layout} layout @param {Record<string, any>} settings
 */
function noteOf(data, view, layout, settings) {
  let [shown, total] = [0, 0];
  /** @type {Set<string>} */
  const by = new Set();
  let columnless = false;
  for (const series of data.series) {
    const { piece } = series;
    if (piece?.kind !== 'features') continue;
    if (settings.valueColumn && piece.starts.length > 0 && !(settings.valueColumn in piece.metadata)) columnless = true;
    if (!piece.thinned || piece.counts) continue;
    shown += piece.starts.length;
    total += piece.total;
    by.add(valueColumn(series, {}));
  }
  const parts = [];
  if (total > shown) {
    const [column] = by.size === 1 ? by : [''];
    const which = column ? `those of the greatest ${inOrder(column)}` : 'the longest';
    parts.push(`${withCommas(shown)} of ${plural(total, 'pair')}, ${which}; zoom in for more`);
  }
  const merged = data.series.filter(({ piece }) => piece?.kind === 'features' && piece.counts);
  if (merged.length > 0) parts.push(thinningNote({ series: merged }, view, 'feature', 0));
  if (layout.over > 0 && layout.arcs.length > 0) parts.push(overText(layout.over));
  if (settings.arcHeight === 'value' && columnless) parts.push(`no column ${inOrder(String(settings.valueColumn))}: by span`);
  else if (layout.valueless > 0) parts.push(`${withCommas(layout.valueless)} without a value: by span`);
  return parts.filter(Boolean).join('. ');
}
