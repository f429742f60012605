package protocol

import (
	"regexp"
	"slices"
)

// What each chart type lets one set: the one table from which the prompt and
// the dialog of the built-in page are made. Ids and, where they suit, defaults
// are EpiViz's own (registerChartTypes of v4 and v5); what EpiViz does not have
// is the built-in page's alone, which real pages are not sent.

// Settings of every chart.
var commonSettings = []Setting{
	text("title", "", "Title"),
	within(0, 2000, number("height", 0, "Height in pixels; 0 is the chart type's own")),
	yesNo("pinned", false, "Pinned to the top: in view while others scroll"),
}

// Which values the y axis spans. A number in yMin or yMax wins; then a shared
// range; then what yRange says.
var rangeSettings = []Setting{
	below("yMax", number("yMin", "default", "Min Y")),
	number("yMax", "default", "Max Y"),
	oneOf("yRange", "Range of Y: of the means in view, with extremes, or as the measurement states",
		"default", "view", "extremes", "measurement"),
	text("yGroup", "", "Charts with the same group share their range of Y"),
	oneOf("scale", "Scale of Y", "linear", "log", "symlog"),
}

var abLine = number("abLine", "default", "Draw a line at this value")

var (
	lineTrackSettings = slices.Concat(commonSettings, []Setting{
		oneOf("style", "Drawn as", "line", "area", "bars", "points"),
		oneOf("binValue", "What is drawn of each bin", "mean", "max", "min"),
		groupMeans, colorBySamples,
	}, rangeSettings, []Setting{
		yesNo("showErrorBars", true, "Show the least and greatest value of each bin, of one measurement"),
		yesNo("joinGaps", false, "Join values over bases without a value"),
		pagesOnly(within(1, 10000, number("step", 1, "Draw every n-th point"))),
		yesNo("showPoints", false, "Show points"),
		yesNo("showLines", true, "Show lines"),
		within(0, 50, number("pointRadius", 1, "Point radius")),
		within(0, 50, number("lineThickness", 1, "Line thickness")),
		abLine,
	})
	stackedTrackSettings = slices.Concat(commonSettings, []Setting{
		oneOf("offset", "Offset", "zero", "wiggle"),
		yesNo("scaleToPercent", false, "Scale to Percent"),
		below("yMax", number("yMin", "default", "Min Y")),
		number("yMax", "default", "Max Y"),
		text("yGroup", "", "Charts with the same group share their range of Y"),
		colorBySamples,
		abLine,
	})
	blocksTrackSettings = slices.Concat(commonSettings, []Setting{
		displayMode,
		within(0, 1000, number("minBlockDistance", 0, "Blocks closer than this many pixels are joined")),
		yesNo("useColorBy", true, "Use Block Color by and Shade by, or the colours that the file has"),
		column(text("blockColorBy", "", "Block color by: the name of a column")),
		column(text("shadeBy", "", "Shade by: the name of a column of numbers; peaks are shaded by their score otherwise")),
	})
	genesTrackSettings = slices.Concat(commonSettings, []Setting{
		displayMode,
		yesNo("showLabels", true, "Show names"),
		yesNo("showAminoAcids", true, "Show numbers of exons and, near, amino acids"),
		geneticCode,
	})
	alignmentsTrackSettings = slices.Concat(commonSettings, []Setting{
		oneOf("displayMode", "Rows of reads: auto takes what fits, collapsed makes all fit", "auto", "expanded", "squished", "collapsed"),
		yesNo("viewAsPairs", false, "Mates in one row, joined by a line"),
		oneOf("colorBy", "Colour of reads: by their pair, that is insert size, orientation and mates elsewhere; strand; tag; modified bases",
			"pair", "strand", "tag", "modification", "none"),
		tag("colorTag", "The tag for colours"),
		oneOf("groupBy", "Groups of reads", "none", "strand", "tag", "pair", "modification"),
		tag("groupTag", "The tag for groups"),
		oneOf("sortBy", "Order of the reads at a position; start is that of all reads", "start", "base", "strand", "quality", "tag"),
		position(text("sortAt", "", "The position for the order, such as chr1:12345; the middle of the view otherwise")),
		tag("sortTag", "The tag for the order"),
		yesNo("showCoverage", true, "Show the depth above the reads"),
		within(0, 1, number("alleleThreshold", 0.2, "Colour bases of the depth where this part of the reads or more differs; from 0.1")),
		yesNo("showMismatches", true, "Show bases that differ from the reference"),
		below("maxInsertSize", within(0, 1e9, number("minInsertSize", 50, "Shorter inserts have a colour"))),
		within(0, 1e9, number("maxInsertSize", 1000, "Longer inserts have a colour")),
	})
	sequenceTrackSettings = slices.Concat(commonSettings, []Setting{
		oneOf("strand", "Strand", "+", "-", "both"),
		oneOf("frames", "Frames of codons: 3 are of the strand, or of + with both", "3", "6", "0"),
		geneticCode,
	})
	arcsTrackSettings = slices.Concat(commonSettings, []Setting{
		oneOf("arcHeight", "Height of an arc: by what it spans, or by a value", "span", "value"),
		column(text("valueColumn", "", "Height by value: the name of a column; empty is the file's first of numbers")),
		number("yMax", "default", "Height by value: the value at the top"),
		oneOf("scale", "Height by value: the scale", "linear", "log", "symlog"),
		oneOf("direction", "Direction", "up", "down"),
		oneOf("colorBy", "Colour by: own is the one that the file has for an arc", "own", "strand", "none"),
		within(0, 50, number("lineThickness", 1.25, "Line thickness")),
	})
	variantsTrackSettings = slices.Concat(commonSettings, []Setting{
		oneOf("colorBy", "Colour of the sites: by their type, or by the filter", "type", "filter"),
		yesNo("showGenotypes", true, "Show the genotypes of samples below the sites"),
		within(0, 40, number("rowHeight", 0, "Height of a sample's row in pixels; 0 takes what fits")),
		within(1, 2000, number("maxSamples", 100, "The most samples shown; how many there are is told")),
		text("samples", "", "Samples shown: names with commas, in which * stands for any letters"),
		oneOf("sampleOrder", "Order of samples: as in the file, or by their genotypes where no Sort by says otherwise", "file", "cluster"),
		bySamples(text("groupBy", "", "Groups of samples: a column of the sample sheet")),
		descends(bySamples(text("sortBy", "", "Order of samples: a column of the sample sheet; - before it turns it round"))),
	})
	heatmapSettings = slices.Concat(commonSettings, []Setting{
		within(2, 500, number("maxColumns", 500, "Max columns; neighbours are averaged beyond")),
		below("yMax", number("yMin", "default", "Min Value")),
		number("yMax", "default", "Max Value"),
		oneOf("scale", "Scale of the colours", "linear", "log", "symlog"),
		oneOf("colorScale", "Colours", "sequential", "diverging", "viridis", "grey"),
		oneOf("cluster", "Cluster", "rows", "columns", "both", "none"),
		oneOf("clusteringMetric", "Clustering Metric", "euclidean", "correlation"),
		oneOf("clusteringLinkage", "Clustering Linkage", "complete", "average", "single"),
		yesNo("showDendrogram", true, "Show Dendrogram"),
		sampleList(text("strips", "default", "Strips beside the rows: columns of the sample sheet, default for three, or none")),
		bySamples(text("groupBy", "", "Groups of rows: a column of the sample sheet")),
		descends(bySamples(text("sortBy", "", "Order of rows: a column of the sample sheet; - before it turns it round"))),
		text("rows", "", "Rows shown: names of measurements with commas"),
	})
	scatterSettings = slices.Concat(commonSettings, []Setting{
		within(0, 1, number("circleRadiusRatio", 0.01, "Circle radius ratio")),
		below("xMax", number("xMin", "default", "Min X")),
		number("xMax", "default", "Max X"),
		below("yMax", number("yMin", "default", "Min Y")),
		number("yMax", "default", "Max Y"),
		oneOf("scale", "Scale of both axes", "linear", "log", "symlog"),
		yesNo("showRegression", true, "Show the line of least squares"),
		abLine,
	})
	linePlotSettings = slices.Concat(commonSettings, []Setting{
		across,
		colorBySamples,
		yesNo("showPoints", false, "Show points"),
		yesNo("showLines", true, "Show lines"),
		within(0, 50, number("pointRadius", 3, "Point radius")),
		within(0, 50, number("lineThickness", 1.5, "Line thickness")),
		below("yMax", number("yMin", "default", "Min Y")),
		number("yMax", "default", "Max Y"),
		oneOf("scale", "Scale of Y", "linear", "log", "symlog"),
		abLine,
	})
	stackedPlotSettings = slices.Concat(commonSettings, []Setting{
		across,
		oneOf("offset", "Offset", "zero", "wiggle"),
		yesNo("scaleToPercent", true, "Scale to Percent"),
		within(2, 500, number("maxColumns", 40, "Max rows; neighbours are averaged beyond")),
		colorBySamples,
	})
)

var (
	groupMeans     = bySamples(text("groupBy", "", "Means of groups and their deviation: a column of the sample sheet"))
	colorBySamples = bySamples(text("colorBy", "", "Colours: a column of the sample sheet"))
)

var displayMode = oneOf("displayMode", "Rows: auto takes what fits", "auto", "expanded", "squished", "collapsed")

// Auto is by the name of the sequence: chrM and MT are vertebrateMitochondrial, all others standard.
var geneticCode = oneOf("geneticCode", "Genetic code: auto is vertebrateMitochondrial for chrM and MT, else standard",
	"auto", "standard", "vertebrateMitochondrial", "yeastMitochondrial", "invertebrateMitochondrial", "bacterial")

// EpiViz puts the measurements along x and draws a line for each row.
var across = oneOf("across", "Along x", "measurements", "rows")

func text(id, value, label string) Setting {
	return Setting{ID: id, Type: "string", Default: value, Label: label}
}

// tag returns a setting whose value is the name of a tag of SAM, by default that of haplotypes.
func tag(id, label string) Setting {
	s := text(id, "HP", label)
	s.Tag = true
	return s
}

// IsTag reports whether a text is the name of a tag of SAM.
func IsTag(name string) bool { return tagName.MatchString(name) }

var tagName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]$`)

// position returns a setting whose value is a single position.
func position(s Setting) Setting {
	s.Position = true
	return s
}

// column returns a setting whose value is the name of a column.
func column(s Setting) Setting {
	s.Column = true
	return s
}

// bySamples returns a setting whose value is the name of a column of the sample sheet, sampleList one whose value is
// several, and descends one whose name may have a - before it.
func bySamples(s Setting) Setting {
	s.Samples = true
	return s
}

func sampleList(s Setting) Setting {
	s.Samples, s.SampleList = true, true
	return s
}

func descends(s Setting) Setting {
	s.Descends = true
	return s
}

// number returns a setting whose default is a number, or "default" for none.
func number(id string, value any, label string) Setting {
	return Setting{ID: id, Type: "number", Default: value, Label: label}
}

// within restricts a number to those from lo to hi.
func within(lo, hi float64, s Setting) Setting {
	s.Range = []float64{lo, hi}
	return s
}

// below restricts a number to those less than that of another setting.
func below(greater string, s Setting) Setting {
	s.Below = greater
	return s
}

func yesNo(id string, value bool, label string) Setting {
	return Setting{ID: id, Type: "boolean", Default: value, Label: label}
}

// oneOf returns a setting with a few legal values, the first being the default.
func oneOf(id, label string, possible ...string) Setting {
	return Setting{ID: id, Type: "categorical", Default: possible[0], Label: label, Possible: possible}
}

func pagesOnly(s Setting) Setting {
	s.PagesOnly = true
	return s
}
