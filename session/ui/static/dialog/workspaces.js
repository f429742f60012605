/**
 * The dialog of workspaces: saves what is shown under a name, opens and deletes
 * what was saved. The program keeps them.
 *
 * @typedef {{id: string|null, name: string, summary?: string}} Kept  summary: the number of charts and the sequence
 */
import { el } from '../page/dom.js';
import { openDialog } from './dialog.js';

/** The saved workspaces and what is done with them. Knows no document. */
export class SavedWorkspaces {
  /**
   * @param {(action: string, args: Record<string, any>) => Promise<any>} call
   * @param {(sentence: string) => void} complain  '' takes the complaint away
   */
  constructor(call, complain) {
    this.call = call;
    this.complain = complain;
    /** @type {Kept[]} */
    this.kept = [];
    /** Counts the lists asked for: one that is not the last is dropped. */
    this.loads = 0;
  }

  /** Requests the list of workspaces. @returns {Promise<boolean>} whether it was answered */
  load() {
    const turn = ++this.loads;
    return this.attempt(async () => {
      const answer = await this.call('getWorkspaces', { q: '', ws: null });
      if (turn === this.loads) this.kept = Array.isArray(answer) ? answer.filter((w) => w.id !== null) : [];
    });
  }

  /** @param {Kept} w */
  open(w) {
    return this.attempt(() => this.call('userOpenWorkspace', { id: w.id }));
  }

  /** @param {Kept} w */
  remove(w) {
    return this.attempt(() => this.call('deleteWorkspace', { id: w.id }));
  }

  /** Saves what is shown; a workspace of that name is replaced. @param {string} name */
  save(name) {
    const same = this.kept.find((w) => w.name === name);
    return this.attempt(async () => {
      // Without content the program takes what it shows.
      const id = await this.call('saveWorkspace', { id: same?.id ?? null, name, content: '' });
      if (!id || typeof id !== 'string') throw new Error('epivizgo could not save it; the prompt says why.');
    });
  }

  /** Runs a request and complains when it fails. @param {() => Promise<any>} request @returns {Promise<boolean>} */
  async attempt(request) {
    this.complain('');
    try {
      const answer = await request();
      if (answer?.success === false) throw new Error(answer.errorMessage ?? 'epivizgo refused.');
      return true;
    } catch (e) {
      this.complain(e instanceof Error ? e.message : String(e));
      return false;
    }
  }
}

/**
 * @param {(action: string, args: Record<string, any>) => Promise<any>} call
 */
export async function openWorkspaces(call) {
  const problem = el('p', { class: 'problem', role: 'alert' });
  const list = el('ul', { class: 'workspaces' });
  const said = el('p', { class: 'unseen', role: 'status' });
  const name = el('input', {
    type: 'text', id: 'workspace-name', required: true, maxlength: 200, placeholder: 'A name for what is shown now', spellcheck: 'false',
  });
  const saved = new SavedWorkspaces(call, (sentence) => {
    problem.textContent = sentence;
  });

  const show = async () => {
    await saved.load();
    list.replaceChildren(...saved.kept.map((w) => el('li', {},
      el('button', { type: 'button', class: 'open', title: `Open ${w.name}`, onclick: async () => {
        if (await saved.open(w)) dialog.close();
      } }, el('span', { class: 'what' }, w.name), el('span', { class: 'as' }, w.summary ?? '')),
      removal(w, said, async () => {
        if (await saved.remove(w)) await show();
        name.focus();
      }))));
    if (saved.kept.length === 0) list.append(el('li', { class: 'none' }, 'None are saved yet.'));
  };

  const form = el('form', { class: 'save', onsubmit: async (/** @type {Event} */ e) => {
    e.preventDefault();
    const title = name.value.trim();
    if (title === '') return;
    // The complaint stays: reading the list would clear it.
    if (!(await saved.save(title))) return;
    name.value = '';
    await show();
  } }, el('label', { class: 'unseen', for: 'workspace-name' }, 'Name'), name, el('button', { type: 'submit', class: 'primary' }, 'Save'));

  const dialog = openDialog('Workspaces', [form, problem, list, said, el('p', { class: 'hint' },
    'A workspace has the charts with their settings and order, and the place. Saving under a name that is there replaces it.')]);
  await show();
}

/**
 * Returns a button that removes a workspace when it is pressed twice.
 * @param {Kept} w @param {HTMLElement} said what screen readers say @param {() => void} remove
 */
function removal(w, said, remove) {
  const button = el('button', { type: 'button', class: 'delete', 'aria-label': `Delete ${w.name}`, onclick: () => {
    if (button.classList.contains('sure')) return remove();
    button.classList.add('sure');
    button.textContent = 'Really delete?';
    // The name of what has the focus changes unheard.
    button.setAttribute('aria-label', `Really delete ${w.name}?`);
    said.textContent = `Press once more to really delete ${w.name}.`;
  }, onblur: () => {
    button.classList.remove('sure');
    button.textContent = 'Delete';
    button.setAttribute('aria-label', `Delete ${w.name}`);
    said.textContent = '';
  } }, 'Delete');
  return button;
}
