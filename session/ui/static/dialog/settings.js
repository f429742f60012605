/**
 * The dialog of a chart's settings, made from what its type declares. A change
 * takes effect at once, here and everywhere.
 *
 * @typedef {import('../stage/card.js').Card} Card
 * @typedef {import('../net/requests.js').Requests} Requests
 * @typedef {import('../types.js').Setting} Setting
 * @typedef {import('../charts/theme.js').Theme} Theme
 */
import { withDefaults } from '../charts/index.js';
import { choosable } from '../charts/samples.js';
import { PALETTE_NAMES, colorsFor, hexOf, light } from '../charts/theme.js';
import { el } from '../page/dom.js';
import { openDialog } from './dialog.js';

/** Counts controls, for ids. */
let controls = 0;

/**
 * @param {Card} card
 * @param {Theme} theme
 * @param {Requests} requests
 */
export function openSettings(card, theme, requests) {
  const { module } = card;
  if (!module) return;
  const form = el('form', { class: 'settings', onsubmit: (/** @type {Event} */ e) => e.preventDefault() });
  const problem = el('p', { class: 'problem', role: 'alert' });

  /** @param {Record<string, any>} settings @param {string[]|null} [colorMap] */
  const set = (settings, colorMap = null) => requests.set(card.chart, settings, colorMap, true);
  /** Shows a refusal that belongs to no single field. @param {Promise<string>} done */
  const say = async (done) => {
    problem.textContent = await done;
  };

  const fill = () => {
    const values = withDefaults(module, card.chart.settings);
    form.replaceChildren(
      ...choosable(module.settings, values, card.samples).map((setting) => {
        const present = setting.id === 'title' ? card.title() : '';
        return settingRow(setting, values[setting.id], (v) => set({ [setting.id]: v }), present);
      }),
      ...(card.chart.measurements.length > 0 ? [colourRows(card, theme, (colors) => say(set({}, colors)))] : []),
      problem,
      el('div', { class: 'actions' }, el('button', { type: 'button', class: 'secondary', onclick: async () => {
        await say(set(Object.fromEntries(module.settings.map((s) => [s.id, s.defaultValue])), []));
        fill();
      } }, 'Restore defaults')));
  };
  fill();

  const { handle } = card.chart;
  const command = `set ${handle} ${module.settings[1]?.id ?? 'title'}=VALUE`;
  const said = handle === null ? [] : [el('p', { class: 'hint' }, 'At the prompt: ', el('code', {}, command))];
  openDialog(`Settings of ${card.title()}`, [form, ...said], { aside: true });
  // In a narrow window the dialog is below the charts.
  if (matchMedia('(max-width: 900px)').matches) card.element.scrollIntoView();
}

/**
 * Returns a setting with its label. A refused value stays, with the reason under
 * it.
 * @param {Setting} setting @param {any} value
 * @param {(value: any) => Promise<string>} set  resolves to why a value is refused, or to ''
 * @param {string} present  what holds while a text is empty
 * @returns {HTMLElement}
 */
export function settingRow(setting, value, set, present) {
  const control = controlOf(setting, value, present, async (v) => {
    problem.textContent = Number.isNaN(v) ? 'This is no number.' : await set(v);
    control.setAttribute('aria-invalid', String(problem.textContent !== ''));
  });
  control.id = `setting-${++controls}`;
  const problem = el('p', { class: 'problem', role: 'alert', id: `${control.id}-problem` });
  control.setAttribute('aria-describedby', problem.id);
  const label = el('label', { for: control.id }, setting.label);
  if (setting.type === 'boolean') return el('div', { class: 'row' }, el('div', { class: 'check' }, control, label), problem);
  return el('div', { class: 'row' }, label, control, problem);
}

/**
 * @param {Setting} setting @param {any} value @param {string} present
 * @param {(value: any) => void} change  told NaN where what was typed is no number
 * @returns {HTMLInputElement|HTMLSelectElement}
 */
function controlOf(setting, value, present, change) {
  if (setting.type === 'boolean') {
    const box = el('input', { type: 'checkbox', onchange: () => change(box.checked) });
    box.checked = value === true;
    return box;
  }
  if (setting.type === 'categorical') {
    const options = (setting.possibleValues ?? []).map((v) => el('option', { value: v }, v || 'none'));
    const menu = el('select', { onchange: () => change(menu.value) }, ...options);
    menu.value = String(value);
    return menu;
  }
  const number = setting.type === 'number';
  // The default of an optional number is the word "default".
  const unset = number && typeof setting.defaultValue !== 'number';
  const [least, greatest] = setting.range ?? [];
  const input = el('input', { type: number ? 'number' : 'text', step: number ? 'any' : null, min: least, max: greatest, spellcheck: 'false',
    placeholder: unset ? 'automatic' : present || null,
    onchange: () => {
      if (!number) change(input.value);
      else if (input.validity.badInput) change(NaN);
      else if (input.value === '') change(setting.defaultValue);
      else change(Number(input.value));
    } });
  input.value = number && !Number.isFinite(Number(value)) ? '' : String(value ?? '');
  return input;
}

/**
 * Returns a row of the palette for each measurement, with a colour of the user's own.
 * @param {Card} card @param {Theme} theme @param {(colors: string[]) => void} change
 */
function colourRows(card, theme, change) {
  const { measurements } = card.chart;
  /** @param {string} color */
  const pick = (color, /** @type {number} */ i) => {
    const colors = colorsFor(light, measurements.length, card.chart.colorMap, card.module?.hue ?? 0, measurements);
    colors[i] = color;
    change(colors);
  };
  return el('fieldset', { class: 'colours' }, el('legend', {}, measurements.length > 1 ? 'Colours' : 'Colour'),
    ...measurements.map((m, i) => {
      const now = colorsFor(theme, measurements.length, card.chart.colorMap, card.module?.hue ?? 0, measurements)[i];
      const group = paletteOf(m.name, theme, now, (color) => pick(color, i));
      return el('div', { class: 'row' }, measurements.length > 1 ? el('span', { class: 'what' }, m.name) : null, group);
    }));
}

/**
 * Returns the colours of the palette to choose from, and one of the user's own.
 * @param {string} what whose colour it is @param {Theme} theme @param {string} now the present one, '' for none
 * @param {(color: string) => void} pick  is told the colour as it is in the light theme
 */
export function paletteOf(what, theme, now, pick) {
  const name = `colour-${++controls}`;
  const own = el('input', { type: 'color', title: 'Another colour', 'aria-label': `Another colour for ${what}`, onchange: () => {
    for (const radio of group.querySelectorAll('input[type=radio]')) /** @type {HTMLInputElement} */ (radio).checked = false;
    pick(own.value);
  } });
  if (now) own.value = hexOf(now);
  const group = el('div', { class: 'palette', role: 'radiogroup', 'aria-label': `Colour of ${what}` },
    ...theme.palette.map((color, k) => {
      const radio = el('input', { type: 'radio', name, 'aria-label': PALETTE_NAMES[k], title: PALETTE_NAMES[k], onchange: () => {
        own.value = hexOf(color);
        pick(light.palette[k]);
      } });
      radio.checked = color === now;
      radio.style.setProperty('--colour', color);
      return radio;
    }), own);
  return group;
}
