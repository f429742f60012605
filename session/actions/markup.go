package actions

import "strings"

// Real pages insert text that comes from files as HTML: names of measurements,
// their annotation and the names of text columns in the tables of
// src/epiviz/ui/controls/data-table.js and measurements-wizard-step.js; columns
// and their values in the tooltips of ui/charts/decoration/chart-tooltip.js;
// names of sequences and what a search finds in ui/control-manager.js. A file
// could run a script in the viewer's page. Escaping does not help, since charts draw
// the same text as SVG, where "&lt;" stays what it is. So a character that could
// begin markup or end an attribute is replaced by one that looks like it.
var lookalikes = strings.NewReplacer("<", "\uff1c", `"`, "\u201d")

// Plain makes text harmless where a page inserts it as HTML, once or twice.
// Text without markup, which is nearly all, stays as it is.
func Plain(s string) string {
	if !strings.ContainsAny(s, `<"&`) {
		return s
	}
	s = lookalikes.Replace(s)
	for i := 0; i+1 < len(s); i++ {
		// Only what looks like a character reference, so that "R & D" is kept.
		if s[i] == '&' && (s[i+1] == '#' || s[i+1]|0x20 >= 'a' && s[i+1]|0x20 <= 'z') {
			s = s[:i] + "\uff06" + s[i+1:]
		}
	}
	return s
}

// plainAll applies Plain to a list.
func plainAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = Plain(s)
	}
	return out
}
