// Package state holds the state of a session: the files, the charts and their
// settings, the location, the selection and so on, as plain values without locks,
// pages or open files.
//
// A change of a [State] is an [Event]. One table has the kinds of events, and for
// each how it is applied, how it is written as a command of the prompt and how
// that command is read back:
//
//	err := st.Apply(e)            // changes st
//	events := state.Diff(a, b)    // turns a into b
//	lines := state.Commands(e)    // words of the commands that make e happen
//	events, err := st.Read(words) // what such a command would change
//
// Everything that is kept goes through that table: journals, recordings, scripts,
// exported files, workspaces and undo. A new piece of state is a field of State
// and a row of the table; the tests of this package then find what is missing.
//
// Nothing here looks at a disk. A state may name missing files, and charts of
// missing measurements: they are kept as they are.
package state
