package compute

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// at returns an expression's fault as "OFFSET reason".
func fault(t *testing.T, text string) *Error {
	t.Helper()
	_, err := Parse(text)
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%q: error %v is no fault at a place", text, err)
	}
	return e
}

func TestFaultsPointAtThePlace(t *testing.T) {
	for _, tc := range []struct {
		text   string
		offset int
		reason string
	}{
		{"log2(chip", 9, "ends too early"},
		{"chip +", 6, "ends too early"},
		{"chip + * 2", 7, "* is not expected here"},
		{"chip)", 4, ") is not expected here"},
		{"(chip]", 5, "']' means nothing here"},
		{"chip chop", 5, "chop is not expected here"},
		{"chip // 2", 6, "/ is not expected here"},
		{"foo(chip)", 0, "no function foo"},
		{"1 + foo (chip)", 4, "no function foo"},
		{"log2(chip, 2)", 0, "log2 has 2 arguments; wanted 1"},
		{"1 + max()", 4, "max has 0 arguments; wanted at least 1"},
		{"smooth(chip)", 0, "smooth has 1 argument; wanted 2"},
		{"smooth(chip, chip)", 13, "wanted the width of the window"},
		{"smooth(chip, 0)", 13, "wanted the width of the window"},
		{"smooth(chip, -5)", 13, "wanted the width of the window"},
		{"smooth(chip, 0.5kb)+2xb", 21, "xb is no unit"},
		{"1 + 5e", 5, "e is no unit"},
		{"0x10 * chip", 1, "x10 is no unit"},
		{"chip + 1e999", 7, "too large a number"},
		{"chip = 3", 5, "'=' means nothing here"},
		{"chip & 3", 5, "'&' means nothing here"},
		{"chip | max", 5, "'|' means nothing here"},
		{"chip; 3", 4, "';' means nothing here"},
		{"chip.seq", 4, "'.' means nothing here"},
		{"[chip]", 0, "'[' means nothing here"},
		{"é", 0, "'é' means nothing here"},
		{"a + `b", 4, "not closed"},
		{"a + ``", 4, "no characters"},
		{"1 + 2", 0, "names no measurement"},
		{"nan", 0, "names no measurement"},
		{"chip ? 1", 8, "ends too early"},
		{"chip not in x", 9, "in is not expected here"},
		{"let x", 4, "x is not expected here"},
		{"(chip)(chip)", 6, "( is not expected here"},
	} {
		e := fault(t, tc.text)
		if e.Offset != tc.offset || !strings.Contains(e.Reason, tc.reason) {
			t.Errorf("%q: %d %q, want %d %q", tc.text, e.Offset, e.Reason, tc.offset, tc.reason)
		}
	}
}

func TestFaultsAreDrawn(t *testing.T) {
	e := fault(t, "`größe`\n+ foo(x)")
	if want := "there is no function foo\n`größe` + foo(x)\n          ^"; e.Error() != want {
		t.Errorf("drawn as\n%s\nwant\n%s", e.Error(), want)
	}
	if !strings.Contains(e.Hint(), "abs, ceil") {
		t.Errorf("hint %q", e.Hint())
	}
	x, err := Parse("a + b*a")
	if err != nil {
		t.Fatal(err)
	}
	if names := x.Names(); len(names) != 2 || names[0] != (Name{"a", 0}) || names[1] != (Name{"b", 4}) {
		t.Errorf("names %v", names)
	}
	if got, want := x.Fail(x.Names()[1], "no b", "").Error(), "no b\na + b*a\n    ^"; got != want {
		t.Errorf("drawn as\n%s\nwant\n%s", got, want)
	}
}

func TestOtherTexts(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "no expression",
		" \t":                          "no expression",
		"\xff":                         "not UTF-8",
		strings.Repeat("(", 5000):      "at most 4096",
		strings.Repeat("(", 4000):      "ends too early",
		strings.Repeat("-", 4000):      "ends too early",
		strings.Repeat("x?", 2000):     "ends too early",
		"x" + strings.Repeat(")", 100): ") is not expected",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: error %.80v, want %q", text, err, want)
		}
	}
	deep := strings.Repeat("-(", 1000) + "x" + strings.Repeat(")", 1000)
	if e, err := Parse(deep); err != nil || len(e.Names()) != 1 {
		t.Errorf("a deep expression: %v", err)
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]string{
		"chip":                 "chip",
		"_x1 + 2":              "_x1",
		"in + 1":               "in",
		"let*2":                "let",
		"max*2":                "max",
		"`chip-seq (1)` + 1":   "chip-seq (1)",
		"\"a'b`c\"":            "a'b`c",
		"'1st'":                "1st",
		"true ? `nan` : false": "nan",
	} {
		e, err := Parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		names := e.Names()
		if len(names) != 1 || names[0].Text != want {
			t.Errorf("%q: names %v, want %q", text, names, want)
			continue
		}
		back, err := Parse(Quote(want))
		if err != nil || back.Names()[0].Text != want {
			t.Errorf("%q is quoted as %s: %v", want, Quote(want), err)
		}
	}
}

func TestCheckName(t *testing.T) {
	for _, good := range []string{"ratio", "_x", "log2_ratio", "in"} {
		if err := CheckName(good); err != nil {
			t.Error(err)
		}
	}
	for bad, want := range map[string]string{
		"": "is empty", "1x": "begins with a digit", "a-b": "other characters", "é": "other characters",
		"max": "means something else", "nan": "means something else", "and": "means something else",
		strings.Repeat("x", 101): "longer",
	} {
		if err := CheckName(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", bad, err, want)
		}
	}
}

func TestUnits(t *testing.T) {
	for text, want := range map[string]float64{
		"5kb": 5000, "5KB": 5000, "1.5mb": 1.5e6, "7b": 7, "7bp": 7, "2k": 2000, ".5m": 5e5, "5": 5, "1e3": 1000, "1e3b": 1000, "2.": 2,
		"1e-2kb": 10,
	} {
		s, err := scan(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		e, err := Parse(text + " + 0*x")
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := eval(t, e, []float64{1})
		if len(s.tokens) != 1 || math.Abs(got[0]-want) > 1e-9*want {
			t.Errorf("%s is %v, want %v", text, got[0], want)
		}
	}
}

func TestNamed(t *testing.T) {
	for _, c := range []struct {
		text  string
		names []string
		want  string
	}{
		{"s1+1", []string{"s2_s1"}, "s2_s1+1"},
		{"mean(s1, `b-1`) / s1 > 5kb", []string{"x", "a b"}, "mean(x, `a b`) / x > 5kb"},
		{"a - b", []string{"b", "a"}, "b - a"},
		{"10 + 1e3*a", []string{"b"}, "10 + 1e3*b"},
		{`"my peaks" where name ~ "a b" && score > 5`, []string{"my_peaks"}, `my_peaks where name ~ "a b" && score > 5`},
		{" a+1", []string{"a"}, " a+1"},
	} {
		e, err := Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if e, err = e.Named(c.names); err != nil || e.String() != c.want {
			t.Errorf("%s with the names %q: %v, %v; want %s", c.text, c.names, e, err, c.want)
		}
	}
}
