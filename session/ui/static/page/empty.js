/**
 * The text shown instead of charts while there are none: why, and what to do.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Measurement} Measurement
 */
import { defaultChart } from '../charts/index.js';
import { alikeIn, fileOf } from '../model/offers.js';
import { breakable, byId, el } from './dom.js';

/** Measurements offered at once; the menu has them all. */
const OFFERED = 8;

/**
 * @param {Workspace} workspace
 * @param {{past: 'connecting'|'synced'|'lost'|'refused'}} link  of the connection; lost: never connected so far
 * @param {(chartType: string, measurements: Measurement[]) => void} add
 * @param {() => void} load  lets a person choose files
 * @returns {() => void} shows what holds now
 */
export function startEmpty(workspace, link, add, load) {
  const box = byId('empty', HTMLElement);
  let shown = '';

  /** @param {string} title @param {...(Node|string)} text */
  const say = (title, ...text) => {
    box.replaceChildren(el('h2', {}, title), ...text.map((t) => (typeof t === 'string' ? el('p', {}, t) : t)));
  };

  /** @param {string} command */
  const prompt = (command) => el('p', { class: 'prompt' }, el('span', {}, 'epiviz>'), ' ' + command);

  const choose = (/** @type {string} */ look) => el('button', { type: 'button', class: look, onclick: load }, 'Load files…');

  return () => {
    const { charts, measurements, seqInfos } = workspace;
    const key = charts.length > 0 ? '' : JSON.stringify([link.past, seqInfos.length > 0, measurements.map((m) => [m.id, m.name])]);
    if (key === shown) return;
    shown = key;
    box.hidden = key === '';
    document.body.classList.toggle('no-charts', key !== '');
    if (key === '') return;
    if (link.past === 'connecting') say('Connecting…');
    else if (link.past === 'lost') {
      say('epivizgo does not answer', 'This page shows what the program epivizgo tells it. Start it, and the page connects by itself.');
    } else if (link.past === 'refused') {
      say('This page is not let in', 'Open the link that epivizgo has printed at the prompt: it has the token.');
    } else if (measurements.length === 0) {
      say('No data yet', 'Drop files here, or load them at the prompt.', choose('primary'), prompt('load FILE'));
    } else {
      const rest = measurements.length - OFFERED;
      const alike = alikeIn(measurements);
      const isColumn = (/** @type {import('../types.js').Measurement} */ m) => m.annotation?.column !== undefined;
      const offered = [...measurements].sort((a, b) => Number(isColumn(a)) - Number(isColumn(b))); // columns of rows come last
      say('No charts yet', 'Pick a measurement to draw, or add a chart at the prompt.',
        el('div', { class: 'offers' }, ...offered.slice(0, OFFERED).map((m) => {
          const { title, type } = defaultChart(m);
          return el('button', { type: 'button', class: 'offer', 'data-measurement': m.id, onclick: () => add(type, [m]) },
            el('span', { class: 'what' }, ...breakable(m.name)), el('span', { class: 'as' }, title),
            el('span', { class: 'as' }, ...breakable(fileOf(m))),
            alike.has(m) && el('span', { class: 'as' }, ...breakable(m.id)));
        }), rest > 0 && el('span', { class: 'rest' }, `and ${rest} more under Add chart`)),
        prompt(`addchart "${defaultChart(offered[0]).title}" ${offered[0].id}`), choose('secondary'));
    }
  };
}
