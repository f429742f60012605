/**
 * Ranges of data cached per measurement: what to request, what to draw until the
 * answer arrives, and which answers to drop. Knows no socket: a function that
 * loads a window is passed in.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Piece} Piece
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {Place & {resolution: number, bins: number}} Window
 * @typedef {'track'|'plot'|'points'|'whole'|'sites'|'genotypes'|'reads'} Use
 * @typedef {{want: Window, order: number, abort: AbortController}} Flight  a request in flight
 */
import { PanedSeries } from './panes.js';
import { Scattered } from './scattered.js';
import { cutToWindow, tilesFor } from './tiles.js';

/** Pieces kept per series: enough to zoom out and in again at once. */
const KEEP = 8;
/** Requests of one series that may be in flight at a time. */
const MAX_IN_FLIGHT = 2;
/**
 * Data requested beyond the view on either side, as a share of it: little at
 * first, so that the answer is fast; more once the view comes within NEAR of the
 * end. Plots weigh all data they have, so they request what they show.
 */
const FIRST_MARGIN = 0.1;
const NEAR = 0.05;
const MARGIN = 0.5;
const PLOT_MARGIN = 0;
/** A request whose resolution differs from the view's by more than this factor is aborted. */
const OTHER_SCALE = 8;
/** The most bins of one request. */
export const MAX_BINS = 8000;

/**
 * Returns the window to request for a view: with a margin on either side, in bins
 * of a whole number of bases (at most one pixel each) that begin at a multiple of
 * their width. A bin keeps its place while the view pans, so lines do not shimmer.
 * @param {View} view
 * @param {Limits} limits
 * @param {number} [margin] as a share of the view
 * @returns {Window}
 */
export function windowFor(view, limits, margin = MARGIN) {
  const span = view.end - view.start;
  let resolution = Math.max(1, Math.floor(span / view.width));
  const wide = (1 + 2 * margin) * span;
  if (wide > resolution * MAX_BINS) resolution = Math.ceil(wide / MAX_BINS);
  const start = Math.max(limits.start, Math.floor((view.start - span * margin) / resolution) * resolution);
  const end = Math.min(limits.end, start + Math.ceil((view.end + span * margin - start) / resolution) * resolution);
  return { seqName: view.seqName, start, end, resolution, bins: Math.max(1, Math.ceil((end - start) / resolution)) };
}

/**
 * Reports whether data of a window serve a view: they cover it and are neither
 * much coarser nor much finer than the pixels.
 * @param {Place & {resolution: number}} have
 * @param {View} view
 * @param {Limits} limits
 * @param {number} resolution that the view would request
 */
export function serves(have, view, limits, resolution) {
  if (have.seqName !== view.seqName) return false;
  if (have.start > Math.max(Math.floor(view.start), limits.start)) return false;
  if (have.end < Math.min(Math.ceil(view.end), limits.end)) return false;
  if (have.resolution === 0) return true;
  const ratio = have.resolution / resolution;
  return ratio <= 1.25 && ratio > 0.4;
}

/**
 * Reports whether a window in flight no longer serves a view: it is elsewhere or
 * its resolution differs by more than OTHER_SCALE. A window that overlaps the view
 * is kept, so that a view that never rests shows something.
 * @param {Window} w @param {View} view @param {number} resolution that the view would request
 */
function leftBehind(w, view, resolution) {
  if (w.seqName !== view.seqName || w.end <= view.start || w.start >= view.end) return true;
  const ratio = w.resolution / resolution;
  return ratio > OTHER_SCALE || ratio < 1 / OTHER_SCALE;
}

/** Widens a view by a share of it on either side. @param {View} view @param {number} share @returns {View} */
function widened(view, share) {
  const more = (view.end - view.start) * share;
  return { ...view, start: view.start - more, end: view.end + more, width: view.width * (1 + 2 * share) };
}

/** The data of one measurement, or of the rows of one datasource. */
export class Series {
  /**
   * @param {(w: Window, signal: AbortSignal) => Promise<Piece|null>} load resolves to null when there is no
   *   connection: the cached data stay. The signal aborts the request
   * @param {() => void} changed is called when an answer is cached
   * @param {number} [margin] of windowFor
   */
  constructor(load, changed, margin = MARGIN) {
    this.margin = margin;
    this.load = load;
    this.changed = changed;
    /** @type {Piece[]} newest first */
    this.pieces = [];
    /** @type {Flight[]} an answer to any other request is dropped */
    this.inFlight = [];
    /** Counts requests; filed is the newest that was answered: an answer to an older one is dropped. */
    this.asked = 0;
    this.filed = 0;
  }

  /**
   * Requests the view's data unless they are cached or in flight.
   * @param {View} view
   * @param {Limits} limits
   * @returns {boolean} whether they are cached
   */
  need(view, limits) {
    const { resolution } = windowFor(view, limits, this.margin);
    this.abort((w) => leftBehind(w, view, resolution));
    const there = this.has(view, limits);
    if (there && (this.margin === 0 || this.inFlight.length > 0 || this.has(widened(view, NEAR), limits))) return true;
    const want = windowFor(view, limits, there ? this.margin : Math.min(FIRST_MARGIN, this.margin));
    const coming = this.inFlight.some((f) => serves(f.want, view, limits, want.resolution));
    if (!coming && this.inFlight.length < MAX_IN_FLIGHT) this.request(want);
    return there;
  }

  /** Reports whether cached data serve the view. @param {View} view @param {Limits} limits */
  has(view, limits) {
    const { resolution } = windowFor(view, limits, this.margin);
    return this.pieces.some((p) => !p.stale && serves(p, view, limits, resolution));
  }

  /** @param {Window} want */
  async request(want) {
    /** @type {Flight} */
    const flight = { want, order: ++this.asked, abort: new AbortController() };
    this.inFlight.push(flight);
    /** @type {Piece|null} */
    let piece;
    try {
      piece = await this.load(want, flight.abort.signal);
    } catch (e) {
      // A time-out is no answer: it shows, but the window is asked for again.
      const stale = e instanceof Error && e.name === 'TimeoutError';
      piece = { kind: 'error', ...placeOf(want), resolution: 0, stale, error: e instanceof Error ? e.message : String(e) };
    }
    if (!this.inFlight.includes(flight)) return;
    this.inFlight = this.inFlight.filter((f) => f !== flight);
    if (piece && flight.order > this.filed) {
      if (!piece.stale) this.filed = flight.order;
      const kept = this.pieces.filter((p) => p.kind !== 'error' && (piece.stale || !p.stale));
      this.pieces = [piece, ...kept].slice(0, KEEP);
    }
    this.changed();
  }

  /**
   * Returns the best cached piece for a view: one that serves it, else the one
   * that shows most of it.
   * @param {View} view
   * @param {Limits} limits
   * @returns {Piece|null}
   */
  best(view, limits) {
    const { resolution } = windowFor(view, limits, this.margin);
    /** @type {Piece|null} */
    let best = null;
    let bestScore = 0;
    for (const piece of this.pieces) {
      const score = scoreOf(piece, view, limits, resolution);
      if (score > bestScore) [best, bestScore] = [piece, score];
    }
    return best;
  }

  /** Aborts requests in flight. @param {(w: Window) => boolean} which */
  abort(which) {
    const gone = this.inFlight.filter((f) => which(f.want));
    if (gone.length === 0) return;
    this.inFlight = this.inFlight.filter((f) => !gone.includes(f));
    for (const { abort } of gone) abort.abort();
  }

  /** Marks all data as stale: they stay on the screen until newer ones replace them. */
  invalidate() {
    this.abort(() => true);
    this.pieces = this.pieces.filter((p) => p.kind !== 'error').map((p) => ({ ...p, stale: true }));
  }
}

/**
 * Scores a piece for a view, 0 when it shows nothing of it. Fresh pieces that
 * serve the view come first, then the share of the view, then the resolution.
 * @param {Piece} piece @param {View} view @param {Limits} limits @param {number} resolution
 */
function scoreOf(piece, view, limits, resolution) {
  if (piece.seqName !== view.seqName) return 0;
  const fits = serves(piece, view, limits, resolution);
  if (fits && !piece.stale) return 10 + 1 / (1 + piece.resolution);
  if (piece.kind === 'error') return fits ? 0.1 : 0;
  const share = (Math.min(piece.end, view.end) - Math.max(piece.start, view.start)) / (view.end - view.start);
  if (share <= 0) return 0;
  const off = piece.resolution === 0 ? 0 : Math.abs(Math.log2(piece.resolution / resolution));
  return 1 + share - Math.min(0.5, off * 0.05);
}

/** The rows of one datasource that charts lay out: a view has those of its window, whatever else is cached. */
export class TiledSeries extends Series {
  /** @override @param {View} view @param {Limits} limits */
  need(view, limits) {
    const want = tilesFor(view, limits);
    this.abort((w) => leftBehind(w, view, want.resolution));
    if (this.has(view, limits)) return true;
    const coming = this.inFlight.some((f) => f.want.start === want.start && f.want.end === want.end);
    if (!coming && this.inFlight.length < MAX_IN_FLIGHT) this.request(want);
    return false;
  }

  /** @override @param {View} view @param {Limits} limits */
  has(view, limits) {
    const want = tilesFor(view, limits);
    return this.pieces.some((p) => !p.stale && cutToWindow(p, want, limits));
  }

  /** @override @param {View} view @param {Limits} limits @returns {Piece|null} */
  best(view, limits) {
    const want = tilesFor(view, limits);
    for (const stale of [false, true]) {
      for (const piece of this.pieces) {
        const shown = Boolean(piece.stale) === stale && piece.kind !== 'error' ? cutToWindow(piece, want, limits) : null;
        if (shown) return shown;
      }
    }
    return super.best(view, limits);
  }
}

/** @param {Place} p @returns {Place} */
function placeOf(p) {
  return { seqName: p.seqName, start: p.start, end: p.end };
}

/** All series of the page. Charts that show the same measurement share one. */
export class Cache {
  /**
   * @param {(m: Measurement, w: Window, use: Use, signal: AbortSignal) => Promise<Piece|null>} load @param {() => void} changed
   * @param {number} [margin] of windowFor
   */
  constructor(load, changed, margin = MARGIN) {
    this.load = load;
    this.changed = changed;
    this.margin = margin;
    /** @type {Map<string, {group: string, series: Series}>} */
    this.held = new Map();
    this.scattered = new Scattered(load, changed);
    /** @type {Map<string, PanedSeries>} */
    this.paned = new Map();
  }

  /**
   * Returns what has the data of a view, of one place or of several.
   * @param {Measurement} m @param {Use} use @param {View} view
   */
  dataOf(m, use, view) {
    if (!view.panes) return this.seriesOf(m, use);
    const key = JSON.stringify([m.type, m.datasourceId, m.id, use]);
    const known = this.paned.get(key) ?? new PanedSeries((slot) => this.seriesOf(m, use, slot));
    this.paned.set(key, known);
    return known;
  }

  /**
   * @param {Measurement} m
   * @param {Use} [use] a plot shows records however close they are, and points do if there are not too many; of features,
   *   points are as few as pixels; sites and genotypes have more columns; what shows whole sequences has another view than the charts
   * @param {string} [slot] of several places side by side, each of which moves by itself
   * @returns {Series}
   */
  seriesOf(m, use = 'track', slot = '') {
    const plot = use === 'plot';
    const rows = use === 'track' || plot ? 'rows' : use;
    const values = plot || use === 'points' ? use : m.type;
    const Kind = m.type === 'range' && use !== 'whole' && use !== 'points' ? TiledSeries : Series;
    const key = JSON.stringify(
      m.type === 'range' ? [rows, m.datasourceId, m.metadata, slot] : [values, m.datasourceId, m.id, slot],
    );
    let entry = this.held.get(key);
    if (!entry) {
      entry = {
        group: m.datasourceGroup,
        series: new Kind((w, signal) => this.load(m, w, use, signal), this.changed, plot ? PLOT_MARGIN : this.margin),
      };
      this.held.set(key, entry);
    }
    return entry.series;
  }

  /** @param {string|null} group null is all groups */
  invalidate(group) {
    this.scattered.forget();
    for (const entry of this.held.values()) {
      if (group === null || entry.group === group) entry.series.invalidate();
    }
  }
}
