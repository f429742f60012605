/**
 * The state of the page for tests, read-only, as window.epivizgo.
 *
 * @typedef {import('./stage.js').Stage} Stage
 */
import { toWire } from '../model/view.js';

/**
 * @param {Stage} stage
 * @param {() => boolean} connected
 */
export function exposeState(stage, connected) {
  const { workspace } = stage;
  /** @param {Element} element */
  const boxOf = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  };
  const state = () => structuredClone({
    connected: connected(),
    location: workspace.place && toWire(workspace.place),
    places: workspace.places.map(toWire),
    whole: workspace.whole,
    panes: (stage.view()?.panes ?? []).map(({ seqName, left, width }) => ({ seqName, left, width })),
    charts: stage.cards.map((card) => ({
      id: card.chart.id,
      handle: card.chart.handle,
      type: card.chart.type,
      title: card.title(),
      words: card.canvas.getAttribute('aria-label'),
      measurements: card.chart.measurements.map((m) => m.id),
      settings: card.chart.settings,
      colorMap: card.chart.colorMap,
      waits: card.chart.waits,
      // What the canvas shows: {rows} or {bins}, counted in the view.
      drawn: { rows: card.drawn.rows, bins: card.drawn.bins },
      note: card.note.textContent,
      errors: card.series.map((s) => s.error).filter((e) => e !== null),
      inSight: card.inSight,
      ready: card.ready || !card.inSight,
      box: boxOf(card.element),
      canvas: boxOf(card.canvas),
    })),
    regions: stage.regions.strip.bands.map(({ region, x, w, row }) => ({ name: region.name, x, w, row })),
    strip: boxOf(stage.regions.canvas),
    selection: workspace.selection.map(toWire),
    hover: workspace.hover && toWire(workspace.hover),
    theme: stage.theme().name,
    flip: workspace.flip,
    measurements: workspace.measurements,
    seqInfos: workspace.seqInfos,
  });
  Object.defineProperty(window, 'epivizgo', { value: Object.freeze({ state }), enumerable: true });
}
