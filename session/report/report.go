package report

import (
	"fmt"
	"maps"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
)

// Options are what a report has besides its regions.
type Options struct {
	Title string
	Theme protocol.Theme // "" follows the reader's system
	Bins  int            // the most bins in a region
	// State is what a page would show, at any place: charts, measurements, samples, all sequences of the regions.
	State   protocol.SyncStateParams
	Columns []string // of the table, besides names and places
	Steps   int      // of Precision where nothing else is said
	// Precision says how the values of a measurement may be rounded; nil is to Steps.
	Precision func(measurement string) Precision
}

// Region is a region of the table, and what its charts show. Positions are 1-based inclusive.
type Region struct {
	Name    string   `json:"name"`
	SeqName string   `json:"seqName"`
	Start   int      `json:"start"`
	End     int      `json:"end"`
	From    int      `json:"from"` // what is shown
	To      int      `json:"to"`
	Cells   []string `json:"cells"`  // by Options.Columns
	Failed  string   `json:"failed"` // why nothing is shown, "" where something is
}

// Made says what a report was made from.
type Made struct {
	Version  string   `json:"version"`
	Commands []string `json:"commands"`
	Files    []File   `json:"files"`
}

// File is a file that the data are from.
type File struct {
	Name   string `json:"name"` // without its folder
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Note   string `json:"note"` // what there is to say of the sum, or why there is none
}

// Writer makes a report. It is for one goroutine.
type Writer struct {
	opt             Options
	most            int // bytes of the answers, as mostAnswers
	made            Made
	encoder         encoder
	regions         []Region
	sizes, endSizes []int // bytes of the answers to each region, and of the least and greatest values of their bins
	keys            []uint32
	answers         []byte
	notes           []string
	asked           map[string]bool // measurements and sources of data
}

// mostAnswers bounds the answers of a report, all of which a browser holds, in bytes before they are deflated.
const mostAnswers = 256 << 20

// ErrTooLarge is the error for a report with more data than that.
var ErrTooLarge = fmt.Errorf("the report would hold more than %d MB of data", mostAnswers>>20)

// NewWriter returns a Writer without regions.
func NewWriter(opt Options) *Writer {
	if opt.Precision == nil {
		opt.Precision = func(string) Precision { return Precision{Steps: opt.Steps} }
	}
	return &Writer{opt: opt, most: mostAnswers, asked: map[string]bool{}, encoder: encoder{
		precision: opt.Precision, pools: pools{byKey: map[string]int{}}, rounded: map[string]bool{},
	}}
}

// Add adds a region with the answers to what its charts ask for, in the order in which they do.
func (w *Writer) Add(r Region, answers []Answer) error {
	from, ends := len(w.answers), len(w.encoder.ends)
	for _, a := range answers {
		var err error
		if w.answers, err = w.encoder.append(w.answers, a); err != nil {
			return fmt.Errorf("%s:%d-%d: %w", r.SeqName, r.Start, r.End, err)
		}
		w.asked[nameOf(a)] = true
	}
	if len(w.answers)+len(w.encoder.ends) > w.most {
		return ErrTooLarge
	}
	w.regions = append(w.regions, r)
	w.sizes = append(w.sizes, len(w.answers)-from)
	w.endSizes = append(w.endSizes, len(w.encoder.ends)-ends)
	w.keys = append(w.keys, keyOf(answers))
	return nil
}

// Note adds a note on what is not as it was asked for.
func (w *Writer) Note(text string) { w.notes = append(w.notes, text) }

// SetMade says what the report was made from.
func (w *Writer) SetMade(made Made) { w.made = made }

// head returns all but the answers, for the file.
func (w *Writer) head() any {
	state := w.opt.State
	state.Location, state.Beside, state.Theme, state.LinkOut, state.Browser = nil, protocol.Beside{}, "", "", 0
	var names []string
	used := maps.Clone(w.asked)
	for _, c := range state.Charts {
		for _, m := range c.Measurements {
			used[m.ID] = true
		}
	}
	state.Measurements = slices.DeleteFunc(slices.Clone(state.Measurements), func(m protocol.Measurement) bool {
		return !used[m.ID] && !used[m.DatasourceID] && m.Type != protocol.SequenceType
	})
	for _, m := range state.Measurements {
		if w.encoder.rounded[m.ID] {
			names = append(names, m.Name)
		}
	}
	regions := list(w.regions)
	for i := range regions {
		regions[i].Cells = list(regions[i].Cells)
	}
	return map[string]any{
		"title": w.opt.Title, "theme": w.opt.Theme, "bins": w.opt.Bins, "steps": w.opt.Steps, "state": state,
		"columns": list(w.opt.Columns), "regions": regions, "pools": list(w.encoder.pools.files()),
		"sizes": list(w.sizes), "endSizes": list(w.endSizes), "keys": list(w.keys),
		"notes": list(w.notes), "rounded": list(names), "made": w.made.filled(),
	}
}

// list returns a slice that is not nil, which JSON has as null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func (m Made) filled() Made {
	m.Commands, m.Files = list(m.Commands), list(m.Files)
	return m
}
