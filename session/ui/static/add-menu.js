/**
 * The menu that adds a chart: a click on a measurement adds it as its default
 * chart; ticked ones go together into one chart of a chosen type.
 *
 * @typedef {import('./workspace.js').Workspace} Workspace
 * @typedef {import('./types.js').Measurement} Measurement
 */
import { chartsFor, defaultChart } from './charts/index.js';
import { byId, el, icon } from './dom.js';

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

  const close = () => popover.hidePopover();

  const showTogether = () => {
    together.hidden = ticked.size === 0;
    const types = chartsFor([...ticked]);
    const chosen = type.value;
    type.replaceChildren(...types.map((c) => el('option', { value: c.type }, c.title)));
    if (types.some((c) => c.type === chosen)) type.value = chosen;
    else if (types.length > 0) type.value = defaultChart([...ticked][0]).type;
    type.disabled = types.length === 0;
    submit.disabled = types.length === 0;
    submit.textContent = types.length === 0 ? 'No chart takes these together' : ticked.size === 1 ? 'Add chart' : `Add ${ticked.size} in one chart`;
  };

  /** @param {Measurement} m */
  const row = (m) => {
    const box = el('input', { type: 'checkbox', 'aria-label': `Tick ${m.name} to combine it`, onchange: () => {
      if (box.checked) ticked.add(m);
      else ticked.delete(m);
      showTogether();
    } });
    box.checked = ticked.has(m);
    const { title, type: chartType } = defaultChart(m);
    return el('li', {}, box, el('button', {
      type: 'button', title: `${m.name}\nAdd as ${title}`, 'data-measurement': m.id,
      onclick: () => {
        add(chartType, [m]);
        close();
      },
    }, el('span', { class: 'what' }, m.name), el('span', { class: 'as' }, title), icon('plus')));
  };

  const show = () => {
    const wanted = filter.value.trim().toLowerCase();
    const matching = workspace.measurements.filter((m) => `${m.name} ${m.id}`.toLowerCase().includes(wanted));
    filter.hidden = workspace.measurements.length < 8;
    list.replaceChildren(...matching.map(row));
    if (matching.length === 0) {
      const why = workspace.measurements.length > 0
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
