package repl

import (
	"context"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// Session is what the commands need of the running session: its state and the
// browsers that show it. The program's session package provides it; tests use
// repltest's.
//
// Every method is safe for concurrent use and returns soon after ctx is done.
// A method that changes the state does so first and then tells the browsers,
// so a [protocol.Report] is returned also with an error: the error then names
// each browser that refused or did not answer. Errors may carry what to do
// next as a Hint() string, found with errors.As.
type Session interface {
	// Navigate moves every chart to iv. An interval with End 0 means the whole
	// sequence. The report's Location says where the browsers ended up.
	Navigate(ctx context.Context, iv genome.Interval) (protocol.Report, error)
	// Location is the session's place, and for each browser its own.
	Location(ctx context.Context) (genome.Interval, []protocol.BrowserInfo, error)

	// Load opens a file and adds its measurements.
	Load(ctx context.Context, path string) ([]protocol.Measurement, protocol.Report, error)
	// Unload removes a loaded file, its measurements and the charts that need
	// them. name is a file's path or name, or a measurement's id.
	Unload(ctx context.Context, name string) (protocol.Report, error)
	// Measurements lists all, in the order they were added.
	Measurements() []protocol.Measurement
	// AddMeasurements tells the browsers (again) of measurements, by id or name.
	AddMeasurements(ctx context.Context, names []string) (protocol.Report, error)
	// RemoveMeasurements takes measurements off the menus; charts stay.
	RemoveMeasurements(ctx context.Context, names []string) (protocol.Report, error)

	// SeqInfos lists the sequences offered to browsers.
	SeqInfos() []genome.Sequence
	AddSeqInfos(ctx context.Context, seqs []genome.Sequence) (protocol.Report, error)
	RemoveSeqNames(ctx context.Context, names []string) (protocol.Report, error)

	// AddChart adds a chart of measurements given by id or name. typ is a
	// display name, a short name or a full id; "" means the measurements'
	// default. It returns the chart with its handle.
	AddChart(ctx context.Context, typ string, names []string) (protocol.Chart, protocol.Report, error)
	RemoveChart(ctx context.Context, handle int) (protocol.Report, error)
	// Charts lists the charts by handle.
	Charts() []protocol.Chart
	// ChartTypes lists the chart types that can be added.
	ChartTypes() []protocol.ChartType
	// Settings lists a chart's settings with their values.
	Settings(handle int) ([]protocol.Setting, error)
	// Set changes settings of a chart; values are as typed.
	Set(ctx context.Context, handle int, values map[string]string) (protocol.Report, error)

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

	// Browsers lists those connected.
	Browsers() []protocol.BrowserInfo
	// Open opens the built-in page in the user's browser and returns its link.
	Open(ctx context.Context) (url string, err error)
	// Send sends a UI action as it is, arguments being a JSON object, and
	// returns each browser's answer.
	Send(ctx context.Context, action string, args []byte) ([]protocol.Answer, error)
}
