package protocol

// MeasurementType distinguishes measurements with a number for each row from those
// that have rows alone, and from the bases of a genome.
type MeasurementType string

const (
	FeatureType MeasurementType = "feature" // numbers: lines, heatmaps
	RangeType   MeasurementType = "range"   // rows only: blocks, genes
	// SequenceType has bases instead of rows. Only the built-in page knows it.
	SequenceType MeasurementType = "sequence"
)

// Measurement is one column of data that a chart can show. Its JSON is an
// element of addMeasurements' list.
type Measurement struct {
	ID   string          `json:"id"`
	Name string          `json:"name"`
	Type MeasurementType `json:"type"`
	// DatasourceID names the rows. A page asks getRows for it; for a range
	// measurement it equals ID.
	DatasourceID string `json:"datasourceId"`
	// DatasourceGroup names the row numbering: pages cache rows by it.
	DatasourceGroup  string            `json:"datasourceGroup"`
	DefaultChartType string            `json:"defaultChartType"` // display name, "Line Track"
	Annotation       map[string]string `json:"annotation"`       // nil is null
	MinValue         *float64          `json:"minValue"`         // y axis; nil is null
	MaxValue         *float64          `json:"maxValue"`
	Metadata         []string          `json:"metadata"` // names of the rows' text columns
}
