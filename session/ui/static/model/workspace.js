/**
 * What the page shows: sequences, measurements, charts and the place. State and
 * its changes only; nothing is drawn or sent from here.
 *
 * Only the program changes charts and measurements. The user, too, changes place,
 * selection and hover: listeners learn which of them it was, so that they can
 * report to the program.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {import('../types.js').SeqInfo} SeqInfo
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').Region} Region
 * @typedef {'charts'|'measurements'|'seqInfos'|'place'|'title'|'selection'|'hover'|'regions'|'samples'|'flip'|'linkOut'|'labels'} Topic
 */
import { sameJSON } from './same.js';
import { samePlace, samePlaces } from './selection.js';
import { MAX_POSITION, limitsOf, moveInto } from './view.js';

/** How much of the first sequence shows when the program names no place. */
const FIRST_VIEW = 100_000;

export class Workspace {
  constructor() {
    this.title = '';
    /** @type {SeqInfo[]} */
    this.seqInfos = [];
    /** @type {Set<string>} sequences whose end is only the largest that was seen: places may be behind it */
    this.openEnds = new Set();
    /** How many sequences there are where seqInfos has only some of them, else 0. */
    this.sequences = 0;
    /** @type {Measurement[]} */
    this.measurements = [];
    /** @type {Chart[]} */
    this.charts = [];
    /** @type {Place[]} what is shown side by side; none before the first view */
    this.places = [];
    /** Whether these are the sequences of the whole genome. */
    this.whole = false;
    /** @type {Place[]} what is selected, in every chart and page */
    this.selection = [];
    /** @type {Region[]} the regions of interest, of all sequences */
    this.regions = [];
    /** @type {import('../types.js').Samples|null} what the sample sheet says of measurements, null without one */
    this.samples = null;
    /** The address of links from features to another site, with {name} and the like in it; '' for none. */
    this.linkOut = '';
    /** What the region of a slideshow can be labelled as. @type {import('../types.js').Labels|null} */
    this.labels = null;
    /** @type {(Place & {ends?: Place[]})|null} what the pointer is on, in this page or another; of a pair, its two ends */
    this.hover = null;
    /** Whether positions rise to the left, as genes of the reverse strand are read. */
    this.flip = false;
    /** @type {((topic: Topic, byUser: boolean) => void)[]} */
    this.listeners = [];
  }

  /** The place, or the first of several. @returns {Place|null} */
  get place() {
    return this.places[0] ?? null;
  }

  /** @param {import('../types.js').Labels|null} labels */
  setLabels(labels) {
    if (JSON.stringify(labels) === JSON.stringify(this.labels)) return;
    this.labels = labels;
    this.emit('labels');
  }

  /** @param {string} template */
  setLinkOut(template) {
    if (template === this.linkOut) return;
    this.linkOut = template;
    this.emit('linkOut');
  }

  /** @param {(topic: Topic, byUser: boolean) => void} listener */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /** @param {Topic} topic @param {boolean} [byUser] */
  emit(topic, byUser = false) {
    for (const listener of this.listeners) listener(topic, byUser);
  }

  /**
   * Returns how far gestures reach on a sequence, by default the present one. An
   * unknown sequence is as wide as any. The view may be beyond an open end.
   * @returns {Limits}
   */
  limits(seqName = this.place?.seqName ?? '') {
    const limits = this.extent(seqName);
    const ends = this.openEnds.has(seqName) ? this.places.filter((p) => p.seqName === seqName).map((p) => p.end) : [];
    return ends.length > 0 ? { start: limits.start, end: Math.max(limits.end, ...ends) } : limits;
  }

  /** Returns the extent of a sequence; an unknown one is as wide as any. @param {string} seqName @returns {Limits} */
  extent(seqName) {
    return limitsOf(this.seqInfos, seqName) ?? { start: 0, end: MAX_POSITION };
  }

  /**
   * Returns the limits of places that are asked for: an open end is no limit.
   * @param {string} seqName
   * @returns {Limits|null} null when the sequence is not known
   */
  bounds(seqName) {
    const limits = limitsOf(this.seqInfos, seqName);
    return limits && this.openEnds.has(seqName) ? { start: limits.start, end: MAX_POSITION } : limits;
  }

  /** @param {string} title */
  setTitle(title) {
    this.title = title;
    this.emit('title');
  }

  /**
   * Replaces the sequences. Without a place, or when its sequence was removed, the
   * view goes to the first sequence.
   * @param {SeqInfo[]} seqInfos
   * @param {Iterable<string>} [openEnds] those whose end is not known; as before without it
   * @param {number} [sequences] how many there are if these are only some of them
   */
  setSeqInfos(seqInfos, openEnds = this.openEnds, sequences = 0) {
    const ends = [...new Set(openEnds)];
    if (!sameJSON([seqInfos, ends, sequences], [this.seqInfos, [...this.openEnds], this.sequences])) {
      this.seqInfos = seqInfos;
      this.sequences = sequences;
      this.openEnds = new Set(ends);
      this.emit('seqInfos');
    }
    const left = this.places.filter((p) => limitsOf(seqInfos, p.seqName));
    if (left.length === 0 && seqInfos.length > 0) this.setPlace(firstPlace(seqInfos[0]));
    else if (left.length < this.places.length && left.length > 0) this.setPlaces(left, false);
  }

  /** Adds sequences; known ones end where these do. @param {SeqInfo[]} added @param {string[]} [openEnds] @param {number} [sequences] */
  addSeqInfos(added, openEnds = [], sequences = 0) {
    const all = new Map(this.seqInfos.map((s) => [s[0], s]));
    const open = new Set(this.openEnds);
    for (const s of added) {
      all.set(s[0], s);
      open.delete(s[0]);
    }
    this.setSeqInfos([...all.values()], [...open, ...openEnds], sequences);
  }

  /** @param {string[]} names @param {number} [sequences] */
  removeSeqNames(names, sequences = 0) {
    const gone = new Set(names);
    this.setSeqInfos(this.seqInfos.filter((s) => !gone.has(s[0])), this.openEnds, sequences);
  }

  /** Reports whether there are sequences that the page was not told. */
  get partial() {
    return this.sequences > this.seqInfos.length;
  }

  /** Returns every measurement on the menus or in a chart, by its identity. */
  described() {
    const all = [...this.measurements, ...this.charts.flatMap((c) => c.measurements)];
    return new Map(all.map((m) => [keyOf(m), m]));
  }

  /** @param {Measurement[]} list */
  setMeasurements(list) {
    if (sameJSON(list, this.measurements)) return;
    this.measurements = list;
    this.emit('measurements');
  }

  /** Adds measurements; a known one is replaced. @param {Measurement[]} added */
  addMeasurements(added) {
    const byKey = new Map(this.measurements.map((m) => [keyOf(m), m]));
    for (const m of added) byKey.set(keyOf(m), m);
    this.setMeasurements([...byKey.values()]);
  }

  /** Removes measurements; the charts that show them stay. @param {Measurement[]} removed */
  removeMeasurements(removed) {
    const keys = new Set(removed.map(keyOf));
    this.setMeasurements(this.measurements.filter((m) => !keys.has(keyOf(m))));
  }

  /** Replaces the charts; those that are as they were stay the same objects. @param {Chart[]} charts */
  setCharts(charts) {
    const old = new Map(this.charts.map((c) => [c.id, c]));
    this.charts = charts.map((chart) => {
      const before = old.get(chart.id);
      return before && sameJSON(before, chart) ? before : chart;
    });
    this.emit('charts');
  }

  /** Adds a chart, or replaces the one with the same ID at its place. @param {Chart} chart */
  addChart(chart) {
    const at = this.charts.findIndex((c) => c.id === chart.id);
    this.setCharts(at < 0 ? [...this.charts, chart] : this.charts.map((c, i) => (i === at ? chart : c)));
  }

  /** @param {string} id */
  removeChart(id) {
    this.chart(id);
    this.setCharts(this.charts.filter((c) => c.id !== id));
  }

  /**
   * @param {string} id
   * @param {Record<string, any>} settings are merged
   * @param {string[]|null} colorMap null leaves the colours, an empty list restores the default
   */
  setChartSettings(id, settings, colorMap) {
    const chart = this.chart(id);
    const colors = colorMap === null ? chart.colorMap : colorMap.length > 0 ? colorMap : null;
    this.addChart({ ...chart, settings: { ...chart.settings, ...settings }, colorMap: colors });
  }

  /** Puts charts first, in the order of the handles; the others follow as they are. @param {number[]} handles */
  orderCharts(handles) {
    const rank = (/** @type {Chart} */ c) => {
      const i = handles.indexOf(c.handle ?? -1);
      return i < 0 ? handles.length : i;
    };
    this.setCharts([...this.charts].sort((a, b) => rank(a) - rank(b)));
  }

  /** @param {string} id @returns {Chart} */
  chart(id) {
    const chart = this.charts.find((c) => c.id === id);
    if (!chart) throw new Error(`this page has no chart ${id}`);
    return chart;
  }

  /** @param {Place|null} place @param {boolean} [byUser] */
  setPlace(place, byUser = false) {
    this.setPlaces(place ? [place] : [], false, byUser);
  }

  /** Shows several places side by side. @param {Place[]} places @param {boolean} whole @param {boolean} [byUser] */
  setPlaces(places, whole, byUser = false) {
    if (places.length > 0 && whole === this.whole && samePlaces(places, this.places)) return;
    this.places = places;
    this.whole = whole;
    this.emit('place', byUser);
  }

  /**
   * Moves one of the places. In a whole genome, which does not move, its sequence is then shown alone.
   * @param {number} pane @param {Place} place @param {boolean} [byUser]
   */
  movePane(pane, place, byUser = false) {
    if (this.places.length < 2) return this.setPlace(place, byUser);
    if (samePlace(place, this.places[pane])) return;
    if (this.whole) this.setPlace(place, byUser);
    else this.setPlaces(this.places.map((p, i) => (i === pane ? place : p)), false, byUser);
  }

  /** @param {boolean} flip */
  setFlip(flip) {
    if (flip === this.flip) return;
    this.flip = flip;
    this.emit('flip');
  }

  /** @param {Place[]} places @param {boolean} [byUser] */
  setSelection(places, byUser = false) {
    if (samePlaces(places, this.selection)) return;
    this.selection = places;
    this.emit('selection', byUser);
  }

  /** @param {Region[]} regions */
  setRegions(regions) {
    if (JSON.stringify(regions) === JSON.stringify(this.regions)) return;
    this.regions = regions;
    this.emit('regions');
  }

  /** @param {import('../types.js').Samples|null} samples */
  setSamples(samples) {
    if (sameJSON(samples, this.samples)) return;
    this.samples = samples;
    this.emit('samples');
  }

  /** @param {(Place & {ends?: Place[]})|null} place @param {boolean} [byUser] */
  setHover(place, byUser = false) {
    if (samePlace(place, this.hover) && samePlaces(place?.ends ?? [], this.hover?.ends ?? [])) return;
    this.hover = place;
    this.emit('hover', byUser);
  }
}

/** @param {SeqInfo} info @returns {Place} */
function firstPlace(info) {
  const limits = limitsOf([info], info[0]) ?? { start: 0, end: MAX_POSITION };
  return moveInto({ seqName: info[0], start: limits.start, end: limits.start + FIRST_VIEW }, limits);
}

/** Returns the identity of a measurement. @param {Measurement} m */
function keyOf(m) {
  return JSON.stringify([m.type, m.datasourceId, m.id]);
}
