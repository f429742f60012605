package repl

import (
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/text"
)

// TestCommandTable walks the table.
func TestCommandTable(t *testing.T) {
	seen := make(map[string]string) // by name in small letters
	inGroup := make(map[Group]int)
	for _, c := range commands {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			key := strings.ToLower(name)
			if other, twice := seen[key]; twice {
				t.Errorf("%s: the name %s is %s's too", c.Name, name, other)
			}
			seen[key] = c.Name
		}
		if c.Name != strings.ToLower(c.Name) || len(strings.Fields(c.Name)) != 1 {
			t.Errorf("%s: the name is not one word in small letters", c.Name)
		}
		if c.Run == nil {
			t.Errorf("%s does nothing", c.Name)
		}
		inGroup[c.Group]++
		for _, form := range strings.Split(c.Usage, "\n") {
			if form != c.Name && !strings.HasPrefix(form, c.Name+" ") {
				t.Errorf("%s: the usage %q does not begin with the name", c.Name, form)
			}
		}
		summary := c.Summary()
		if !strings.HasSuffix(summary, ".") || strings.ContainsAny(summary, "\n") {
			t.Errorf("%s: the summary %q is no sentence of one line", c.Name, summary)
		}
		// Two spaces, the longest name, two spaces: the list fits 80 columns.
		if n := text.Width(summary); n > 80-4-len("removemeasurements") {
			t.Errorf("%s: the summary %q is %d columns wide", c.Name, summary, n)
		}
		for _, line := range strings.Split(c.Help, "\n") {
			if strings.HasPrefix(line, " ") && text.Width(line) > helpWidth || strings.HasSuffix(line, " ") {
				t.Errorf("%s: help line %q", c.Name, line)
			}
		}
	}
	for _, g := range groups {
		if inGroup[g] == 0 {
			t.Errorf("group %s has no command", g)
		}
		delete(inGroup, g)
	}
	for g := range inGroup {
		t.Errorf("group %s is not among the groups", g)
	}
}

// TestProtocolNames checks that what the protocol calls an action is a command
// in any case, where there is such a command.
func TestProtocolNames(t *testing.T) {
	byHand := map[string]bool{ // only through send
		protocol.WriteMsg: true, protocol.LoadWorkspace: true,
		protocol.UIStatus: true, protocol.LoadMeasurements: true,
	}
	for _, action := range append(uiActions, protocol.GetMeasurements, protocol.GetSeqInfos) {
		for _, name := range []string{action, strings.ToUpper(action), strings.ToLower(action)} {
			if _, err := builtin.find(name); (err != nil) != byHand[action] {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	for _, action := range uiActions {
		if _, ok := protocol.UIAction(action); !ok {
			t.Errorf("%s is no UI action", action)
		}
	}
}
