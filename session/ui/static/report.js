/**
 * A report: a table of regions and the charts of one of them, from what the file itself holds.
 */
import { dark, light } from './charts/theme.js';
import { startHover } from './gesture/hover.js';
import { sayPicked, startWalk } from './gesture/walk.js';
import { formatBases, formatPlace, inOrder, withCommas } from './model/format.js';
import { byId, isForPage } from './page/dom.js';
import { LEFT } from './stage/chart.js';
import { gather, prepare } from './stage/gather.js';
import { kept, refuse } from './report/kept.js';
import { showMade } from './report/made.js';
import { Panel } from './report/panel.js';
import { Store } from './report/store.js';
import { Table, placeOf } from './report/table.js';

const system = matchMedia('(prefers-color-scheme: dark)');

/** @param {string} chosen '' follows the system @param {() => void} changed */
function startTheme(chosen, changed) {
  const { dataset } = document.documentElement;
  const button = byId('theme', HTMLButtonElement);
  let printing = false;
  dataset.theme = chosen || 'auto';
  const isDark = () => !printing && (dataset.theme === 'dark' || (dataset.theme === 'auto' && system.matches));
  const show = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.title = isDark() ? 'Show this report light' : 'Show this report dark';
    changed();
  };
  button.addEventListener('click', () => {
    dataset.theme = isDark() ? 'light' : 'dark';
    show();
  });
  system.addEventListener('change', show);
  show();
  return {
    theme: () => (isDark() ? dark : light),
    paper: (/** @type {boolean} */ on) => {
      printing = on;
    },
  };
}

async function start() {
  const head = JSON.parse(new TextDecoder().decode(await kept('head')));
  const store = new Store(head, await kept('answers'), await kept('ends'));
  const said = byId('said', HTMLElement);
  const failed = byId('failed', HTMLElement);
  document.title = inOrder(head.title);
  byId('title', HTMLElement).textContent = inOrder(head.title);
  showMade(head);

  /** @type {() => void} */
  let hovered = () => {};
  /** @type {Panel|null} */
  let panel = null;
  const look = startTheme(head.theme, () => panel?.invalidate());
  panel = new Panel(look.theme, () => hovered());
  hovered = startHover(/** @type {any} */ (panel));
  startWalk(/** @type {any} */ (panel), /** @type {any} */ ({ show() {} }), (_card, picked) => {
    said.textContent = sayPicked(picked);
  });
  const { root, workspace } = panel;
  const shows = panel;

  let last = 0;
  const show = async (/** @type {number} */ index) => {
    const turn = ++last;
    const row = store.head.regions[index];
    const place = placeOf(row);
    const name = inOrder(row.name);
    const where = `${formatPlace(place)}, ${formatBases(place.end - place.start)}`;
    byId('region-name', HTMLElement).textContent = name || formatPlace(place);
    byId('region-place', HTMLElement).textContent = name ? where : formatBases(place.end - place.start);
    showPosition();
    const why = row.failed ? `, not drawn: ${inOrder(row.failed)}` : '';
    said.textContent = `Region ${index + 1}: ${name ? `${name}, ` : ''}${where}${why}.`;
    failed.textContent = row.failed ? `This region is not drawn: ${inOrder(row.failed)}` : '';
    failed.hidden = !row.failed;
    root.hidden = row.failed !== '';
    if (row.failed) return;
    try {
      const state = { ...head.state, location: { seqName: row.seqName, start: row.from, end: row.to } };
      const { ask, check } = store.asker(index);
      const width = widthOf(row, head.bins);
      const prepared = prepare(state, null, workspace);
      const gathered = await gather(prepared, prepared.chosen, { left: LEFT, width, exact: true }, ask);
      check();
      const wider = row.from < row.start || row.to > row.end;
      if (turn === last) shows.show(gathered, wider ? { place, set: '', name: name || 'region', color: '', note: '' } : null);
    } catch (e) {
      root.hidden = true;
      failed.hidden = false;
      failed.textContent = `This region cannot be drawn here: ${e instanceof Error ? e.message : e}`;
    }
  };
  const table = new Table(store.head.regions, head.columns, show);
  const showPosition = () => {
    const at = table.position();
    const { length } = table.shown;
    byId('position', HTMLElement).textContent = at < 0 ? `– of ${withCommas(length)}` : `${withCommas(at + 1)} of ${withCommas(length)}`;
    byId('previous', HTMLButtonElement).disabled = at === 0;
    byId('next', HTMLButtonElement).disabled = at === length - 1;
  };
  table.arranged = showPosition;
  const step = (/** @type {1|-1} */ by) => {
    if (!table.step(by)) said.textContent = by > 0 ? 'This is the last region of the table.' : 'This is the first region of the table.';
  };
  byId('next', HTMLButtonElement).addEventListener('click', () => step(1));
  byId('previous', HTMLButtonElement).addEventListener('click', () => step(-1));
  document.addEventListener('keydown', (e) => {
    if (!isForPage(e) || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === 'n') step(1);
    else if (e.key === 'p') step(-1);
    else if (e.key === '/') table.search.focus();
    else return;
    e.preventDefault();
  });
  for (const [event, paper] of /** @type {[string, boolean][]} */ ([['beforeprint', true], ['afterprint', false]])) {
    addEventListener(event, () => {
      look.paper(paper);
      shows.print(paper);
    });
  }
  const first = store.head.regions.findIndex((row) => !row.failed);
  table.choose(Math.max(0, first), false);
}

/**
 * Returns how many bins the data of a region have, as the program has asked for them.
 * @param {import('./report/store.js').Row} row @param {number} bins
 */
function widthOf({ from, to }, bins) {
  const bases = to - from + 1;
  return bases / Math.ceil(bases / bins);
}

start().catch(refuse);
