/**
 * The dialog of the settings that several charts have in common. A change is one of all of them.
 *
 * @typedef {import('../stage/card.js').Card} Card
 * @typedef {import('../charts/theme.js').Theme} Theme
 * @typedef {import('../model/ticked.js').Change} Change
 */
import { choosable } from '../charts/samples.js';
import { plural } from '../model/format.js';
import { offeredFor } from '../model/sections.js';
import { colourChange, commonSettings, sameChange } from '../model/ticked.js';
import { el } from '../page/dom.js';
import { paletteOf, sectionsWith, settingRow } from './controls.js';
import { openDialog } from './dialog.js';

/** What a control shows where the charts differ. */
const MIXED = 'different';

/**
 * @param {Card[]} cards @param {import('../types.js').Chart[]} charts all @param {Theme} theme
 * @param {{setAll: (changes: Change[], quiet?: boolean) => Promise<string>}} asks
 */
export function openSeveralSettings(cards, charts, theme, asks) {
  const problem = el('p', { class: 'problem', role: 'alert' });
  const present = Object.assign({}, ...cards.map((c) => c.settings()));
  const sections = sectionsWith(choosable(commonSettings(cards), present, cards[0].samples), (setting) => {
    const values = cards.map((c) => c.settings()[setting.id]);
    const alike = values.every((v) => v === values[0]);
    const row = settingRow(setting, alike ? values[0] : null, (value) => asks.setAll(sameChange(cards, { [setting.id]: value }), true), {
      offered: offeredFor(setting, charts, cards.flatMap((c) => c.chart.measurements)),
    });
    if (!alike) row.append(el('p', { class: 'hint' }, `${MIXED}: ${[...new Set(values.map(String))].join(', ')}`));
    return row;
  });
  const coloured = cards.filter((c) => c.isColoured());
  const palette = paletteOf('Colour of all', theme, '', async (color) => {
    problem.textContent = await asks.setAll(colourChange(coloured, color), true);
  });
  const form = el('form', { class: 'settings', onsubmit: (/** @type {Event} */ e) => e.preventDefault() },
    ...sections,
    coloured.length > 0 ? el('fieldset', { class: 'colours' }, el('legend', {}, 'One colour for all'), palette) : null,
    problem);
  openDialog(`Settings of ${plural(cards.length, 'chart')}`, [form], { aside: true });
}
