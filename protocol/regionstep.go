package protocol

// RegionStepParams are the arguments of GetRegion, which asks for the region of interest after a place.
type RegionStepParams struct {
	Version Text   `json:"version"`
	Range          // the view
	From    *Range `json:"from,omitempty"` // of the region that is left; nil begins at the middle of the view
	// Nth is which of the regions at From is left, from 0.
	Nth Number `json:"nth"`
	// Step is "next" or "previous", in the order of the sequences.
	Step Text `json:"step"`
}

// RegionStepAnswer answers GetRegion. Without such a region, Region is nil.
type RegionStepAnswer struct {
	Region *Region `json:"region"`
	Nth    int     `json:"nth"`   // as in RegionStepParams
	At     int     `json:"at"`    // which of all regions it is, from 0
	Count  int     `json:"count"` // of all regions
	View   Range   `json:"view"`  // that shows it
	// Known has the sequence of the region if the page was told only some.
	Known *SequencesAnswer `json:"known,omitempty"`
	Error string           `json:"error,omitempty"`
}
