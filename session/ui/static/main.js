/**
 * Wires the modules together. The program is the source of what is shown: what
 * the user asks for goes to it, and what it says changes the workspace, from
 * which the stage draws.
 *
 *   connection → actions → workspace → stage → cards → charts
 *        ↑                     ↑ place
 *   toolbar, menus          gestures
 */
import { runAction } from './actions.js';
import { startAddMenu } from './add-menu.js';
import { Cache } from './cache.js';
import { Connection, Disconnected, socketURL } from './connection.js';
import { decodeMeasurements, decodeRows, decodeSeqInfos, decodeValues } from './decode.js';
import { byId } from './dom.js';
import { startEmpty } from './empty.js';
import { formatBases } from './format.js';
import { startGestures } from './gestures.js';
import { startHover } from './hover.js';
import { exposeState } from './inspect.js';
import { startLocusBox } from './locus-box.js';
import { Stage } from './stage.js';
import { startStatus, toast } from './status.js';
import { PlaceTeller } from './teller.js';
import { toWire } from './view.js';
import { Workspace } from './workspace.js';

/**
 * @typedef {import('./types.js').Measurement} Measurement
 * @typedef {import('./types.js').Piece} Piece
 */

const workspace = new Workspace();
/** Whether the present connection has told the state. */
let synced = false;
/** Whether any connection ever has. */
let everSynced = false;

const connection = new Connection(socketURL(location), {
  handle: (action, data) => runAction(page, action, data),
  opened: greet,
  changed: (status, retryInMs) => {
    if (status !== 'open') synced = false;
    showStatus(status, retryInMs);
    showEmpty();
  },
});

const teller = new PlaceTeller((range) => {
  connection.call('userNavigate', { range }).catch(() => {});
});

const stage = new Stage(workspace, (changed) => new Cache(load, changed), {
  online: () => synced,
  remove: (chart) => tellOrComplain('userRemoveChart', { handle: chart.handle }),
  drawn: () => refreshHover(),
});

/** @type {import('./actions.js').Page} */
const page = {
  workspace,
  settled: (ids) => stage.settled(ids),
  invalidate: (group) => {
    stage.cache.invalidate(group);
    stage.invalidate();
  },
  synced: () => {
    synced = true;
    everSynced = true;
    connection.proven();
    teller.overruled();
    stage.cache.invalidate(null);
    stage.invalidate();
    showEmpty();
  },
  redraw: () => stage.redraw(),
  message: toast,
  isEcho: (range) => teller.isEcho(range),
};

const showStatus = startStatus(() => connection.connect(), () => workspace.charts.length > 0);
const showEmpty = startEmpty(workspace, () => {
  if (synced || everSynced) return 'synced';
  return connection.failures === 0 ? 'connecting' : 'lost';
}, addChart);
const refreshHover = startHover(stage);
const { zoomBy, panBy } = startGestures(stage);
startLocusBox(workspace, (q, maxResults) => connection.call('search', { q, maxResults }));
startAddMenu(workspace, addChart);
exposeState(stage, () => synced);

const span = byId('span', HTMLElement);
workspace.onChange((topic, byUser) => {
  const { place } = workspace;
  if (topic === 'title') document.title = workspace.title || 'epivizgo';
  if (topic === 'charts' || topic === 'measurements') showEmpty();
  if (topic === 'place') {
    span.textContent = place ? formatBases(Math.round(place.end - place.start)) : '';
    if (byUser) teller.moved(() => workspace.place && toWire(workspace.place));
    else teller.overruled();
  }
});

for (const [id, press] of /** @type {[string, () => void][]} */ ([
  ['pan-left', () => panBy(-0.5)], ['pan-right', () => panBy(0.5)],
  ['zoom-in', () => zoomBy(0.5)], ['zoom-out', () => zoomBy(2)],
])) byId(id, HTMLButtonElement).addEventListener('click', press);

// A page that comes to the fore, or a network that comes back, need not wait for the backoff.
addEventListener('online', () => connection.connect());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) connection.connect();
});
connection.connect();

/**
 * What a new connection asks for. It is also what makes the program see a
 * browser, to which it then tells the whole state.
 */
async function greet() {
  try {
    const measurements = decodeMeasurements(await connection.call('getMeasurements'));
    const seqInfos = decodeSeqInfos(await connection.call('getSeqInfos'));
    if (synced) return;
    workspace.setMeasurements(measurements);
    workspace.setSeqInfos(seqInfos);
  } catch {
    // The connection broke or the answer is none; a new connection asks anew.
  }
}

/**
 * @param {Measurement} m
 * @param {import('./cache.js').Window} w
 * @returns {Promise<Piece|null>}
 */
async function load(m, w) {
  const range = { seqName: w.seqName, start: w.start + 1, end: w.end };
  try {
    if (m.type === 'feature') {
      return decodeValues(await connection.call('getValues', { measurement: m.id, datasource: m.datasourceId, ...range, bins: w.bins }), w);
    }
    return decodeRows(await connection.call('getRows', { datasource: m.datasourceId, ...range, metadata: m.metadata, maxRows: w.bins }), w);
  } catch (e) {
    if (e instanceof Disconnected) return null;
    throw e;
  }
}

/** @param {string} chartType @param {Measurement[]} measurements */
function addChart(chartType, measurements) {
  tellOrComplain('userAddChart', { chartType, measurements: measurements.map((m) => m.id) });
}

/**
 * Asks the program for a change that the user wants. The change itself comes
 * back as a request, as to every other page.
 * @param {string} action @param {Record<string, any>} args
 */
async function tellOrComplain(action, args) {
  try {
    const answer = await connection.call(action, args);
    if (answer?.success === false) toast(answer.errorMessage ?? 'epivizgo refused.');
  } catch (e) {
    toast(e instanceof Error ? e.message : String(e));
  }
}
