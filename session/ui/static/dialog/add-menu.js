/**
 * The menu that adds a chart: a click on a measurement adds it as its default
 * chart; ticked ones go together into one chart of a chosen type. Measurements
 * are listed under their file; a file with one measurement is named in its row.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Measurement} Measurement
 */
import { chartsFor, defaultChart } from '../charts/index.js';
import { alikeIn, fileOf, offersFor, togetherIn } from '../model/offers.js';
import { breakable, byId, el, icon } from '../page/dom.js';

/** From this many measurements on the menu has a box to find them. */
const MANY = 8;

/**
 * Returns the charts that can show the ticked measurements together.
 * @param {Measurement[]} ticked @param {string} chosen the type that is chosen so far
 * @returns {{types: import('../types.js').ChartModule[], type: string, label: string}} type: '' when no chart can
 */
export function chartsTogether(ticked, chosen) {
  const types = ticked.length > 0 ? chartsFor(ticked) : [];
  if (types.length === 0) return { types, type: '', label: 'No chart takes these together' };
  const type = types.some((c) => c.type === chosen) ? chosen : defaultChart(ticked[0]).type;
  return { types, type, label: ticked.length === 1 ? 'Add chart' : `Add ${ticked.length} in one chart` };
}

/**
 * Returns the state of a box for measurements: it is in between if only some are ticked.
 * @param {Measurement[]} measurements @param {ReadonlySet<Measurement>} ticked
 */
export function boxState(measurements, ticked) {
  const checked = measurements.every((m) => ticked.has(m));
  return { checked, indeterminate: !checked && measurements.some((m) => ticked.has(m)) };
}

/**
 * Returns why the menu lists nothing.
 * @param {number} count of the measurements there are @param {string} text what is searched for
 */
export function whyNone(count, text) {
  if (count === 0) return 'There are no measurements yet. Load a file at the prompt: load FILE';
  return `No measurement is called “${text.trim()}”.`;
}

/** The ticked measurements, and the boxes that show them. */
class Ticks {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {Set<Measurement>} */
    this.ticked = new Set();
    /** Functions that update the boxes. @type {(() => void)[]} */
    this.shown = [];
  }

  /** @param {Measurement[]} measurements @param {boolean} on */
  tick(measurements, on) {
    for (const m of measurements) {
      if (on) this.ticked.add(m);
      else this.ticked.delete(m);
    }
    for (const show of this.shown) show();
    this.changed();
  }

  /** Returns a box that ticks measurements. @param {string} label @param {Measurement[]} measurements */
  box(label, measurements) {
    const box = el('input', { type: 'checkbox', 'aria-label': label, onchange: () => this.tick(measurements, box.checked) });
    const show = () => Object.assign(box, boxState(measurements, this.ticked));
    this.shown.push(show);
    show();
    return box;
  }
}

/**
 * Returns the row of a measurement.
 * @param {Measurement} m @param {string} apart what tells it from others of its name, '' for nothing
 * @param {Ticks} ticks @param {(chartType: string, measurements: Measurement[]) => void} add
 */
function rowOf(m, apart, ticks, add) {
  const { title, type } = defaultChart(m);
  return el('li', {}, ticks.box(`Tick ${m.name} of ${fileOf(m)} to combine it`, [m]), el('button', {
    type: 'button', title: `${m.name}\n${fileOf(m)}\nAdd as ${title}`, 'data-measurement': m.id, onclick: () => add(type, [m]),
  }, el('span', { class: 'what' }, ...breakable(m.name), apart !== '' && el('small', {}, ...breakable(apart))),
  el('span', { class: 'as' }, title), icon('plus')));
}

/**
 * Returns the rows of a file under its name, with a box for all that one chart can take.
 * @param {import('../model/offers.js').Group} group @param {Ticks} ticks @param {(m: Measurement) => HTMLElement} row
 */
function sectionOf({ file, measurements }, ticks, row) {
  const together = togetherIn(measurements);
  const name = el('span', { class: 'what' }, ...breakable(file));
  return el('li', { class: 'file' },
    together.length < 2 ? el('p', {}, name) : el('label', {},
      ticks.box(`Tick all ${together.length} of ${file} to combine them`, together), name,
      el('span', { class: 'as', 'aria-hidden': 'true' }, `tick all ${together.length}`)),
    el('ul', { 'aria-label': file }, ...measurements.map(row)));
}

/**
 * @param {Workspace} workspace
 * @param {(chartType: string, measurements: Measurement[]) => void} add
 */
export function startAddMenu(workspace, add) {
  const popover = byId('add-menu', HTMLElement);
  const filter = byId('add-filter', HTMLInputElement);
  const list = byId('add-list', HTMLElement);
  const together = byId('add-together', HTMLFormElement);
  const type = byId('add-type', HTMLSelectElement);
  const submit = byId('add-submit', HTMLButtonElement);

  /** @param {string} chartType @param {Measurement[]} measurements */
  const addAndClose = (chartType, measurements) => {
    add(chartType, measurements);
    popover.hidePopover();
  };

  const showTogether = () => {
    const { types, type: chosen, label } = chartsTogether([...ticks.ticked], type.value);
    together.hidden = ticks.ticked.size === 0;
    type.replaceChildren(...types.map((c) => el('option', { value: c.type }, c.title)));
    type.value = chosen;
    type.disabled = submit.disabled = types.length === 0;
    submit.textContent = label;
  };
  const ticks = new Ticks(showTogether);

  const show = () => {
    const { measurements } = workspace;
    const { alone, groups } = offersFor(measurements, filter.value);
    const alike = alikeIn(measurements);
    filter.hidden = measurements.length < MANY;
    ticks.shown = [];
    /** @param {Measurement} m */
    const row = (m) => rowOf(m, alike.has(m) ? m.id : '', ticks, addAndClose);
    // A row without a heading must not seem to go with the file above it.
    list.replaceChildren(...alone.map((m) => rowOf(m, fileOf(m), ticks, addAndClose)), ...groups.map((g) => sectionOf(g, ticks, row)));
    if (alone.length + groups.length === 0) list.append(el('li', { class: 'none' }, whyNone(measurements.length, filter.value)));
    showTogether();
  };

  popover.addEventListener('toggle', (e) => {
    if (/** @type {ToggleEvent} */ (e).newState !== 'open') return;
    ticks.ticked.clear();
    filter.value = '';
    show();
    (filter.hidden ? list.querySelector('button') : filter)?.focus();
  });
  filter.addEventListener('input', show);
  popover.addEventListener('keydown', (e) => {
    const way = { ArrowUp: -1, ArrowDown: 1 }[e.key];
    if (!way || e.target === type) return;
    e.preventDefault();
    const buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('button')]);
    const at = buttons.findIndex((b) => b.closest('li') === document.activeElement?.closest('li'));
    // Above the first is the box to find them.
    if (at + way < 0 && at >= 0 && !filter.hidden) filter.focus();
    else buttons[Math.max(0, Math.min(at + way, buttons.length - 1))]?.focus();
  });
  together.addEventListener('submit', (e) => {
    e.preventDefault();
    addAndClose(type.value, [...ticks.ticked]);
  });
  workspace.onChange((topic) => {
    if (topic === 'measurements' && popover.matches(':popover-open')) show();
  });
}
