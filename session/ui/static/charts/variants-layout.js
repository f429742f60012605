/**
 * The layout of a Variants Track: the lane of the sites, and below it a row for each sample. Pure.
 *
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').View} View
 * @typedef {import('./genotypes.js').People} People
 * @typedef {import('./genotypes.js').Person} Person
 *
 * A sample's row, and a group of rows from top to bottom.
 * @typedef {{person: Person, top: number, bottom: number, group: number}} Row
 * @typedef {{name: string, cell: number|null, top: number, bottom: number}} Band
 *
 * @typedef {object} Lane
 * @property {number} top  of the sites
 * @property {number} bottom
 * @property {number} ceiling  above which no density reaches
 * @property {number} pitch  from one row of sites to the next
 * @property {number} height  of a site
 * @property {(i: number) => number} rowOf  the row of a site
 * @property {boolean} dense  whether sites are counted instead of shown: they are merged, or more than there are pixels for
 * @property {{top: number, bottom: number}} below  where the rows of samples are
 * @property {Row[]} rows  of samples, scrolled
 * @property {Band[]} groups  those with a name
 * @property {number} slot  height of a row of a sample
 * @property {number} shown  samples
 * @property {number} of  samples there are
 * @property {string[]} none  names of samples that none has
 * @property {number} full  height that all would have
 */
import { pack } from '../draw/pack.js';
import { numberOrNull } from '../draw/scale.js';
import { padOf } from './axis.js';
import { isOn } from './common.js';
import { inView } from './features.js';
import { peopleIn } from './genotypes.js';

/** Height of the sites where samples are below them, their share of a low chart, and what a row of them has at least and at most. */
const SITES = 40;
const SITES_SHARE = 0.4;
/** Height above the sites that is left to the chart's note. */
const NOTE = 13;
const LEAST_ROW = 5;
const MOST_ROW = 14;
const ROW_GAP = 2;
/** A site is at least this wide, so that it can be seen. */
export const SITE_WIDTH = 3;
/** Between lanes, between sites and samples, and between groups. */
const LANE_GAP = 6;
const GAP = 5;
const GROUP_GAP = 5;
/** A sample's row is so high unless a setting says otherwise; less than the first only where several files share a chart. */
const LEAST_SLOT = 1;
const MOST_SLOT = 14;

/**
 * Returns where the sites and genotypes of each measurement are; null for one without features.
 * @param {ChartData} data @param {View} view @param {DrawOptions} options @returns {(Lane|null)[]}
 */
export function lanesOf(data, view, options) {
  const n = data.series.length;
  const pad = padOf(options.height);
  const room = (options.height - 2 * pad - (n - 1) * LANE_GAP) / n;
  return data.series.map(({ piece }, i) =>
    (piece?.kind === 'features' ? laneOf(piece, data, view, options, pad + i * (room + LANE_GAP), room, n === 1) : null));
}

/**
 * @param {FeaturesPiece} piece @param {ChartData} data @param {View} view @param {DrawOptions} options
 * @param {number} top @param {number} room @param {boolean} alone @returns {Lane}
 */
function laneOf(piece, data, view, options, top, room, alone) {
  const { settings } = options;
  const wanted = isOn(settings.showGenotypes) && Boolean(piece.samples?.length) && !view.bare;
  const people = wanted && piece.metadata.genotypes
    ? peopleIn(piece, data.samples, settings, settings.sampleOrder === 'cluster' && view.pane === undefined)
    : { groups: /** @type {People[]} */ ([]), shown: 0, of: piece.samples?.length ?? 0, none: /** @type {string[]} */ ([]) };
  const dense = piece.counts !== null || people.shown === 0 && sitesIn(piece, view) * SITE_WIDTH > view.width;
  const sites = people.shown > 0 ? Math.min(SITES, room * SITES_SHARE) : room;
  const free = people.shown > 0 ? Math.max(sites - NOTE, LEAST_ROW) : sites;
  const most = Math.max(1, Math.floor((free + ROW_GAP) / (LEAST_ROW + ROW_GAP)));
  const packed = pack(piece.starts, piece.ends, most);
  const used = packed.left > 0 ? 1 : Math.max(1, packed.count);
  const pitch = Math.min((free + ROW_GAP) / used, MOST_ROW + ROW_GAP);
  const height = Math.max(1, Math.round(pitch - ROW_GAP));
  const from = Math.round(top + (people.shown > 0 ? sites - used * pitch + ROW_GAP : Math.max(0, sites + ROW_GAP - used * pitch) / 2));
  const below = { top: Math.round(top + sites + GAP), bottom: Math.round(top + room) };
  const gaps = GROUP_GAP * Math.max(0, people.groups.length - 1);
  const own = numberOrNull(settings.rowHeight) ?? 0;
  const fitting = (below.bottom - below.top - gaps) / Math.max(1, people.shown);
  const slot = own > 0 && alone ? own : Math.min(MOST_SLOT, alone ? Math.max(LEAST_SLOT, fitting) : fitting);
  const whole = slot >= 4 ? Math.floor(slot) : slot;
  const scroll = alone ? options.scroll ?? 0 : 0;
  /** @type {Row[]} */
  const rows = [];
  /** @type {Band[]} */
  const groups = [];
  let y = below.top - scroll;
  people.groups.forEach(({ name, cell, members }, g) => {
    const begin = y;
    for (const person of members) {
      rows.push({ person, top: Math.round(y), bottom: Math.max(Math.round(y) + 1, Math.round(y + whole)), group: g });
      y += whole;
    }
    if (name) groups.push({ name, cell, top: begin, bottom: y });
    y += GROUP_GAP;
  });
  const end = y - GROUP_GAP + scroll;
  return {
    top: from, bottom: below.top - GAP, ceiling: Math.round(top + Math.min(NOTE, room / 4)), pitch, height,
    rowOf: (i) => (packed.left > 0 ? 0 : packed.rows[i]), dense, below,
    rows, groups, slot: whole, shown: people.shown, of: people.of, none: people.none,
    full: alone && people.shown > 0 && end > below.bottom ? end + padOf(options.height) : 0,
  };
}

/** Returns how many sites are in view. @param {FeaturesPiece} piece @param {View} view */
function sitesIn(piece, view) {
  let n = 0;
  for (let i = 0; i < piece.starts.length; i++) if (inView(piece, view, i)) n++;
  return n;
}

/** Returns the row of a sample at a y, null beside them. @param {Lane} lane @param {number} y */
export function rowAt(lane, y) {
  if (y < lane.below.top || y >= lane.below.bottom) return null;
  return lane.rows.find((r) => y >= r.top && y < r.bottom) ?? null;
}
