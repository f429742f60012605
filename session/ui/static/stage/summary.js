/**
 * What a chart shows, in words, for people who do not see it. Pure.
 *
 * @typedef {import('../types.js').Series} Series
 * @typedef {import('../types.js').View} View
 */
import { nameOf } from '../charts/features.js';
import { formatPlace, formatRange, formatValue, plural } from '../model/format.js';

/** Names of features that are listed. */
const NAMED = 5;
/** Bases that are read out. */
const READ_BASES = 60;

/**
 * @param {string} title  of the chart's type
 * @param {Series[]} series
 * @param {View} view
 * @returns {string}
 */
export function summaryOf(title, series, view) {
  const parts = series.map((s) => `${s.measurement.name}: ${view.panes ? contentOfAll(s, view.panes) : contentOf(s, view)}`);
  const where = view.whole ? 'the whole genome' : (view.panes ?? [view]).map(formatPlace).join(', ');
  return `${title}, ${where}. ${parts.join('. ')}.`;
}

/** The most places of which each is described. */
const DESCRIBED = 4;

/** @param {Series} series @param {import('../types.js').Pane[]} panes */
function contentOfAll(series, panes) {
  if (!series.panes) return contentOf(series, panes[0]);
  const all = series.panes.map((p, i) => contentOf({ ...series, piece: p, error: p?.kind === 'error' ? p.error : null }, panes[i]));
  if (all.length <= DESCRIBED) return all.map((words, i) => `${panes[i].seqName}, ${words}`).join('; ');
  const empty = all.filter((words) => words.startsWith('no ')).length;
  return `data in ${all.length - empty} of ${all.length} places`;
}

/** @param {Series} series @param {View} view */
function contentOf({ piece, error, waiting }, view) {
  if (error) return error.replace(/\.$/, '');
  if (!piece) return waiting || 'no data';
  if (piece.kind === 'bins') {
    const width = (piece.end - piece.start) / piece.bins;
    const first = Math.max(0, Math.floor((view.start - piece.start) / width));
    const last = Math.min(piece.bins, Math.ceil((view.end - piece.start) / width));
    return valuesIn(piece.min.subarray(first, last), piece.max.subarray(first, last)) + (piece.estimated ? ', estimated' : '');
  }
  if (piece.kind === 'rows') {
    const here = [...piece.values].filter((_, i) => piece.starts[i] < view.end && piece.ends[i] > view.start);
    return valuesIn(here, here);
  }
  if (piece.kind === 'features') return featuresIn(piece, view);
  if (piece.kind === 'bases') return basesIn(piece, view);
  return 'no data';
}

/** @param {ArrayLike<number>} mins @param {ArrayLike<number>} maxs */
function valuesIn(mins, maxs) {
  let [lo, hi] = [Infinity, -Infinity];
  for (let i = 0; i < mins.length; i++) {
    if (mins[i] < lo) lo = mins[i];
    if (maxs[i] > hi) hi = maxs[i];
  }
  if (hi < lo) return 'no data here';
  return lo === hi ? `values of ${formatValue(lo)}` : `values from ${formatRange(lo, hi).join(' to ')}`;
}

/** @param {import('../types.js').BasesPiece} piece @param {View} view */
function basesIn({ first, bases }, view) {
  const here = bases.slice(Math.max(0, Math.floor(view.start) - first), Math.max(0, Math.ceil(view.end) - first));
  if (here === '') return 'zoom in for bases';
  return here.length <= READ_BASES ? here : plural(here.length, 'base');
}

/** @param {import('../types.js').FeaturesPiece} piece @param {View} view */
function featuresIn(piece, view) {
  let count = 0;
  /** @type {Set<string>} */
  const names = new Set();
  for (let i = 0; i < piece.starts.length; i++) {
    if (piece.starts[i] >= view.end || piece.ends[i] <= view.start) continue;
    count += piece.counts ? piece.counts[i] : 1;
    const name = names.size <= NAMED ? nameOf(piece, i) : '';
    if (name) names.add(name);
  }
  if (count === 0) return 'no features here';
  const list = [...names].slice(0, NAMED);
  const more = names.size > NAMED ? ' and others' : '';
  return plural(count, 'feature') + (list.length > 0 ? `: ${list.join(', ')}${more}` : '');
}
