package repl

// Group is a heading in the list of commands.
type Group string

const (
	navGroup    Group = "Moving about"
	dataGroup   Group = "Data"
	chartGroup  Group = "Charts"
	askGroup    Group = "Events and selection"
	scriptGroup Group = "Scripts"
	keepGroup   Group = "Workspaces"
	appGroup    Group = "Browsers and the program"
)

// groups in the order of help.
var groups = []Group{navGroup, dataGroup, chartGroup, askGroup, scriptGroup, keepGroup, appGroup}
