package repl

import (
	"github.com/epiviz/epivizgo/repl/automation"
	"github.com/epiviz/epivizgo/repl/line"
)

// commands lists all commands in the order of help. Help texts,
// completion and the README's list are read from it.
var commands = []Command{
	{Name: "navigate", Aliases: []string{"go"}, Group: navGroup,
		Usage: "navigate SEQ START END\nnavigate LOCUS…\nnavigate all",
		Help: `Shows a region, several side by side, or the whole genome.

Positions are counted from 1 and both ends are included, as in every genome browser: chr1:1-100 is a hundred bases.
They may have units and commas between thousands, and what papers and web pages print: dashes of all kinds, spaces
between thousands, 28.5–33.4 Mb, a strand. Other separators are refused.

    navigate chr1 1 100000
    navigate chr1:1,000,000-2,000,000
    navigate chr1:5m-5.2m
    navigate chr1:1000                 the 40 bases around it
    navigate chr1                      the whole sequence
    navigate 1000-2000                 of the sequence that is shown
    navigate BRCA2                     a gene, with a margin
    navigate chr1:g.123A>G             a change; also chr1:123:A:G, and rs123
    navigate chr1:1-5m chr8 TP53       these three side by side, at most 12
    navigate all                       all main sequences, at most 100

Three words that read as a sequence, a start and an end are always that. A sequence that is called all is not the whole
genome. Sequences that the whole genome leaves out, as they are alternative or unplaced, are counted. Real EpiViz pages
show the first place, which is told once; so do plots, heatmaps and arcs, and next counts from it. zoom and pan move all
places, a drag or the wheel in the page the one under the pointer; in the whole genome the wheel and a click lead into a
sequence, and genes are not shown.

LOCUS is read as the name of a sequence first, then as a locus, then as the name of a gene or another feature. Of
several features of a name the first of search is shown, and the others are told; one whose name only contains the
text is not. LOCUS may also be any word of REGIONS that stands for a single region: help regions.

What is printed is the place where the browsers ended up. Where it is less than what was asked for, since the
sequence ends, that is said.`,
		Complete: completePlaces, Run: navigate},
	{Name: "where", Aliases: []string{"getCurrentLocation"}, Group: navGroup,
		Usage: "where",
		Help: `Prints the region that is shown.

The session answers, and no browser is asked: one that was last seen at another place is listed with its own, and
so is one that has a problem or is silent.`,
		Options: formatOptions, Run: where},

	{Name: "zoom", Group: navGroup,
		Usage: "zoom in [FACTOR]\nzoom out [FACTOR]\nzoom LOCUS",
		Help: `Shows fewer or more bases about the middle of the view.

FACTOR is 2 without it. zoom LOCUS is navigate LOCUS. Where an end of the sequence is in the way, that is said; a
zoom that would change nothing is a failure.

    zoom out
    zoom in 10`,
		Complete: completeZoom, Run: zoom},
	{Name: "pan", Group: navGroup,
		Usage: "pan left [DISTANCE]\npan right [DISTANCE]",
		Help: `Moves the view along the sequence.

DISTANCE is a part of the view or a number of bases; without it, half the view. Where the sequence ends before that,
that is said; a move that would change nothing is a failure.

    pan right
    pan left 25%
    pan right 10kb`,
		Complete: completePan, Run: pan},
	{Name: "next", Group: navGroup,
		Usage: "next [NAME]",
		Help: `Shows the next feature of data or of a set of regions.

NAME is a measurement, a file that is loaded or a set of regions of interest; without it, the one that was named
last, or else all regions of interest. The next feature is the one that begins after the middle of the view, or after
the one that next or previous has just shown, be it beyond the view or on another sequence. It comes to the middle;
the view keeps its width unless the feature is wider. previous goes the other way, to what begins before it.

    next peaks
    next`,
		Complete: completeStep, Run: step(false)},
	{Name: "previous", Group: navGroup,
		Usage:    "previous [NAME]",
		Help:     `Shows the previous feature of data or of a set of regions. help next explains it.`,
		Complete: completeStep, Run: step(true)},
	{Name: "back", Group: navGroup,
		Usage: "back\nback N",
		Help: `Goes back to the place visited before, or N places back.

Places are kept as a web browser keeps pages, up to 1,000 until the program ends: every navigation is one, and so is
a drag or a jump in a page; places lists them. undo is of changes and leaves the place; back is of places and leaves
all else.`,
		Run: travelBy(-1)},
	{Name: "forward", Group: navGroup,
		Usage: "forward\nforward N",
		Help:  `Goes to the place that back has left, or N places on. help back explains it.`,
		Run:   travelBy(1)},
	{Name: "places", Group: navGroup,
		Usage: "places",
		Help: `Lists the places that were visited, the oldest first.

In --json and --tsv, go is how far to go: negative for back.`,
		Options: formatOptions, Run: places},

	{Name: "search", Group: navGroup,
		Usage: "search TEXT",
		Help: `Finds genes and other named features by name.

Names, ids, aliases, locus tags, ids of proteins and of other databases are searched in every loaded file that has
any: exact matches come first, then names that begin with TEXT, then those that contain it; of equal ones those on
an assembly's main sequences. navigate takes such a name too, and says where else there is one of that name.

Variants are found by their ids, and by what they change: chr1:g.123A>G, chr1:123A>G, chr1:123:A:G, chr1:g.5_7del. What is
inserted or deleted in a repeat is found wherever a file writes it, if the genome has bases. Of a large file with an index only
ids of databases, as rs123, are searched, in its first 64 MB; where that is not all it is told.`,
		Options: searchOptions, Complete: completeGene, Run: search},

	{Name: "load", Group: dataGroup,
		Usage: "load FILE…",
		Help: `Opens data files for the browsers to show.

What a file is, is seen from its content; it may be compressed with gzip. Names with spaces are quoted, ~/ is your
home folder, - is standard input where no commands come from there. A file that cannot be read, or is loaded
already by this name or a link, does not keep the others from being loaded. Pages call a file by its name without
extensions or, from --as, by the ID; files of one name by what tells them apart, such as their folders.

Tables by gene, without places, such as results of DESeq2, take the places of genes that are loaded, in whatever
order: info NAME says which and what share. Of several files it is the one that has most of the names, or else the first.

--flags, --mapq and --per-strand are of BAM and CRAM. FLAGS are a number or names as samtools has them, 0x704 or
UNMAP,DUP; what they leave out is in no row, depth or other signal of the file.

    load *.bw $HOME/genes.gtf.gz`,
		Options: loadOptions, Glob: each(fileNames), Complete: completeFiles, Run: load},
	{Name: "unload", Group: dataGroup,
		Usage: "unload NAME…\nunload all",
		Help:  `Removes files, their measurements and their charts. NAME is a file, or one of its measurements.`,
		Glob:  each(loadedKind), Complete: completeMeasurementsAndAll, Run: unload},
	{Name: "compute", Group: dataGroup, Rest: line.Expression,
		Usage: "compute NAME = EXPRESSION",
		Help: `Makes a measurement of others by an expression.

It is a measurement like any other, and evaluated on the means of bins at any zoom. A name that was computed before
gets the new expression, and its charts are redrawn. The expression is the rest of the line, up to a ; or a
comment.

    compute ratio = log2((chip+1)/(input+1))
    compute all = mean(a, b, c)
    compute spread = sd(@tumour)
    compute high = smooth(chip, 5kb) > 3
    compute pileup = fragments
    compute strong = peaks where score > 500

The name of rows without values, as of a BED file, stands for NAME_count, how many of them cover a base; NAME_coverage
is 1 where any do (help measurements). NAME where CONDITION is the rows that fit a condition: help filter.

There are + - * / % ^, comparisons (1 or 0), && || !, c ? a : b, and mean, sd (the standard deviation, of n-1), min,
max, abs, sqrt, exp, log, log2, log10, floor, ceil, round and smooth. Names that are not of letters, digits and _ go
in backquotes, @VALUE and @"VALUE" stand for the measurements of samples (help samples). Lengths may have units: 5kb.`,
		Run: compute},
	{Name: "watch", Group: dataGroup,
		Usage: "watch NAME…\nwatch all\nwatch",
		Help: `Reads files again whenever they change on disk.

Charts are redrawn and keep their looks. A file that cannot be read, since it is half written, leaves the old
data and says so; a text that has become empty leaves none, and says that; one that charts wait for is loaded once
it is there. NAME is a file, or one of its measurements; without one the watched files are listed.`,
		Glob: each(loadedKind), Complete: completeMeasurementsAndAll, Run: watch},
	{Name: "unwatch", Group: dataGroup,
		Usage: "unwatch NAME…\nunwatch all",
		Help:  `Ends what watch began.`,
		Glob:  each(loadedKind), Complete: completeMeasurementsAndAll, Run: unwatch},
	{Name: "reload", Group: dataGroup,
		Usage: "reload NAME…\nreload",
		Help: `Reads files again, as watch does when they change.

Charts are redrawn and keep their looks, and what has changed is told. A file that cannot be read leaves the old
data; one that charts wait for is loaded. NAME is a file, or one of its measurements; without one all files are
read.`,
		Glob: each(loadedKind), Complete: completeMeasurementsAndAll, Run: reload},
	{Name: "measurements", Aliases: []string{"getMeasurements"}, Group: dataGroup,
		Usage: "measurements",
		Help: `Lists the measurements: columns of data to chart.

Rows that are intervals, such as peaks, genes and fragments, are two signals besides, which are listed once a chart shows
them: NAME_coverage is 1 where rows cover a base and 0 elsewhere, and its mean the covered part of a bin; NAME_count is
how many rows cover a base, and its mean the mean depth. A row covers all from its start to its end. A column of the file
that has such a name comes first.

    plot fragments_count
    compute norm = fragments_count / 12.5
    values chr22 peaks_coverage --bins 1`,
		Options: formatOptions, Run: measurements},
	{Name: "info", Group: dataGroup,
		Usage: "info NAME",
		Help: `Describes a file: what it is and what it holds.

Format, assembly, sequences, items and range of values are told, and what was assumed or left out. NAME is the
file, or one of its measurements.`,
		Options: formatOptions, Glob: each(loadedKind, measurementKind), Complete: completeMeasurement, Run: info},
	{Name: "values", Aliases: []string{"getValues"}, Group: dataGroup,
		Usage: "values REGIONS NAME…\nvalues --regions FILE|NAME NAME…",
		Help: `Prints measurements reduced to bins of regions.

help regions explains REGIONS; a word behind the first that names a measurement, or a file of signals, begins the
NAMEs. Each region is parted into bins of equal width, each of which gives one statistic of the bases that have a
value: mean, min, max, sum, std, the standard deviation (of n-1), or median. Coverage is the part of a bin that rows
cover, each base counted once, and count the number of rows: both are also of files whose rows have no values. Mean,
sum and std leave out infinities; of a bin with nothing else, mean and sum are infinite.

A point stands for a bin without data, null in --json, which has infinities as the strings "Infinity" and
"-Infinity". Unless REGIONS is one locus or gene, a column has the region's name. Loci that are typed and shown in
tables are counted from 1 with both ends included; those of --tsv and --json are counted from 0 without the end, as
in BED.

Where a wide region is answered from the zoom levels of a bigWig, or the mean depth of reads from their index, that is
said: least and greatest values are right then too, the others are estimates, and --exact reads every record. Std and
median always do. Of a computed measurement the mean is computed from means, all else base by base. Where rows overlap,
a base counts for each; the mean of methylation is weighted by coverage, std and median are not.

    values chr22:20m-20.1m signal --bins 10
    values BRCA2 chip input --stat max --tsv
    values --regions peaks.bed chip input --bins 1 --stat median`,
		Options: valuesOptions, Glob: valuesGlobs, Complete: completeQuery, Run: values},
	{Name: "rows", Aliases: []string{"getRows"}, Group: dataGroup,
		Usage: "rows REGIONS NAME\nrows --regions FILE|NAME NAME",
		Help: `Prints the rows of a measurement that overlap regions.

help regions explains REGIONS. Unless it is one locus or gene, a column has the region's name; a row that overlaps
several regions is printed for each. Positions of --tsv, --json, --bed and --bedpe are counted from 0 without the
end, as in BED; answers in these may be of any length. --json prints an object for each row, with the exons and the
coding stretch of genes and transcripts; BED has them as blocks and the thick part. Rows of pairs (BEDPE, interact,
junctions) have both ends, which are the blocks in BED; a pair across two sequences is a row at either.

    rows peaks.bed genes
    rows $selection peaks --bed > selected.bed
    rows chr22 loops --bedpe > loops.bedpe`,
		Options: rowsOptions, Glob: regionGlobs, OneName: true, Complete: completeQuery, Run: rows},
	{Name: "variants", Group: dataGroup,
		Usage: "variants REGIONS NAME\nvariants --regions FILE|NAME NAME", Help: variantsHelp,
		Options: variantsOptions, Glob: regionGlobs, OneName: true, Complete: completeQuery, Run: variants},
	{Name: "depth", Group: dataGroup,
		Usage: "depth REGIONS NAME\ndepth --regions FILE|NAME NAME",
		Help: `Prints how many reads have each base of regions.

NAME is a BAM or CRAM, or one of its measurements. The depth is that of samtools depth -a: deletions and splices do not
count, nor do reads that are unmapped, secondary, of failed quality or duplicates (flags 0x704), unless --flags says
otherwise here or when the file was loaded. Positions are counted from 1; those of --json are from 0 without the end. An
answer in --tsv or --json may be of any length.

    depth chr22:20,000,001-20,000,100 reads
    depth BRCA2 reads.bam --mapq 20 --per-strand --tsv > depth.tsv`,
		Options: depthOptions, Glob: regionGlobs, OneName: true, Complete: completeQuery, Run: depth},
	{Name: "reads", Group: dataGroup,
		Usage: "reads REGIONS NAME\nreads --regions FILE|NAME NAME",
		Help: `Prints the reads that overlap regions.

The reads of a BAM or CRAM come in the order of the file, and all of them, unless --flags or --mapq leave some out here or when the file was
loaded. --sam prints lines as samtools view does, with all tags; --json has bases, qualities and tags too. Bases that a
CRAM has as what differs from its reference, and the tags MD and NM with them, are worked out with the genome (help genome),
whose bases are checked against the file's MD5; a CRAM whose reference is not the genome is refused. Positions of
--tsv, --json and --bed are counted from 0 without the end; answers in these and in --sam may be of any length.
help alignments explains the measurements of such a file.

    reads chr22:20,000,001-20,000,100 reads
    reads BRCA2 reads.bam --sam --mapq 20 | wc -l`,
		Options: readsOptions, Glob: regionGlobs, OneName: true, Complete: completeQuery, Run: reads},
	{Name: "pileup", Group: dataGroup,
		Usage: "pileup REGIONS NAME\npileup --regions FILE|NAME NAME",
		Help: `Counts the bases that reads have at each base of regions.

Of a BAM or CRAM: for each base there are the numbers of A, C, G, T and all others (N), of insertions behind it and of deletions, of the
forward and of the reverse strand: those of samtools mpileup -A -B -Q 0 -d 0 -x. DEPTH is that of bases, without deletions. The same reads
count as for depth, and reads whose bases the file does not have count as N. Bases of a CRAM need the genome: help reads.

    pileup chr22:20,000,001-20,000,100 reads
    pileup --regions snps.bed reads.bam --tsv`,
		Options: pileupOptions, Glob: regionGlobs, OneName: true, Complete: completeQuery, Run: pileup},
	{Name: "sequence", Group: dataGroup,
		Usage: "sequence SEQ START END\nsequence REGIONS",
		Help: `Prints the bases of regions as FASTA.

help regions explains REGIONS. The genome must be a FASTA or .2bit file: help genome. plot sequence shows them in the
built-in page.`,
		Options: formatOptions[1:], Glob: regionGlobs, Complete: completeRegions, Run: sequence},
	{Name: "genome", Group: dataGroup,
		Usage: "genome\ngenome NAME\ngenome FILE\ngenome none",
		Help: `Prints the genome, or replaces it.

The genome fixes the sequences on offer and may have their bases; --genome names one at the start. NAME is one of
the assemblies hg19 hg38 mm10 mm39 dm6 ce11 sacCer3 danRer11, FILE a chrom.sizes, .fai, FASTA or .2bit file, and with
none the sequences are those of the files. The view and the selection stay where they are if the new sequences
have the place, in whatever spelling, and what becomes of them is said. A state has its genome: undo, --resume,
import and open bring it back.

The bases of a FASTA or .2bit file are the measurement sequence, which a Sequence Track of the built-in page shows with
the codons of three frames or six; genes have amino acids then, when near.

    genome hg38.2bit; plot sequence; set 1 frames=6 strand=both`,
		Complete: completeGenome, Run: genomeOf},
	{Name: "samples", Group: dataGroup,
		Usage: "samples\nsamples FILE\nsamples none",
		Help: `Lists the samples, or reads a sample sheet.

A sample sheet is a table with a line of names, a row for each sample and a column for each thing known of it, such as
its group, age or batch. It is separated by tabs, commas or semicolons. The column called name, sample or id, or else the
first, has the names: a sample is the measurement of that id, else of that name, else those of the file of that name,
with or without extensions. A column called colour has colours (#rrggbb, r,g,b or a name): those of the samples, and of
the groups that have one each. What matches nothing, or several, is told.

@VALUE stands for the measurements whose group is VALUE, @COLUMN=VALUE for those with a value of another column, @all for
those of every sample, wherever measurements are named.

    samples sheet.tsv
    addchart Heatmap @all; set 1 groupBy=group sortBy=-age
    plot @tumour; set 2- colorBy=group
    plot --by group @all
    compute difference = mean(@tumour) - mean(@normal)

A Heatmap shows the columns as strips beside its rows. groupBy and sortBy order them, colorBy gives measurements of tracks
the colours of a column, and groupBy of a Line Track shows the mean of each group with its standard deviation (of n-1; a
missing value does not count). The sheet is a part of the session; reload reads it again. Real EpiViz pages show none
of it.`,
		Options: formatOptions, Complete: completeSamples, Run: samplesOf},
	{Name: "addmeasurements", Group: dataGroup,
		Usage: "addmeasurements NAME…",
		Help: `Tells the browsers of measurements again.

It brings back what removemeasurements took off their menus.`,
		Glob: each(measurementKind), Complete: completeMeasurements, Run: addMeasurements},
	{Name: "removemeasurements", Group: dataGroup,
		Usage: "removemeasurements NAME…",
		Help:  `Takes measurements off the browsers' menus. Charts that show them stay.`,
		Glob:  each(measurementKind), Complete: completeMeasurements, Run: removeMeasurements},
	{Name: "seqinfos", Aliases: []string{"getSeqInfos"}, Group: dataGroup,
		Usage: "seqinfos",
		Help: `Lists the sequences with their lengths in bases.

"At least" is of a sequence whose length no file states: there are rows up to that base.`,
		Options: formatOptions, Run: seqInfos},
	{Name: "addseqinfos", Group: dataGroup,
		Usage: "addseqinfos NAME LENGTH…",
		Help: `Adds sequences to the browsers' menus.

    addseqinfos chr1 248956422 chrM 16,569`,
		Run: addSeqInfos},
	{Name: "removeseqnames", Group: dataGroup,
		Usage: "removeseqnames NAME…",
		Help:  `Takes sequences off the browsers' menus.`,
		Glob:  each(sequenceKind), Complete: completeSequences, Run: removeSeqNames},
	{Name: "restoreseqnames", Group: dataGroup,
		Usage: "restoreseqnames NAME…",
		Help: `Offers sequences as the files have them.

What addseqinfos and removeseqnames changed of them is forgotten.`,
		Run: restoreSeqNames},
	{Name: "clearcache", Aliases: []string{"clearDatasourceGroupCache"}, Group: dataGroup,
		Usage: "clearcache GROUP",
		Help: `Makes browsers ask for the data of a group again.

measurements lists the groups.`,
		Complete: completeGroups, Run: clearCache},
	{Name: "flushcache", Group: dataGroup,
		Usage: "flushcache",
		Help:  `Makes browsers forget all data that they hold.`,
		Run:   flushCache},

	{Name: "plot", Group: chartGroup,
		Usage: "plot FILE…\nplot NAME…\nplot --by COLUMN NAME…",
		Help: `Shows files or measurements in their usual charts.

A name that is no measurement is a file, which is loaded first; each of its measurements gets a chart. A table of
more than 8 columns of values is a matrix, and gets one Heatmap of them. With --by all go into one Line Track of
the means of groups.

    plot chip_* genes.gtf.gz
    plot @tumour
    plot --by group @all`,
		Options: plotOptions,
		Glob:    each(plottedKind, measurementKind, fileNames), Complete: completeMeasurementsAndFiles, Run: plot},
	{Name: "addchart", Group: chartGroup,
		Usage: "addchart TYPE NAME…\naddchart TYPE FILE…",
		Help: `Adds a chart of one or more measurements.

TYPE is the name that menus show, in quotes when it has a space, or the short name; charttypes lists both. FILE
stands for those of its measurements that the type takes, without the widths of rows, and is loaded first.

    addchart "Line Track" py_column
    addchart scatterplot tumour normal
    addchart Heatmap tcga_*`,
		Options: addChartOptions, Glob: addChartGlobs, Complete: completeAddChart, Run: addChart},
	{Name: "removechart", Group: chartGroup,
		Usage: "removechart HANDLE…\nremovechart all",
		Help: `Removes charts. HANDLE is the number that addchart printed and charts lists.

2-5 stands for those that there are from 2 to 5.`,
		Glob: each(chartKind), Complete: completeHandles, Run: removeChart},
	{Name: "charts", Group: chartGroup,
		Usage:   "charts",
		Help:    `Lists the charts.`,
		Options: formatOptions, Run: charts},
	{Name: "settings", Aliases: []string{"getChartSettings"}, Group: chartGroup,
		Usage:   "settings HANDLE",
		Help:    `Lists the settings of a chart with their values.`,
		Options: formatOptions, Complete: completeHandle, Run: settings},
	{Name: "set", Aliases: []string{"setChartSettings"}, Group: chartGroup,
		Usage: "set HANDLE… KEY=VALUE…\nset all KEY=VALUE…",
		Help: `Changes settings of charts.

2-5 stands for the charts from 2 to 5. Of all, or 2-5, those that lack a setting are told and stay as they are.

    set 1 title="My peaks" height=120
    set 1 3-5 colors=#0072b2
    set all height=80`,
		Options: setOptions, Glob: settingGlobs, Complete: completeSet, Run: set},
	{Name: "sort", Group: chartGroup,
		Usage: "sort HANDLE KEY [at LOCUS]",
		Help: `Puts the reads of an Alignments Track in order.

KEY is base, strand, quality or a tag such as HP, by which the reads at LOCUS come first in their groups, or start,
which is the usual order of all. LOCUS is a single base, and without it the middle of the view, wherever that is. It is
set HANDLE sortBy=KEY sortAt=LOCUS; groupBy and colorBy do groups and colours.

    sort 1 base at chr1:12345
    sort 1 HP; set 1 groupBy=tag groupTag=HP
    sort 1 start`,
		Complete: completeSort, Run: sortReads},
	{Name: "charttypes", Aliases: []string{"getAvailableCharts"}, Group: chartGroup,
		Usage: "charttypes\ncharttypes TYPE",
		Help: `Lists the types of charts, and what each can show.

With TYPE it lists the settings of that type, with what they are at first.`,
		Options: formatOptions, Complete: completeChartType, Run: chartTypes},
	{Name: "order", Group: chartGroup,
		Usage: "order HANDLE…",
		Help: `Puts charts first, in the order in which they are given.

The other charts follow as they are. Real EpiViz pages keep their own order.`,
		Glob: each(chartKind), Complete: completeHandleList, Run: order},
	{Name: "filter", Group: chartGroup, Rest: line.Expression,
		Usage: "filter HANDLE CONDITION\nfilter HANDLE none",
		Help: `Shows only the rows of a chart that fit a condition.

The condition is an expression, as of compute, over the columns of the rows: numbers are compared with < <= > >=
== !=, text in quotes with == and !=, or with ~ and !~ and a regular expression. Every row has seq, start, end (from 1,
both included), width and strand. A row without a value that is needed does not fit. How many rows are left out is told.
The condition is the rest of the line, up to a ; or a comment, and is on all rows, not on those of one before.

The rows are a measurement of their own, which the chart shows in the place of the other; compute makes one too.

    filter 2 score > 500 && strand == "+"
    filter 2 name ~ "^MYC" || width >= 2kb
    compute strong = peaks where score > 500`,
		Run: filter},
	{Name: "duplicate", Group: chartGroup,
		Usage:    "duplicate HANDLE",
		Help:     `Adds a chart like another one, with its settings.`,
		Complete: completeHandle, Run: duplicate},
	{Name: "print", Aliases: []string{"printWorkspace"}, Group: chartGroup,
		Usage: "print FILE\nprint HANDLE… FILE",
		Help: `Writes a picture of charts, or of all, to a file.

What the file's name ends in, .svg, .png or .pdf, decides what it is. The program draws it, as the built-in page would, and
needs no page. Where one is open, the picture is as wide as the page and light or dark as that is; else it is 1,000
pixels wide, light, and its charts have their usual heights. What of it could not be drawn is told. It says how it was
made, for verify: names and checksums of the files are in it, but no folders.

With --from browser the page takes the picture itself, of one chart or all, as .svg or .png. Real EpiViz pages are asked
to download it then.

    print figure.pdf
    print 2 4-6 figure.png --width 1600 --theme light --dpi 300`,
		Options: printOptions, Complete: completePrint, Run: printPicture},
	{Name: "show", Group: chartGroup,
		Usage: "show\nshow HANDLE…\nshow on\nshow off\nshow how",
		Help: `Shows a picture of charts, or of all, in the terminal.

The picture is the one that print writes, by the protocol of kitty, as an inline image of iTerm2 or as sixels where the
terminal says that it has them. Elsewhere it is made of letters: curves and bars of braille dots, in the terminal's colours,
names and numbers as text. That is all a terminal needs, so that over ssh it is the whole browser.

It is as wide as the terminal, and charts become lower until all are on the screen; if not even that is enough, the last are
left out and told. It is light or dark as the session's theme, else as the terminal. Where output goes to a file or program, it
is letters without colours, which would tell the measurements of one chart apart, 80 columns wide or what COLUMNS says, and of
any height.

show on draws it again after each line that changes what is seen, until show off. It is drawn while the prompt waits: of
lines that are pasted together, the last has a picture. Ctrl-C stops it.

show how prints what the terminal said, and why pictures are shown as they are. tmux and screen pass no pictures on but
sixels, if they have them.

    show
    show 1-3 7
    show on --rows 20
    show --as braille --theme light > view.txt`,
		Options: showOptions, Complete: completeShow, Run: showPicture},
	{Name: "snapshot", Group: chartGroup,
		Usage: "snapshot REGIONS DIR\nsnapshot REGIONS FILE.pdf --one",
		Help: `Writes a picture of each of many regions.

Each region is drawn as if navigate had shown it, and print had been asked for a picture; the session stays where it is.
help regions explains REGIONS. DIR is a folder, which is made if it is not there. Pictures are as wide and as light as
those of print, and say how they were made. With --one they are the pages of one PDF, each with a bookmark, and the
PDF says it once, for all.

Files are called NAME_LOCUS, or LOCUS where a region has no name; --name takes another pattern, in which {n} counts the
regions and {start} and {end} are counted from 1. What file systems do not take in names, or shells take for
something else, becomes _, and a name that comes again has a number; both are told. Files that are there are replaced,
unless --missing leaves them as they are.

--flank shows what is on either side, in bases or as a share of the region, instead of the margin that a gene has; where the
sequence ends before that, that is said. Regions that cannot be drawn are named with the reason when all others are done,
and the command fails. Files are written whole or not at all, whatever ends the program, and with --missing
it goes on where it was ended.

    snapshot peaks.bed out
    snapshot set:sites out --as png --flank 20% --charts 1,3-5 --width 1200
    snapshot TP53 BRCA2 chr8:1m-2m genes.pdf --one`,
		Options: snapshotOptions, Glob: regionGlobs, OneName: true, Complete: completeRegions, Run: snapshot},
	{Name: "report", Group: chartGroup,
		Usage: "report REGIONS FILE.html",
		Help: `Writes all charts at many regions to one HTML file.

The file opens in any browser, without this program and without a network: from a mail, from a share. It has a table of the
regions, with the columns of their file and the notes of regions of interest, to be sorted, searched and gone
through by the keys n and p, and draws the region that is chosen as the page does, at the width of the window, with the
values under the pointer. Its end says what it was made from. help regions explains REGIONS.

--flank shows what is on either side, in bases or as a share of the region. A region has at most 250 bins, or as many as
--bins says. So that 900 regions of four tracks take about a megabyte, the values of large reports are rounded, which the
report says; --exact keeps seven digits. Rows that are too many to draw are thinned as on the page, which says so.
Regions that cannot be drawn are listed with the reason, and the command fails. A file that is there is replaced; the
session stays where it is.

    report peaks.bed peaks.html --flank 20%
    report set:sites sites.html --title "Sites of figure 2"`,
		Options: reportOptions, Glob: regionGlobs, OneName: true, Complete: completeRegions, Run: writeReport},
	{Name: "verify", Group: chartGroup,
		Usage: "verify PICTURE",
		Help: `Draws a picture again and prints what differs.

Pictures that print and snapshot have drawn say how: the commands that bring back what is shown, width, theme and scale, the version
of the program, and the size and checksum (sha256) of each file, by its name without folders. It is the element
metadata of an SVG, a chunk iTXt of a PNG, the XMP packet of a PDF. The files are looked for beside PICTURE, in the
working folder and among those that are loaded; one with the right checksum comes first. Of a file of more than 16 MiB
the checksum is of its size and of blocks: the first and last MiB and 64 blocks of 64 KiB between them.

Of a PDF of many pages that snapshot has made, all are drawn again, and those that differ are named.

The picture is drawn in a session of its own: charts, place and journal stay as they are. It is a failure if a file has
changed or is missing, or what is drawn is not the same; another version of the program is told. Commands of a picture
that make no state are refused, and only files that it names are read. --how prints them as a script, for source.

    verify figure.svg
    verify figure.pdf --how > figure.txt`,
		Options: verifyOptions, Complete: completeFiles, Run: verify},
	{Name: "reset", Group: chartGroup,
		Usage: "reset HANDLE… KEY…\nreset all KEY…",
		Help:  `Gives settings of charts their defaults again.`,
		Glob:  settingGlobs, Complete: completeSet, Run: reset},
	{Name: "fit", Group: chartGroup,
		Usage: "fit",
		Help: `Gives charts heights with which all are in the window.

Charts that fit with their usual heights get those. Others become lower in proportion, at the least 14 pixels; where
that is still too much, it is told. It is one step for undo, and the page's menu has it too. Of several pages it is the
window of one, which is named.`,
		Run: fit},
	{Name: "redraw", Group: chartGroup,
		Usage: "redraw",
		Help:  `Redraws every chart.`,
		Run:   redraw},

	{Name: "selection", Group: askGroup,
		Usage: "selection",
		Help: `Prints the selected regions.

In another command, $selection stands for them, and $here for the region that is shown; each region is one word, counted from 1.

    selection --bed | bedtools intersect -a - -b genes.bed > hits.bed
    values $here chip --tsv`,
		Options: selectionOptions, Run: selection},
	{Name: "select", Group: askGroup,
		Usage: "select REGIONS\nselect none",
		Help: `Selects regions in the built-in page, as the mouse does.

help regions explains REGIONS. They are selected together; what was selected before is not any more.`,
		Glob: regionGlobs, Complete: completeRegions, Run: selectPlaces},
	{Name: "events", Group: askGroup,
		Usage: "events on\nevents off\nevents",
		Help: `Prints what happens as it happens, or no longer.

Changes by mouse and by command are told, each on a line that does not break the one being typed. Without a word it
says whether events are on.`,
		Complete: completeOnOff, Run: printEvents},
	{Name: "on", Group: askGroup, Rest: line.Command,
		Usage: "on EVENT COMMAND…\non",
		Help: `Runs a command whenever something happens.

` + automation.EventHelp() + `

The command is the rest of the line, up to a ; or a comment. $selection and $here in it are what they are when it
runs, and > and | are its own. Commands run one after the other. Events of one kind that come quickly are taken
together, and what a command of on does fires none. What one does after undo or redo is no change of its own: the
next undo or redo takes it along. on alone lists what is to be done, off takes it back.

Such a hook is a part of the state: undo takes back on and off, session prints it and --resume brings it back.
Workspaces and what export writes are without hooks, since they run programs.

    on selected selection --bed > selected.bed
    on moved source update.txt`,
		Options: hookOptions, Run: on},
	{Name: "off", Group: askGroup,
		Usage:    "off N…\noff all",
		Help:     `Takes back what on asked for. N is the number that on printed and lists. One that runs is stopped.`,
		Complete: completeHooks, Run: off},

	{Name: "source", Group: scriptGroup,
		Usage: "source FILE",
		Help: `Runs the commands of a file.

The first that fails ends it. Blank lines and comments, from a # on, are skipped; quit ends the file. What session
printed takes the place of the state as a whole.

The files that its commands read are relative to the folder of FILE; one that is only in the working folder is taken
from there, and that is told. What they write is relative to the working folder.`,
		Complete: completeFiles, Run: sourceFile},
	{Name: "record", Group: scriptGroup,
		Usage: "record FILE\nrecord off\nrecord",
		Help: `Writes what is done, by prompt and by mouse, as commands.

They are added to the end of FILE as they happen. source runs them again. Hooks are comments there, since what they
do is written itself. Without a word it says where they go.`,
		Complete: completeRecord, Run: recording},
	{Name: "session", Group: scriptGroup,
		Usage: "session",
		Help: `Prints the whole state as a script.

Run on a fresh start, the script gives the same state: files, charts with their numbers, settings, colours and
order, selection, location and hooks.

    session > figure1.txt`,
		Run: printSession},
	{Name: "wait", Group: scriptGroup,
		Usage: "wait\nwait TIME",
		Help: `Waits until a browser is connected and shows the session.

None within TIME, such as 30s, is a failure.`,
		Run: wait},
	{Name: "sleep", Group: scriptGroup,
		Usage: "sleep TIME",
		Help:  `Waits for a time, such as 2s, 500ms or 1m30s.`,
		Run:   sleep},
	{Name: "echo", Group: scriptGroup,
		Usage: "echo WORD…",
		Help: `Prints its words.

    echo $selection | tr ' ' '\n'`,
		Run: echo},
	{Name: "region", Group: askGroup,
		Usage: "region add [REGIONS]\nregion list\nregion rename NAME NEW\nregion change NAME [LOCUS]\nregion remove NAME…" +
			"\nregion clear\nregion load FILE\nregion save FILE.bed\nregion next\nregion previous",
		Help: `Keeps regions of interest.

Built-in pages show them as bands. help regions explains REGIONS; without them, add marks the selected regions, and
when nothing is selected the one that is shown. Of rows of data or files it takes names and colours too, as load
does, which reads the rows of any file that can be loaded. LOCUS may be any word of REGIONS that stands for a
single region. next and previous go from one to the other.

In another command, $regions stands for all of them, a word each.

    region add chr1:1m-1.2m --name promoter --color red --note "see figure 2"`,
		Options: regionOptions, Glob: regionCommandGlobs, Complete: completeRegion, Run: region},
	{Name: "slideshow", Group: scriptGroup,
		Usage: "slideshow REGIONS\nslideshow next\nslideshow back\nslideshow jump N\nslideshow stop\nslideshow",
		Help: `Shows regions one after the other.

help regions explains REGIONS. Each region's name is printed, and the place that is shown. With --every it goes on by
itself to the end; Ctrl-C pauses it, and slideshow alone, or with the same regions, goes on where it was left. After
the last, the same regions begin again. A --every that is given later counts from then on; --every 0s is by hand.

A region of one base is shown with 40 around it; --flank shows more of all on either side. label says what a region is.

    slideshow peaks.bed --every 5s
    slideshow promoters
    slideshow calls.vcf --flank 200 --labels real,artefact,unsure
    slideshow $selection`,
		Options: slideshowOptions, Glob: regionGlobs, Complete: completeSlideshow, Run: slideshow},
	{Name: "label", Group: scriptGroup,
		Usage: "label WORD\nlabel N\nlabel none\nlabel",
		Help: `Says what the region of a slideshow is, and goes on.

WORD is kept as the label of the region that is shown, and the next one without a label is shown. N is the N-th word of
--labels. none takes the label off; without a word the labels are counted.

Labels are kept in a table, one line for each, of which the last of a region counts: NAME.labels.tsv in the working
folder, or the one that --into names. It is on the disk before the next region is shown, and the same slideshow goes
on with the first region without a label, whatever ended the program. Positions in it are as in BED. In the built-in
page the keys 1 to 9 are label 1 to label 9.

    slideshow calls.vcf --labels real,artefact,unsure
    label real
    label 2`,
		Complete: completeLabel, Run: label},

	{Name: "undo", Group: keepGroup,
		Usage: "undo\nundo N",
		Help: `Undoes the last change, or the last N, whoever made them.

What one line did is one change, and so is one gesture in the page. The place stays as it is; files that were
written and programs that were run are not undone. The last 1,000 changes are kept, after --resume too, there if
their commands have no more than 4 MB.`,
		Run: undo},
	{Name: "redo", Group: keepGroup,
		Usage: "redo\nredo N",
		Help:  `Does again what was undone last.`,
		Run:   redo},
	{Name: "history", Group: keepGroup,
		Usage: "history",
		Help: `Lists the changes that undo undoes, the last first.

UNDO is the number to give to undo for the state before the change. BY is the prompt, a browser or a hook of on.`,
		Options: formatOptions, Run: history},
	{Name: "save", Aliases: []string{"saveWorkspace"}, Group: keepGroup,
		Usage: "save NAME",
		Help: `Saves the state as a workspace.

A workspace of that name is replaced. Hooks are left out. The page's menu of workspaces has the same ones.`,
		Complete: completeWorkspace, Run: saveWorkspace},
	{Name: "workspaces", Aliases: []string{"getWorkspaces"}, Group: keepGroup,
		Usage:   "workspaces",
		Help:    `Lists the saved workspaces, the last saved first.`,
		Options: formatOptions, Run: workspaces},
	{Name: "delete", Aliases: []string{"deleteWorkspace"}, Group: keepGroup,
		Usage:    "delete NAME",
		Help:     `Deletes a saved workspace.`,
		Complete: completeWorkspace, Run: deleteWorkspace},
	{Name: "export", Group: keepGroup,
		Usage: "export FILE",
		Help: `Writes the state to a file that can be passed on.

It is a script. Paths of data files in it are relative to it where they can be, so that all can move together. A
workspace that export wrote before is replaced; any other file stays, unless --force is given. Hooks are left out.`,
		Options: exportOptions, Complete: completeFiles, Run: exportState},
	{Name: "import", Group: keepGroup,
		Usage: "import FILE",
		Help: `Brings back the state that export wrote.

The data files that it names are relative to FILE. Its charts take the place of those there are. Files that are
loaded stay; charts of a file that is not there wait for it. Hooks stay as they are; those of the file are left out.
Commands that make no state are refused; source runs those too. A file that was cut off is refused as a whole.`,
		Complete: completeFiles, Run: importState},
	{Name: "sessions", Group: keepGroup,
		Usage: "sessions",
		Help: `Lists the sessions that --resume can bring back.

The last used is first. They are those of programs that have ended, in whatever way. FOLDER is where the program
worked, COMMANDS how many the journal has, FILES and CHARTS what comes back. epivizgo --resume=NAME brings one
back, without NAME the last.`,
		Options: formatOptions, Run: sessions},

	{Name: "browsers", Group: appGroup,
		Usage: "browsers",
		Help: `Lists the browsers that are connected.

One that owes an answer and has sent nothing for 2 seconds is silent: its computer sleeps, or a dialog or a debugger
holds it. Commands do not wait for it, nor for one that is busy for longer; it is brought up to date when it answers.

A connection that has not asked for measurements has no number. The origin of pages that another server delivered is
listed, and the user who owns the other end where not all are the same. allow says who may connect.`,
		Options: formatOptions, Run: browsers},
	{Name: "allow", Group: appGroup,
		Usage: "allow N…\nallow",
		Help: `Lets pages of another origin connect.

A page that another server delivers, such as an EpiViz page of http://localhost:8000, waits up to a minute before it
is answered, and the prompt is told: "a page of http://localhost:8000 asks to connect: allow 1". Once it is allowed it
connects without being loaded again, and so do further pages of that origin until the program ends. It sees the data
then and can change the session. Without N the origins that asked are listed. --allow-origin ORIGIN allows one
beforehand, --allow-origin loopback all ports of this machine; in scripts nobody can be asked.`,
		Options: formatOptions, Complete: completeAllow, Run: allow},
	{Name: "open", Group: appGroup,
		Usage: "open\nopen NAME",
		Help: `Opens the built-in page, or a saved workspace.

Without NAME the page is opened and its link printed. With it the workspace takes the place of what is shown: its
charts, settings, location and selection. Files that it needs are loaded; those that are loaded stay, and so do
hooks. workspaces lists them.`,
		Complete: completeWorkspace, Run: open},
	{Name: "theme", Group: appGroup,
		Usage: "theme light\ntheme dark\ntheme auto\ntheme",
		Help: `Makes the built-in page light or dark.

With auto it is as the system of whoever looks at it has it. It holds for all built-in pages that are connected,
and is the same as the choice in the page's menu. Without a word it prints what was chosen.`,
		Complete: completeTheme, Run: theme},
	{Name: "flip", Group: appGroup,
		Usage: "flip on\nflip off\nflip",
		Help: `Flips the axis: positions rise from right to left.

Genes of the reverse strand are then read from left to right. It holds for all built-in pages, their gestures and
keys, and for pictures; plots without a genome axis stay as they are, and so do real EpiViz pages. Places are named
as ever. Without a word it prints whether it is on.`,
		Complete: completeFlip, Run: flip},
	{Name: "linkout", Group: appGroup,
		Usage: "linkout ADDRESS\nlinkout none\nlinkout",
		Help: `Sets the address of links from features to another site.

The details of a feature in the built-in page then have a link there. In the address {name}, {seq}, {start}, {end} and
{COLUMN} stand for what the feature has; they are put in encoded, so that no file can lead elsewhere. It begins with
http:// or https:// and the name of the server. Quote it if it has spaces, ; or |. It is the same as Link out in the
page's details, is kept with the session, and none takes it away. Without a word it prints the address.

    linkout https://www.ensembl.org/id/{gene_id}
    linkout "https://SERVER/view?db=hg38&place={seq}:{start}-{end}"`,
		Run: linkOut},
	{Name: "send", Group: appGroup,
		Usage: "send ACTION\nsend ACTION JSON",
		Help: `Sends an action as it is and prints the answers.

The actions are those of the EpiViz protocol. JSON is an object, written as it is; it needs no quotes around it.
What it changes in a browser is unknown to the session.

    send getCurrentLocation
    send clearDatasourceGroupCache {"datasourceGroup": "peaks"}`,
		Complete: completeAction, Run: send},
	{Name: "help", Aliases: []string{"?"}, Group: appGroup,
		Usage: "help\nhelp COMMAND\nhelp regions\nhelp keys\nhelp schema [COMMAND]",
		Help: `Lists the commands, or explains one.

help regions explains what commands take as REGIONS, help schema what they print with --json, and
help keys the keys of the prompt.

--json writes the commands as one object: version, groups and commands, each of these with name, aliases, group,
usage, summary, help and flags.`,
		Options: helpOptions, Complete: completeHelp, Run: help},
	{Name: "!", Group: appGroup, Rest: line.Verbatim,
		Usage: "! COMMAND",
		Help: `Runs a command of the system.

The rest of the line, with all its characters, is for the system's shell. What it runs has the terminal. $here,
$selection and $regions are in its environment. A status other than 0 is a failure.

    !ls -l *.bed
    !vim notes.txt`,
		Run: shell},
	{Name: "stats", Group: appGroup,
		Usage: "stats",
		Help: `Prints figures of the program at work.

They are its memory, what its caches hold, what each browser keeps it busy with, and for each action of pages ("answers")
and each action that pages were asked for ("actions") how many there were and how long they took. --log FILE writes each of
them to a file.`,
		Options: formatOptions, Run: stats},
	{Name: "version", Group: appGroup,
		Usage: "version",
		Help:  `Prints the version of the program.`,
		Run:   version},
	{Name: "quit", Aliases: []string{"exit"}, Group: appGroup,
		Usage: "quit",
		Help:  `Ends the program, as Enter on an empty line does.`,
		Run:   quit},
}
