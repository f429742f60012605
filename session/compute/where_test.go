package compute

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
)

func TestKeep(t *testing.T) {
	info := &source.Info{Values: []string{"score"}, Metadata: []string{"name", "score", "my note"}}
	rows := &source.Rows{
		Start: []int{10, 20, 30, 40}, End: []int{15, 40, 31, 1000}, Strand: []byte("+-*+"),
		Values:   [][]float64{{500, 501, math.NaN(), 7}},
		Metadata: [][]string{{"MYC", "myc1", "it's", ""}, {"500", "501", ".", "7"}, {"a", "b", "c", "d"}},
	}
	for _, c := range []struct {
		condition string
		want      []int
	}{
		{"score > 500", []int{1}},
		{"score >= 500 || name == \"it's\"", []int{0, 1, 2}},
		{`strand == "+"`, []int{0, 3}},
		{`strand != '+' && width < 5`, []int{2}},
		{`strand == "."`, []int{2}},
		{`"+" == strand`, []int{0, 3}},
		{`name ~ "^(?i)myc"`, []int{0, 1}},
		{`name !~ "(?i)myc"`, []int{2, 3}},
		{`!(score > 500)`, []int{0, 3}},
		{`name == ""`, []int{3}},
		{"start == 11", []int{0}},
		{"end == 40", []int{1}},
		{"width > 0.5kb", []int{3}},
		{`seq == "chr1" && log10(score) < 1`, []int{3}},
		{`seq != "chr1"`, nil},
		{"`my note` == 'b'", []int{1}},
		{"score > 500 ? width > 10 : width < 10", []int{0, 1}},
		{"score", []int{0, 1, 3}},
	} {
		e, err := Parse(Where("my-rows", c.condition))
		if err != nil {
			t.Errorf("%s: %v", c.condition, err)
			continue
		}
		if err := e.Check(info); err != nil {
			t.Errorf("%s: %v", c.condition, err)
		}
		if got, err := e.Keep(info, "chr1", rows); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s keeps %v, %v; want %v", c.condition, got, err, c.want)
		}
		if names := e.Names(); len(names) != 1 || names[0].Text != "my-rows" || e.Condition() != c.condition {
			t.Errorf("%s: names %v, condition %s", c.condition, names, e.Condition())
		}
	}
	for condition, want := range map[string]string{
		"scor > 5":                         "there is no column scor",
		"name > 5":                         "name has text, not numbers",
		`width == "5"`:                     "width has numbers, not text",
		`name == "x" || name > 5`:          "name is compared with a text and used as a number",
		`name ~ score`:                     "wanted a text in quotes after ~",
		`name < "x"`:                       "a text is compared with == != ~ or !~",
		`max(name, "x") > 3`:               "a text is compared with",
		`smooth(score, 5kb) > 3`:           "smooth is of signals, not of rows",
		`name ~ "("`:                       "the pattern cannot be read",
		`name == "x`:                       "not closed",
		"":                                 "wanted a condition after where",
		"3 > 2":                            "names no column",
		`"a" == "b"`:                       "wanted the name of a column",
		`score ~ 5`:                        "wanted a text in quotes after ~",
		`frob(score) > 2`:                  "there is no function frob",
		strings.Repeat("(", 200) + "score": "",
	} {
		e, err := Parse(Where("rows", condition))
		if err == nil {
			err = e.Check(info)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", condition, err, want)
		}
	}
}

// What looks like a condition on rows and is none is read as before.
func TestCutWhere(t *testing.T) {
	for text, want := range map[string]string{
		"a where b > 1": "a", "`a b` where c": "a b", "`a`where c": "a", "where where x": "where", "a where": "a",
		"where": "", "a wherever": "", "a + where": "", "awhere b": "", "": "", "where > 1": "", "'a": "", "mean(where, b)": "",
	} {
		name, _, ok := cutWhere(text)
		if name != want || ok != (want != "") {
			t.Errorf("%q is of the rows of %q, %v; want %q", text, name, ok, want)
		}
	}
}

// FuzzKeep checks that no condition panics, and that what it keeps is of the rows.
func FuzzKeep(f *testing.F) {
	for _, s := range []string{`score > 5`, `strand == "+" || !(name ~ "^x")`, `name !~ 'a' ? start : end`, "`my note` != \"\"", `mean(score, width) > 1kb`} {
		f.Add(s)
	}
	info := &source.Info{Values: []string{"score"}, Metadata: []string{"name", "my note"}}
	rows := &source.Rows{Start: []int{1, 5}, End: []int{2, 9}, Strand: []byte("+*"), Values: [][]float64{{1, math.NaN()}},
		Metadata: [][]string{{"x", ""}, {"", "é"}}}
	f.Fuzz(func(t *testing.T, condition string) {
		e, err := Parse("rows where " + condition)
		if err != nil || e.Condition() == "" || e.Check(info) != nil {
			return
		}
		keep, err := e.Keep(info, "chr1", rows)
		if err != nil || len(keep) > 2 || !slices.IsSorted(keep) {
			t.Errorf("%s keeps %v, %v", condition, keep, err)
		}
	})
}
