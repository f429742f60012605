/**
 * Variants Track: sites by their type or filter, and below them the genotypes of samples, a row each. Where there are too many
 * sites to be seen one by one their density is drawn, without genotypes.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {import('./variants-layout.js').Lane} Lane
 * @typedef {CanvasRenderingContext2D} Ctx
 * Sites that are drawn as one.
 * @typedef {{x: number, w: number, sites: number[]}} Column
 */
import { clipToPlot, drawHighlight, drawSelection, font, text, textWidth } from '../draw/canvas.js';
import { formatBases, formatStretch, inOrder, plural, withCommas } from '../model/format.js';
import { LABEL_GAP } from './axis.js';
import { mix } from './color-scale.js';
import { explainEmpty, isOn, pixelStretch } from './common.js';
import { declared } from './declared.js';
import { countOf, inView, nthOf, thinningNote } from './features.js';
import { KINDS, callOf, countsText, dosageColor, genotypeKeys, kindColor, kindsIn, meanDosage } from './genotypes.js';
import { drawOutlines } from './outline.js';
import { drawGrid } from './ruler.js';
import { cellColor, columnAt } from './samples.js';
import { fitted, telling } from './short-names.js';
import { isFiltered, siteColor, siteKeys } from './variant-colors.js';
import { densityNote, drawDensity } from './variants-density.js';
import { SITE_WIDTH, lanesOf, rowAt } from './variants-layout.js';

/** From this width on, a pixel parts a site from the next. */
const PARTED_WIDTH = 5;
/** Rows of samples from these heights on have gaps, halves for phased alleles, names. */
const GAP_FROM = 6;
const HALVES_FROM = 8;
const NAMED_FROM = 8;
const NAME_SIZE = 10;
/** Width of the strip that shows the group of a sample. */
const STRIP = 3;
/** Bases of an allele that are written out. */
const MOST_BASES = 24;

/** @type {import('../types.js').ChartModule} */
export const variantsTrack = {
  ...declared.VariantsTrack,
  height: 180,
  legend: () => false,
  use: (settings, points) => (points ? undefined : isOn(settings.showGenotypes) ? 'genotypes' : 'sites'),

  draw(ctx, data, view, options) {
    drawSelection(ctx, view, options);
    drawGrid(ctx, view, options);
    const lanes = lanesOf(data, view, options);
    let drawn = 0;
    data.series.forEach(({ piece }, s) => {
      const lane = lanes[s];
      if (piece?.kind !== 'features' || !lane) return;
      clipToPlot(ctx, view, options.height);
      drawn += lane.dense ? drawDensity(ctx, piece, lane, view, options) : drawSites(ctx, piece, lane, view, options);
      drawOutlines(ctx, piece, view, options.selection ?? [], placeIn(lane), options.theme.chosenEdge);
      ctx.restore();
      if (lane.rows.length === 0) return;
      clipToPlot(ctx, view, lane.below.bottom, lane.below.top);
      drawGenotypes(ctx, piece, lane, view, options);
      ctx.restore();
      if (!view.pane) drawNames(ctx, data, lane, view, options);
    });
    explainEmpty(ctx, data, view, options, drawn, 'No variants in this region');
    const full = Math.max(0, ...lanes.map((lane) => lane?.full ?? 0));
    return { rows: drawn, note: noteOf(data, view, lanes, drawn, options), ...(full > 0 ? { full } : {}) };
  },

  highlight(ctx, data, view, options) {
    drawHighlight(ctx, view, options);
    const { highlight } = options;
    if (!highlight) return;
    clipToPlot(ctx, view, options.height);
    lanesOf(data, view, options).forEach((lane, s) => {
      const { piece } = data.series[s];
      if (piece?.kind === 'features' && lane) drawOutlines(ctx, piece, view, [highlight], placeIn(lane), options.theme.accent);
    });
    ctx.restore();
  },

  pick(data, view, options, x, y) {
    const lanes = lanesOf(data, view, options);
    for (let s = lanes.length - 1; s >= 0; s--) {
      const { piece } = data.series[s];
      const lane = lanes[s];
      if (piece?.kind !== 'features' || !lane) continue;
      const row = rowAt(lane, y);
      const inSites = y >= (lane.dense ? lane.ceiling : lane.top) - 2 && y <= lane.bottom + 2;
      if (!row && !inSites) continue;
      const i = siteAt(piece, lane, view, x, row || lane.dense ? null : y);
      if (i >= 0) return describeSite(data, s, i, options, row?.person ?? null);
    }
    return null;
  },

  keys(data, settings, theme) {
    const pieces = data.series.flatMap((s) => [s.piece, ...(s.panes ?? [])]).filter((p) => p?.kind === 'features');
    const features = /** @type {FeaturesPiece[]} */ (pieces);
    /** @type {Set<string>} */
    const kinds = new Set();
    if (isOn(settings.showGenotypes)) for (const piece of features) for (const kind of kindsIn(piece)) kinds.add(kind);
    return [...siteKeys(features, settings, theme), ...genotypeKeys(kinds, theme)];
  },
};

/** @param {Lane} lane @returns {(i: number) => {top: number, height: number}|null} */
function placeIn(lane) {
  return (i) => (lane.dense ? null : { top: Math.round(lane.top + lane.rowOf(i) * lane.pitch), height: lane.height });
}

/**
 * Returns the site at a point, the one that is over the others there and else the nearest; -1 for none.
 * @param {FeaturesPiece} piece @param {Lane} lane @param {View} view @param {number} x @param {number|null} y  null in any row
 */
function siteAt(piece, lane, view, x, y) {
  let best = -1;
  let away = 3;
  let width = Infinity;
  for (let i = piece.starts.length - 1; i >= 0; i--) {
    if (!inView(piece, view, i)) continue;
    const top = lane.top + lane.rowOf(i) * lane.pitch;
    if (y !== null && (y < top - 1 || y > top + lane.height + 1)) continue;
    const [x0, w] = pixelStretch(view, piece.starts[i], piece.ends[i], SITE_WIDTH);
    const off = Math.max(x0 - x, x - x0 - w, 0);
    if (off < away || (off === away && best >= 0 && w < width)) [best, away, width] = [i, off, w];
  }
  return best;
}

/** @param {FeaturesPiece} piece @param {number} i @param {View} view @returns {[x: number, w: number]} */
function siteX(piece, i, view) {
  const [x, w] = pixelStretch(view, piece.starts[i], piece.ends[i], SITE_WIDTH);
  return [x, w >= PARTED_WIDTH ? w - 1 : w];
}

/**
 * Those that pass the filters are drawn last: they are over the others where both share pixels.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {Lane} lane @param {View} view @param {DrawOptions} options
 */
function drawSites(ctx, piece, lane, view, options) {
  const colorOf = siteColor(piece, options.settings, options.theme);
  let drawn = 0;
  for (const filtered of [true, false]) {
    for (let i = 0; i < piece.starts.length; i++) {
      if (isFiltered(piece, i) !== filtered || !inView(piece, view, i)) continue;
      drawn++;
      const [x, w] = siteX(piece, i, view);
      ctx.fillStyle = colorOf(i);
      ctx.fillRect(x, Math.round(lane.top + lane.rowOf(i) * lane.pitch), w, lane.height);
    }
  }
  return drawn;
}

/**
 * Returns the sites in view with their places. Those that share pixels are one.
 * @param {FeaturesPiece} piece @param {View} view @returns {Column[]}
 */
function columnsOf(piece, view) {
  /** @type {Column[]} */
  const columns = [];
  for (let i = 0; i < piece.starts.length; i++) {
    if (!inView(piece, view, i)) continue;
    const [x, w] = siteX(piece, i, view);
    const last = columns[columns.length - 1];
    if (last && w === SITE_WIDTH && last.w === SITE_WIDTH && x < last.x + SITE_WIDTH) last.sites.push(i);
    else columns.push({ x, w, sites: [i] });
  }
  return columns;
}

/**
 * Returns columns in layers to be drawn one after the other: what is narrower is over what is wider, as a site within a deletion.
 * @param {Column[]} columns @returns {Column[][]}
 */
function layersOf(columns) {
  /** @type {Column[][]} */
  const layers = [];
  for (const column of [...columns].sort((a, b) => b.w - a.w)) {
    let at = layers.length;
    while (at > 0 && !layers[at - 1].some((c) => c.x < column.x + column.w && column.x < c.x + c.w)) at--;
    (layers[at] ??= []).push(column);
  }
  return layers;
}

/**
 * Draws a cell for each sample at each site. Sites that share pixels have the mean of their dosages.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {Lane} lane @param {View} view @param {DrawOptions} options
 */
function drawGenotypes(ctx, piece, lane, view, options) {
  layersOf(columnsOf(piece, view)).forEach((columns, k) => {
    if (k > 0) { // parted from what is below
      ctx.fillStyle = options.theme.ground;
      const [{ top }, { bottom }] = [lane.rows[0], lane.rows[lane.rows.length - 1]];
      for (const { x, w } of columns) ctx.fillRect(x - 1, top, w + 2, bottom - top);
    }
    drawCells(ctx, piece, columns, lane, options);
  });
}

/**
 * Draws the cells of columns, one colour after the other: a change of colour costs more than a cell.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {Column[]} columns @param {Lane} lane @param {DrawOptions} options
 */
function drawCells(ctx, piece, columns, lane, { theme }) {
  const letters = piece.metadata.genotypes;
  const { slot, below } = lane;
  const rows = lane.rows.filter((r) => r.bottom > below.top && r.top < below.bottom);
  const gap = slot >= GAP_FROM ? 1 : 0;
  const colors = new Map(KINDS.map((kind) => [kind, kindColor(kind, theme)]));
  /** @type {Map<string, number[]>} the cells of each colour: x, y, w, h, x, … */
  const cells = new Map([...colors.values()].map((color) => [color, []]));
  const add = (/** @type {string} */ color, /** @type {number[]} */ box) => {
    const list = cells.get(color);
    if (list) list.push(...box);
    else cells.set(color, [...box]);
  };
  for (const { x, w, sites } of columns) {
    const alone = sites.length === 1 ? letters[sites[0]] : null;
    const colorOf = (/** @type {number} */ k) =>
      (alone ? colors.get(callOf(alone[rows[k].person.at]).kind) ?? '' : dosageColor(meanDosage(letters, sites, rows[k].person.at), theme));
    for (let k = 0; k < rows.length; k++) {
      const { person, top, bottom, group } = rows[k];
      const halves = slot >= HALVES_FROM && alone ? callOf(alone[person.at]).halves : undefined;
      if (halves) {
        const middle = top + Math.floor((bottom - gap - top) / 2);
        add(colors.get(halves[0]) ?? '', [x, top, w, middle - top]);
        add(colors.get(halves[1]) ?? '', [x, middle, w, bottom - gap - middle]);
        continue;
      }
      const color = colorOf(k);
      let last = k; // cells of a colour that touch are one
      while (gap === 0 && last + 1 < rows.length && rows[last + 1].group === group && colorOf(last + 1) === color) last++;
      add(color, [x, top, w, rows[last].bottom - gap - top]);
      k = last;
    }
  }
  for (const [color, list] of cells) {
    ctx.fillStyle = color;
    for (let k = 0; k < list.length; k += 4) ctx.fillRect(list[k], list[k + 1], list[k + 2], list[k + 3]);
  }
}

/**
 * Writes the names of samples and groups beside the rows, and shows the groups as strips.
 * @param {Ctx} ctx @param {ChartData} data @param {Lane} lane @param {View} view @param {DrawOptions} options
 */
function drawNames(ctx, data, lane, view, options) {
  const { theme, settings } = options;
  const { below, slot } = lane;
  const column = data.samples?.columns[columnAt(data.samples, String(settings.groupBy ?? ''))];
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, below.top, view.left, below.bottom - below.top);
  ctx.clip();
  const right = view.left - LABEL_GAP;
  for (const group of lane.groups) {
    ctx.fillStyle = column && group.cell !== null ? cellColor(column, group.cell, theme) : theme.line;
    ctx.fillRect(view.left - STRIP - 2, group.top, STRIP, group.bottom - group.top - 1);
  }
  const named = slot >= NAMED_FROM;
  const label = font(theme, named ? Math.min(NAME_SIZE, slot) : NAME_SIZE);
  /** @type {Parameters<typeof text>[4]} */
  const style = { font: label, color: theme.muted, align: 'right', baseline: 'middle' };
  const wide = named && lane.rows.some((r) => textWidth(ctx, r.person.name, label) > right - 2);
  const names = wide ? telling(lane.rows.map((r) => r.person.name)) : lane.rows.map((r) => r.person.name);
  const list = named ? lane.rows.map((r, k) => ({ name: names[k], y: (r.top + r.bottom) / 2 }))
    : lane.groups.filter((g) => g.bottom - g.top >= NAME_SIZE).map((g) => ({ name: g.name, y: (g.top + g.bottom) / 2 }));
  for (const { name, y } of list) {
    if (y > below.top && y < below.bottom) text(ctx, fitted(ctx, inOrder(name), right - 2, label), right, y, style);
  }
  if (list.length === 0) { // how many rows there are
    const middle = (below.top + Math.min(below.bottom, lane.rows[lane.rows.length - 1].bottom)) / 2;
    plural(lane.shown, 'sample').split(' ').forEach((word, k) => text(ctx, word, right, middle + (k - 0.5) * (NAME_SIZE + 1), style));
  }
  ctx.restore();
}

/** Returns an allele, the long ones cut. @param {string} bases */
function allele(bases) {
  return bases.length > MOST_BASES ? `${bases.slice(0, MOST_BASES - 4)}… (${formatBases(bases.length)})` : bases;
}

/**
 * What the pointer found, in words.
 * @param {ChartData} data @param {number} s @param {number} i @param {DrawOptions} options
 * @param {import('./genotypes.js').Person|null} person whose genotype it is on
 * @returns {Picked}
 */
function describeSite(data, s, i, options, person) {
  const { piece: came, measurement } = data.series[s];
  const piece = /** @type {FeaturesPiece} */ (came);
  const { metadata, starts, ends } = piece;
  const [start, end] = [starts[i], ends[i]];
  const count = countOf(piece, i);
  const of = { series: s, nth: nthOf(piece, i) };
  const color = siteColor(piece, options.settings, options.theme)(i);
  /** @type {Picked['lines']} */
  const lines = [{ label: measurement.name, value: count > 1 ? `${plural(count, 'site')}, merged` : '', color }];
  const say = (/** @type {string} */ label, /** @type {string|undefined} */ value) => {
    if (value) lines.push({ label, value: inOrder(value), color: '' });
  };
  say('Place', formatStretch(start, end));
  if (count > 1) return { title: formatStretch(start, end), lines, start, end, of };
  const alternates = String(metadata.alt?.[i] || '.').split(',').map(allele).join(', ');
  say('Alleles', `${allele(metadata.ref?.[i] ?? '')} > ${alternates}`);
  say('Type', metadata.type?.[i]);
  say('Quality', metadata.QUAL?.[i]);
  say('Filter', metadata.filter?.[i]);
  say('AF', metadata.AF?.[i]);
  const letters = metadata.genotypes?.[i];
  if (letters && person) {
    const call = callOf(letters[person.at]);
    lines.push({ label: inOrder(person.name), value: call.words, color: kindColor(call.kind, options.theme) });
  } else if (letters) say('Genotypes', countsText(letters));
  return { title: inOrder(metadata.id?.[i] || formatStretch(start, end)), lines, start, end, of };
}

/**
 * Says what is not shown, or not one by one.
 * @param {ChartData} data @param {View} view @param {(Lane|null)[]} lanes @param {number} drawn @param {DrawOptions} options
 */
function noteOf(data, view, lanes, drawn, options) {
  const { settings } = options;
  const parts = [thinningNote(data, view, 'site', drawn)];
  lanes.forEach((lane, s) => {
    const { piece } = data.series[s];
    if (piece?.kind === 'features' && lane?.dense && drawn > 0) {
      parts.push(densityNote(piece, view, options));
    }
    if (piece?.kind !== 'features' || !lane || !isOn(settings.showGenotypes) || !piece.samples?.length || view.bare) return;
    const many = plural(lane.of, 'sample');
    if (!piece.metadata.genotypes && piece.starts.length > 0) {
      parts.push(`zoom in for the genotypes of ${many}: at most ${plural(piece.mostSites ?? 0, 'site')}`);
    } else if (lane.shown > 0 && lane.shown < lane.of) parts.push(`${withCommas(lane.shown)} of ${many}`);
    const shared = lane.rows.length > 0 && columnsOf(piece, view).some((c) => c.sites.length > 1);
    if (shared) parts.push('sites that share pixels: mean genotypes');
    const fit = lane.rows.filter((r) => r.bottom <= lane.below.bottom).length;
    const below = lane.full > 0 && !options.scroll ? lane.shown - fit : 0;
    if (below > 0) parts.push(`${plural(below, 'sample')} below: scroll, or make it higher`);
    if (lane.none.length > 0) parts.push(`no sample is ${lane.none.slice(0, 3).join(', ')}`);
  });
  return parts.filter(Boolean).join('; ');
}
