package protocol

// Range is a place on the wire: positions 1-based inclusive. Pages may give
// fractions.
type Range struct {
	SeqName string  `json:"seqName"`
	Start   float64 `json:"start"`
	End     float64 `json:"end"`
}

// Beside is what the built-in page shows beside a place. Pages of other generations show the
// place alone.
type Beside struct {
	Beside []Range `json:"beside,omitempty"` // from left to right
	// Whole reports whether all are the main sequences: the whole genome is shown.
	Whole bool `json:"whole,omitempty"`
}
