package reply

// DataInfo describes a loaded file. Lists are not nil.
type DataInfo struct {
	Name         string   `json:"name"` // of the file
	Path         string   `json:"path"` // "" of a computed measurement
	Format       string   `json:"format"`
	Expression   string   `json:"expression"`   // of a computed measurement, else ""
	Measurements []string `json:"measurements"` // ids
	// Main are those without further views of the file, as the transcripts of its genes are.
	Main []string `json:"-"`
	// Assemblies are the built-in ones that the sequences fit; several mean that
	// it cannot be told.
	Assemblies []string `json:"assemblies"`
	// Sequences is how many there are, Longest the name and length of the longest.
	Sequences     int      `json:"sequences"`
	Longest       string   `json:"longest"` // "" if no length is known
	LongestLength int      `json:"longestLength"`
	LongestOpen   bool     `json:"longestOpen"` // the length is the largest end seen
	Items         *int64   `json:"items"`       // records; nil when not known
	Min           *float64 `json:"min"`
	Max           *float64 `json:"max"`
	Estimated     bool     `json:"estimated"` // Min and Max are; there may be values beyond
	Columns       []string `json:"columns"`   // text columns
	Values        []string `json:"values"`    // number columns
	First         string   `json:"first"`     // locus of the first data, "" without any
	Memory        int64    `json:"memory"`    // bytes held; 0 when not known
	Notes         []string `json:"notes"`     // what was assumed or skipped
}
