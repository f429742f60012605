/**
 * The controls of dialogs of settings: one a setting, in lines and sections, and the palette of colours.
 *
 * @typedef {import('../types.js').Setting} Setting
 * @typedef {import('../charts/theme.js').Theme} Theme
 */
import { PALETTE_NAMES, hexOf, light } from '../charts/theme.js';
import { sectionsOf } from '../model/sections.js';
import { el } from '../page/dom.js';

/** Counts controls, for ids. */
let controls = 0;

/**
 * Returns the sections of settings.
 * @param {Setting[]} settings @param {(setting: Setting) => HTMLElement} row
 * @returns {HTMLElement[]}
 */
export function sectionsWith(settings, row) {
  return sectionsOf(settings).map(({ title, lines }) => el('fieldset', {}, el('legend', {}, title),
    ...lines.map((line) => (line.length === 1 ? row(line[0]) : el('div', { class: 'line' }, ...line.map(row))))));
}

/**
 * Returns a setting with its label. A refused value stays, with the reason under
 * it.
 * @param {Setting} setting @param {any} value
 * @param {(value: any) => Promise<string>} set  resolves to why a value is refused, or to ''
 * @param {{present?: string, offered?: string[]|null}} [more]  what holds while a text is empty; texts to choose from
 * @returns {HTMLElement}
 */
export function settingRow(setting, value, set, { present = '', offered = null } = {}) {
  const control = controlOf(setting, value, present, async (v) => {
    problem.textContent = Number.isNaN(v) ? 'This is no number.' : await set(v);
    control.setAttribute('aria-invalid', String(problem.textContent !== ''));
  });
  control.id = `setting-${++controls}`;
  const problem = el('p', { class: 'problem', role: 'alert', id: `${control.id}-problem` });
  const unit = setting.unit ? el('span', { class: 'unit', id: `${control.id}-unit` }, setting.unit) : null;
  control.setAttribute('aria-describedby', [problem.id, unit?.id].filter(Boolean).join(' '));
  const label = el('label', { for: control.id }, setting.short ?? setting.label);
  const row = el('div', { class: setting.type === 'boolean' ? 'row check' : 'row', title: setting.label },
    ...(setting.type === 'boolean' ? [control, label] : [label, control]), unit, offers(control, offered), problem);
  return row;
}

/** Returns the list that a field offers, null for none. @param {HTMLElement} control @param {string[]|null} texts */
function offers(control, texts) {
  if (!texts) return null;
  const list = el('datalist', { id: `${control.id}-offers` }, ...texts.map((value) => el('option', { value })));
  control.setAttribute('list', list.id);
  return list;
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
  const unset = number && typeof setting.defaultValue !== 'number' ? 'auto' : setting.zero ?? '';
  const [least, greatest] = setting.range ?? [];
  const input = el('input', { type: number ? 'number' : 'text', step: number ? 'any' : null, min: least, max: greatest, spellcheck: 'false',
    placeholder: unset || present || (setting.id === 'yGroup' ? 'none' : null),
    onchange: () => {
      if (!number) change(input.value);
      else if (input.validity.badInput) change(NaN);
      else if (input.value === '') change(setting.defaultValue);
      else change(Number(input.value));
    } });
  const empty = number && (!Number.isFinite(Number(value)) || (setting.zero !== undefined && Number(value) === 0));
  input.value = empty ? '' : String(value ?? '');
  return input;
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
