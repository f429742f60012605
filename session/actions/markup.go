package actions

import "github.com/epiviz/epivizgo/session/genome"

// Real pages insert text that comes from files as HTML: names of measurements,
// their annotation and the names of text columns in the tables of
// src/epiviz/ui/controls/data-table.js and measurements-wizard-step.js; columns
// and their values in the tooltips of ui/charts/decoration/chart-tooltip.js;
// names of sequences and what a search finds in ui/control-manager.js. A file
// could run a script in the viewer's page.

// Plain makes such text harmless.
func Plain(s string) string { return genome.Plain(s) }

// plainAll applies Plain to a list.
func plainAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = Plain(s)
	}
	return out
}
