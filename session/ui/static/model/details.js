/**
 * What a panel says of a single feature, value or pair, where it stays, and the address that leads out of it. Pure.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {import('../types.js').Feature} Feature
 *
 * A line of the panel. The value is copied as it is.
 * @typedef {{label: string, value: string}} Field
 * @typedef {{left: number, right: number, top: number, bottom: number}} Rect
 */
import { formatBases, formatPlace, plural, withCommas } from './format.js';

const STRANDS = /** @type {Record<string, string>} */ ({ '+': 'forward (+)', '-': 'reverse (-)' });
/** Columns that have the name of a feature, the best first. */
const NAMES = ['gene', 'name', 'gene_name', 'Name'];
/** Lines of a tooltip that the panel has of its own. */
const OWN = new Set(['Place', 'Length']);

/** Returns the text of a column, '' without it. @param {Feature} feature @param {string} column */
function textOf({ fields }, column) {
  const text = fields.find(([name]) => name === column)?.[1] ?? '';
  return text === '.' ? '' : text;
}

/** Returns the name of a feature, '' if it has none. @param {Feature} feature */
export function featureName(feature) {
  for (const column of NAMES) {
    const name = textOf(feature, column);
    if (name) return name;
  }
  return '';
}

/** Formats a place, also one between two bases. @param {Place} place */
export function placeText(place) {
  if (place.end > place.start) return formatPlace(place);
  return place.start === 0 ? `${place.seqName}: before 1` : `${place.seqName}:${withCommas(place.start)}^${withCommas(place.start + 1)}`;
}

/** @param {Place} place @returns {Field[]} */
function whereOf(place) {
  return [{ label: 'Position', value: placeText(place) }, { label: 'Length', value: formatBases(place.end - place.start) }];
}

/** Returns all that is known of a row. @param {Feature} feature @returns {Field[]} */
export function fieldsOf(feature) {
  const { place, strand, ends, exons, coding } = feature;
  const stretches = (/** @type {{start: number, end: number}[]} */ list) => list.map((s) => `${s.start + 1}-${s.end}`).join(', ');
  return [
    ...whereOf(place),
    ...(strand ? [{ label: 'Strand', value: STRANDS[strand] ?? strand }] : []),
    ...ends.map((end, i) => ({ label: `End ${i + 1}`, value: end ? placeText(end) : 'not known' })),
    ...(exons.length > 0 ? [{ label: `Exons, ${exons.length}`, value: stretches(exons) }] : []),
    ...(coding ? [{ label: 'Coding', value: stretches([coding]) }] : []),
    ...feature.fields.map(([label, value]) => ({ label, value })),
  ];
}

/**
 * Returns what a chart says of what it drew, where that is no row of the file.
 * @param {Picked} picked @param {Place} place @returns {Field[]}
 */
export function fieldsDrawn(picked, place) {
  const lines = picked.lines.filter(({ label, value }) => value !== '' && !OWN.has(label));
  return [...whereOf(place), ...lines.map(({ label, value }) => ({ label, value }))];
}

/** Returns all lines as a table to paste. @param {Field[]} fields */
export function tableOf(fields) {
  return fields.map(({ label, value }) => `${label}\t${value.replace(/[\t\r\n]+/g, ' ')}`).join('\n');
}

/** What stands for a part of an address. */
const SLOT = /\{([^{}]*)\}/g;
/** An address up to the first / behind the host, which no file may have a say in. */
const FIXED = /^https?:[/]{2}[^\s/\\?#@{}]+(?=[/?#])/i;

/** Returns why a template of addresses is of no use, '' if it is. @param {string} template */
export function templateProblem(template) {
  if (!/^https?:[/]{2}/i.test(template)) return 'An address begins with http:// or https://.';
  const fixed = FIXED.exec(template);
  const made = fixed ? template.replace(SLOT, 'x') : '';
  if (!fixed || !URL.canParse(made)) return 'Wanted the whole name of a server, then a / and what is looked up, such as {name}.';
  return template.search(SLOT) < 0 ? 'Nothing in it stands for the feature: {name}, {seq}, {start}, {end} or {COLUMN} does.' : '';
}

/**
 * Returns the address that a template makes for a row. Texts of the file are encoded, so that they are one part
 * of it and nothing else.
 * @param {string} template @param {Feature} feature
 * @returns {{url: string, missing: string}} missing: what the row has not, '' with a url
 */
export function linkOf(template, feature) {
  const { place } = feature;
  const own = /** @type {Record<string, string>} */ ({
    name: featureName(feature), seq: place.seqName, start: String(place.start + 1), end: String(place.end),
  });
  let missing = '';
  const url = template.replace(SLOT, (_, slot) => {
    const text = (Object.hasOwn(own, slot) && own[slot]) || textOf(feature, slot);
    if (!text) missing ||= slot || '{}';
    // Half of a surrogate pair has no code.
    return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
  });
  // A part that is .. would lead elsewhere on the server.
  if (!missing && /\/(?:\.|%2e){1,2}(?:[/?#]|$)/i.test(url)) missing = 'name that an address can have';
  return missing || templateProblem(template) ? { url: '', missing } : { url, missing: '' };
}

/**
 * Returns where a panel is beside what was clicked on: at the corner where it covers least of it.
 * @param {Rect} clicked @param {{width: number, height: number}} panel
 * @param {Rect} room  that a panel has in the window
 * @returns {{side: 'left'|'right', at: 'top'|'bottom'}}
 */
export function cornerFor(clicked, panel, room) {
  const corners = /** @type {const} */ ([['right', 'top'], ['left', 'top'], ['right', 'bottom'], ['left', 'bottom']]);
  const [[side, at]] = corners.map(([s, a]) => {
    const left = s === 'left' ? room.left : room.right - panel.width;
    const top = a === 'top' ? room.top : room.bottom - panel.height;
    const wide = Math.min(left + panel.width, clicked.right) - Math.max(left, clicked.left);
    const high = Math.min(top + panel.height, clicked.bottom) - Math.max(top, clicked.top);
    return /** @type {const} */ ([s, a, wide > 0 && high > 0 ? wide * high : 0]);
  }).sort((a, b) => a[2] - b[2]);
  return { side, at };
}

/** Returns the label of the genome's bases at a place, which are not a read's own. @param {string} bases @param {boolean} ofRead */
export function basesLabel(bases, ofRead) {
  return `${ofRead ? 'Reference' : 'Sequence'}, forward strand, ${plural(bases.length, 'base')}`;
}
