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
import { colorsFor, light } from '../charts/theme.js';
import { offeredFor } from '../model/sections.js';
import { el } from '../page/dom.js';
import { paletteOf, sectionsWith, settingRow } from './controls.js';
import { openDialog } from './dialog.js';

/**
 * @param {Card} card
 * @param {import('../types.js').Chart[]} charts all
 * @param {Theme} theme
 * @param {Requests} requests
 */
export function openSettings(card, charts, theme, requests) {
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

  const { handle } = card.chart;
  const command = `set ${handle} ${module.settings[1]?.id ?? 'title'}=VALUE`;
  const said = handle === null ? [] : [el('p', { class: 'hint', title: 'What the prompt takes for the same' }, el('code', {}, command))];
  const fill = () => {
    const values = withDefaults(module, card.chart.settings);
    form.replaceChildren(
      ...sectionsWith(choosable(module.settings, values, card.samples), (setting) => {
        const present = setting.id === 'title' ? card.title() : '';
        const offered = offeredFor(setting, charts, card.chart.measurements);
        return settingRow(setting, values[setting.id], (v) => set({ [setting.id]: v }), { present, offered });
      }),
      ...(card.isColoured() ? [colourRows(card, theme, (colors) => say(set({}, colors)))] : []),
      problem,
      el('div', { class: 'actions' }, el('button', { type: 'button', class: 'secondary', onclick: async () => {
        await say(set(Object.fromEntries(module.settings.map((s) => [s.id, s.defaultValue])), []));
        fill();
      } }, 'Restore defaults'), ...said));
  };
  fill();
  openDialog(`Settings of ${card.title()}`, [form], { aside: true });
  // In a narrow window the dialog is below the charts.
  if (matchMedia('(max-width: 900px)').matches) card.element.scrollIntoView();
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
