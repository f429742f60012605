package protocol

// Range is a place on the wire: positions 1-based inclusive. Pages may give
// fractions.
type Range struct {
	SeqName string  `json:"seqName"`
	Start   float64 `json:"start"`
	End     float64 `json:"end"`
}
