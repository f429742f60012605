package state

import "time"

// SavedWorkspace is a workspace as the program stores it: the content for pages, and the
// commands that restore it.
type SavedWorkspace struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Saved   time.Time `json:"saved"`
	Content string    `json:"content"` // JSON text, see [protocol.WorkspaceContent]; pages' own
	Script  []string  `json:"script"`  // commands of the prompt, for people and other programs
	// State has the events that make the session's state from nothing. It is empty if a page
	// saved the workspace: a page must not choose the files that the program reads.
	State []Event `json:"state,omitempty"`
	// Summary says in lists, which have no content, what the content has.
	Summary string `json:"-"`
}
