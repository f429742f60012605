package repl

import (
	"context"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// Session is what the commands need of the running session: its state and the
// browsers that show it. Package session provides it.
//
// Every method is safe for concurrent use and returns soon after ctx is done.
// A method that changes the state does so first and then tells the browsers,
// so a [protocol.Report] is returned also with an error: the error then names
// each browser that refused or did not answer. Errors may carry what to do
// next as a Hint() string, found with errors.As.
type Session interface {
	stateSession
	historySession
	regionSession

	// Navigate moves every chart to iv. An interval with End 0 means the whole
	// sequence. The report's Location says where the browsers ended up.
	Navigate(ctx context.Context, iv genome.Interval) (protocol.Report, error)
	// Location is the session's place, and for each browser its own.
	Location(ctx context.Context) (genome.Interval, []protocol.BrowserInfo, error)

	// Load opens a file and adds its measurements.
	Load(ctx context.Context, path string) ([]protocol.Measurement, protocol.Report, error)
	// LoadAs is Load with the id that the data are to have.
	LoadAs(ctx context.Context, path, id string) ([]protocol.Measurement, protocol.Report, error)
	// Unload removes a loaded file, its measurements and the charts that need
	// them. name is a file's path or name, or a measurement's id.
	Unload(ctx context.Context, name string) (protocol.Report, error)
	// Measurements lists all, in the order they were added.
	Measurements() []protocol.Measurement
	// AddMeasurements tells the browsers (again) of measurements, by id or name.
	AddMeasurements(ctx context.Context, names []string) (protocol.Report, error)
	// RemoveMeasurements takes measurements off the menus; charts stay.
	RemoveMeasurements(ctx context.Context, names []string) (protocol.Report, error)

	// Compute adds a measurement that an expression makes of others, or gives one
	// that was computed another expression.
	Compute(ctx context.Context, name, expression string) (protocol.Measurement, protocol.Report, error)
	// Watch begins, or ends, reading files again when they change; no name
	// stands for all.
	Watch(ctx context.Context, names []string, on bool) (protocol.Report, error)
	// Watched lists the paths of the files that are watched.
	Watched() []string

	// SeqInfos lists the sequences offered to browsers.
	SeqInfos() []genome.Sequence
	AddSeqInfos(ctx context.Context, seqs []genome.Sequence) (protocol.Report, error)
	RemoveSeqNames(ctx context.Context, names []string) (protocol.Report, error)
	// RestoreSeqNames forgets what those two changed of some sequences.
	RestoreSeqNames(ctx context.Context, names []string) (protocol.Report, error)

	// AddChart adds a chart of measurements given by id or name. typ is a
	// display name, a short name or a full id; "" means the measurements'
	// default. It returns the chart with its handle.
	AddChart(ctx context.Context, typ string, names []string) (protocol.Chart, protocol.Report, error)
	// AddChartAs is AddChart with the handle that the chart is to have.
	AddChartAs(ctx context.Context, handle int, typ string, names []string) (protocol.Chart, protocol.Report, error)
	// DuplicateChart adds a chart like another one, settings included.
	DuplicateChart(ctx context.Context, handle int) (protocol.Chart, protocol.Report, error)
	// OrderCharts puts charts first, in this order; the others follow.
	OrderCharts(ctx context.Context, handles []int) (protocol.Report, error)
	RemoveChart(ctx context.Context, handle int) (protocol.Report, error)
	// Charts lists the charts in the order in which they are shown.
	Charts() []protocol.Chart
	// ChartTypes lists the chart types that can be added.
	ChartTypes() []protocol.ChartType
	// Settings lists a chart's settings with their values.
	Settings(handle int) ([]protocol.Setting, error)
	// Set changes settings of a chart; values are as typed.
	Set(ctx context.Context, handle int, values map[string]string) (protocol.Report, error)

	// ResetSettings gives settings of a chart their defaults again.
	ResetSettings(ctx context.Context, handle int, ids []string) (protocol.Report, error)
	// SetKept is Set that also takes settings which no connected page has told
	// of; their values are JSON or else text.
	SetKept(ctx context.Context, handle int, values map[string]string) (protocol.Report, error)

	// Theme is the look of the built-in page that was chosen, "" when none was.
	Theme() protocol.Theme
	// SetTheme chooses one of protocol.Themes.
	SetTheme(ctx context.Context, theme protocol.Theme) (protocol.Report, error)

	// Selection is the places that are selected.
	Selection() []genome.Interval
	// Select selects places, or nothing. An End of 0 is as for Navigate.
	Select(ctx context.Context, ivs []genome.Interval) (protocol.Report, error)
	// Snapshot is the state as the events that make it from nothing.
	Snapshot() []protocol.Event
	// Still calls do with the snapshot while nothing changes the state but moves
	// and hovers of persons.
	Still(ctx context.Context, do func(snapshot []protocol.Event)) error

	// Workspaces lists the saved workspaces whose name contains query.
	Workspaces(query string) ([]protocol.SavedWorkspace, error)
	// SaveWorkspace saves the state; a workspace of that name is replaced.
	SaveWorkspace(name string) (protocol.SavedWorkspace, error)
	// OpenWorkspace puts a saved workspace in the place of what is shown.
	OpenWorkspace(ctx context.Context, name string) (protocol.Report, error)
	// DeleteWorkspace deletes one, like the others found by id or name.
	DeleteWorkspace(name string) error

	// Print makes a picture, "svg" or "png", of a chart or with handle 0 of all.
	// Real pages download one by themselves, which the report tells; data is nil
	// when there are only those.
	Print(ctx context.Context, handle int, fileName, fileType string) (data []byte, report protocol.Report, err error)

	Redraw(ctx context.Context) (protocol.Report, error)
	// ClearCache makes browsers forget a datasource group's data and draw anew.
	ClearCache(ctx context.Context, group string) (protocol.Report, error)
	FlushCache(ctx context.Context) (protocol.Report, error)
	// Groups lists the datasource groups.
	Groups() []string

	// Values reduces measurements to n bins over iv, whose End 0 stands for the
	// whole sequence or for a gene; n 0 makes one a base up to 100. stat is
	// "mean", "min", "max", "sum", "coverage", "count", or "" for the mean. exact
	// has every record read.
	Values(ctx context.Context, iv genome.Interval, names []string, n int, stat string, exact bool) ([]protocol.BinValues, error)
	// Rows returns the rows of a measurement that overlap iv, as for Values.
	Rows(ctx context.Context, iv genome.Interval, name string) (protocol.FeatureRows, error)
	// Search finds at most limit places by name: exact matches first.
	Search(ctx context.Context, text string, limit int) ([]protocol.SearchHit, error)
	// Info describes a loaded file, named as for Unload.
	Info(name string) (protocol.DataInfo, error)
	// Sequence returns the bases of iv, as for Values, and the interval that
	// they are of.
	Sequence(ctx context.Context, iv genome.Interval) (genome.Interval, string, error)

	// WaitBrowser waits until a page is connected and up to date.
	WaitBrowser(ctx context.Context) error
	// Browsers lists those connected.
	Browsers() []protocol.BrowserInfo
	// Open opens the built-in page in the user's browser and returns its link.
	Open(ctx context.Context) (url string, err error)
	// Send sends a UI action as it is, arguments being a JSON object, and
	// returns each browser's answer.
	Send(ctx context.Context, action string, args []byte) ([]protocol.Answer, error)
}
