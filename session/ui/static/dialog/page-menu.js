/**
 * The menu of the whole page: pictures, workspaces, a link, light and dark, the
 * list of keys.
 *
 * @typedef {ReturnType<typeof import('../page/appearance.js').startAppearance>} Appearance
 * @typedef {ReturnType<typeof import('../page/labels.js').startLabels>} Labels
 */
import { byId, el } from '../page/dom.js';
import { openDialog } from './dialog.js';
import { openMenu } from './menu.js';

const LOOKS = { auto: 'Light or dark as the system', light: 'Light', dark: 'Dark' };

/** @type {[keys: string, what: string][]} */
const KEYS = [
  ['← →', 'Move by a quarter of the view; with Shift by nearly all of it'],
  ['Home End', 'Go to the beginning or the end of the sequence'],
  ['+ −', 'Zoom in and out'],
  ['/', 'Go to a place or gene'],
  ['N P', 'Go to the next region of interest, or the previous one'],
  ['M', 'Measure, select or zoom to a range: ← → , . Home End move a marker, Enter sets one end and then the other; drags measure, too'],
  ['C', 'Show a line through the middle, and the position there'],
  ['R', 'Mark what is selected as regions of interest; else the place in view'],
  ['S', 'Drags select, or move again'],
  ['F', 'Fit all charts in the window'],
  ['B', 'Go through the panels and bars that are open'],
  ['Tab', 'Go to the next control; links at the top and at each chart skip what is of no interest'],
  ['Esc', 'Select nothing; end measuring; leave a menu or dialog'],
  ['Ctrl Z', 'Undo; on a Mac ⌘ Z'],
  ['Ctrl Y', 'Redo, as Ctrl Shift Z; on a Mac ⇧ ⌘ Z'],
  ['?', 'This list'],
];

/** @type {[keys: string, what: string][]} */
const CHART_KEYS = [
  ['↑ ↓', 'Go to the chart above or below'],
  ['. ,', 'Go to its next feature or bin, or the one before; on the strip of regions, from region to region'],
  ['X', 'Select what . and , are on, or no longer; with Shift besides the others'],
  ['D', 'Details of what . and , are on; in them . and , go on beyond the view'],
  ['Enter', 'Its menu; on a region, show it'],
  ['Space', 'Tick it; with Shift all up to it. A bar then changes all that are ticked'],
  ['F2', 'Rename it'],
  ['Alt ↑ ↓', 'Move it up or down'],
  ['Del', 'Remove it'],
  ['↑ ↓ 0', 'On its lower edge: its height, with Shift by more; 0 is the usual one'],
];

/** @type {[what: string, does: string][]} */
const MOUSE = [
  ['Drag', 'Move'],
  ['Wheel', 'Zoom about the pointer; where the page is taller than its window, scroll it'],
  ['Ctrl or ⌘ wheel, wheel on the ruler', 'Zoom about the pointer, always'],
  ['Wheel sideways, Shift wheel', 'Move'],
  ['Pinch, double click', 'Zoom about the pointer'],
  ['Shift drag, drag on the ruler', 'Zoom to a region, of which the ruler tells positions and length'],
  ['Shift drag on the ruler', 'Measure a distance'],
  ['Click on the bar over the ruler', 'Go there'],
  ['Drag over names or strips of a heatmap', 'Show only these rows; the chart’s menu shows all again'],
  ['Alt wheel', 'On a chart with more rows than it shows: scroll it, as Page Up and Page Down do'],
  ['Alt drag', 'Select a region'],
  ['Click', 'Select a feature and show its details; with Ctrl or ⌘ besides the others'],
  ['Click on a region over the ruler', 'Show it'],
  ["Drag a chart's label", 'Put it elsewhere'],
  ["Ctrl or ⌘ click on a chart's label", 'Tick it, for several at once; with Shift all up to it'],
  ["Drag a chart's lower edge", 'Change its height'],
  ['Drop files on the page', 'Load them, with their indexes'],
];

/**
 * @param {{save: (fileType: 'svg'|'png') => void, fit: () => void, load: () => void, workspaces: () => void, saveSession: () => void,
 *   openSession: () => void, link: () => void,
 *   appearance: Appearance, labels: Labels, wheel: import('../gesture/wheel.js').Wheel,
 *   centre: import('../gesture/centre-line.js').CentreLine, measure: () => void,
 *   stepRegion: (step: 'next'|'previous') => void, regions: () => boolean,
 *   flip: () => boolean, setFlip: () => void, online: () => boolean, empty: () => boolean}} actions
 */
export function startPageMenu(actions) {
  const { appearance, labels, wheel, centre } = actions;
  const button = byId('menu', HTMLButtonElement);
  button.addEventListener('click', () => openMenu(button, 'Page', [
    { label: 'Save page as SVG', run: () => actions.save('svg'), disabled: actions.empty() },
    { label: 'Save page as PNG', run: () => actions.save('png'), disabled: actions.empty() },
    { label: 'Fit charts in the window', keys: 'F', apart: true, run: actions.fit, disabled: actions.empty() || !actions.online() },
    { label: 'Measure a distance', keys: 'M', run: actions.measure },
    { label: 'Next region', keys: 'N', apart: true, run: () => actions.stepRegion('next'), disabled: !actions.regions() },
    { label: 'Previous region', keys: 'P', run: () => actions.stepRegion('previous'), disabled: !actions.regions() },
    { label: 'Load files…', apart: true, run: actions.load, disabled: !actions.online() },
    { label: 'Workspaces…', apart: true, run: actions.workspaces, disabled: !actions.online() },
    { label: 'Save session as file', run: actions.saveSession, disabled: !actions.online() },
    { label: 'Open session file…', run: actions.openSession, disabled: !actions.online() },
    { label: 'Copy link to place and charts', run: actions.link },
    ...Object.entries(LOOKS).map(([choice, label], i) => ({
      label, apart: i === 0, checked: appearance.choice() === choice, run: () => appearance.choose(/** @type {any} */ (choice)),
    })),
    { label: 'Names above the charts', apart: true, checked: labels.above(), alone: true, run: () => labels.choose(!labels.above()) },
    { label: 'Centre line', keys: 'C', checked: centre.shown(), alone: true, run: () => centre.choose(!centre.shown()) },
    { label: 'Axis from right to left', checked: actions.flip(), alone: true, run: actions.setFlip, disabled: !actions.online() },
    { label: 'Wheel always zooms', checked: wheel.zooms(), alone: true, run: () => wheel.choose(!wheel.zooms()) },
    { label: 'Keys and mouse', keys: '?', apart: true, run: openHelp },
  ]));
  document.addEventListener('keydown', (e) => {
    if (e.key !== '?' || e.defaultPrevented || e.target instanceof HTMLInputElement || document.querySelector('dialog[open]')) return;
    e.preventDefault();
    openHelp();
  });
}

function openHelp() {
  /** @param {string} title @param {[string, string][]} rows @param {'kbd'|'span'} tag */
  const table = (title, rows, tag) => el('section', {}, el('h3', {}, title),
    el('dl', { class: 'keys' }, ...rows.flatMap(([what, does]) => [el('dt', {}, el(tag, {}, what)), el('dd', {}, does)])));
  openDialog('Keys and mouse', [el('div', { class: 'lists' }, table('Keys', KEYS, 'kbd'),
    el('div', {}, table('Keys on a chart', CHART_KEYS, 'kbd'), table('Mouse and fingers', MOUSE, 'span')))], { wide: true });
}
