/**
 * The values that pass between the modules. Types only: nothing here runs.
 *
 * Positions inside the page are 0-based and half-open, and may be fractions
 * while the view is being dragged. The wire and people count from 1 with the
 * end included; decode.js (data), view.js (places) and format.js (text) are
 * where the two meet.
 *
 * @typedef {{seqName: string, start: number, end: number}} Place  0-based half-open
 * @typedef {{seqName: string, start: number, end: number}} WireRange  1-based inclusive
 * @typedef {{range: WireRange, beside: WireRange[], whole: boolean}} WireView  what is shown: a place, and those beside it
 * @typedef {object} Region  a region of interest
 * @property {Place} place
 * @property {string} set  the set that it belongs to
 * @property {string} name  of no other region of the set
 * @property {string} color  of CSS; '' for the set's
 * @property {string} note
 *
 * What the charts are tinted with: the stretches of one colour, sorted and apart.
 * @typedef {{color: string, stretches: Stretch[]}} Tint
 *
 * @typedef {{start: number, end: number}} Limits  the first position of a sequence and the one after its last
 * Of the present sequence, 0-based half-open. `ends` are its parts that are meant, if it is a pair of places.
 * @typedef {{start: number, end: number, ends?: {start: number, end: number}[]}} Stretch
 * @typedef {[name: string, min: number, max: number]} SeqInfo  1-based inclusive, as on the wire
 *
 * A place with the pixels it is drawn to: `left` is the x of its start, or of its end where the axis is flipped. What
 * charts draw is flipped as it is drawn: they know no flipped view. Several places side by side are one view, with
 * the first place and the pixels of all, never flipped; `whole`: they are a whole genome. A pane is one of them, the
 * `pane`-th from the left of `all`; `bare`: without positions, as in a whole genome.
 * @typedef {Place & {left: number, width: number, flip?: boolean, panes?: Pane[], whole?: boolean, pane?: number,
 *   bare?: boolean, all?: Pane[]}} View
 * @typedef {View & {pane: number, limits: Limits}} Pane
 *
 * @typedef {object} Measurement
 * @property {string} id
 * @property {string} name
 * @property {'feature'|'range'|'sequence'} type  feature: numbers; range: rows only; sequence: the bases of the genome
 * @property {string} datasourceId
 * @property {string} datasourceGroup
 * @property {string|null} defaultChartType  a display name
 * @property {Record<string, string>|null} annotation
 * @property {number|null} minValue
 * @property {number|null} maxValue
 * @property {string[]} metadata
 *
 * Data of a window, in typed columns. `resolution` is the width in bases of
 * what one entry summarises; 0 means every record is there, as it is.
 * @typedef {Place & {resolution: number, stale?: boolean, error?: string}} PieceBase
 * @typedef {PieceBase & {kind: 'bins', bins: number, mean: Float64Array, min: Float64Array, max: Float64Array,
 *   apart: Uint8Array|null, estimated?: boolean}} BinsPiece  NaN is no data; apart is 1 of bins of which most bases have no value, null
 *   without such; estimated: of no data that were read
 * @typedef {PieceBase & {kind: 'rows', starts: Float64Array, ends: Float64Array, values: Float64Array,
 *   names?: string[]|null, longest?: number}} ValuesPiece  names: of rows that are known by genes; longest: bases of the longest
 *   row, once it is known
 * @typedef {PieceBase & {kind: 'features', starts: Float64Array, ends: Float64Array, strands: Int8Array,
 *   metadata: Record<string, string[]>, counts: Float64Array|null,
 *   exons: Float64Array[]|null, cds: {starts: Float64Array, ends: Float64Array}|null, read?: (NamedTranscript|null)[],
 *   total: number, thinned: boolean, density: Float64Array|null, samples?: {id: string, name: string}[], mostSites?: number,
 *   reads?: ReadsOf|null}} FeaturesPiece
 *   samples: of the letters in the column of genotypes, which is there for at most mostSites rows; density: of genes that are thinned, how
 *   many have their middle in each stretch as wide as the resolution, from the start on
 * What a piece of reads has besides: `depth` is the mean of each stretch as wide as the resolution; `wide`: there are only
 * depths; `alleles` are the positions, 0-based, where many reads differ from the reference, with the depth there and the
 * numbers of A, C, G, T and others that differ.
 * `leftOut` reads do not count, and of `unknown` it is not known how they differ, perhaps for the reason `why`.
 * @typedef {{depth: Float64Array, estimated: boolean, wide: boolean, leftOut: number, unknown: number, why: string,
 *   alleles: {at: Float64Array, depth: Float64Array, others: Float64Array[]}}} ReadsOf
 * @typedef {PieceBase & {kind: 'bases', first: number, bases: string}} BasesPiece  of the forward strand from first on, where there are any
 * @typedef {PieceBase & {kind: 'error', error: string}} ErrorPiece
 * @typedef {{kind: 'panes', pieces: (Piece|null)[]}} PanesPiece  of several places
 * @typedef {BinsPiece|ValuesPiece|FeaturesPiece|BasesPiece|ErrorPiece} Piece
 *
 * What a chart draws: one entry a measurement. `piece` is the best cached data,
 * null without any; of several places, `panes` are those of each; `waiting` tells the user why better data are missing, '' when
 * none are; `error` is a sentence, too.
 * @typedef {{measurement: Measurement, piece: Piece|null, panes?: (Piece|null)[], waiting: string, error: string|null}} Series
 * `samples` is what the sample sheet says of the measurements, null without one.
 * @typedef {{series: Series[], bases?: Bases|null, samples?: Samples|null}} ChartData
 *
 * The bases that a chart of genes reads. `at` returns that of the forward strand at a position, '' when it is not known;
 * what it is made from is the same as long as its answers are. `read` has the transcript whose codons are drawn over a gene
 * that has several, by the gene (transcripts.js).
 * @typedef {import('./model/codons.js').Transcript & {name: string}} NamedTranscript
 * @typedef {{at: (pos: number) => string, read: Map<string, NamedTranscript>, from: any[]}} Bases
 *
 * A column of the sample sheet. `values` are the texts of one of texts or colours, and `colors` theirs, '' for the one of the
 * palette that `hues` has, and beyond the palette for shades of it; `min` and `max` are of numbers.
 * @typedef {{name: string, kind: 'text'|'number'|'color', values: string[], colors: string[], hues: number[],
 *   min: number, max: number}} SampleColumn
 * Cells by the measurement's id, one a column: a number, or the index of a text.
 * @typedef {{columns: SampleColumn[], rows: Record<string, (number|null)[]>}} Samples *
 * What the region of a slideshow that is shown can be labelled as, by the keys 1 to 9.
 * @typedef {{words: string[], title: string, label: string, left: number, count: number}} Labels
 *
 * @typedef {object} DrawOptions
 * @property {number} width   of the canvas in CSS pixels
 * @property {number} height
 * @property {import('./charts/theme.js').Theme} theme
 * @property {string[]} colors  one a measurement
 * @property {Record<string, any>} settings  with defaults filled in
 * @property {Stretch|null} [highlight]  what the pointer is on, in some chart or page
 * @property {Stretch[]} [selection]  the stretches that are selected, sorted and apart (selection.js)
 * @property {Tint[]} [tints]  of the regions of interest
 * @property {number} [px]  width of a pixel of the screen in CSS pixels; 1 when it is not said
 * @property {number} [scroll]  pixels that a chart higher than its canvas is scrolled by
 * @property {[number, number]|null} [shared]  extent of the values of all charts that share a range with this one
 * @property {View[]} [parts]  of the view, by which all that is seen has been drawn from: what is beside them may be left out
 * @property {[number, number]} [across]  extent of the values in all places side by side, instead of that in view
 *
 * What was drawn: `rows` or `bins` counted, and a remark for the chart's label. `full` is the height of all of a chart
 * that is higher than its canvas.
 * @typedef {{rows?: number, bins?: number, note?: string, full?: number}} Drawn
 *
 * What is under the pointer. `start` and `end` are its place, 0-based half-open, without bases where it has none; `ends` the two
 * places of a pair, which are lit and selected instead. A click leads to `goes`.
 * `of` is the row: of which series, and which of the rows at its place, from 0; -1 where several rows are drawn as one.
 * @typedef {{title: string, lines: {label: string, value: string, color?: string}[], start: number, end: number,
 *   ends?: Place[], goes?: Place, of?: {series: number, nth: number}}} Picked
 *
 * @typedef {object} Feature  a row with all that its file says of it
 * @property {Place} place
 * @property {number} nth  as in Picked
 * @property {string} strand  '' for none
 * @property {(Place|null)[]} ends  of a pair; null for one that the file does not know
 * @property {Stretch[]} exons
 * @property {Stretch|null} coding
 * @property {[name: string, text: string][]} fields  the columns, in the file's order
 *
 * @typedef {{x0: number, y0: number, x1: number, y1: number}} Box  pixels of the canvas, x0 <= x1, y0 <= y1
 *
 * `range` has the least and the greatest legal value of a number; `below` names the setting whose value must be greater;
 * `column` is whether the value is the name of a column of the data. The dialog has it in a section, with a short label and
 * perhaps a unit, in the line of the setting that `beside` names; `zero` is what 0 stands for.
 * `samples`: it names a column of the sample sheet, one with - before it for the greatest first, or several.
 * @typedef {{id: string, type: string, defaultValue: any, label: string, possibleValues: string[]|null,
 *   range?: number[], below?: string, column?: boolean, samples?: 'one'|'order'|'list',
 *   section?: string, short?: string, unit?: string, beside?: string, zero?: string}} Setting
 *
 * What protocol.ChartTypes says of a chart type.
 * @typedef {object} Declared
 * @property {string} type  full id
 * @property {string} title  display name
 * @property {'feature'|'range'|'sequence'} takes  the type of its measurements
 * @property {number} minMeasurements
 * @property {string} [needs]  a key that the annotation of its measurements must have
 * @property {boolean} oneGroup  whether all its measurements must be of one group
 * @property {boolean} plot  whether it has no genome axis: a drag on it selects what is in a box
 * @property {number} hue  where in the palette its colours begin
 * @property {Setting[]} settings
 *
 * @typedef {object} Drawing
 * @property {number} height  when no setting says otherwise, in CSS pixels
 * @property {(ctx: CanvasRenderingContext2D, data: ChartData, view: View, options: DrawOptions) => Drawn} draw
 * @property {(ctx: CanvasRenderingContext2D, data: ChartData, view: View, options: DrawOptions) => void} highlight
 *   draws what the pointer is on over the chart as drawn: it changes with every move of the pointer, the chart does not
 * @property {(data: ChartData, view: View, options: DrawOptions) => any[]|null} [still]  what a picture of a view has in
 *   common with those of views beside it, such as the range of the axis: if it is equal, they differ by what has moved
 *   and what came into view; null if they differ by more
 * @property {(data: ChartData, view: View, options: DrawOptions, x: number, y: number) => Picked|null} pick
 * @property {(data: ChartData, view: View, options: DrawOptions, box: Box) => Stretch[]} [pickAll]  of plots: the
 *   places of what is in a box
 * @property {(data: ChartData, settings: Record<string, any>, theme: import('./charts/theme.js').Theme) => {name: string,
 *   color: string}[]|null} [keys]  what the colours mean where that is not the measurements
 * @property {(data: ChartData, view: View, options: DrawOptions, box: Box) => Record<string, any>|null} [zoomTo]  settings with
 *   which only what is beside a box is shown, null for none
 * @property {(data: ChartData, view: View, settings: Record<string, any>) => [number, number]} [extent]  of the
 *   values in view, for charts that can share a range; NaN, NaN without data
 * @property {(settings: Record<string, any>, measurements: number) => boolean} [legend]  reports whether each
 *   measurement has a colour of its own; without it, each has
 * @property {(settings: Record<string, any>, points: boolean) => import('./net/cache.js').Use|undefined} [use]  what its data are for,
 *   where that is more than a track's; points: rows are as few as pixels
 * @property {boolean} [flips]  of a plot: whether it is flipped with the axis
 * @property {(data: ChartData, view: View, settings: Record<string, any>) =>
 *   {measurement: Measurement, place: Stretch, key: string}[]|null} [several]  null if no bases are read in this view, else the
 *   genes in it whose transcripts differ
 * @property {(data: ChartData, view: View) => Stretch[]} [reads]  the places whose bases are read besides those of the view
 * @property {(measurements: number, settings: Record<string, any>, samples: Samples|null) => number} [heightFor]  instead of `height`,
 *   where it is by what it shows
 * @typedef {Declared & Drawing} ChartModule
 *
 * @typedef {object} Chart
 * @property {string} id  "chart-<handle>"
 * @property {number|null} handle
 * @property {string} type
 * @property {Measurement[]} measurements
 * @property {Record<string, any>} settings
 * @property {string[]|null} colorMap
 * @property {string} waits  what it waits for, '' when it has all its data; `measurements` are then those that are there
 */
export {};
