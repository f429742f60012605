/**
 * Links that have the place and the charts: #chr1:1-1000&v=1&chart=LineTrack:a,b;style=area. Each part is readable, and
 * encoded as in any address. Pure.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {{type: string, measurements: string[], settings: Record<string, string>}} LinkedChart
 */
import { hashOf } from './trail.js';

const VERSION = 1;
/** What chart types begin with, and links leave out. */
const PREFIX = 'epiviz.plugins.charts.';
/** The longest link, in characters: mail and chat programs cut longer ones. */
export const MOST_CHARACTERS = 8000;
/** The setting in which the colours of a chart are. */
const COLORS = 'colors';

/**
 * Returns a link to a place and the charts. A part that has no room is left out, which `without` says.
 * @param {string} page  its address up to the #
 * @param {Place} place
 * @param {Pick<Chart, 'type'|'measurements'|'settings'|'colorMap'>[]} charts
 * @param {{places: Place[], whole: boolean}} [shown]  of several places, all of them
 * @returns {{link: string, without: ''|'settings'|'charts'}}
 */
export function linkTo(page, place, charts, shown = { places: [place], whole: false }) {
  const start = page + hashOf(shown.places, shown.whole);
  if (charts.length === 0) return { link: start, without: '' };
  for (const settings of [true, false]) {
    const link = `${start}&v=${VERSION}${charts.map((c) => `&chart=${written(c, settings)}`).join('')}`;
    if (link.length <= MOST_CHARACTERS) return { link, without: settings ? '' : 'settings' };
  }
  return { link: start, without: 'charts' };
}

/** @param {Pick<Chart, 'type'|'measurements'|'settings'|'colorMap'>} chart @param {boolean} withSettings */
function written({ type, measurements, settings, colorMap }, withSettings) {
  const text = type.startsWith(PREFIX) ? type.slice(PREFIX.length) : type;
  const head = `${encode(text)}:${measurements.map((m) => encode(m.id)).join(',')}`;
  if (!withSettings) return head;
  const all = { ...settings, ...(colorMap && colorMap.length > 0 ? { [COLORS]: colorMap.join(',') } : {}) };
  return head + Object.entries(all).map(([key, value]) => `;${encode(key)}=${encode(String(value))}`).join('');
}

/** Encodes text of a link. @param {string} text */
function encode(text) {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** @param {string} text @returns {string} */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Returns the part of an address that names a place, without charts. @param {string} hash */
export function placeOf(hash) {
  return hash.replace(/&v=\d+(&.*)?$/s, '');
}

/**
 * Reads the charts of an address.
 * @param {string} hash
 * @returns {{charts: LinkedChart[], problem: string}}
 */
export function chartsOf(hash) {
  const version = /&v=(\d+)(?:&(.*))?$/s.exec(hash);
  if (!version) return { charts: [], problem: '' };
  if (Number(version[1]) !== VERSION) {
    return { charts: [], problem: `The charts of this link are of another version of epivizgo (${version[1]}), and are not shown.` };
  }
  const charts = [];
  const unread = [];
  for (const part of (version[2] ?? '').split('&')) {
    const found = /^chart=([^:;]+):([^;]*)((?:;[^;]*)*)$/s.exec(part);
    if (!found) {
      if (part) unread.push(part.slice(0, 60));
      continue;
    }
    const [, type, ids, settings] = found;
    const pairs = settings.split(';').slice(1).map((setting) => {
      const at = setting.indexOf('=');
      return at < 0 ? [decode(setting), ''] : [decode(setting.slice(0, at)), decode(setting.slice(at + 1))];
    });
    charts.push({ type: decode(type), measurements: ids.split(',').filter(Boolean).map(decode), settings: Object.fromEntries(pairs) });
  }
  return { charts, problem: unread.length > 0 ? `Of this link was not read: ${unread.join(', ')}` : '' };
}

/**
 * Reports whether the charts of a link are those that are shown.
 * @param {LinkedChart[]} linked @param {Pick<Chart, 'type'|'measurements'|'settings'|'colorMap'>[]} charts
 */
export function areShown(linked, charts) {
  const text = (/** @type {string} */ hash) =>
    JSON.stringify(chartsOf(hash).charts.map((c) => [c.type, c.measurements, Object.entries(c.settings).sort()]));
  const of = (/** @type {string[]} */ parts) => `&v=${VERSION}${parts.map((c) => `&chart=${c}`).join('')}`;
  const own = linked.map((c) => `${encode(c.type)}:${c.measurements.map(encode).join(',')}${Object.entries(c.settings)
    .map(([key, value]) => `;${encode(key)}=${encode(value)}`).join('')}`);
  return text(of(own)) === text(of(charts.map((c) => written(c, true))));
}
