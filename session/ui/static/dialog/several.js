/**
 * The bar of the charts that are ticked, and its menu: what is chosen is done to all of them as one step.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../stage/card.js').Card} Card
 * @typedef {import('../model/ticked.js').Ticked} Ticked
 * @typedef {import('../model/ticked.js').Change} Change
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').Measurement} Measurement
 *
 * @typedef {object} Asks  each resolves to '' or to a sentence that says why not
 * @property {(changes: Change[], quiet?: boolean) => Promise<string>} setAll  quiet: the caller shows the refusal
 * @property {(charts: Chart[]) => Promise<string>} removeAll
 * @property {(handles: number[]) => Promise<string>} order
 * @property {(chartType: string, measurements: Measurement[]) => void} add
 */
import { declared } from '../charts/declared.js';
import { chartsFor } from '../charts/index.js';
import { plural } from '../model/format.js';
import { choicesOf, freeGroup, having, measurementsOf, orderTogether, sameChange } from '../model/ticked.js';
import { byId } from '../page/dom.js';
import { openMenu } from './menu.js';
import { openSeveralSettings } from './several-settings.js';

/** The menu offers so many columns of the sample sheet. */
const MOST_COLUMNS = 5;

/**
 * @param {Stage} stage @param {Ticked} ticked
 * @param {Asks} asks @param {() => void} clear @param {(sentence: string) => void} tell
 * @returns {() => void} shows how many are ticked
 */
export function startSeveral(stage, ticked, asks, clear, tell) {
  const bar = byId('ticked', HTMLElement);
  const text = byId('ticked-text', HTMLElement);
  const group = byId('ticked-group', HTMLButtonElement);
  const change = byId('ticked-change', HTMLButtonElement);
  const cards = () => stage.cards.filter((c) => ticked.ids.has(c.chart.id) && c.chart.handle !== null);

  /** Changes a setting of those that have it, and says which do not. @param {Record<string, any>} settings @param {Card[]} those */
  const set = async (settings, those) => {
    const without = cards().filter((c) => !those.includes(c));
    if ((await asks.setAll(sameChange(those, settings))) || without.length === 0) return;
    tell(`Changed ${plural(those.length, 'chart')}; without that setting: ${without.map((c) => c.title()).join(', ')}.`);
  };
  const scaled = () => having(cards(), 'yGroup');
  const groupScale = () => set({ yGroup: freeGroup(stage.workspace.charts) }, scaled());

  const open = () => {
    const all = cards();
    const styles = choicesOf(all, 'style').map((style, i) => {
      const those = having(all, 'style', style);
      return {
        label: `Draw as ${style}`, apart: i === 0, checked: those.every((c) => c.settings().style === style),
        run: () => set({ style }, those),
      };
    });
    const coloured = all.filter((c) => c.module?.settings.some((s) => s.id === 'colorBy' && s.samples));
    const columns = coloured.length > 0 ? (stage.workspace.samples?.columns ?? []).slice(0, MOST_COLUMNS) : [];
    const byColumns = columns.map(({ name }, i) => {
      const on = coloured.every((c) => c.settings().colorBy === name);
      return { label: `Colour by ${name}`, apart: i === 0, checked: on, run: () => set({ colorBy: on ? '' : name }, coloured) };
    });
    const measurements = measurementsOf(all.map((c) => c.chart));
    const heatmap = declared.HeatmapPlot.type;
    const able = measurements.length > 0 && chartsFor(measurements).some((c) => c.type === heatmap);
    const unable = measurements.every((m) => m.type === 'feature') ? 'their data have different rows' : 'not all have values';
    openMenu(change, `${plural(all.length, 'chart')}`, [
      { label: 'Group scale', disabled: scaled().length < 2, run: groupScale },
      { label: 'Scale each on its own', disabled: scaled().length === 0, run: () => set({ yGroup: '' }, scaled()) },
      ...styles,
      ...byColumns,
      { label: 'Height, colour and more…', apart: true, run: () => openSeveralSettings(all, stage.workspace.charts, stage.theme(), asks) },
      { label: 'Move to the top', apart: true, run: () => asks.order(orderTogether(stage.cards, ticked.ids, 'top')) },
      { label: 'Move up together', run: () => asks.order(orderTogether(stage.cards, ticked.ids, 'up')) },
      { label: 'Move down together', run: () => asks.order(orderTogether(stage.cards, ticked.ids, 'down')) },
      { label: able ? 'Heatmap of them' : `No heatmap: ${unable}`, apart: true, disabled: !able,
        run: () => asks.add(heatmap, measurements) },
      { label: 'Remove', apart: true, run: () => asks.removeAll(all.map((c) => c.chart)) },
    ]);
  };
  group.addEventListener('click', groupScale);
  change.addEventListener('click', open);
  byId('ticked-clear', HTMLButtonElement).addEventListener('click', () => {
    clear();
    stage.root.focus({ preventScroll: true });
  });
  return () => {
    const all = cards();
    const had = bar.contains(document.activeElement);
    bar.hidden = all.length === 0;
    if (bar.hidden && had) stage.root.focus({ preventScroll: true });
    if (all.length > 0) text.textContent = `${plural(all.length, 'chart')} ticked`;
    group.disabled = scaled().length < 2;
  };
}
