/**
 * Genes Track: genes with their exons, strand and name.
 */
import { declared } from './declared.js';
import { nameOf } from './features.js';
import { geneChart } from './gene-chart.js';
import { genesOf } from './merged-genes.js';

/** @type {import('../types.js').ChartModule} */
export const genesTrack = geneChart(declared.GenesTrack, 'gene', { below: nameOf, before: nameOf }, genesOf);
