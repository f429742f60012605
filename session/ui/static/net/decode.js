/**
 * Answers from the wire to typed columns. The one place where rows turn from
 * 1-based inclusive to 0-based half-open. Pure.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Piece} Piece
 * @typedef {import('../types.js').SeqInfo} SeqInfo
 * @typedef {import('../types.js').Measurement} Measurement
 */
import { palette } from '../charts/declared.js';
import { inOrder } from '../model/format.js';
import { fromWire } from '../model/view.js';

/**
 * Decodes a getValues answer.
 * @param {any} answer
 * @param {Place & {resolution: number}} asked
 * @returns {Piece}
 */
export function decodeValues(answer, asked) {
  if (answer?.error) return failed(String(answer.error), asked);
  const where = { seqName: asked.seqName, start: asked.start, end: asked.end };
  if (answer?.kind === 'bins') {
    const mean = floats(answer.mean);
    return {
      kind: 'bins', ...where, resolution: asked.resolution, bins: mean.length, mean,
      min: answer.min ? floats(answer.min) : mean, max: answer.max ? floats(answer.max) : mean,
      apart: answer.apart ? Uint8Array.from(String(answer.apart), (c) => (c === '1' ? 1 : 0)) : null,
      ...(answer.estimated === true ? { estimated: true } : {}),
    };
  }
  const names = Array.isArray(answer?.names) ? answer.names.map((/** @type {any} */ name) => inOrder(String(name))) : null;
  if (answer?.kind === 'points') {
    const n = Number(answer.points);
    const [steps, lengths] = [wholes(answer.steps, n - 1), wholes(answer.lengths, n)];
    const starts = new Float64Array(n);
    starts[0] = answer.first - 1;
    for (let i = 1; i < n; i++) starts[i] = starts[i - 1] + steps[i - 1];
    const ends = starts.map((start, i) => start + lengths[i]);
    return { kind: 'rows', ...where, resolution: 0, starts, ends, values: exact(answer.values, n), names };
  }
  if (answer?.kind === 'rows') {
    const starts = floats(answer.rows?.start, -1);
    return {
      kind: 'rows', ...where, resolution: 0,
      starts, ends: answer.rows?.end ? floats(answer.rows.end) : shifted(starts, 1), values: floats(answer.values), names,
    };
  }
  return failed('The answer holds neither bins nor rows.', asked);
}

/**
 * Decodes a getRows answer.
 * @param {any} answer
 * @param {Place & {resolution: number}} asked
 * @returns {Piece}
 */
export function decodeRows(answer, asked) {
  if (answer?.error) return failed(String(answer.error), asked);
  const v = answer?.values;
  if (!v || !Array.isArray(v.start)) return failed('The answer holds no rows.', asked);
  const n = v.start.length;
  const starts = floats(v.start, -1);
  const metadata = v.metadata ?? {};
  return {
    kind: 'features', seqName: asked.seqName, start: asked.start, end: asked.end,
    resolution: answer.thinned ? asked.resolution : 0,
    starts, ends: v.end ? floats(v.end) : shifted(starts, 1), strands: strandsOf(v.strand, n),
    metadata, counts: v.count ? floats(v.count) : null,
    exons: exonsOf(metadata, n), cds: cdsOf(metadata),
    total: Number(answer.total ?? n), thinned: Boolean(answer.thinned), density: answer.density ? floats(answer.density) : null,
    reads: readsOf(answer.reads),
    ...(Array.isArray(answer.samples) ? { samples: samplesOf(answer.samples), mostSites: Number(answer.mostSites) || 0 } : {}),
  };
}

/** @param {any} reads of an answer @returns {import('../types.js').ReadsOf|null} null where there are no reads */
function readsOf(reads) {
  if (!reads) return null;
  const { alleles = {} } = reads;
  return {
    depth: floats(reads.depth ?? ''), estimated: Boolean(reads.estimated), wide: Boolean(reads.wide), leftOut: Number(reads.leftOut) || 0,
    unknown: Number(reads.unknown) || 0, why: String(reads.why ?? ''),
    alleles: { at: floats(alleles.at, -1), depth: floats(alleles.depth), others: ['A', 'C', 'G', 'T', 'N'].map((b) => floats(alleles[b])) },
  };
}

/** @param {any[]} list */
function samplesOf(list) {
  return list.map((s) => ({ id: String(s?.[0] ?? ''), name: inOrder(String(s?.[1] ?? '')) }));
}

/**
 * Fills in the missing fields of a measurement.
 * @param {any} m
 * @returns {Measurement}
 */
export function decodeMeasurement(m) {
  if (typeof m?.id !== 'string') throw new Error('wanted a measurement with an id, found ' + JSON.stringify(m));
  const datasourceId = String(m.datasourceId ?? m.id);
  return {
    id: m.id, name: inOrder(String(m.name ?? m.id)), type: m.type === 'range' || m.type === 'sequence' ? m.type : 'feature',
    datasourceId, datasourceGroup: String(m.datasourceGroup ?? datasourceId),
    defaultChartType: m.defaultChartType ?? null, annotation: m.annotation ?? null,
    minValue: finiteOrNull(m.minValue), maxValue: finiteOrNull(m.maxValue),
    metadata: Array.isArray(m.metadata) ? m.metadata.map(String) : [],
  };
}

/**
 * @param {any} list
 * @returns {SeqInfo[]}
 */
export function decodeSeqInfos(list) {
  if (!Array.isArray(list)) return [];
  return list.map((s) => [String(s[0]), Number(s[1]) || 1, Number(s[2]) || 0]);
}

/**
 * Reads what the sample sheet says of measurements, null without a sheet. Its texts are shown as text, and its colours only
 * when they are some.
 * @param {any} samples
 * @returns {import('../types.js').Samples|null}
 */
export function decodeSamples(samples) {
  if (!Array.isArray(samples?.columns) || samples.columns.length === 0) return null;
  const texts = (/** @type {any} */ list) => (Array.isArray(list) ? list.map(String) : []);
  const columns = samples.columns.map((/** @type {any} */ c) => ({
    name: String(c.name ?? ''),
    kind: c.kind === 'number' || c.kind === 'color' ? c.kind : 'text',
    values: texts(c.values),
    colors: texts(c.colors).map((color) => (/^(#[0-9a-f]{3,8}|[a-z]+)$/i.test(color) ? color : '')),
    min: Number(c.min) || 0, max: Number(c.max) || 0, hues: /** @type {number[]} */ ([]),
  }));
  hueColumns(columns);
  const cells = (/** @type {any} */ list) => columns.map((/** @type {any} */ _, /** @type {number} */ i) =>
    (Number.isFinite(list?.[i]) ? list[i] : null));
  return { columns, rows: Object.fromEntries(Object.entries(samples.rows ?? {}).map(([id, list]) => [id, cells(list)])) };
}

/**
 * Gives the texts that have no colour places in the palette: no two columns the same ones, nor those of colours that the sheet
 * has, as far as it reaches.
 * @param {import('../types.js').SampleColumn[]} columns
 */
function hueColumns(columns) {
  const taken = new Set(columns.flatMap((c) => c.colors));
  const free = palette.map((_, i) => i).filter((i) => !taken.has(palette[i]));
  const hues = free.length > 0 ? free : palette.map((_, i) => i);
  let next = 0;
  for (const column of columns) {
    if (column.kind !== 'text') continue;
    const plain = column.values.filter((_, i) => !column.colors[i]).length;
    if (plain > hues.length - (next % hues.length)) next = 0; // it is not told apart by beginning elsewhere
    const hue = (/** @type {number} */ i) => hues[next++ % hues.length] + palette.length * Math.floor(i / hues.length);
    column.hues = column.values.map((_, i) => (column.colors[i] ? -1 : hue(i)));
  }
}

/** @param {string} error @param {Place} asked @returns {Piece} */
function failed(error, asked) {
  return { kind: 'error', seqName: asked.seqName, start: asked.start, end: asked.end, resolution: 0, error };
}

/**
 * Decodes a column of numbers; null and other values become NaN, "Infinity" an infinity. A string is the
 * base64 of 4-byte little-endian floats.
 * @param {any} list
 * @param {number} [shift] is added to each
 */
function floats(list, shift = 0) {
  if (typeof list === 'string') return unpacked(list);
  const n = Array.isArray(list) ? list.length : 0;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) out[i] = list[i] === null ? NaN : +list[i] + shift;
  return out;
}

/** Decodes base64. Browsers of before 2025 lack the function for bytes. @param {string} letters @returns {Uint8Array<ArrayBuffer>} */
function fromBase64(letters) {
  const own = /** @type {any} */ (Uint8Array).fromBase64;
  return own ? own.call(Uint8Array, letters) : Uint8Array.from(atob(letters), (c) => c.charCodeAt(0));
}

/** @param {string} packed */
function unpacked(packed) {
  const bytes = fromBase64(packed);
  // Every machine that browsers run on is little-endian itself.
  return new Float64Array(new Float32Array(bytes.buffer, 0, bytes.length >> 2));
}

/** Decodes base64 of n little-endian whole numbers, of 1, 2 or 4 bytes. @param {any} packed @param {number} n */
function wholes(packed, n) {
  const bytes = fromBase64(String(packed));
  if (bytes.length <= n) return bytes;
  return bytes.length <= 2 * n ? new Uint16Array(bytes.buffer) : new Uint32Array(bytes.buffer);
}

/** Decodes base64 of n little-endian floats, of 4 bytes or of 8. @param {any} packed @param {number} n */
function exact(packed, n) {
  const { buffer } = fromBase64(String(packed));
  return buffer.byteLength === 8 * n ? new Float64Array(buffer) : new Float64Array(new Float32Array(buffer));
}

/** @param {Float64Array} column @param {number} by */
function shifted(column, by) {
  return column.map((v) => v + by);
}

/** @param {any} v */
function finiteOrNull(v) {
  return typeof v === 'number' && Number.isFinite(v) ? v : null;
}

/**
 * @param {any} strand one string for all rows, a column, or nothing
 * @param {number} n
 * @returns {Int8Array} 1, -1 or 0 a row
 */
function strandsOf(strand, n) {
  const out = new Int8Array(n);
  for (let i = 0; i < n; i++) {
    const s = Array.isArray(strand) ? strand[i] : strand;
    out[i] = s === '+' ? 1 : s === '-' ? -1 : 0;
  }
  return out;
}

/**
 * Decodes the exons of genes, or the ends of pairs: for each row start, end, start, end, …
 * @param {Record<string, string[]>} metadata
 * @param {number} n
 * @returns {Float64Array[]|null} null when the rows have none
 */
function exonsOf(metadata, n) {
  const { exon_starts: starts = metadata.block_starts, exon_ends: ends = metadata.block_ends } = metadata;
  if (!starts || !ends) return null;
  return Array.from({ length: n }, (_, i) => {
    const from = numbersIn(starts[i]);
    const to = numbersIn(ends[i]);
    const out = new Float64Array(2 * Math.min(from.length, to.length));
    for (let k = 0; k < out.length / 2; k++) {
      out[2 * k] = from[k] - 1;
      out[2 * k + 1] = to[k];
    }
    return out;
  });
}

/** @param {Record<string, string[]>} metadata */
function cdsOf(metadata) {
  const { cds_start: starts, cds_end: ends } = metadata;
  if (!starts || !ends) return null;
  const number = (/** @type {string} */ s) => (s === '' || s == null ? NaN : Number(s));
  return { starts: Float64Array.from(starts, (s) => number(s) - 1), ends: Float64Array.from(ends, number) };
}

/** @param {string|undefined} list comma-separated, a comma at the end being usual */
function numbersIn(list) {
  return list ? list.split(',').filter((s) => s.trim() !== '').map(Number).filter(Number.isFinite) : [];
}

/**
 * Reads what a slideshow can be labelled as.
 * @param {any} labels @returns {import('../types.js').Labels|null} null without words
 */
export function decodeLabels(labels) {
  const words = Array.isArray(labels?.words) ? labels.words.map((/** @type {any} */ w) => inOrder(String(w))) : [];
  if (words.length === 0) return null;
  return {
    words, title: inOrder(String(labels.title ?? '')), label: inOrder(String(labels.label ?? '')),
    left: Number(labels.left) || 0, count: Number(labels.count) || 0,
  };
}

/**
 * Reads a region of interest. Its texts are shown as text, and its colour only when it is one.
 * @param {any} region @returns {import('../types.js').Region}
 */
export function decodeRegion(region) {
  const text = (/** @type {any} */ value) => (typeof value === 'string' ? value : '');
  const color = text(region.color);
  return {
    place: fromWire(region),
    set: text(region.set),
    name: text(region.name),
    color: /^(#[0-9a-f]{3,8}|[a-z]+)$/i.test(color) ? color : '',
    note: text(region.note),
  };
}
