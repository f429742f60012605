package state

import "time"

// SavedWorkspace is a workspace as the program keeps it: what pages see of it,
// and the commands that restore it.
type SavedWorkspace struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Saved   time.Time `json:"saved"`
	Content string    `json:"content"` // JSON text, see [protocol.WorkspaceContent]; pages' own
	Script  []string  `json:"script"`  // commands of the prompt, for people and other programs
	// State is what makes the session's state from nothing; none when a page saved
	// the workspace, which must not choose the files that the program reads.
	State []Event `json:"state,omitempty"`
}
