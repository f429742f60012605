/**
 * A chart of several places side by side: each is drawn by the chart's module into its pane, with one range of
 * values for all. What is given for several places: a piece for each, and selection, highlight and regions of all
 * sequences. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Pane} Pane
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Drawn} Drawn
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { drawMessage, vline } from '../draw/canvas.js';
import { formatPlace } from '../model/format.js';
import { paneAt } from '../model/panes.js';
import { stretchesOn } from '../model/selection.js';
import { mix } from './color-scale.js';
import { tintsOn } from './regions.js';

/** Charts whose rows, columns or scales would differ from place to place: they show the first. Plots do, too. */
const ALONE = new Set(['Heatmap', 'Arcs Track']);
/** Charts of what is too small to be seen in a whole genome. */
const NEAR = new Set(['Genes Track', 'Transcript Track', 'Sequence Track']);
/** How much of its colour every second sequence of a whole genome keeps, of points. */
const SHADE = 0.5;
/** Opacity of the ground of every second sequence. */
const STRIPE_ALPHA = 0.55;

/**
 * Returns what a chart shows of a view: all of its panes, or the first place over the whole width, or no pane.
 * @param {ChartModule|null} module @param {View} view @returns {View}
 */
export function viewFor(module, view) {
  if (!view.panes || !module) return view;
  if (module.plot || ALONE.has(module.title)) {
    return { ...view.panes[0], left: view.left, width: view.width, bare: false, all: undefined };
  }
  return view.whole && NEAR.has(module.title) ? { ...view, panes: [] } : view;
}

/**
 * Returns a module that draws several places, too.
 * @param {ChartModule} module @returns {ChartModule}
 */
export function paned(module) {
  const { extent, pickAll, still } = module;
  return {
    ...module,

    draw(ctx, data, view, options) {
      const shown = viewFor(module, view);
      if (shown === view && !view.panes) return module.draw(ctx, data, view, options);
      if (!shown.panes) {
        const drawn = module.draw(ctx, data, shown, optionsIn(shown, options));
        const note = `only ${formatPlace(shown)}, the first place, is shown here`;
        return { ...drawn, note: [note, drawn.note].filter(Boolean).join('; ') };
      }
      return drawAll(ctx, module, data, shown, options);
    },

    highlight(ctx, data, view, options) {
      const shown = viewFor(module, view);
      if (!shown.panes) return module.highlight(ctx, data, shown, shown === view ? options : optionsIn(shown, options));
      const across = acrossOf(module, data, shown, options);
      for (const pane of shown.panes) {
        const own = { ...optionsIn(pane, options), across };
        if (!own.highlight) continue;
        clipped(ctx, pane, shown, options, () => module.highlight(ctx, dataIn(data, pane), pane, own));
      }
    },

    pick(data, view, options, x, y) {
      const all = view.panes ?? view.all;
      if (!all && view.pane === undefined) return module.pick(data, view, options, x, y);
      const shown = viewFor(module, all ? { ...view, panes: all, whole: view.whole ?? view.bare } : view);
      if (shown.panes?.length === 0) return null;
      const pane = paneAt(shown, x);
      const across = acrossOf(module, data, shown, options);
      return module.pick(dataIn(data, pane), pane, { ...optionsIn(pane, options), across }, x, y);
    },

    pickAll: pickAll && ((data, view, options, box) => pickAll(data, viewFor(module, view), options, box)),

    still: still && ((data, view, options) => (view.panes ? null : still(data, view, options))),

    extent: extent && ((data, view, settings) => {
      const shown = viewFor(module, view);
      return shown.panes ? union(shown.panes.map((pane) => extent(dataIn(data, pane), pane, settings))) : extent(data, shown, settings);
    }),
  };
}

/**
 * Draws every pane, and says once what they all say.
 * @param {Ctx} ctx @param {ChartModule} module @param {ChartData} data @param {View} view @param {DrawOptions} options
 * @returns {Drawn}
 */
function drawAll(ctx, module, data, view, options) {
  const panes = view.panes ?? [];
  if (panes.length === 0) {
    drawMessage(ctx, view, options, `A ${module.title} shows no whole genome: go to a sequence of it.`);
    return {};
  }
  const across = acrossOf(module, data, view, options);
  /** @type {Drawn} */
  const sum = {};
  const notes = new Set();
  panes.forEach((pane, i) => {
    const of = dataIn(data, pane);
    if (pane.bare && i % 2 === 1) stripe(ctx, pane, options);
    const own = { ...optionsIn(pane, options), across };
    clipped(ctx, pane, view, options, () => {
      const { rows, bins, note } = module.draw(ctx, of, pane, own);
      if (rows !== undefined) sum.rows = (sum.rows ?? 0) + rows;
      if (bins !== undefined) sum.bins = (sum.bins ?? 0) + bins;
      if (note) notes.add(note);
    });
    if (!pane.bare && i > 0) vline(ctx, (panes[i - 1].left + panes[i - 1].width + pane.left) / 2, 0, options.height, options.theme.line);
    for (const { error } of of.series) if (error && pane.bare) notes.add(error);
  });
  const waiting = data.series.find((s) => s.waiting)?.waiting;
  if (view.whole && !sum.rows && !sum.bins && notes.size === 0) {
    const what = module.takes === 'range' ? 'features' : 'data';
    drawMessage(ctx, view, options, waiting || `No ${what} in the whole genome`);
  }
  return { ...sum, note: joined([...notes]) };
}

/** @param {string[]} notes different ones */
function joined(notes) {
  return notes.length <= 2 ? notes.join('; ') : `${notes[0]}; and the like in ${notes.length - 1} of the other places`;
}

/**
 * Draws into a pane. The first has the axis on its left.
 * @param {Ctx} ctx @param {Pane} pane @param {View} view @param {DrawOptions} options @param {() => void} draw
 */
function clipped(ctx, pane, view, options, draw) {
  const x0 = pane.pane === 0 ? 0 : pane.left;
  ctx.save();
  ctx.beginPath();
  ctx.rect(x0, 0, pane.left + pane.width - x0, options.height);
  ctx.clip();
  draw();
  ctx.restore();
}

/** Draws the ground of every second sequence. @param {Ctx} ctx @param {View} pane @param {DrawOptions} options */
function stripe(ctx, pane, { theme, height }) {
  ctx.globalAlpha = STRIPE_ALPHA;
  ctx.fillStyle = theme.grid;
  ctx.fillRect(pane.left, 0, pane.width, height);
  ctx.globalAlpha = 1;
}

/**
 * Returns the data of a pane.
 * @param {ChartData} data @param {View} pane @returns {ChartData}
 */
function dataIn({ series, samples }, pane) {
  return {
    samples, // and no bases: they are of the first place
    series: series.map((s) => {
      if (!s.panes) return s;
      const piece = s.panes[pane.pane ?? 0] ?? null;
      return { ...s, piece, waiting: piece ? '' : s.waiting, error: piece?.kind === 'error' ? piece.error : null };
    }),
  };
}

/**
 * Returns the options of a pane: what is marked is that of its sequence, and in a whole genome every second one has
 * paler points.
 * @param {View} pane @param {DrawOptions} options @returns {DrawOptions}
 */
function optionsIn(pane, options) {
  const { selection, highlight, tints, theme, settings, colors } = options;
  const { seqName } = pane;
  const paler = pane.bare && settings.style === 'points' && (pane.pane ?? 0) % 2 === 1;
  const ends = highlight?.ends?.filter((end) => /** @type {any} */ (end).seqName === seqName);
  const here = highlight && (/** @type {any} */ (highlight).seqName === seqName || (ends?.length ?? 0) > 0);
  return {
    ...options,
    colors: paler ? colors.map((color) => mix(theme.ground, color, SHADE)) : colors,
    highlight: here ? { ...highlight, ends } : null,
    selection: stretchesOn(/** @type {any} */ (selection ?? []), seqName),
    tints: tintsOn(/** @type {any} */ (tints ?? []), seqName, theme),
  };
}

/**
 * Returns the extent of the values in all panes, undefined for a chart without one.
 * @param {ChartModule} module @param {ChartData} data @param {View} view @param {DrawOptions} options
 */
function acrossOf(module, data, view, { settings }) {
  const { extent } = module;
  return extent && view.panes ? union(view.panes.map((pane) => extent(dataIn(data, pane), pane, settings))) : undefined;
}

/** @param {[number, number][]} extents @returns {[number, number]} NaN, NaN if all are */
function union(extents) {
  let [lo, hi] = [Infinity, -Infinity];
  for (const [min, max] of extents) {
    if (min < lo) lo = min;
    if (max > hi) hi = max;
  }
  return lo <= hi ? [lo, hi] : [NaN, NaN];
}
