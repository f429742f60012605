package session

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/budget"
	"github.com/epiviz/epivizgo/session/page"
)

// plainText returns an error unless all texts in a JSON value of a page are such that they can be kept: a journal has a
// line for a change, and commands have no control characters.
func plainText(args []byte) error {
	inText, begin := false, 0
	broken := func() error {
		var text json.RawMessage // without what follows it
		_ = json.NewDecoder(bytes.NewReader(args[begin:])).Decode(&text)
		return fmt.Errorf("a text has a line break or a control character, which is not kept: %.60s", text)
	}
	for i := 0; i < len(args); i++ {
		switch c := args[i]; {
		case c == '"':
			inText, begin = !inText, i
		case inText && c == '\\':
			i++
			if i < len(args) && control(args[i:]) {
				return broken()
			}
		case inText && (c == 0x7f || c == 0xc2 && i+1 < len(args) && args[i+1] < 0xa0): // JSON has these as they are, too
			return broken()
		}
		if inText && i-begin > budget.Text {
			return fmt.Errorf("a text has more than %d bytes, which are not kept: %.60s", budget.Text, args[begin:])
		}
	}
	return nil
}

// control reports whether what follows a backslash in JSON begins with a control character.
func control(escape []byte) bool {
	switch escape[0] {
	case 'n', 'r', 't', 'b', 'f':
		return true
	case 'u':
		var text string
		return len(escape) >= 5 && json.Unmarshal([]byte(`"\`+string(escape[:5])+`"`), &text) == nil &&
			strings.IndexFunc(text, func(c rune) bool { return c < ' ' || c >= 0x7f && c < 0xa0 }) >= 0
	}
	return false
}

// pageChange checks what a person changed of a chart in a real page as set at the prompt does, leaves out what is
// not to be kept, and returns why. Numbers may be such that a chart cannot be drawn, as the page has them already.
func (s *Session) pageChange(c *page.Change) (left []string) {
	list, err := s.Settings(c.Handle)
	if err != nil {
		return []string{err.Error()}
	}
	for _, id := range sortedKeys(c.Settings) {
		if err := s.checkPageSetting(list, id, c.Settings[id]); err != nil {
			left = append(left, err.Error())
			delete(c.Settings, id)
		}
	}
	if len(c.Colors) > 0 {
		colors, err := parseColors(strings.Join(c.Colors, ","))
		if err == nil && len(colors) > budget.Colors {
			err = fmt.Errorf("%d colours; wanted at most %d", len(colors), budget.Colors)
		}
		if err != nil {
			left = append(left, err.Error())
			colors = nil
		}
		c.Colors = colors
	}
	return left
}

// mostKey bounds the name of a setting, in bytes.
const mostKey = 60

func (s *Session) checkPageSetting(list []protocol.Setting, id string, v any) error {
	other := func(c rune) bool {
		return !(c == '_' || c == '-' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
	}
	if id == "" || len(id) > mostKey || strings.IndexFunc(id, other) >= 0 || id == colorsSetting {
		return fmt.Errorf("%.60q is no name of a setting", id)
	}
	i := slices.IndexFunc(list, func(set protocol.Setting) bool { return set.ID == id })
	text, simple := settingText(v)
	if i < 0 || v == nil {
		return nil
	}
	if !simple {
		return fmt.Errorf("setting %s is no text, number or truth value", id)
	}
	_, err := parseSetting(list[i], text)
	return err
}
