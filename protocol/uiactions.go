package protocol

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Arguments of the UI actions. Those that pages want as JSON inside a string are
// Embedded.

// AddMeasurementsParams is for AddMeasurements and RemoveMeasurements.
type AddMeasurementsParams struct {
	Measurements Embedded[[]Measurement] `json:"measurements"`
}

// AddSeqInfosParams lists sequences; in a real page, a name that it knows keeps its old length.
// OpenEnds and Sequences are for the built-in page, as in SyncStateParams.
type AddSeqInfosParams struct {
	SeqInfos  Embedded[[]SeqInfo] `json:"seqInfos"`
	OpenEnds  []string            `json:"openEnds,omitempty"`
	Sequences int                 `json:"sequences,omitempty"`
}

// RemoveSeqNamesParams lists sequence names. Sequences is for the built-in page, as in
// SyncStateParams.
type RemoveSeqNamesParams struct {
	SeqNames  Embedded[[]string] `json:"seqNames"`
	Sequences int                `json:"sequences,omitempty"`
}

// AddChartParams adds a chart. Handle, Settings and ColorMap are for the
// built-in page; others ignore them.
type AddChartParams struct {
	Type         string                  `json:"type"`
	Measurements Embedded[[]Measurement] `json:"measurements"`
	Handle       int                     `json:"handle,omitempty"`
	Settings     map[string]any          `json:"settings,omitempty"`
	ColorMap     []string                `json:"colorMap,omitempty"`
}

// AddChartResult is the value of addChart's answer.
type AddChartResult struct {
	ID string `json:"id"`
}

// ChartParams names a chart by the page's id, for RemoveChart and
// GetChartSettings.
type ChartParams struct {
	ChartID string `json:"chartId"`
}

// SetChartSettingsParams changes a chart. Settings are merged by the page.
// ColorMap must be a list: v4 and v5 fail on null.
type SetChartSettingsParams struct {
	ChartID  string         `json:"chartId"`
	Settings map[string]any `json:"settings"`
	ColorMap []string       `json:"colorMap"`
}

// GroupParams names a datasource group, for ClearDatasourceGroupCache.
type GroupParams struct {
	DatasourceGroup string `json:"datasourceGroup"`
}

// NavigateParams holds the place to go to. String positions would be
// concatenated by the page, so they are numbers.
type NavigateParams struct {
	Range Embedded[Range] `json:"range"`
	Beside
}

// WriteMsgParams is a message to show.
type WriteMsgParams struct {
	Msg string `json:"msg"`
}

// PrintWorkspaceParams asks a page to download a chart or everything.
type PrintWorkspaceParams struct {
	ChartID  string `json:"chartId"`
	FileName string `json:"fileName"`
	FileType string `json:"fileType"`
}

// LoadWorkspaceParams names a workspace.
type LoadWorkspaceParams struct {
	WorkspaceID string `json:"workspaceId"`
}

// SyncStateParams is everything the built-in page shows. It replaces what the
// page had.
type SyncStateParams struct {
	Title    string `json:"title"`
	Browser  int    `json:"browser"` // BrowserInfo.ID of the page
	Location *Range `json:"location"`
	Beside
	Charts       []SyncChart    `json:"charts"` // first to last
	Selection    []Range        `json:"selection"`
	Regions      []Region       `json:"regions,omitempty"`
	Samples      *SamplesParams `json:"samples,omitempty"`
	Theme        Theme          `json:"theme,omitempty"`
	Flip         bool           `json:"flip,omitempty"`    // whether positions rise to the left
	LinkOut      string         `json:"linkOut,omitempty"` // as in LinkOutParams
	Labels       *LabelsParams  `json:"labels,omitempty"`
	Measurements []Measurement  `json:"measurements"`
	SeqInfos     []SeqInfo      `json:"seqInfos"`
	// OpenEnds names those of SeqInfos whose end is only the largest that was seen.
	OpenEnds []string `json:"openEnds,omitempty"`
	// Sequences is how many there are, where SeqInfos has only some of them: the page asks
	// for others by FindSequences.
	Sequences int `json:"sequences,omitempty"`
}

// SequencesAnswer answers FindSequences, whose arguments are SearchParams.
type SequencesAnswer struct {
	SeqInfos  []SeqInfo `json:"seqInfos"`
	OpenEnds  []string  `json:"openEnds,omitempty"`
	Sequences int       `json:"sequences"` // how many there are
}

// SyncChart is one chart of SyncStateParams.
type SyncChart struct {
	Handle       int            `json:"handle"`
	Type         string         `json:"type"`
	Measurements []Measurement  `json:"measurements"`
	Settings     map[string]any `json:"settings"`
	ColorMap     []string       `json:"colorMap"`
	// Waits names the files or measurements that the chart waits for, "" when it has
	// all its data. Measurements are then those that are there.
	Waits string `json:"waits,omitempty"`
}

// UserAddChartParams is what a person chose in the built-in page's menu.
type UserAddChartParams struct {
	ChartType    string   `json:"chartType"`
	Measurements []string `json:"measurements"`
}

// UserChartParams names a chart by its handle, for UserRemoveChart and, with
// the rest, UserSetChartSettings.
type UserChartParams struct {
	Handle   int            `json:"handle"`
	Settings map[string]any `json:"settings"`
	ColorMap []string       `json:"colorMap"`
}

// UserChartsParams has several charts that are changed at once, for UserSetCharts.
type UserChartsParams struct {
	Charts []UserChartParams `json:"charts"`
}

// FitChartsResult is the value of the answer to FitCharts: heights with which all charts are in the
// page's window, 0 for the usual one. Over is how many pixels they are still too high, where they
// are as low as can be.
type FitChartsResult struct {
	Heights []ChartHeight `json:"heights"`
	Over    float64       `json:"over"`
}

// ChartHeight is the height of a chart in pixels.
type ChartHeight struct {
	Handle int     `json:"handle"`
	Height float64 `json:"height"`
}

// Layout is the value of the answer to GetLayout: what the window of a page decides of a picture of
// it. Width is that of the picture in pixels; Roominess the factor for the height of charts that
// gain by more room.
type Layout struct {
	Width     float64 `json:"width"`
	Roominess float64 `json:"roominess"`
	Theme     Theme   `json:"theme"`
}

// UserNavigateParams is where a person moved the built-in page to.
type UserNavigateParams struct {
	Range Range `json:"range"`
	Beside
}

// OrderParams gives the order of the charts by their handles, first to last,
// for UserOrderCharts and OrderCharts; those to remove, for UserRemoveCharts.
type OrderParams struct {
	Handles []int `json:"handles"`
}

// SelectParams holds the places that are selected, none to select nothing, for
// UserSelect and Select.
type SelectParams struct {
	Ranges []Range `json:"ranges"`
}

// HoverParams is the position under the mouse, nil once it has left, for UserHover
// and Hover.
type HoverParams struct {
	Range *Range `json:"range"`
}

// Theme is how the built-in page looks: light, dark, or as the viewer's system is
// set. With the empty one each page decides.
type Theme string

// Themes are those that can be chosen.
var Themes = []Theme{"auto", "light", "dark"}

// Region is a region of interest that a person marked.
type Region struct {
	Range        // 1-based inclusive
	Set   string `json:"set"`             // the set that it belongs to
	Name  string `json:"name"`            // of no other region of the set
	Color string `json:"color,omitempty"` // of CSS; "" for the set's
	Note  string `json:"note,omitempty"`
}

// RegionsParams holds the regions of interest: all of them for SetRegions, those that a
// person marks for UserAddRegions, whose empty names and sets are filled in.
type RegionsParams struct {
	Regions []Region `json:"regions"`
}

// ThemeParams holds the chosen theme, for UserSetTheme and SetTheme.
type ThemeParams struct {
	Theme Theme `json:"theme"`
}

// FlipParams says whether positions rise to the left, for UserSetFlip and SetFlip.
type FlipParams struct {
	Flip bool `json:"flip"`
}

// LinkOutParams holds the address of links from features, with {name} and the like for what a feature has, "" for no
// links, for UserSetLinkOut and SetLinkOut.
type LinkOutParams struct {
	Template string `json:"template"`
}

// PrintWorkspaceResult is the value of the built-in page's answer to
// printWorkspace: the picture, which the program writes to a file.
type PrintWorkspaceResult struct {
	FileType string `json:"fileType"` // "svg" or "png"
	Data     []byte `json:"data"`     // in base64 on the wire
}

// UserResult answers the User… actions.
type UserResult struct {
	Success      bool    `json:"success"`
	ErrorMessage *string `json:"errorMessage"`
}

// SeqInfo is a sequence on the wire: [name, min, max], with the genome behind them unless
// that is empty; positions 1-based inclusive. Objects instead of arrays leave junk in pages: V4 and V5 add a key to
// an answer that is an object and list it as a sequence; V2 and V3 read nothing.
type SeqInfo struct {
	Name     string
	Min, Max int
	Genome   string
}

// noGenome is the name under which V5 looks for the sequences of a place whose genome is not known. It lists
// sequences by genome, and of those without one only the last.
const noGenome = "undefined"

// SequencesTo returns sequences as pages of a dialect are told them.
func SequencesTo(d Dialect, seqs []SeqInfo) []SeqInfo {
	if d != V5 {
		return seqs
	}
	out := slices.Clone(seqs)
	for i := range out {
		out[i].Genome = noGenome
	}
	return out
}

func (s SeqInfo) MarshalJSON() ([]byte, error) {
	parts := []any{s.Name, s.Min, s.Max}
	if s.Genome != "" {
		parts = append(parts, s.Genome)
	}
	return json.Marshal(parts)
}

func (s *SeqInfo) UnmarshalJSON(b []byte) error {
	parts := []any{&s.Name, &s.Min, &s.Max, &s.Genome}
	if err := json.Unmarshal(b, &parts); err != nil {
		return err
	}
	if len(parts) < 3 {
		return errors.New("a sequence is [name, min, max]")
	}
	return nil
}

// Result is the data of a page's answer to a UI action.
type Result struct {
	Success      *bool           `json:"success"`
	ErrorMessage *string         `json:"errorMessage"`
	Value        json.RawMessage `json:"value"`
}

// Refusal is a UI action that a page answered with success false.
type Refusal struct {
	Action string
	Reason string // the page's own words, often none
}

func (e *Refusal) Error() string {
	if e.Reason == "" {
		return fmt.Sprintf("the page refused %s and gave no reason", e.Action)
	}
	return fmt.Sprintf("the page refused %s: %s", e.Action, e.Reason)
}

// DecodeResult reads a page's answer to a UI action and, when value is not
// nil, its value. success false is a *Refusal; null or missing (loadWorkspace,
// uiStatus, v2's writeMsg) is not.
func DecodeResult(action string, data json.RawMessage, value any) error {
	var r Result
	if len(data) == 0 {
		return fmt.Errorf("the page's answer to %s has no data", action)
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return fmt.Errorf("the page's answer to %s is %s; wanted success, errorMessage and value", action, orNothing(data))
	}
	if r.Success != nil && !*r.Success {
		refusal := &Refusal{Action: action}
		if r.ErrorMessage != nil {
			refusal.Reason = *r.ErrorMessage
		}
		return refusal
	}
	if value == nil || len(r.Value) == 0 {
		return nil
	}
	if err := json.Unmarshal(r.Value, value); err != nil {
		return fmt.Errorf("the page's answer to %s has the value %s: %w", action, orNothing(r.Value), InWords(err))
	}
	return nil
}
