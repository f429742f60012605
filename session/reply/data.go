package reply

// DataInfo describes a loaded file.
type DataInfo struct {
	Name         string   `json:"name"` // of the file
	Path         string   `json:"path,omitempty"`
	Format       string   `json:"format"`
	Measurements []string `json:"measurements"` // ids
	// Main are those without further views of the file, as the transcripts of its genes are.
	Main []string `json:"-"`
	// Assemblies are the built-in ones that the sequences fit; several mean that
	// it cannot be told.
	Assemblies []string `json:"assemblies"`
	// Sequences is how many there are, Longest the name and length of the longest.
	Sequences     int      `json:"sequences"`
	Longest       string   `json:"longest,omitempty"`
	LongestLength int      `json:"longestLength,omitempty"`
	LongestOpen   bool     `json:"longestOpen,omitempty"` // the length is the largest end seen
	Items         int64    `json:"items"`                 // records; -1 when not known
	Min           *float64 `json:"min,omitempty"`
	Max           *float64 `json:"max,omitempty"`
	Estimated     bool     `json:"estimated,omitempty"` // Min and Max are; there may be values beyond
	Columns       []string `json:"columns"`             // text columns
	Values        []string `json:"values"`              // number columns
	First         string   `json:"first,omitempty"`     // locus of the first data
	Memory        int64    `json:"memory,omitempty"`    // bytes held; 0 when not known
	Notes         []string `json:"notes"`               // what was assumed or skipped
}
