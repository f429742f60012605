/**
 * Wires the modules together. The program is the source of what is shown: user
 * input is sent to it, and its requests change the workspace, from which the
 * stage draws.
 *
 *   connection → actions → workspace → stage → cards → charts
 *        ↑                     ↑ place, selection, hover
 *   requests, menus         gestures, brush, address
 *
 * A folder imports only from those before it:
 *
 *   model    what is shown: places, names, selection, text. State and rules; no DOM, no canvas
 *   draw     drawing on a context of any kind: screen, SVG, recorder
 *   charts   the chart types, the ruler and the theme. Pure
 *   net      the program: connection, requests, the cache of their answers
 *   page     the document around the charts: location box, address, status, appearance
 *   stage    the charts on the page: cards, frames, pictures
 *   gesture  pointer and keys on the charts
 *   dialog   menus and dialogs
 *   report   a report's table and charts: report.js wires a page that the program writes to a file
 */
import { startAddMenu } from './dialog/add-menu.js';
import { startChartMenus } from './dialog/chart-menu.js';
import { startDetails } from './dialog/details.js';
import { loadedSaid, startLoad } from './dialog/load.js';
import { startPageMenu } from './dialog/page-menu.js';
import { startLink, startSessionFile } from './dialog/session-file.js';
import { startSeveral } from './dialog/several.js';
import { openWorkspaces } from './dialog/workspaces.js';
import { startBrush, startSelectionBar } from './gesture/brush.js';
import { startCentreLine } from './gesture/centre-line.js';
import { startFit } from './gesture/fit.js';
import { startGestures } from './gesture/gestures.js';
import { startHover } from './gesture/hover.js';
import { startLabelling } from './gesture/labelling.js';
import { startMarking } from './gesture/marking.js';
import { startMeasure } from './gesture/measure.js';
import { RegionSteps, startRegionSteps } from './gesture/region-steps.js';
import { startReorder } from './gesture/reorder.js';
import { startResize } from './gesture/resize.js';
import { startScroll } from './gesture/scroll.js';
import { startSkips } from './gesture/skip.js';
import { startTicks } from './gesture/tick.js';
import { startUndo } from './gesture/undo.js';
import { startWalk } from './gesture/walk.js';
import { startWheel } from './gesture/wheel.js';
import { formatBases } from './model/format.js';
import { LastStep, markingOf, removalOf, severalOf } from './model/last-step.js';
import { Ticked } from './model/ticked.js';
import { toWire, viewToWire } from './model/view.js';
import { Workspace } from './model/workspace.js';
import { runAction } from './net/actions.js';
import { Batch } from './net/batch.js';
import { Cache } from './net/cache.js';
import { Connection, Disconnected, socketURL } from './net/connection.js';
import { detailsOf } from './net/details.js';
import { base64 } from './net/encode.js';
import { Latest } from './net/latest.js';
import { Link } from './net/link.js';
import { LocationReporter } from './net/location-reporter.js';
import { regionStepper } from './net/region-step.js';
import { asker } from './net/requests.js';
import { sequenceFinder } from './net/sequences.js';
import { requester } from './net/wanted.js';
import { startAddress } from './page/address.js';
import { startAppearance } from './page/appearance.js';
import { byId } from './page/dom.js';
import { startEmpty } from './page/empty.js';
import { startLabels } from './page/labels.js';
import { startLocusBox } from './page/locus-box.js';
import { startStatus, toast } from './page/status.js';
import { startToken } from './page/token.js';
import { exposeState } from './stage/inspect.js';
import { download, layoutOf, pictureName, takePicture } from './stage/picture.js';
import { Stage } from './stage/stage.js';

/** The least time between two hovers that are sent to other pages. */
const HOVER_MS = 40;
/** The longest picture, in base64, that the program takes in one message. */
const MOST_BASE64 = 7_500_000;

/**
 * @typedef {import('./stage/card.js').Card} Card
 * @typedef {import('./types.js').Measurement} Measurement
 * @typedef {import('./types.js').Piece} Piece
 */

const workspace = new Workspace();
const connection = new Connection(socketURL(location), {
  handle: (action, data) => {
    lastStep.noticed(action, data);
    return runAction(page, action, data);
  },
  protocols: () => token.protocols(),
  changed: (status, retryInMs, refused) => {
    link.changed(status, retryInMs, refused);
    if (status !== 'open') lastStep.forget();
    showEmpty();
  },
  silent: (silent) => link.setSilent(silent),
});
const token = startToken(() => connection.connect());
const link = new Link(startStatus(() => connection.connect()), toast, () => workspace.charts.length > 0);

const lastStep = new LastStep((text) => toast(text, { label: 'Undo', run: () => requests.undo() }));

/** Sends a request that may be a step of the program's history. @param {string} action @param {Record<string, any>} [args] */
function call(action, args = {}) {
  reporter.flush();
  lastStep.noticed(action, args);
  return connection.call(action, args);
}

const selections = new Latest((/** @type {import('./types.js').WireRange[]} */ ranges) => call('userSelect', { ranges }), 0);
const hovers = new Latest((/** @type {import('./types.js').WireRange|null} */ range) => connection.call('userHover', { range }), HOVER_MS);
const batch = new Batch((action, args, signal) => connection.call(action, args, signal));
const request = requester(
  (action, args, signal) => connection.call(action, args, signal),
  (m, range, signal) => batch.values(m, range, signal),
);

const reporter = new LocationReporter((view) => {
  connection.call('userNavigate', view).catch(() => {});
});

const { ask, requests } = asker(call, toast, (sent) => link.missed(sent));
const appearance = startAppearance(() => stage?.invalidate(), (theme) => {
  call('userSetTheme', { theme }).catch(() => {});
});
const labels = startLabels(() => stage?.invalidate());
/** @type {Stage} */
const stage = new Stage(workspace, (changed) => new Cache(load, changed), {
  online: () => link.synced,
  remove,
  drawn: () => [refreshHover, refreshMeasure, centre.refresh].forEach((refresh) => refresh()),
  theme: appearance.theme,
});

/** @type {import('./net/actions.js').Page} */
const page = {
  workspace,
  settled: (ids) => stage.settled(ids),
  invalidate: (group) => {
    stage.cache.invalidate(group);
    stage.invalidate();
  },
  synced: (groups) => {
    // A new connection may be to another program, which has other data.
    if (link.synced) groups.forEach((group) => stage.cache.invalidate(group));
    else {
      reporter.overruled(whereNow());
      stage.cache.invalidate(null);
    }
    link.hasSynced();
    connection.proven();
    stage.ask();
    stage.invalidate();
    showEmpty();
    address.synced();
  },
  print,
  fit: () => {
    const { heights, over } = stage.fit();
    return { heights: heights.map(({ chart, height }) => ({ handle: chart.handle, height })), over };
  },
  layout: () => layoutOf(stage),
  redraw: () => stage.redraw(),
  message: toast,
  setTheme: (theme) => appearance.show(theme),
  isEcho: (range) => reporter.isEcho(range),
  isKnown: (range) => link.synced && reporter.isKnown(range),
};

const showEmpty = startEmpty(workspace, link, addChart, () => loadFiles());
const loadFiles = startLoad((...asked) => {
  if (asked[0] === 'userUploadEnd') lastStep.noticed(asked[0], asked[1]);
  return connection.call(...asked);
}, {
  online: () => link.synced,
  loaded: (file) => {
    const { text, chart } = loadedSaid(file, workspace.measurements);
    toast(text, chart && { label: 'Add chart', run: () => addChart(chart.type, [chart.measurement]) });
  },
  said: toast,
});
const refreshHover = startHover(stage);
const { find, resolve, learn } = sequenceFinder(workspace, (action, args) => connection.call(action, args));
const sessionFile = startSessionFile(call, download, toast);
const passedOn = startLink(workspace, call, toast);
const address = startAddress(workspace, resolve, toast, passedOn.open);
const wheel = startWheel();
const details = startDetails(stage, detailsOf((action, args) => connection.call(action, args), learn), requests.setLinkOut);
const showDetails = details.open.bind(details);
const ticked = new Ticked();
const ticks = startTicks(stage, ticked, () => showTicked());
const showTicked = startSeveral(stage, ticked, {
  ...requests,
  setAll: (changes, quiet) => offered(severalOf('Changed', changes.map((c) => c.chart)), requests.setAll(changes, quiet)),
  removeAll: (charts) => offered(severalOf('Removed', charts), requests.removeAll(charts)),
  add: addChart,
}, ticks.clear, toast);
const fit = startFit(stage, (changes) => offered(severalOf('Changed', changes.map((c) => c.chart)), requests.setAll(changes)), toast);
const { measure, refresh: refreshMeasure } = startMeasure(stage, toast);
const centre = startCentreLine(stage);
const brush = startBrush(stage, toast, showDetails, (card, settings) => requests.set(card.chart, settings, null), measure);
const moves = startGestures(stage, brush, wheel);
startSelectionBar(stage);
startSkips(stage);
startReorder(stage, requests.order);
startResize(stage, requests);
startScroll(stage);
startWalk(stage, moves, showDetails);
startUndo(requests);
const steps = new RegionSteps(workspace, regionStepper(call, learn), (sentence) => toast(sentence, null, 'region'), failed);
startRegionSteps(steps, workspace);
startLabelling(workspace, (number) => ask('userLabel', { number }));
startMarking(workspace, (ranges) => lastStep.asks(markingOf(ranges.length), requests.mark(ranges)));
startChartMenus(stage, { ...requests, remove }, ticks.tick, (card, fileType) => save([card], card.title(), fileType));
startPageMenu({
  appearance,
  labels,
  wheel,
  save: (fileType) => save(stage.cards, workspace.title, fileType),
  fit,
  flip: () => workspace.flip,
  setFlip: () => ask('userSetFlip', { flip: !workspace.flip }),
  load: loadFiles,
  workspaces: () => openWorkspaces(call),
  saveSession: sessionFile.save,
  openSession: sessionFile.open,
  link: passedOn.copy,
  centre,
  measure: () => measure.start(),
  stepRegion: (step) => steps.go(step),
  regions: () => workspace.regions.length > 0,
  online: () => link.synced,
  empty: () => workspace.charts.length === 0,
});
startLocusBox(workspace, resolve, find, toast);
startAddMenu(workspace, addChart);
exposeState(stage, () => link.synced);

const span = byId('span', HTMLElement);
workspace.onChange((topic, byUser) => {
  const { place } = workspace;
  if (topic === 'title') document.title = workspace.title || 'epivizgo';
  if (topic === 'charts' || topic === 'measurements') showEmpty();
  if (topic === 'selection' && byUser) selections.say(workspace.selection.map(toWire));
  if (topic === 'hover' && byUser) hovers.say(workspace.hover && toWire(workspace.hover));
  if (topic === 'place') {
    const bases = workspace.places.reduce((sum, p) => sum + p.end - p.start, 0);
    span.textContent = place ? formatBases(Math.round(bases)) : '';
    if (byUser) reporter.moved(whereNow);
    else reporter.overruled(whereNow());
  }
});

for (const [id, press] of /** @type {[string, () => void][]} */ ([
  ['pan-left', () => moves.panBy(-0.5)], ['pan-right', () => moves.panBy(0.5)],
  ['zoom-in', () => moves.zoomBy(0.5)], ['zoom-out', () => moves.zoomBy(2)],
])) byId(id, HTMLButtonElement).addEventListener('click', press);

// Once the page is visible or the network is back, reconnect without waiting for the backoff.
addEventListener('online', () => connection.connect());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !connection.refused) connection.connect();
});

/**
 * @param {Measurement} m
 * @param {import('./net/cache.js').Window} w
 * @param {import('./net/cache.js').Use} use
 * @param {AbortSignal} signal
 * @returns {Promise<Piece|null>}
 */
async function load(m, w, use, signal) {
  try {
    return await request(m, w, use, signal);
  } catch (e) {
    if (e instanceof Disconnected) return null;
    throw e;
  }
}

/** Returns what is shown in the program's terms. */
function whereNow() {
  return viewToWire(workspace.places, workspace.whole);
}

/** Removes a chart for the user, and offers to undo it. @param {import('./types.js').Chart} chart */
function remove(chart) {
  return offered(removalOf(chart), requests.remove(chart));
}

/** Says why something that the user asked for was not done. @param {unknown} error */
function failed(error) {
  if (error instanceof Disconnected) link.missed(error.sent);
  else toast(error instanceof Error ? error.message : String(error));
}

/** Offers to undo a step of the user once it is done. @param {import('./model/last-step.js').Step} step @param {Promise<string>} done */
function offered(step, done) {
  lastStep.asks(step, done);
  return done;
}

/** @param {string} chartType @param {Measurement[]} measurements */
function addChart(chartType, measurements) {
  ask('userAddChart', { chartType, measurements: measurements.map((m) => m.id) });
}

/** Saves a picture where the browser keeps what it downloads. @param {Card[]} cards @param {string} what @param {'svg'|'png'} fileType */
async function save(cards, what, fileType) {
  try {
    await stage.pictured(cards);
    const { blob } = await takePicture(stage, cards, fileType);
    download(blob, pictureName(stage.view(), what, fileType));
  } catch (e) {
    failed(e);
  }
}

/**
 * Returns a picture for the program.
 * @param {string} chartId '' is the whole page
 * @param {string} fileType
 */
async function print(chartId, fileType) {
  if (fileType !== 'svg' && fileType !== 'png') throw new Error(`this page makes svg and png, not ${fileType}`);
  if (chartId) workspace.chart(chartId);
  const cards = stage.cards.filter((c) => !chartId || c.chart.id === chartId);
  await stage.pictured(cards);
  const { blob } = await takePicture(stage, cards, fileType);
  const data = await base64(blob);
  if (data.length > MOST_BASE64) {
    const size = `${Math.ceil(blob.size / 1e6)} MB`;
    throw new Error(`the picture has ${size}, which is too much to send; print fewer charts, or save it from the page`);
  }
  return { fileType, data };
}
