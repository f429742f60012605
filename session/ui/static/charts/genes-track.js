/**
 * Genes Track: genes with their exons, strand and name.
 */
import { declared } from './declared.js';
import { nameOf } from './features.js';
import { geneChart } from './gene-chart.js';

/** @type {import('../types.js').ChartModule} */
export const genesTrack = geneChart(declared.GenesTrack, 'gene', nameOf);
