// Package session is a running epivizgo: it owns the state (measurements,
// charts with their settings, sequences and location), serves browsers, and
// sends them what changes.
//
// Browsers are views of the state. A command changes the state first and is
// then sent to every connected browser; one that connects or reloads is brought
// up to date; with none connected the state changes all the same. What a
// person does in the built-in page comes in as a request, changes the state and
// goes out to all browsers, that one included; only where it was moved to stays
// its own affair, as when somebody pans a real page.
//
//	s, err := session.Start(ctx, session.Options{Notify: console.Notify})
//	defer s.Close()
//	ms, report, err := s.Load(ctx, "peaks.narrowPeak")
//	chart, report, err := s.AddChart(ctx, "Blocks Track", []string{"peaks"})
//
// # Files
//
// session.go starts and stops; state.go has the state and its one lock; host.go
// is what pages see of the session, and decides what counts as a browser;
// broadcast.go sends a command to all of them; commands.go, charts.go, data.go, sequences.go,
// navigate.go, move.go, settings.go, arrange.go, regions.go, compute.go, filter.go
// and reference.go (the genome) are the typed commands; query.go and feature.go
// answer questions about the data, resolve.go what typed text stands for;
// join.go joins tables without places to the genes that are loaded; reload.go puts a
// file that is read again in its own place, and watch.go does so when files change;
// become.go replaces the state as a whole, for history.go (undo) and
// workspaces.go too; pictures.go draws what is shown, provenance.go says how and draws it again; user.go
// answers what pages tell of their users. What concerns one page alone, and what
// depends on its generation, is in package page.
//
// # Locks and goroutines
//
// Commands take turns: Session.turn is held from the change of the state to the
// last browser's answer. Session.acting is held by whoever changes the state and
// tells pages, a command or what a person does in a page; a command gives it back
// while it waits for pages, so that persons need not wait for it. Session.mu guards
// the state and the list of browsers and is never held while anything is awaited.
// Each page has a token, held within Page.Start while a sequence of UI actions is
// sent to it, so that a command and a catching-up never interleave, and a lock of
// its own, which it does not hold when it calls the session. The order is turn,
// acting, token, Session.mu, page's lock.
//
// Start starts one goroutine that serves; it owns those of the connections. The
// first Watch starts one that hears of changed files; it owns those that read
// them. Close waits for both.
package session
