// Package automation handles the events of the session: its [Hub] prints them, runs the
// commands of hooks, records, and keeps the journal. It writes events as the commands that
// replay them, and describes them in words.
//
// Files: hub.go (hooks, printing, recording), journal.go (keeping the journal),
// commandlines.go (events as commands), events.go (names and descriptions of events).
//
// The package does not know the commands: a [Prompt] gives it what it needs of them.
package automation
