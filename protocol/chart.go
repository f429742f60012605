package protocol

import (
	"slices"
	"strings"
)

// chartPrefix begins the id of every chart type that addChart accepts. What
// follows is neither the display name nor the name with Type at its end that
// pages register.
const chartPrefix = "epiviz.plugins.charts."

// ReadsKey is a key of the annotation of measurements that are reads.
const ReadsKey = "reads"

// ChartType is a kind of chart that a session can ask browsers to add.
type ChartType struct {
	ID   string `json:"id"`   // what addChart takes: "epiviz.plugins.charts.LineTrack"
	Name string `json:"name"` // what menus show: "Line Track"
	// Takes is the type of measurement that the chart draws.
	Takes MeasurementType `json:"takes"`
	// MinMeasurements is how many it needs at the least.
	MinMeasurements int `json:"minMeasurements"`
	// OneGroup reports whether all its measurements must share a datasourceGroup.
	OneGroup bool `json:"oneGroup"`
	// Needs is a key that the annotation of its measurements must have, "" for none.
	Needs string `json:"-"`
	// Plot reports whether the chart lacks a genome axis.
	Plot bool `json:"plot"`
	// Hue is where in the Palette its colours begin.
	Hue int `json:"hue"`
	// Dialects that can draw it; asking another freezes or confuses the page.
	Dialects []Dialect `json:"-"`
	// Instead is the name of the chart type that shows its measurements in other pages, ""
	// if they are left to choose.
	Instead  string    `json:"-"`
	Settings []Setting `json:"settings"`
}

// Palette has the colours of measurements where nobody chose others, as #rrggbb:
// Okabe and Ito's, which colour-blind eyes can tell apart, darkened until each has
// enough contrast on white.
var Palette = []string{"#0072b2", "#d55e00", "#00866a", "#b0578d", "#3a9bd9", "#c98500", "#5b5ea6", "#6b7280"}

// Colors returns the Palette from Hue on: the colours of the chart's measurements
// where nobody chose others.
func (t ChartType) Colors() []string {
	return slices.Concat(Palette[t.Hue:], Palette[:t.Hue])
}

// Short returns the id without its prefix: "LineTrack".
func (t ChartType) Short() string { return strings.TrimPrefix(t.ID, chartPrefix) }

// Suits reports whether the chart draws a measurement.
func (t ChartType) Suits(m Measurement) bool {
	return m.Type == t.Takes && (t.Needs == "" || m.Annotation[t.Needs] != "")
}

// DrawnBy reports whether pages of the dialect can draw the chart.
func (t ChartType) DrawnBy(d Dialect) bool {
	for _, have := range t.Dialects {
		if have == d {
			return true
		}
	}
	return false
}

// Setting is one option of a chart type or, with Value set, of a chart, in the
// form in which v4 and v5 pages announce it (registerChartTypes).
type Setting struct {
	ID       string   `json:"id"`
	Type     string   `json:"type"` // "number", "string", "boolean" or "categorical"
	Default  any      `json:"defaultValue"`
	Label    string   `json:"label"`
	Possible []string `json:"possibleValues"` // legal values of a categorical
	Value    any      `json:"value,omitempty"`
	// PagesOnly reports whether real pages heed it and the built-in page does not.
	PagesOnly bool `json:"-"`
	// Range has the least and the greatest legal value of a number; nil allows any.
	// EpiViz announces none, so it is not sent to pages.
	Range []float64 `json:"-"`
	// Column reports whether the value is the name of a text column of the chart's data, or "".
	Column bool `json:"-"`
	// Samples reports whether the value is the name of a column of the sample sheet, or "", and SampleList
	// whether it is several, "none" or "default". A name may have a - before it where Descends is set.
	Samples, SampleList, Descends bool `json:"-"`
	// Tag reports whether the value is the name of a tag of SAM, and Position whether it is a single position, or "".
	Tag, Position bool `json:"-"`
	// Below names the setting whose value must be greater, "" for none.
	Below string `json:"-"`
}

// ChartTypes lists every chart type, in the order of menus.
var ChartTypes = []ChartType{
	{ID: chartPrefix + "LineTrack", Name: "Line Track", Takes: FeatureType, MinMeasurements: 1,
		Dialects: []Dialect{Tutorial, V2, V3, V4, V5, Builtin}, Settings: lineTrackSettings},
	{ID: chartPrefix + "StackedLineTrack", Name: "Stacked Track", Takes: FeatureType, MinMeasurements: 1, OneGroup: true,
		Dialects: []Dialect{V4, V5, Builtin}, Settings: stackedTrackSettings},
	{ID: chartPrefix + "BlocksTrack", Name: "Blocks Track", Takes: RangeType, MinMeasurements: 1, Hue: 2,
		Dialects: []Dialect{Tutorial, V2, V3, V4, V5, Builtin}, Settings: blocksTrackSettings},
	{ID: chartPrefix + "GenesTrack", Name: "Genes Track", Takes: RangeType, MinMeasurements: 1, Hue: 6,
		Dialects: []Dialect{Tutorial, V2, V3, V4, V5, Builtin}, Settings: genesTrackSettings},
	// Of the real pages only some hosted ones of the fifth generation have it,
	// and a page does not tell whether it has.
	{ID: chartPrefix + "TranscriptTrack", Name: "Transcript Track", Takes: RangeType, MinMeasurements: 1, Hue: 6,
		Dialects: []Dialect{Builtin}, Settings: genesTrackSettings},
	{ID: chartPrefix + "ArcsTrack", Name: "Arcs Track", Takes: RangeType, MinMeasurements: 1, Hue: 3,
		Dialects: []Dialect{Builtin}, Instead: "Blocks Track", Settings: arcsTrackSettings},
	{ID: chartPrefix + "AlignmentsTrack", Name: "Alignments Track", Takes: RangeType, MinMeasurements: 1, Needs: ReadsKey, Hue: 7,
		Dialects: []Dialect{Builtin}, Instead: "Blocks Track", Settings: alignmentsTrackSettings},
	{ID: chartPrefix + "VariantsTrack", Name: "Variants Track", Takes: RangeType, MinMeasurements: 1,
		Dialects: []Dialect{Builtin}, Instead: "Blocks Track", Settings: variantsTrackSettings},
	{ID: chartPrefix + "SequenceTrack", Name: "Sequence Track", Takes: SequenceType, MinMeasurements: 1,
		Dialects: []Dialect{Builtin}, Settings: sequenceTrackSettings},
	{ID: chartPrefix + "HeatmapPlot", Name: "Heatmap", Takes: FeatureType, MinMeasurements: 1, OneGroup: true, Plot: true,
		Dialects: []Dialect{Tutorial, V2, V3, V4, V5, Builtin}, Settings: heatmapSettings},
	{ID: chartPrefix + "ScatterPlot", Name: "Scatter Plot", Takes: FeatureType, MinMeasurements: 2, OneGroup: true, Plot: true,
		Dialects: []Dialect{Tutorial, V2, V3, V4, V5, Builtin}, Settings: scatterSettings},
	{ID: chartPrefix + "LinePlot", Name: "Line Plot", Takes: FeatureType, MinMeasurements: 1, OneGroup: true, Plot: true,
		Dialects: []Dialect{V3, V4, V5, Builtin}, Settings: linePlotSettings},
	// v5 draws Stacked Plot, but every draw throws and the next navigate
	// freezes the page (see Real pages in the package documentation).
	{ID: chartPrefix + "StackedLinePlot", Name: "Stacked Plot", Takes: FeatureType, MinMeasurements: 1, OneGroup: true, Plot: true,
		Dialects: []Dialect{V3, V4, Builtin}, Settings: stackedPlotSettings},
}

// OfferedTo returns measurements as pages of a dialect are offered them: by default in a
// chart that they can draw, and without those of a type that they do not know.
func OfferedTo(d Dialect, ms []Measurement) []Measurement {
	out := KnownTo(d, ms)
	for i := range out {
		if t, ok := LookupChartType(out[i].DefaultChartType); ok && t.Instead != "" && !t.DrawnBy(d) {
			out[i].DefaultChartType = t.Instead
		}
	}
	return out
}

// KnownTo returns the measurements of the types that pages of a dialect know.
func KnownTo(d Dialect, ms []Measurement) []Measurement {
	return slices.DeleteFunc(slices.Clone(ms), func(m Measurement) bool { return m.Type == SequenceType && d != Builtin })
}

// LookupChartType finds a chart type by display name ("Line Track"), short name
// ("LineTrack") or full id, in any case, with or without the "Type" that
// EpiViz's own settings files append.
func LookupChartType(name string) (ChartType, bool) {
	fold := func(s string) string {
		s = strings.ToLower(strings.TrimSpace(s))
		s = strings.TrimPrefix(s, strings.ToLower(chartPrefix))
		return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(s)
	}
	want := fold(name)
	for _, t := range ChartTypes {
		if short := fold(t.ID); want == short || want == short+"type" || want == fold(t.Name) {
			return t, true
		}
	}
	return ChartType{}, false
}
