/**
 * The sequence menu and the location box with its suggestions. What becomes of
 * the text is lookup.js's.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../net/sequences.js').Hit} Hit
 */
import { WHOLE_GENOME, formatBases, formatPlace, formatPlaces, plural } from '../model/format.js';
import { byId, el } from './dom.js';
import { Lookup, REST_MS } from './lookup.js';

/**
 * @param {Workspace} workspace
 * @param {import('../net/sequences.js').Resolve} resolve
 * @param {(text: string, maxResults: number) => Promise<import('../types.js').SeqInfo[]>} find finds sequences that the page was not told
 * @param {(sentence: string) => void} tell says what is different about the place that is shown
 */
export function startLocusBox(workspace, resolve, find, tell) {
  const input = byId('locus', HTMLInputElement);
  const under = byId('suggestions', HTMLElement);
  const complaint = byId('complaint', HTMLElement);
  const list = byId('suggested', HTMLUListElement);
  const complaining = () => input.getAttribute('aria-invalid') === 'true';

  const showPlace = () => {
    if (document.activeElement === input) return;
    input.value = input.title = formatPlaces(workspace.places, workspace.whole);
    input.scrollLeft = input.scrollWidth; // of a long name the end, with the positions
    input.removeAttribute('aria-invalid');
  };
  /** Moves the focus to the charts, where keys move and zoom. */
  const leave = () => {
    byId('stage', HTMLElement).focus({ preventScroll: true });
    showPlace();
  };

  /** @param {Hit} hit @param {number} i */
  const suggestion = (hit, i) => el('li', {
    id: `suggestion-${i}`, role: 'option', 'aria-selected': 'false',
    // The box must keep its focus, so that the list stays until the click.
    onpointerdown: (/** @type {Event} */ e) => e.preventDefault(),
    onclick: () => lookup.goToHit(hit),
  }, el('span', { class: 'gene' }, hit.gene), el('span', { class: 'where' }, formatPlace(hit.place)));

  /** Shows what is under the box. @param {string} sentence '' for no complaint @param {Hit[]} hits */
  const show = (sentence, hits) => {
    complaint.textContent = sentence;
    complaint.hidden = sentence === '';
    list.replaceChildren(...hits.map(suggestion));
    list.hidden = hits.length === 0;
    under.hidden = complaint.hidden && list.hidden;
    input.setAttribute('aria-expanded', String(!list.hidden));
    input.removeAttribute('aria-activedescendant');
  };

  const lookup = new Lookup(workspace, resolve, {
    suggest: (hits) => show('', hits),
    activate: (index) => {
      for (const li of list.querySelectorAll('[role=option]')) li.setAttribute('aria-selected', String(li.id === `suggestion-${index}`));
      if (index < 0) input.removeAttribute('aria-activedescendant');
      else input.setAttribute('aria-activedescendant', `suggestion-${index}`);
    },
    complain: (sentence, hits) => {
      input.setAttribute('aria-invalid', 'true');
      show(sentence, hits);
    },
    close: () => show('', []),
    went: (said) => {
      leave();
      if (said) tell(said);
    },
  });

  input.addEventListener('input', () => {
    input.removeAttribute('aria-invalid');
    lookup.typed(input.value);
  });
  input.addEventListener('keydown', (e) => {
    if (e.key === 'Escape') {
      lookup.close();
      leave();
    } else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      if (lookup.step(e.key === 'ArrowDown' ? 1 : -1)) e.preventDefault();
    }
  });
  byId('go', HTMLFormElement).addEventListener('submit', (e) => {
    e.preventDefault();
    lookup.enter(input.value);
  });
  input.addEventListener('blur', () => {
    lookup.left(complaining());
    showPlace();
  });
  document.addEventListener('keydown', (e) => {
    if (e.key !== '/' || e.target instanceof HTMLInputElement || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    input.focus();
  });
  workspace.onChange((topic) => {
    if (topic === 'place') showPlace();
  });
  selectOnFocus(input);
  startSequenceMenu(workspace, (seqName) => lookup.open(seqName));
  startSequenceFinder(workspace, find, (text) => lookup.open(text));
}

/** Selects the text of a box that gets the focus. @param {HTMLInputElement} input */
function selectOnFocus(input) {
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
}

/** @param {Workspace} workspace @param {(seqName: string) => void} go */
function startSequenceMenu(workspace, go) {
  const menu = byId('sequence', HTMLSelectElement);
  menu.addEventListener('change', () => go(menu.value));
  workspace.onChange((topic) => {
    if (topic === 'seqInfos') {
      menu.hidden = workspace.partial;
      const options = document.createDocumentFragment();
      // The value of the menu while several places are side by side.
      options.append(el('option', { value: '', hidden: true }, 'several'));
      const named = workspace.seqInfos.some(([name]) => name === WHOLE_GENOME);
      if (!named && workspace.seqInfos.length > 1 && !workspace.partial) options.append(el('option', { value: WHOLE_GENOME }, 'all'));
      for (const [name, min, max] of workspace.partial ? [] : workspace.seqInfos) {
        options.append(el('option', { value: name, title: max > min ? formatBases(max - min + 1) : 'length unknown' }, name));
      }
      menu.replaceChildren(options);
    }
    if (topic === 'seqInfos' || topic === 'place') {
      const { place, places, whole } = workspace;
      menu.value = whole ? WHOLE_GENOME : places.length > 1 ? '' : place?.seqName ?? '';
    }
    menu.title = menu.value || 'Sequence'; // which may be longer than the menu is wide
  });
}

/** How many sequences are suggested for a part of a name. */
const SUGGESTED = 20;

/**
 * The field that takes the place of the menu where there are very many sequences.
 * @param {Workspace} workspace
 * @param {(text: string, maxResults: number) => Promise<import('../types.js').SeqInfo[]>} find
 * @param {(text: string) => void} go
 */
function startSequenceFinder(workspace, find, go) {
  const field = byId('sequence-field', HTMLInputElement);
  const names = byId('sequence-names', HTMLDataListElement);
  let asked = 0;
  const restore = () => {
    field.value = workspace.place?.seqName ?? '';
  };
  const show = () => {
    if (document.activeElement !== field) restore();
  };
  const leave = () => {
    asked++;
    restore(); // before the focus goes, which makes a change of what was typed
    field.blur();
  };
  field.addEventListener('input', async () => {
    const turn = ++asked;
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    if (turn !== asked || field.value.trim() === '') return;
    const found = await find(field.value.trim(), SUGGESTED).catch(() => []);
    if (turn !== asked) return;
    names.replaceChildren(...found.map(([name]) => el('option', { value: name })));
  });
  const enter = () => {
    const text = field.value.trim();
    leave();
    if (text !== '' && text !== workspace.place?.seqName) go(text);
  };
  field.addEventListener('change', enter); // one of the suggestions
  field.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' && e.key !== 'Escape') return;
    e.preventDefault(); // the form is the other field's
    if (e.key === 'Enter') enter();
    else leave();
  });
  field.addEventListener('blur', show);
  workspace.onChange((topic) => {
    if (topic === 'seqInfos') {
      field.hidden = !workspace.partial;
      if (workspace.partial) field.title = `One of ${plural(workspace.sequences, 'sequence')}: type a part of its name`;
    }
    if (topic === 'seqInfos' || topic === 'place') show();
  });
  selectOnFocus(field);
}
