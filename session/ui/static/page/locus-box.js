/**
 * The sequence menu and the location box with its suggestions.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Place} Place
 * @typedef {{gene: string, seqName: string, start: number, end: number}} Hit  1-based inclusive
 */
import { asked } from '../model/asked.js';
import { byId, el } from './dom.js';
import { formatBases, formatPlace, parseLocus } from '../model/format.js';
import { knownName } from '../model/names.js';
import { fromWire } from '../model/view.js';

/** How long typing rests before it is searched for. */
const REST_MS = 120;
const MAX_RESULTS = 12;

/**
 * @param {Workspace} workspace
 * @param {(text: string, maxResults: number) => Promise<Hit[]>} search
 * @param {(sentence: string) => void} tell says what is different about the place that is shown
 */
export function startLocusBox(workspace, search, tell) {
  const form = byId('go', HTMLFormElement);
  const input = byId('locus', HTMLInputElement);
  const menu = byId('sequence', HTMLSelectElement);
  const list = byId('suggestions', HTMLUListElement);
  /** @type {Hit[]} */
  let hits = [];
  let active = -1;
  /** Counts what was typed: results of older text are dropped. */
  let typed = 0;
  /** @type {any} */
  let timer = null;

  const close = () => {
    clearTimeout(timer);
    typed++;
    hits = [];
    active = -1;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };

  /** Out of the box and to the charts, where keys move and zoom. */
  const leave = () => {
    byId('stage', HTMLElement).focus({ preventScroll: true });
    showPlace();
  };

  /** @param {Place} wanted @param {boolean} [withRoom] */
  const go = (wanted, withRoom = wanted.end - wanted.start <= 1) => {
    const { place, said } = asked(workspace, wanted, withRoom);
    if (!place) return complain(said);
    close();
    workspace.setPlace(place, true);
    leave();
    if (said) tell(said);
  };

  /** @param {Hit} hit */
  const goToHit = (hit) => go(fromWire(hit), true);

  const showPlace = () => {
    if (document.activeElement === input) return;
    input.value = workspace.place ? formatPlace(workspace.place) : '';
    input.removeAttribute('aria-invalid');
    if (workspace.place && menu.value !== workspace.place.seqName) menu.value = workspace.place.seqName;
  };

  /** @param {string} sentence */
  const complain = (sentence) => {
    close();
    input.setAttribute('aria-invalid', 'true');
    list.replaceChildren(el('li', { class: 'complaint', role: 'presentation' }, sentence));
    list.hidden = false;
  };

  /** @param {number} index */
  const activate = (index) => {
    active = index;
    [...list.children].forEach((li, i) => li.setAttribute('aria-selected', String(i === index)));
    if (index >= 0) input.setAttribute('aria-activedescendant', `suggestion-${index}`);
    else input.removeAttribute('aria-activedescendant');
  };

  /** @param {Hit[]} found */
  const suggest = (found) => {
    hits = found;
    list.replaceChildren(...found.map((hit, i) => el('li', {
      id: `suggestion-${i}`, role: 'option', 'aria-selected': 'false',
      // The box must keep its focus, so that the list stays until the click.
      onpointerdown: (/** @type {Event} */ e) => e.preventDefault(),
      onclick: () => goToHit(hit),
    }, el('span', { class: 'gene' }, hit.gene), el('span', { class: 'where' }, formatPlace(fromWire(hit))))));
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', String(found.length > 0));
    activate(-1);
  };

  /** @param {string} text @returns {Place|null} */
  const locus = (text) => parseLocus(text, (name) => knownName(workspace, name));

  input.addEventListener('input', () => {
    clearTimeout(timer);
    input.removeAttribute('aria-invalid');
    const text = input.value.trim();
    const mine = ++typed;
    let place = null;
    try {
      place = locus(text);
    } catch {
      // Said when the text is entered; it may not be complete yet.
    }
    if (text === '' || place) return close();
    timer = setTimeout(async () => {
      const found = await search(text, MAX_RESULTS).catch(() => []);
      if (mine === typed && document.activeElement === input) suggest(found);
    }, REST_MS);
  });

  input.addEventListener('keydown', (e) => {
    if (e.key === 'Escape') {
      close();
      leave();
    } else if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && hits.length > 0) {
      e.preventDefault();
      const step = e.key === 'ArrowDown' ? 1 : -1;
      activate((active + step + hits.length + (active < 0 && step < 0 ? 1 : 0)) % hits.length);
    }
  });

  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    if (active >= 0) return goToHit(hits[active]);
    const text = input.value.trim();
    if (text === '') return;
    try {
      const place = locus(text);
      if (place) return go(place);
      const mine = ++typed;
      clearTimeout(timer);
      const [hit] = await search(text, MAX_RESULTS);
      if (mine !== typed) return;
      if (hit) goToHit(hit);
      else complain(`Nothing here is called “${text}”. Type a place such as chr1:1,000-2,000 or the name of a gene.`);
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
    }
  });

  // A click into the box puts the caret after the focus has come, and takes the selection away.
  let focusing = false;
  input.addEventListener('focus', () => {
    focusing = true;
    input.select();
  });
  input.addEventListener('pointerup', () => {
    if (focusing && input.selectionStart === input.selectionEnd) input.select();
    focusing = false;
  });
  input.addEventListener('blur', () => {
    if (input.getAttribute('aria-invalid') === 'true') setTimeout(close, 3000);
    else close();
    showPlace();
  });
  document.addEventListener('keydown', (e) => {
    if (e.key !== '/' || e.target instanceof HTMLInputElement || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    input.focus();
  });
  menu.addEventListener('change', () => go({ seqName: menu.value, start: 0, end: Infinity }));

  workspace.onChange((topic) => {
    if (topic === 'seqInfos') {
      menu.replaceChildren(...workspace.seqInfos.map(([name, min, max]) =>
        el('option', { value: name, title: max > min ? formatBases(max - min + 1) : 'length unknown' }, name)));
      menu.value = workspace.place?.seqName ?? '';
    }
    if (topic === 'place') showPlace();
  });
}
