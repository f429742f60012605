/**
 * Heatmap: a row for each measurement and a column for each row of data or bin
 * in view, clustered so that similar rows are neighbours.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('./heatmap-layout.js').Scene} Scene
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { font, text, textWidth } from '../draw/canvas.js';
import { formatRange, formatStretch, formatValue, stepWithin } from '../model/format.js';
import { stretchesOf, titleOf } from './aligned.js';
import { nodesOf } from './cluster.js';
import { colorScale } from './color-scale.js';
import { explainEmpty, meansNote } from './common.js';
import { declared } from './declared.js';
import { cellAt, keysRoom, levelOf, rowAt, sceneOf, topOf } from './heatmap-layout.js';
import { drawStripKeys, drawStrips, pickRow, sampleLines } from './heatmap-strips.js';
import { drawKey, drawMarks, drawPlaces, labelStyle } from './plot-frame.js';
import { stripsOf } from './samples.js';
import { fitted, telling } from './short-names.js';

/** Height of a row, of everything around the rows, and the least height of the chart. */
const ROW = 17;
const AROUND = 76;
const LEAST = 150;
const MOST = 900;
/** Pixels between names of columns. */
const NAME_GAP = 6;
/** Cells of at least this size have gaps. */
const PARTED = 6;

/** @type {import('../types.js').ChartModule} */
export const heatmap = {
  ...declared.HeatmapPlot,
  flips: true, // its columns are at their places
  height: 240,
  legend: () => false,
  heightFor: (count, settings, samples) => {
    const keys = keysRoom(stripsOf(samples, settings).columns.length);
    return Math.max(LEAST + keys, Math.min(MOST, AROUND + ROW * count + keys));
  },

  draw(ctx, data, view, options) {
    const scene = sceneOf(data, view, options);
    if (scene.entries.n > 0) {
      drawCells(ctx, scene, options);
      drawStrips(ctx, scene, data, options);
      if (scene.named) drawNames(ctx, scene, data, options, view);
      if (scene.placed) drawColumns(ctx, scene, view, options);
      drawTrees(ctx, scene, options);
      drawMarks(ctx, scene.box, scene.entries, scene.columns, options.selection ?? [], options.theme.chosenEdge);
      if (scene.keyed) drawScale(ctx, scene, options);
      if (scene.strips.keys > 0) drawStripKeys(ctx, scene, data, view, options);
    }
    explainEmpty(ctx, data, view, options, scene.entries.n, 'No data in this region');
    // Without room above the cells it would cover them.
    const note = scene.placed ? [meansNote(scene.of, scene.entries.n, scene.rows, 'columns'), scene.note].filter(Boolean).join('; ') : '';
    return scene.rows ? { rows: scene.entries.n, note } : { bins: scene.entries.n, note };
  },

  highlight(ctx, data, view, options) {
    if (!options.highlight) return;
    const { box, entries, columns } = sceneOf(data, view, options);
    drawMarks(ctx, box, entries, columns, [options.highlight], options.theme.accent);
  },

  pick(data, view, options, x, y) {
    const scene = sceneOf(data, view, options);
    const cell = cellAt(scene, x, y);
    if (!cell) return pickRow(scene, data, view, options, x, y);
    const { entry, series } = cell;
    const [start, end] = [scene.entries.starts[entry], scene.entries.ends[entry]];
    const value = scene.entries.values[series][entry];
    return {
      title: titleOf(scene.entries, entry),
      start,
      end,
      lines: [
        {
          label: data.series[series].measurement.name,
          value: Number.isNaN(value) ? 'no data' : formatValue(value, stepWithin(scene.range)),
          color: Number.isNaN(value) ? '' : colorOf(scene, options, value),
        },
        ...sampleLines(data, series, scene.strips.columns, options),
      ],
    };
  },

  zoomTo(data, view, options, { x0, x1, y0, y1 }) {
    const scene = sceneOf(data, view, options);
    if (x1 >= scene.box.x0 && x0 < scene.box.x1) return null;
    const from = topRow(scene, y0);
    const rows = scene.order.slice(from, Math.max(from + 1, topRow(scene, y1) + (rowAt(scene, y1) >= 0 ? 1 : 0)));
    return { rows: rows.map((i) => data.series[i].measurement.id).join(',') };
  },

  pickAll(data, view, options, box) {
    const scene = sceneOf(data, view, options);
    const { x0, x1, y0, y1 } = scene.box;
    if (box.x1 < x0 || box.x0 > x1 || box.y1 < y0 || box.y0 > y1) return [];
    const slot = (x1 - x0) / scene.columns.length;
    const from = Math.max(0, Math.floor((box.x0 - x0) / slot));
    return stretchesOf(scene.entries, scene.columns.slice(from, Math.ceil((box.x1 - x0) / slot)));
  },
};

/** Returns how many rows begin above a y, but for the one that it is in. @param {Scene} scene @param {number} y */
function topRow(scene, y) {
  const row = rowAt(scene, y);
  return row >= 0 ? row : scene.order.filter((_, r) => topOf(scene, r) < y).length;
}

/** @param {Scene} scene @param {DrawOptions} options @param {number} value */
function colorOf(scene, { theme, settings }, value) {
  return colorScale(settings.colorScale, theme.name)[levelOf(scene, value)];
}

/** Draws the cells, neighbours of one colour at once. @param {Ctx} ctx @param {Scene} scene @param {DrawOptions} options */
function drawCells(ctx, scene, { theme, settings }) {
  const { box, columns, order, entries } = scene;
  const colors = colorScale(settings.colorScale, theme.name);
  const edge = (/** @type {number} */ i) => Math.round(box.x0 + ((box.x1 - box.x0) * i) / columns.length);
  const parted = (box.x1 - box.x0) / columns.length >= PARTED ? 1 : 0;
  order.forEach((series, r) => {
    const values = entries.values[series];
    const top = Math.round(topOf(scene, r));
    const height = Math.max(1, Math.round(topOf(scene, r) + scene.slot) - top - (scene.slot >= PARTED ? 1 : 0));
    const level = (/** @type {number} */ c) => (Number.isNaN(values[columns[c]]) ? -1 : levelOf(scene, values[columns[c]]));
    for (let c = 0; c < columns.length;) {
      const of = level(c);
      let to = c + 1;
      while (!parted && to < columns.length && level(to) === of) to++;
      ctx.fillStyle = of < 0 ? theme.line : colors[of];
      const [x0, x1] = [edge(c), edge(to)];
      if (x1 > x0) ctx.fillRect(x0, top, Math.max(1, x1 - x0 - parted), height);
      c = to;
    }
  });
}

/** @param {Ctx} ctx @param {Scene} scene @param {ChartData} data @param {DrawOptions} options @param {View} view */
function drawNames(ctx, scene, data, options, view) {
  const { box, order, slot: height } = scene;
  const room = view.left + view.width - box.x1 - 8;
  const style = { ...labelStyle(options, 'left'), font: font(options.theme, Math.min(11, height)), color: options.theme.ink };
  const names = data.series.map((s) => s.measurement.name);
  const shown = names.every((name) => textWidth(ctx, name, style.font) <= room) ? names : telling(names);
  order.forEach((series, r) => {
    text(ctx, fitted(ctx, shown[series], room, style.font), box.x1 + 6, topOf(scene, r) + 0.5 * height, style);
  });
}

/** Draws the trees: of the rows on the left, of the columns above. @param {Ctx} ctx @param {Scene} scene @param {DrawOptions} options */
function drawTrees(ctx, scene, options) {
  const { box, columns, strips, slot } = scene;
  ctx.strokeStyle = options.theme.muted;
  ctx.lineWidth = 1;
  for (const { tree, top } of scene.groups) {
    if (!tree || scene.rowTreeRoom === 0) continue;
    drawTree(ctx, tree, (at, up) => [strips.x0 - 6 - up * (scene.rowTreeRoom - 8), top + (at + 0.5) * slot]);
  }
  if (scene.columnTree && scene.columnTreeRoom > 0) {
    const wide = (box.x1 - box.x0) / columns.length;
    drawTree(ctx, scene.columnTree, (at, up) => [box.x0 + (at + 0.5) * wide, box.y0 - 4 - up * (scene.columnTreeRoom - 8)]);
  }
}

/**
 * @param {Ctx} ctx @param {import('./cluster.js').Tree} tree
 * @param {(at: number, up: number) => [x: number, y: number]} point up is from 0 to 1
 */
function drawTree(ctx, tree, point) {
  const nodes = nodesOf(tree);
  const highest = nodes[nodes.length - 1].height || 1;
  ctx.beginPath();
  tree.joins.forEach(({ a, b, height }) => {
    const path = [
      point(nodes[a].at, nodes[a].height / highest),
      point(nodes[a].at, height / highest),
      point(nodes[b].at, height / highest),
      point(nodes[b].at, nodes[b].height / highest),
    ];
    path.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  });
  ctx.stroke();
}

/**
 * Draws lines from the columns to their places, and the first and last place in
 * words, where the columns are in the order of the sequence.
 * @param {Ctx} ctx @param {Scene} scene @param {View} view @param {DrawOptions} options
 */
function drawColumns(ctx, { box, columns, columnTree, entries }, view, options) {
  const style = labelStyle(options, 'left');
  const y = box.y1 + 11;
  const slot = (box.x1 - box.x0) / columns.length;
  if (drawColumnNames(ctx, box, columns, entries, options, y)) {
    if (!columnTree) drawPlaces(ctx, view, box.y0 - 4, options, entries, (i) => box.x0 + (i + 0.5) * slot);
    return;
  }
  if (columnTree) {
    text(ctx, fitted(ctx, 'Columns by likeness, not by place', box.x1 - box.x0, style.font), box.x0, y, style);
    return;
  }
  drawPlaces(ctx, view, box.y0 - 4, options, entries, (i) => box.x0 + (i + 0.5) * slot);
  const [first, last] = [
    formatStretch(entries.starts[0], entries.ends[0]),
    formatStretch(entries.starts[entries.n - 1], entries.ends[entries.n - 1]),
  ];
  text(ctx, first, box.x0, y, style);
  const widths = textWidth(ctx, first, style.font) + textWidth(ctx, last, style.font);
  if (widths + 12 < box.x1 - box.x0) text(ctx, last, box.x1, y, { ...style, align: 'right' });
}

/**
 * Draws the names of columns that have some, each where it fits beside the one before, and reports whether any has one.
 * @param {Ctx} ctx @param {Scene['box']} box @param {number[]} columns @param {Scene['entries']} entries @param {DrawOptions} options
 * @param {number} y
 */
function drawColumnNames(ctx, box, columns, { names }, options, y) {
  if (!names?.some((name) => name)) return false;
  const style = { ...labelStyle(options, 'center'), color: options.theme.ink };
  const slot = (box.x1 - box.x0) / columns.length;
  let free = box.x0 - NAME_GAP;
  columns.forEach((entry, c) => {
    const wide = textWidth(ctx, names[entry], style.font);
    const middle = box.x0 + (c + 0.5) * slot;
    const left = Math.max(box.x0, Math.min(middle - wide / 2, box.x1 - wide));
    if (!names[entry] || left < free + NAME_GAP || Math.abs(left + wide / 2 - middle) > Math.max(slot, wide / 2)) return;
    text(ctx, names[entry], left + wide / 2, y, style);
    free = left + wide;
  });
  return true;
}

/** Draws the key of the colours. @param {Ctx} ctx @param {Scene} scene @param {DrawOptions} options */
function drawScale(ctx, { box, range, beyond }, options) {
  const colors = colorScale(options.settings.colorScale, options.theme.name);
  const [least, most] = formatRange(...range);
  const ends = /** @type {[string, string]} */ ([(beyond[0] ? '≤ ' : '') + least, (beyond[1] ? '≥ ' : '') + most]);
  drawKey(ctx, box.x0, box.y1 + 27, options, colors, ends, box.x1 - box.x0);
}
