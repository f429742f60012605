/**
 * Going from one region of interest to the next, by N and P or the buttons left of the ruler.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../net/region-step.js').RegionStep} RegionStep
 */
import { formatPlace, inOrder } from '../model/format.js';
import { samePlace } from '../model/selection.js';
import { byId, isForPage } from '../page/dom.js';

const KEYS = /** @type {Record<string, 'next'|'previous'>} */ ({ n: 'next', p: 'previous' });

/** Goes from region to region. Knows no document. */
export class RegionSteps {
  /**
   * @param {Workspace} workspace @param {RegionStep} ask
   * @param {(sentence: string) => void} tell  where a step has led @param {(error: unknown) => void} failed
   */
  constructor(workspace, ask, tell, failed) {
    this.workspace = workspace;
    this.ask = ask;
    this.tell = tell;
    this.failed = failed;
    /** Where the last step has led. @type {{place: Place, nth: number, view: Place}|null} */
    this.last = null;
    /** The last step. Each begins where the one before has led. */
    this.done = Promise.resolve();
  }

  /** @param {'next'|'previous'} step */
  go(step) {
    this.done = this.done.then(() => this.step(step));
    return this.done;
  }

  /** @param {'next'|'previous'} step */
  async step(step) {
    const { workspace, last } = this;
    const { place } = workspace;
    if (!place) return;
    try {
      const { region, nth, at, count, view } = await this.ask(place, last && samePlace(last.view, place) ? last : null, step);
      if (workspace.place !== place) return; // the user has moved on
      if (count === 0) return this.tell('There are no regions of interest. R marks what is selected, or the place in view.');
      if (!region || !view) return this.tell(`There is no region ${step === 'next' ? 'after' : 'before'} this.`);
      this.last = { place: region.place, nth, view };
      workspace.setPlace(view, true);
      const name = region.name === formatPlace(region.place).replaceAll(',', '') ? '' : `${inOrder(region.name)}, `;
      this.tell(`${name}${formatPlace(region.place)}, region ${at + 1} of ${count}${region.note && `: ${inOrder(region.note)}`}`);
    } catch (e) {
      this.failed(e);
    }
  }
}

/** @param {RegionSteps} steps @param {Workspace} workspace */
export function startRegionSteps(steps, workspace) {
  const group = byId('region-steps', HTMLElement);
  for (const [id, step] of /** @type {['region-previous'|'region-next', 'previous'|'next'][]} */ ([
    ['region-previous', 'previous'], ['region-next', 'next'],
  ])) byId(id, HTMLButtonElement).addEventListener('click', () => steps.go(step));
  workspace.onChange((topic) => {
    if (topic !== 'regions') return;
    const had = group.contains(document.activeElement);
    group.hidden = workspace.regions.length === 0;
    if (group.hidden && had) byId('stage', HTMLElement).focus({ preventScroll: true });
  });
  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || !isForPage(e)) return;
    const key = e.key.toLowerCase(); // with the caps lock, too
    if (!Object.hasOwn(KEYS, key)) return;
    e.preventDefault();
    if (!e.repeat) steps.go(KEYS[key]);
  });
}
