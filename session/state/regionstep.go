package state

// RegionStep is the region of interest to which a step from another one leads.
type RegionStep struct {
	Region
	Nth   int // which of those at its place it is, from 0
	At    int // which of all it is, from 0
	Count int // of all
}
