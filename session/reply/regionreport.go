package reply

import "github.com/epiviz/epivizgo/protocol"

// RegionReport says what a report of regions shows.
type RegionReport struct {
	Title   string
	Theme   protocol.Theme // "" follows the reader's system
	Bins    int            // the most bins in a region
	Exact   bool           // whether values are as the page has them, instead of rounded
	Columns []string       // of the table, besides names and places
	Regions []ReportedRegion
	Notes   []string // on where the regions are from, as how many rows were left out
	// What the report says of how it was made, besides the session: the command, and the paths of the files that have the regions.
	Command string
	Files   []string
}

// ReportedRegion is a region of the table.
type ReportedRegion struct {
	Name  string // "" for none
	At    Locus
	Cells []string // by Columns
}
