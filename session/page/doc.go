// Package page is one connected page: what it was pushed and what it asks, how
// it is brought up to date, moved, and kept served in a way that suits its
// generation.
//
// A [Page] sees the session through a [Host] of a few methods and is a view of
// the [State] that it returns. The session serves a page with Run, counts it
// among its browsers once it has asked for measurements, and calls the methods
// that send UI actions within Start, so that a command and a catching-up never
// interleave, and a page that does not answer keeps nobody.
//
//	pg := page.New(host, transport, page.Options{Remote: addr, Catalog: cat, CallTimeout: 10 * time.Second, …})
//	err := pg.Run(ctx)
//
//	started := pg.Start(ctx, func(ctx context.Context) error { return pg.AddChart(ctx, &chart) }, done)
//
// # Generations
//
// Pages of every generation have faults and habits of their own. quirks.go has
// a row for each generation and, beside each column, what was seen in real
// pages: no other file compares a generation with another.
//
// # Files
//
// page.go has the connection and what the page is asked for, requests.go what it
// asks for itself; host.go has what it sees of the session; pulse.go notices that
// it is silent, and absent.go sets it aside; catchup.go brings it to the session's
// state; served.go keeps account of what it is served;
// binwidth.go chooses the width of its bins, and recover.go has it draw again
// once data that failed can be had; move.go sends it to places, charts.go shows
// charts, settings.go tells what a person changed of a chart from what the
// session did, data.go tells of files and sequences, pictures.go asks for
// pictures.
package page
