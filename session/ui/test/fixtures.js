// Small data in the shapes that charts draw.
import { withDefaults } from '../static/charts/index.js';
import { colorsFor, light } from '../static/charts/theme.js';
import { decodeRows, decodeValues } from '../static/net/decode.js';

export const theme = { ...light, font: 'sans' };

export function measurement(more = {}) {
  return {
    id: 'm', name: 'signal', type: 'feature', datasourceId: 'd', datasourceGroup: 'g', defaultChartType: 'Line Track',
    annotation: null, minValue: null, maxValue: null, metadata: [], ...more,
  };
}

// 100 bases on 100 pixels from x = 50 on, unless told otherwise.
export function viewOf(start = 0, end = 100, width = 100) {
  return { seqName: 'chr1', start, end, left: 50, width };
}

export function seriesOf(piece, more = {}) {
  return { measurement: measurement(more.measurement), piece, waiting: more.waiting ?? '', error: piece?.error ?? null };
}

export function optionsFor(module, count, more = {}) {
  return {
    width: 170, height: module.height, theme, highlight: null, colors: colorsFor(theme, count, null, module.hue), ...more,
    settings: withDefaults(module, more.settings ?? {}),
  };
}

const asked = { seqName: 'chr1', start: 0, end: 100, resolution: 10 };

export function bins(mean, min = mean, max = mean, more = {}) {
  return decodeValues({ kind: 'bins', bins: mean.length, mean, min, max, ...more }, { ...asked, resolution: 100 / mean.length });
}

// rows: [start, end, value], 1-based inclusive as on the wire.
export function rows(list) {
  const column = (k) => list.map((r) => r[k]);
  return decodeValues({ kind: 'rows', rows: { start: column(0), end: column(1) }, values: column(2) }, asked);
}

// features: {start, end, strand, count, and text columns}, 1-based inclusive as on the wire.
export function features(list, more = {}) {
  const column = (name, missing) => list.map((f) => f[name] ?? missing);
  const known = new Set(['start', 'end', 'strand', 'count']);
  const text = [...new Set(list.flatMap(Object.keys))].filter((k) => !known.has(k));
  return decodeRows({
    values: {
      id: list.map((_, i) => String(i)), start: column('start'), end: column('end'), strand: column('strand', '*'),
      metadata: Object.fromEntries(text.map((k) => [k, column(k, '')])),
      ...(list.some((f) => f.count) ? { count: column('count', 1) } : {}),
    },
    total: list.length, thinned: false, ...more,
  }, asked);
}

// bases of the forward strand from a position on.
export function bases(text, first = 0) {
  return { kind: 'bases', seqName: 'chr1', start: first, end: first + text.length, resolution: 0, first, bases: text };
}
