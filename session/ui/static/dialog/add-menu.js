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
  /** @type {Set<Measurement>} */
  let ticked = new Set();
  /** Functions that update the boxes. @type {(() => void)[]} */
  let ticks = [];

  const close = () => popover.hidePopover();

  const showTogether = () => {
    const { types, type: chosen, label } = chartsTogether([...ticked], type.value);
    together.hidden = ticked.size === 0;
    type.replaceChildren(...types.map((c) => el('option', { value: c.type }, c.title)));
    type.value = chosen;
    type.disabled = submit.disabled = types.length === 0;
    submit.textContent = label;
  };

  /** @param {Measurement[]} measurements @param {boolean} on */
  const tick = (measurements, on) => {
    for (const m of measurements) {
      if (on) ticked.add(m);
      else ticked.delete(m);
    }
    for (const showTick of ticks) showTick();
    showTogether();
  };

  /**
   * Returns a box that ticks measurements. It is in between if only some are ticked.
   * @param {string} label @param {Measurement[]} measurements
   */
  const tickBox = (label, measurements) => {
    const box = el('input', { type: 'checkbox', 'aria-label': label, onchange: () => tick(measurements, box.checked) });
    const showTick = () => {
      box.checked = measurements.every((m) => ticked.has(m));
      box.indeterminate = !box.checked && measurements.some((m) => ticked.has(m));
    };
    ticks.push(showTick);
    showTick();
    return box;
  };

  /** @param {Measurement} m @param {string} apart what tells it from others of its name, '' for nothing */
  const row = (m, apart) => {
    const box = tickBox(`Tick ${m.name} of ${fileOf(m)} to combine it`, [m]);
    const { title, type: chartType } = defaultChart(m);
    return el('li', {}, box, el('button', {
      type: 'button', title: `${m.name}\n${fileOf(m)}\nAdd as ${title}`, 'data-measurement': m.id,
      onclick: () => {
        add(chartType, [m]);
        close();
      },
    }, el('span', { class: 'what' }, ...breakable(m.name), apart !== '' && el('small', {}, ...breakable(apart))),
    el('span', { class: 'as' }, title), icon('plus')));
  };

  /**
   * Returns the rows of a file under its name, with a box for all that one chart can take.
   * @param {import('../model/offers.js').Group} group @param {Set<Measurement>} alike
   */
  const section = ({ file, measurements }, alike) => {
    const together = togetherIn(measurements);
    const name = el('span', { class: 'what' }, ...breakable(file));
    return el('li', { class: 'file' },
      together.length < 2 ? el('p', {}, name) : el('label', {},
        tickBox(`Tick all ${together.length} of ${file} to combine them`, together), name,
        el('span', { class: 'as', 'aria-hidden': 'true' }, `tick all ${together.length}`)),
      el('ul', { 'aria-label': file }, ...measurements.map((m) => row(m, alike.has(m) ? m.id : ''))));
  };

  const show = () => {
    const { measurements } = workspace;
    const { alone, groups } = offersFor(measurements, filter.value);
    const alike = alikeIn(measurements);
    filter.hidden = measurements.length < MANY;
    ticks = [];
    // A row without a heading must not seem to go with the file above it.
    list.replaceChildren(...alone.map((m) => row(m, fileOf(m))), ...groups.map((g) => section(g, alike)));
    if (alone.length + groups.length === 0) {
      const why = measurements.length > 0
        ? `No measurement is called “${filter.value.trim()}”.`
        : 'There are no measurements yet. Load a file at the prompt: load FILE';
      list.append(el('li', { class: 'none' }, why));
    }
    showTogether();
  };

  popover.addEventListener('toggle', (e) => {
    if (/** @type {ToggleEvent} */ (e).newState !== 'open') return;
    ticked = new Set();
    filter.value = '';
    show();
    (filter.hidden ? list.querySelector('button') : filter)?.focus();
  });
  filter.addEventListener('input', show);
  together.addEventListener('submit', (e) => {
    e.preventDefault();
    add(type.value, [...ticked]);
    close();
  });
  workspace.onChange((topic) => {
    if (topic === 'measurements' && popover.matches(':popover-open')) show();
  });
}
