package protocol

// What the built-in page shows of a single row. Positions are 1-based inclusive; a place
// without a base ends before it starts.

// FeatureParams are the arguments of GetFeature.
type FeatureParams struct {
	Version     Text `json:"version"`
	Measurement Text `json:"measurement"`
	Range            // of the row
	// Nth is which of the rows at the place is meant, from 0; -1 is before the first.
	Nth Number `json:"nth"`
	// Step is "next" for the row after it, "previous" for the one before, in the order of the
	// sequences; "" for the row itself.
	Step Text `json:"step,omitempty"`
}

// FeatureAnswer answers GetFeature. Without such a row, Feature is nil.
type FeatureAnswer struct {
	Feature *Feature `json:"feature"`
	// Known has the sequence of the row if the page was told only some.
	Known *SequencesAnswer `json:"known,omitempty"`
	Error string           `json:"error,omitempty"` // why the data cannot be read
}

// Feature is a row with all that its file says of it.
type Feature struct {
	Range
	Nth    int         `json:"nth"`              // as in FeatureParams
	Strand string      `json:"strand,omitempty"` // "+" or "-"
	Ends   []*Range    `json:"ends,omitempty"`   // of a pair; nil for one that the file does not know
	Exons  [][2]int    `json:"exons,omitempty"`
	Coding *[2]int     `json:"coding,omitempty"`
	Fields [][2]string `json:"fields"` // name and text of each column, in the file's order
}

// SequenceParams are the arguments of GetSequence.
type SequenceParams struct {
	Version Text `json:"version"`
	Range
}

// SequenceAnswer answers GetSequence with the bases of the place, as far as it is on its
// sequence. Without a genome that has bases, Bases and Error are empty.
type SequenceAnswer struct {
	Range
	Bases string `json:"bases,omitempty"` // of the forward strand
	Error string `json:"error,omitempty"` // why there are none
}
