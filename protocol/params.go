package protocol

import (
	"encoding/json"
	"fmt"
	"sort"
)

// DataParams are the arguments of getRows, getValues and getCombined, and, as
// far as they have any, of the requests without a range.
// Positions are 1-based inclusive and may be fractional, below 1 or past the
// end of the sequence; they are not Set when absent.
type DataParams struct {
	Version     Text
	Datasource  string
	Measurement string
	SeqName     string
	Start, End  Number
	Metadata    Strings // names of the wanted columns; nil when absent
	// Measurements of getCombined, by datasource where the page says which.
	Measurements []CombinedMeasurement
	Bins         Number // window width in pixels: v5 and the built-in page; of getRows, how fine a Density is
	MaxRows      Number // built-in page only
	Reads        Number // likewise: of a file of reads, the most that are wanted, with what ReadsAnswer has
}

// CombinedMeasurement is one measurement that getCombined asks for.
type CombinedMeasurement struct {
	Datasource string // empty in v5's form
	ID         string
}

// Dialect returns the dialect of the request.
func (p *DataParams) Dialect() Dialect { return DialectOf(string(p.Version)) }

// DecodeData reads the arguments of a data request.
func DecodeData(args json.RawMessage) (*DataParams, error) {
	var raw struct {
		Version      Text            `json:"version"`
		Datasource   Text            `json:"datasource"`
		Measurement  Text            `json:"measurement"`
		SeqName      Text            `json:"seqName"`
		Chr          Text            `json:"chr"` // the tutorial's name for it
		Start        Number          `json:"start"`
		End          Number          `json:"end"`
		Metadata     Strings         `json:"metadata"`
		Measurements json.RawMessage `json:"measurements"`
		Bins         Number          `json:"bins"`
		MaxRows      Number          `json:"maxRows"`
		Reads        Number          `json:"reads"`
	}
	if err := json.Unmarshal(args, &raw); err != nil {
		return nil, fmt.Errorf("protocol: arguments: %w", err)
	}
	p := &DataParams{
		Version: raw.Version, Datasource: string(raw.Datasource), Measurement: string(raw.Measurement),
		SeqName: string(raw.SeqName), Start: raw.Start, End: raw.End, Metadata: raw.Metadata,
		Bins: raw.Bins, MaxRows: raw.MaxRows, Reads: raw.Reads,
	}
	if p.SeqName == "" {
		p.SeqName = string(raw.Chr)
	}
	var err error
	p.Measurements, err = decodeCombined(raw.Measurements)
	return p, err
}

// decodeCombined reads {"datasource":[ids]} (v4) or [ids] (v5), either of them
// perhaps inside a string.
func decodeCombined(b json.RawMessage) ([]CombinedMeasurement, error) {
	if len(b) == 0 || string(b) == "null" {
		return nil, nil
	}
	var byDatasource Embedded[map[string]Strings]
	if json.Unmarshal(b, &byDatasource) == nil {
		var out []CombinedMeasurement
		for ds, ids := range byDatasource.Value {
			for _, id := range ids {
				out = append(out, CombinedMeasurement{ds, id})
			}
		}
		sort.SliceStable(out, func(i, j int) bool { return out[i].Datasource < out[j].Datasource })
		return out, nil
	}
	var ids Strings
	if err := json.Unmarshal(b, &ids); err != nil {
		return nil, fmt.Errorf("protocol: measurements: %w", err)
	}
	out := make([]CombinedMeasurement, len(ids))
	for i, id := range ids {
		out[i].ID = id
	}
	return out, nil
}

// SearchParams are the arguments of search.
type SearchParams struct {
	Version    Text   `json:"version"`
	Query      Text   `json:"q"`
	MaxResults Number `json:"maxResults"`
}

// SearchHit is one element of search's answer. Start and End are 1-based
// inclusive; pages format them, so they must be numbers.
type SearchHit struct {
	Gene    string `json:"gene"`
	SeqName string `json:"seqName"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
}

// ResolveParams are the arguments of Resolve.
type ResolveParams struct {
	Version    Text   `json:"version"`
	Query      Text   `json:"q"`
	SeqName    Text   `json:"seqName"` // the sequence that the page shows, for a range alone
	MaxResults Number `json:"maxResults"`
}

// ResolveAnswer answers Resolve.
type ResolveAnswer struct {
	// Place is what a page shows for the text; nil if the text names no place.
	Place *Range `json:"place"`
	Beside
	// Said says how Place differs from what was typed or, without Place, why there is none.
	Said string `json:"said,omitempty"`
	// Hits are the features whose names have the text, and sequences where there are too many
	// to tell them all.
	Hits []PlaceHit `json:"hits"`
	// Known has the sequences of Place and Hits if the page was told only some.
	Known *SequencesAnswer `json:"known,omitempty"`
}

// PlaceHit is a place that is offered for a text.
type PlaceHit struct {
	Gene string `json:"gene"` // its name
	Range
	View *Range `json:"view"`           // what a page shows of it; nil if nothing is
	Said string `json:"said,omitempty"` // as in ResolveAnswer
}

// WorkspaceParams are the arguments of the three workspace actions and of
// UserOpenWorkspace.
type WorkspaceParams struct {
	Version Text   `json:"version"`
	ID      Text   `json:"id"` // empty for a new one
	Name    Text   `json:"name"`
	Content string `json:"content"` // JSON, percent-encoded; empty for what the session shows
	Query   Text   `json:"q"`
	Wanted  Text   `json:"ws"` // the id of a workspace in a link
}

// Workspace is an element of getWorkspaces' answer.
type Workspace struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Content string `json:"content"` // JSON text; "" for pages that open a workspace by its id
	// Summary says for those what the workspace has, as SummarizeWorkspace does.
	Summary string `json:"summary,omitempty"`
}

// ChartTypeParams is one element of what registerChartTypes announces.
type ChartTypeParams struct {
	ChartName      string    `json:"chartName"`
	CustomSettings []Setting `json:"customSettings"`
	ColorMap       []string  `json:"colorMap"`
}
