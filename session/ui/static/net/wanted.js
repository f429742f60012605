/**
 * What the program is asked for, to get the data of a window. Knows no socket.
 *
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {import('../types.js').Piece} Piece
 * @typedef {import('./cache.js').Window} Window
 * @typedef {import('./cache.js').Use} Use  what the data are for
 * @typedef {import('./batch.js').Range} Range
 */
import { MOST_READ_BASES } from '../charts/reads.js';
import { loadBases } from './bases.js';
import { decodeRows, decodeValues } from './decode.js';

/** The most records that a plot shows one by one; of more it shows bins. */
const MAX_POINTS = 100_000;
/** The most points that are shown one by one, in the mean of a pixel's width. */
const POINTS_PER_PIXEL = 80;
/** The most reads that are requested, and the widest window with any: that of a view of MOST_READ_BASES is not wider (tiles.js). */
const MAX_READS = 5000;
const WIDEST_READS = MOST_READ_BASES * 2.7;
/** The least number of features that are requested one by one, however few pixels or bases there are. */
const LEAST_ROWS = 1000;
/** The same of genes: files with a row for each transcript have ten of a gene, and of genes that are left out only the density is drawn. */
const LEAST_GENES = 2000;

/** What a Variants Track asks for: a file may have thousands of columns besides. */
const SITES = ['id', 'type', 'ref', 'alt', 'filter', 'QUAL', 'AF'];
const SITE_COLUMNS = { sites: SITES, genotypes: [...SITES, 'genotypes'] };

/**
 * Returns the function that loads a window of a measurement.
 * @param {(action: string, args: Record<string, any>, signal: AbortSignal) => Promise<any>} call
 * @param {(m: Measurement, range: Range, signal: AbortSignal) => Promise<any>} values requests the values of a measurement
 */
export function requester(call, values) {
  /** @param {Measurement} m @param {Window} w @param {Use} use @param {AbortSignal} signal @returns {Promise<Piece>} */
  return async (m, w, use, signal) => {
    const range = { seqName: w.seqName, start: w.start + 1, end: w.end };
    if (m.type === 'feature') {
      const most = use === 'plot' ? { maxRows: MAX_POINTS } : use === 'points' ? { maxRows: POINTS_PER_PIXEL * w.bins } : {};
      return decodeValues(await values(m, { ...range, bins: w.bins, ...most }, signal), w);
    }
    if (m.type === 'sequence') return loadBases(call, w, signal);
    if (use === 'reads') {
      // Of wider windows only the depth is drawn.
      const reads = w.end - w.start > WIDEST_READS ? 0 : MAX_READS;
      const args = { datasource: m.datasourceId, ...range, metadata: m.metadata, reads, bins: w.bins };
      return decodeRows(await call('getRows', args, signal), w);
    }
    const least = m.metadata.includes('exon_starts') ? LEAST_GENES : LEAST_ROWS;
    const maxRows = use === 'points' ? w.bins : Math.max(w.bins, least);
    const metadata = use === 'genotypes' || use === 'sites' ? SITE_COLUMNS[use] : m.metadata;
    const args = { datasource: m.datasourceId, ...range, metadata, maxRows, bins: w.bins };
    return decodeRows(await call('getRows', args, signal), w);
  };
}
