package lines

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

func TestSplit(t *testing.T) {
	for line, want := range map[string][]string{
		"a\tb\tc":        {"a", "b", "c"},
		"a\t\tc\t":       {"a", "", "c", ""},
		"a\tb  ":         {"a", "b"},
		"a b  c":         {"a", "b", "c"},
		"  a   b ":       {"a", "b"},
		"a b\tc d":       {"a b", "c d"}, // tabs part where there are any
		"":               nil,
		"one":            {"one"},
		"\t":             {"", ""},
		"chr1 10 20 x y": {"chr1", "10", "20", "x", "y"},
	} {
		var got []string
		for _, f := range Split(nil, []byte(line)) {
			got = append(got, string(f))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

func TestUnquote(t *testing.T) {
	for line, want := range map[string]string{
		"\"a\"\t1\t\"b c\"": "a|1|b c", "\"a\tb\"": "\"a|b\"", "\"\t\"\"": "\"|", "'a'": "'a'", "x\"y\"": "x\"y\"",
	} {
		fields := Split(nil, []byte(line))
		Unquote(fields, []byte(line))
		if got := string(bytes.Join(fields, []byte("|"))); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

func TestPosition(t *testing.T) {
	for text, want := range map[string]int{"0": 0, "7": 7, "007": 7, "248956422": 248956422, "1099511627776": genome.MaxPosition,
		"1e+05": 100000, "2e5": 200000, "1.5E3": 1500, "100.0": 100} {
		if got, err := Position([]byte(text), "start"); err != nil || got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"":                     "start is empty",
		"-5":                   `start "-5" is negative`,
		"-":                    "not a whole number",
		"12x":                  `start "12x" is not a whole number`,
		"1.5":                  "not a whole number",
		"1e-5":                 "not a whole number",
		"1.5e0":                "not a whole number",
		"1e":                   "not a whole number",
		"0x1e5":                "not a whole number",
		"1e13":                 "not a whole number",
		"100000000000000.5":    "not a position",
		"+1":                   "not a whole number",
		"1099511627777":        "beyond the largest",
		"99999999999999999999": "not a position",
		"\x1b[31m":             `"\x1b[31m"`,
	} {
		if _, err := Position([]byte(text), "start"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestPositions(t *testing.T) {
	for text, want := range map[string][]int{"": nil, "1": {1}, "1,": {1}, "1,22,333,": {1, 22, 333}, "1, 2": {1, 2}} {
		if got, err := Positions(nil, []byte(text), "starts"); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{",", "1,,2", "1,x", "-1"} {
		if _, err := Positions(nil, []byte(text), "starts"); err == nil {
			t.Errorf("%q has no error", text)
		}
	}
}

func TestHeading(t *testing.T) {
	for line, want := range map[string]bool{
		"":                    true,
		"   ":                 true,
		"\t\t":                true,
		"#comment":            true,
		"track":               true,
		"track type=bedGraph": true,
		"browser position x":  true,
		"track\t1\t2":         false, // a sequence called track
		"tracks\t1\t2":        false,
		"browserx 1 2":        false,
		"chr1\t1\t2":          false,
	} {
		if got := Heading([]byte(line)); got != want {
			t.Errorf("%q: %t", line, got)
		}
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]float64{"0": 0, "12": 12, "-1.5": -1.5, "1e400": math.Inf(1), "-inf": math.Inf(-1), "123456789012345678": 123456789012345678} {
		if got, err := Number([]byte(text)); err != nil || got != want {
			t.Errorf("%q: %g, %v", text, got, err)
		}
	}
	for _, text := range []string{"", ".", "NA", "nan"} {
		if got, err := Number([]byte(text)); err != nil || !math.IsNaN(got) {
			t.Errorf("%q: %g, %v", text, got, err)
		}
	}
	for _, text := range []string{"1,5", "1_000", "0x1p4", "0x10"} {
		if v, err := Number([]byte(text)); err == nil {
			t.Errorf("%s is the number %g", text, v)
		}
	}
}

func TestCells(t *testing.T) {
	var s, later Skips
	s.Cell("score", 4, errors.New("bad"))
	later.Cell("color", 7, errors.New("none"))
	later.Cell("score", 8, errors.New("worse"))
	s.Append(later)
	want := []string{"score left out of 2 rows: line 4: bad; line 8: worse", "color left out of 1 row: line 7: none"}
	if got := s.Notes(); !slices.Equal(got, want) || s.Count != 0 {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSkips(t *testing.T) {
	var s Skips
	if s.Note() != "" || s.First().Err != nil {
		t.Errorf("no rows: %q, %v", s.Note(), s.First())
	}
	s.Add(4, errors.New("bad"))
	if got, want := s.Note(), "1 row left out: line 4: bad"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	var later Skips
	for i := range 100 {
		later.Add(10+i, errors.New("worse"))
	}
	s.Append(later)
	note := s.Note()
	if note != "101 rows left out: line 4: bad; line 10: worse; line 11: worse; also lines 12, 13, 14, 15, 16 and 93 more" {
		t.Errorf("%q", note)
	}
	if s.First().Line != 4 {
		t.Errorf("first %v", s.First())
	}
}

func TestTrack(t *testing.T) {
	for _, line := range []string{"", "tracks name=a", "track\t1\t2", "browser position x"} {
		if _, ok := ParseTrack([]byte(line)); ok {
			t.Errorf("%q is a track line", line)
		}
	}
	for line, want := range map[string]Track{
		`track`:                                 {},
		`track name=a type=bedGraph`:            {Name: "a", Type: "bedgraph"},
		`track type="BED" name="a b=c"`:         {Name: "a b=c", Type: "bed"},
		`track name='it is' x`:                  {Name: "it is", Type: ""},
		`track stray words name="x`:             {Name: "x", Type: ""},
		`track name= type=bedDetail x=1`:        {Name: "", Type: "beddetail"},
		`track color=200,100,0 viewLimits=0:50`: {Look: source.Look{Color: "#c86400", Limits: "0:50"}},
		`track color=blue viewLimits=low:high`:  {},
		`track color=300,0,0 viewLimits=5`:      {},
	} {
		if got, ok := ParseTrack([]byte(line)); !ok || got != want {
			t.Errorf("%s: %+v, %t; want %+v", line, got, ok, want)
		}
	}
}

func TestDistinct(t *testing.T) {
	for _, c := range []struct{ names, want string }{
		{"a b", "a b"},
		{"a b a", "a b a_2"},
		{"a a a_2 a", "a a_3 a_2 a_4"},
		{"a_2 a a", "a_2 a a_3"},
	} {
		if got := strings.Join(Distinct(strings.Fields(c.names)), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.names, got, c.want)
		}
	}
}
