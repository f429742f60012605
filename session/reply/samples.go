package reply

// Samples is what a sample sheet says.
type Samples struct {
	Path    string // "" without one
	Columns []SampleColumn
	Rows    []Sample
	Without []string // ids of the measurements without a sample
	Group   string   // the name of the column that groups the samples; "" for none
	Notes   []string // what was left out, guessed and found
}

// SampleColumn is a column of a sample sheet.
type SampleColumn struct {
	Name, Kind string   // text, number or color
	Values     []string // the different texts of a column of text
}

// Sample is a row of a sample sheet.
type Sample struct {
	Name         string
	Cells        []string // a cell a column; "" for a missing value
	Measurements []string // ids
	Rule         string   // by which they were found: id, name or file; "" without any
}
