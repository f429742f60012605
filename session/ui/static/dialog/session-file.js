/**
 * The session as a file, and the charts of a link: what a person passes on, and opens.
 *
 * @typedef {import('../model/link.js').LinkedChart} LinkedChart
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 */
import { inOrder, plural } from '../model/format.js';
import { areShown, chartsOf, linkTo } from '../model/link.js';
import { copyText } from '../page/address.js';
import { el } from '../page/dom.js';
import { openDialog } from './dialog.js';

/** The largest session file that the program takes in one message. */
const MOST_CHARACTERS = 2_000_000;

/**
 * @param {(action: string, args: Record<string, any>) => Promise<any>} call
 * @param {(blob: Blob, name: string) => void} download
 * @param {(sentence: string) => void} say
 * @returns {{save: () => void, open: () => void}}
 */
export function startSessionFile(call, download, say) {
  const input = el('input', { type: 'file', id: 'session-file', hidden: true, 'aria-label': 'Session file' });
  document.body.append(input);
  const open = async (/** @type {File} */ file) => {
    if (file.size > MOST_CHARACTERS) return say(`${inOrder(file.name)} is too large for a session that export wrote.`);
    await opened(call('userImportSession', { name: file.name, text: await file.text() }), say, `Opened ${inOrder(file.name)}.`);
  };
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    input.value = '';
    if (file) open(file).catch((e) => say(String(e.message)));
  });
  return {
    save: async () => {
      try {
        const { success, errorMessage, name, text, notes } = await call('userExportSession', {});
        if (!success) throw new Error(errorMessage);
        download(new Blob([text], { type: 'text/plain' }), name);
        notes.forEach(say);
      } catch (e) {
        say(e instanceof Error ? e.message : String(e));
      }
    },
    open: () => input.click(),
  };
}

/**
 * Waits for an answer about something that was opened, and says its notes. Of many it says how many more there are.
 * @param {Promise<any>} answered @param {(sentence: string) => void} say @param {string} done
 */
async function opened(answered, say, done) {
  const most = 3;
  try {
    const { success, errorMessage, notes } = await answered;
    const rest = notes.length - most;
    for (const note of notes.slice(0, most)) say(inOrder(note));
    if (rest > 0) say(`${plural(rest, 'more note')}: the prompt has all.`);
    say(success ? done : inOrder(errorMessage));
  } catch (e) {
    say(e instanceof Error ? e.message : String(e));
  }
}

/**
 * @param {Workspace} workspace
 * @param {(action: string, args: Record<string, any>) => Promise<any>} call
 * @param {(sentence: string) => void} say
 * @returns {{copy: () => Promise<void>, open: (hash: string) => void}} open shows the charts that an address has
 */
export function startLink(workspace, call, say) {
  const show = (/** @type {LinkedChart[]} */ charts) => opened(call('userOpenCharts', { charts }), say, 'Opened the charts of the link.');
  return {
    copy: async () => {
      if (!workspace.place) return;
      const { link, without } = linkTo(location.origin + location.pathname + location.search, workspace.place, workspace.charts, workspace);
      const copied = await copyText(link);
      const lacks = without && ` It is without the ${without}: with them it would be too long.`;
      say(copied ? `The link is on the clipboard.${lacks}` : link);
    },
    open: (hash) => {
      const { charts, problem } = chartsOf(hash);
      if (problem) say(inOrder(problem));
      if (charts.length === 0 || areShown(charts, workspace.charts)) return;
      if (workspace.charts.length === 0) show(charts);
      else askFor(charts, workspace.charts.length, show); // a link must not change what others look at by itself
    },
  };
}

/** @param {LinkedChart[]} charts @param {number} present @param {(charts: LinkedChart[]) => void} show */
function askFor(charts, present, show) {
  const dialog = openDialog('Charts of the link', [
    el('ul', { class: 'linked' }, ...charts.map(({ type, measurements }) => el('li', {}, inOrder(`${type}: ${measurements.join(', ')}`)))),
    el('div', { class: 'save' },
      el('button', { type: 'button', class: 'primary', onclick: () => {
        dialog.close();
        show(charts);
      } }, `Replace the ${plural(present, 'chart')} here`),
      el('button', { type: 'button', class: 'secondary', onclick: () => dialog.close() }, 'Keep what is here')),
    el('p', { class: 'hint' }, 'Every page of this session shows the same charts. Undo brings those back.'),
  ]);
}
