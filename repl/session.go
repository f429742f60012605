package repl

// Session is what the commands need of the running session: its state and the
// browsers that show it. Package session provides it.
//
// Every method is safe for concurrent use and returns soon after ctx is done.
// A method that changes the state does so first and then tells the browsers,
// so a [reply.Report] is returned also with an error: the error then names
// each browser that refused or did not answer. Errors may carry a hint
// (see package hint).
//
// Each of its interfaces is declared beside the commands that need it.
type Session interface {
	Navigator
	Mover
	Loader
	Menu
	Sequences
	Cache
	Charts
	ChartSettings
	Arranger
	Picturer
	Reporter
	Verifier
	Workspaces
	Finder
	Querier
	Varianter
	Aligner
	Selector
	Calculator
	Filterer
	Fitter
	Linker
	Watcher
	Browsers
	Gate
	Snapshots
	States
	History
	Regions
	Labeller
	Sampler
	Hooks
}
