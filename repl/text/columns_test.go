package text

import (
	"fmt"
	"strings"
	"testing"
)

func TestColumns(t *testing.T) {
	for _, c := range []struct {
		list  string
		width int
		want  string
	}{
		{"a b c", 80, "a  b  c\n"},
		{"apple banana cherry date elder fig", 20, "apple   date\nbanana  elder\ncherry  fig\n"},
		{"測定 測定データ x", 12, "測定\n測定データ\nx\n"},
		{"a-name-that-is-too-long short", 12, "a-name-tha…\nshort\n"},
		{"a b", 1, "a\nb\n"},
		{"", 80, ""},
	} {
		if got := Columns(strings.Fields(c.list), c.width); got != c.want {
			t.Errorf("Columns(%s, %d) =\n%s\nwant\n%s", c.list, c.width, got, c.want)
		}
	}
	var many []string
	for i := range mostListed + 5 {
		many = append(many, fmt.Sprint(i))
	}
	if got := Columns(many, 80); !strings.HasSuffix(got, "\n… and 5 more\n") {
		t.Errorf("many: %s", got)
	}
}
