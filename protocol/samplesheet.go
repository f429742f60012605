package protocol

// SamplesParams tells the built-in page what the sample sheet says of the measurements. Without a sheet it has no
// columns.
type SamplesParams struct {
	Columns []SampleColumn `json:"columns"`
	// Rows has a cell for each column, by the measurement's id: a number, or the index of a text in Values; nil
	// where there is none.
	Rows map[string][]*float64 `json:"rows"`
}

// SampleColumn is a column of the sample sheet.
type SampleColumn struct {
	Name string `json:"name"`
	// Kind is "text", "number" or "color".
	Kind string `json:"kind"`
	// Values are the texts of a column of text or colours, and Colors their colours, "" for that of the palette.
	Values []string `json:"values"`
	Colors []string `json:"colors"`
	Min    float64  `json:"min"` // of numbers
	Max    float64  `json:"max"`
}
