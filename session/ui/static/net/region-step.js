/**
 * The next region of interest and the previous one, which the program knows on all sequences.
 *
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Region} Region
 *
 * Without such a region, region is null; view is what shows it, at which of count it is, from 0.
 * @typedef {{region: Region|null, nth: number, at: number, count: number, view: Place|null}} Step
 * @typedef {(view: Place, from: {place: Place, nth: number}|null, step: 'next'|'previous') => Promise<Step>} RegionStep
 */
import { fromWire, toWire } from '../model/view.js';
import { decodeRegion } from './decode.js';

/**
 * @param {(action: string, args: Record<string, any>) => Promise<any>} call
 * @param {(sequences: any) => void} learn  is told the sequences of an answer that the page may not know
 * @returns {RegionStep}
 */
export function regionStepper(call, learn) {
  return async (view, from, step) => {
    const answer = await call('getRegion', { ...toWire(view), from: from && toWire(from.place), nth: from?.nth ?? 0, step });
    if (answer.error) throw new Error(answer.error);
    if (answer.known) learn(answer.known);
    const { region, nth, at, count } = answer;
    return {
      region: region ? decodeRegion(region) : null, nth: Number(nth) || 0, at: Number(at) || 0, count: Number(count) || 0,
      view: region ? fromWire(answer.view) : null,
    };
  };
}
