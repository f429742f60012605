/**
 * The line of the details that leads to another site, by a template that the session keeps.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Feature} Feature
 */
import { linkOf, templateProblem } from '../model/details.js';
import { el } from '../page/dom.js';
import { rememberedText } from '../page/remembered.js';

/**
 * @param {Workspace} workspace
 * @param {(template: string) => Promise<string>} set  asks the program; resolves to '' or to why not
 * @returns {{element: HTMLElement, show: (feature: Feature|null) => void}}
 */
export function linkRow(workspace, set) {
  /** What this browser had last, as a proposal for sessions without any. */
  const last = rememberedText('epivizgo-link-out');
  /** @type {Feature|null} */
  let shown = null;
  const out = el('a', { class: 'out', target: '_blank', rel: 'noopener noreferrer', referrerpolicy: 'no-referrer' });
  const none = el('span', { class: 'none' });
  const edit = el('button', { type: 'button', class: 'plain', onclick: () => open() });
  const input = el('input', {
    type: 'text', id: 'link-template', spellcheck: 'false', placeholder: 'https://SERVER/id/{name}',
    'aria-describedby': 'link-help link-problem',
  });
  const problem = el('p', { class: 'problem', id: 'link-problem', role: 'alert' });
  const form = el('form', { hidden: true, onsubmit: (/** @type {Event} */ e) => save(e), onkeydown: (/** @type {KeyboardEvent} */ e) => {
    if (e.key !== 'Escape') return;
    e.preventDefault();
    leave();
  } },
    el('label', { for: 'link-template' }, 'Address of links'), input,
    el('p', { class: 'hint', id: 'link-help' },
      '{name}, {seq}, {start}, {end} and {COLUMN} stand for what the feature has. Empty for no link.'),
    problem,
    el('div', { class: 'steps' }, el('button', { type: 'submit', class: 'secondary' }, 'Save'),
      el('button', { type: 'button', class: 'secondary', onclick: () => leave() }, 'Cancel')));

  const render = () => {
    const template = workspace.linkOut;
    const { url, missing } = template && shown ? linkOf(template, shown) : { url: '', missing: '' };
    out.hidden = !url;
    if (url) {
      out.href = url;
      out.textContent = `Open at ${new URL(url).host} ↗`;
      out.title = url;
    } else out.removeAttribute('href');
    none.textContent = missing ? `No link: it has no ${missing}.` : '';
    none.hidden = !missing;
    edit.textContent = template ? 'Change link…' : 'Link out…';
  };
  const open = () => {
    input.value = workspace.linkOut || last.read();
    problem.textContent = '';
    form.hidden = false;
    edit.hidden = true;
    input.focus();
  };
  const leave = () => {
    form.hidden = true;
    edit.hidden = false;
    edit.focus();
  };
  const save = async (/** @type {Event} */ e) => {
    e.preventDefault();
    const template = input.value.trim();
    problem.textContent = (template && templateProblem(template)) || (await set(template));
    input.setAttribute('aria-invalid', String(problem.textContent !== ''));
    if (problem.textContent) return;
    last.write(template);
    leave();
  };
  workspace.onChange((topic) => {
    if (topic === 'linkOut') render();
  });
  return {
    element: el('div', { class: 'link' }, out, none, edit, form),
    show: (feature) => {
      shown = feature;
      render();
    },
  };
}
