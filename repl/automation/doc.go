// Package automation does what was asked for as events of the session come: its [Hub]
// prints them, runs the commands of hooks, records them and keeps the journal. It writes
// events as the commands that make them happen again, and in words.
//
// Files: hub.go (hooks, printing, recording), journal.go (keeping the journal),
// commandlines.go (events as commands), events.go (names and descriptions of events).
//
// The package does not know the commands: a [Prompt] gives it what it needs of them.
package automation
