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
  ['F', 'Fit all charts in the window'],
  ['S', 'Drags select, or move again'],
  ['R', 'Mark what is selected as regions of interest; else the place in view'],
  ['Esc', 'Select nothing; leave a menu or dialog'],
  ['↑ ↓', 'On a chart: go to the next one'],
  ['. ,', 'On a chart: go to its next feature or bin, or the one before; on the regions: to the next region'],
  ['D', 'On a chart: the details of what . and , are on; in them . and , go on beyond the view'],
  ['Enter', 'On a chart: its menu'],
  ['Space', 'On a chart: tick it; with Shift all up to it. A bar then changes all that are ticked'],
  ['F2', 'On a chart: rename it'],
  ['Alt ↑ ↓', 'On a chart: move it up or down'],
  ['Del', 'On a chart: remove it'],
  ['Ctrl Z', 'Undo; on a Mac ⌘ Z'],
  ['Ctrl Y', 'Redo, as Ctrl Shift Z; on a Mac ⇧ ⌘ Z'],
  ['?', 'This list'],
];

/** @type {[what: string, does: string][]} */
const MOUSE = [
  ['Drag', 'Move'],
  ['Wheel', 'Zoom about the pointer; where the page is taller than its window, scroll it'],
  ['Ctrl or ⌘ wheel, wheel on the ruler', 'Zoom about the pointer, always'],
  ['Wheel sideways, Shift wheel', 'Move'],
  ['Pinch, double click', 'Zoom about the pointer'],
  ['Shift drag, drag on the ruler', 'Zoom to a region'],
  ['Alt drag', 'Select a region'],
  ['Click', 'Select a feature and show its details; with Ctrl or ⌘ besides the others'],
  ['Click on a region over the ruler', 'Show it'],
  ["Drag a chart's label", 'Put it elsewhere'],
  ["Ctrl or ⌘ click on a chart's label", 'Tick it, for several at once; with Shift all up to it'],
  ["Drag a chart's lower edge", 'Change its height'],
];

/**
 * @param {{save: (fileType: 'svg'|'png') => void, fit: () => void, workspaces: () => void, link: () => void,
 *   appearance: Appearance, labels: Labels, wheel: import('../gesture/wheel.js').Wheel,
 *   online: () => boolean, empty: () => boolean}} actions
 */
export function startPageMenu(actions) {
  const { appearance, labels, wheel } = actions;
  const button = byId('menu', HTMLButtonElement);
  button.addEventListener('click', () => openMenu(button, 'Page', [
    { label: 'Save page as SVG', run: () => actions.save('svg'), disabled: actions.empty() },
    { label: 'Save page as PNG', run: () => actions.save('png'), disabled: actions.empty() },
    { label: 'Fit charts in the window', keys: 'F', apart: true, run: actions.fit, disabled: actions.empty() || !actions.online() },
    { label: 'Workspaces…', apart: true, run: actions.workspaces, disabled: !actions.online() },
    { label: 'Copy a link to this place', run: actions.link },
    ...Object.entries(LOOKS).map(([choice, label], i) => ({
      label, apart: i === 0, checked: appearance.choice() === choice, run: () => appearance.choose(/** @type {any} */ (choice)),
    })),
    { label: 'Names above the charts', apart: true, checked: labels.above(), alone: true, run: () => labels.choose(!labels.above()) },
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
  const table = (/** @type {[string, string][]} */ rows, /** @type {'kbd'|'span'} */ tag) => el('dl', { class: 'keys' },
    ...rows.flatMap(([what, does]) => [el('dt', {}, el(tag, {}, what)), el('dd', {}, does)]));
  openDialog('Keys and mouse', [table(KEYS, 'kbd'), el('h3', {}, 'Mouse and fingers'), table(MOUSE, 'span')]);
}
