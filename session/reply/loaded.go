package reply

import (
	"fmt"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/state"
)

// Columns splits what a file offers into the measurements to report one by one and a sentence that
// lists the number columns of its rows, "" without any.
func Columns(ms []protocol.Measurement) (shown []protocol.Measurement, columns string) {
	const most = 12
	var ids []string
	for _, m := range ms {
		if IsColumn(m) {
			ids = append(ids, m.ID)
		} else {
			shown = append(shown, m)
		}
	}
	if len(ids) == 0 {
		return shown, ""
	}
	more := ""
	if rest := len(ids) - most; rest > 0 {
		ids, more = ids[:most], fmt.Sprintf(" and %d more", rest)
	}
	return shown, "with number columns " + strings.Join(ids, ", ") + more
}

// Describe names a measurement with what it can be shown as.
func Describe(m protocol.Measurement) string {
	text := "measurement " + m.ID
	if m.Name != "" && m.Name != m.ID {
		text += ", " + m.Name
	}
	if m.DefaultChartType != "" {
		text += " (" + state.ChartName(m.DefaultChartType) + ")"
	}
	return text
}

// IsColumn reports whether a measurement is a number column of rows that are shown
// without it.
func IsColumn(m protocol.Measurement) bool { return m.Annotation["column"] != "" }
