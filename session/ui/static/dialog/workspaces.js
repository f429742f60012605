/**
 * The dialog of workspaces: saves what is shown under a name, opens and deletes
 * what was saved. The program keeps them.
 *
 * @typedef {{id: string|null, name: string, content: string}} Kept
 */
import { openDialog } from './dialog.js';
import { el } from '../page/dom.js';
import { plural } from '../model/format.js';

/**
 * @param {(action: string, args: Record<string, any>) => Promise<any>} call
 */
export async function openWorkspaces(call) {
  const problem = el('p', { class: 'problem', role: 'alert' });
  const list = el('ul', { class: 'workspaces' });
  const said = el('p', { class: 'unseen', role: 'status' });
  const name = el('input', { type: 'text', id: 'workspace-name', required: true, maxlength: 200, placeholder: 'A name for what is shown now', spellcheck: 'false' });
  /** @type {Kept[]} */
  let kept = [];

  /** Does something and says what went wrong with it. @param {() => Promise<any>} request */
  const attempt = async (request) => {
    problem.textContent = '';
    try {
      const answer = await request();
      if (answer?.success === false) throw new Error(answer.errorMessage ?? 'epivizgo refused.');
      return true;
    } catch (e) {
      problem.textContent = e instanceof Error ? e.message : String(e);
      return false;
    }
  };

  const show = async () => {
    await attempt(async () => {
      const answer = await call('getWorkspaces', { q: '', ws: null });
      kept = Array.isArray(answer) ? answer.filter((w) => w.id !== null) : [];
    });
    list.replaceChildren(...kept.map((w) => el('li', {},
      el('button', { type: 'button', class: 'open', title: `Open ${w.name}`, onclick: async () => {
        if (await attempt(() => call('userOpenWorkspace', { id: w.id }))) dialog.close();
      } }, el('span', { class: 'what' }, w.name), el('span', { class: 'as' }, summary(w.content))),
      removal(w))));
    if (kept.length === 0) list.append(el('li', { class: 'none' }, 'None are saved yet.'));
  };

  /** A button that asks once more. @param {Kept} w */
  const removal = (w) => {
    const button = el('button', { type: 'button', class: 'delete', 'aria-label': `Delete ${w.name}`, onclick: async () => {
      if (!button.classList.contains('sure')) {
        button.classList.add('sure');
        button.textContent = 'Really delete?';
        // The name of what has the focus changes unheard.
        button.setAttribute('aria-label', `Really delete ${w.name}?`);
        said.textContent = `Press once more to really delete ${w.name}.`;
        return;
      }
      if (await attempt(() => call('deleteWorkspace', { id: w.id }))) await show();
      name.focus();
    }, onblur: () => {
      button.classList.remove('sure');
      button.textContent = 'Delete';
      button.setAttribute('aria-label', `Delete ${w.name}`);
      said.textContent = '';
    } }, 'Delete');
    return button;
  };

  const form = el('form', { class: 'save', onsubmit: async (/** @type {Event} */ e) => {
    e.preventDefault();
    const title = name.value.trim();
    if (title === '') return;
    const same = kept.find((w) => w.name === title);
    const done = await attempt(async () => {
      // Without content the program takes what it shows.
      const id = await call('saveWorkspace', { id: same?.id ?? null, name: title, content: '' });
      if (!id || typeof id !== 'string') throw new Error('epivizgo could not save it; the prompt says why.');
    });
    if (done) name.value = '';
    await show();
  } }, el('label', { class: 'unseen', for: 'workspace-name' }, 'Name'), name, el('button', { type: 'submit', class: 'primary' }, 'Save'));

  const dialog = openDialog('Workspaces', [form, problem, list, said,
    el('p', { class: 'hint' }, 'A workspace has the charts with their settings and order, and the place. Saving under a name that is there replaces it.')]);
  await show();
}

/** What a workspace has, in few words. @param {string} content */
export function summary(content) {
  try {
    const { range, charts } = JSON.parse(content);
    const count = Object.values(charts ?? {}).reduce((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
    return [plural(count, 'chart'), range?.seqName].filter(Boolean).join(' · ');
  } catch {
    return '';
  }
}
