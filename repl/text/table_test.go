package text

import (
	"slices"
	"strings"
	"testing"
)

func TestFit(t *testing.T) {
	number, plain, kept := Column{Right: true}, Column{}, Column{Keep: true}
	value, place := Column{Right: true, Keep: true}, Column{Keep: true, Whole: true}
	for _, c := range []struct {
		columns []Column
		sizes   []size
		width   int
		want    []int
	}{
		{[]Column{number, plain, plain}, []size{{1, 4, true}, {4, 10, true}, {2, 30, true}}, 0, []int{4, 10, 30}},
		{[]Column{number, plain, plain}, []size{{1, 4, true}, {4, 10, true}, {2, 30, true}}, 80, []int{4, 10, 30}},
		{[]Column{number, plain, plain}, []size{{1, 4, true}, {4, 10, true}, {2, 30, true}}, 39, []int{4, 10, 20}},
		{[]Column{number, plain, plain}, []size{{1, 4, true}, {4, 20, true}, {2, 20, true}}, 39, []int{4, 15, 15}},
		// A number is never cut, its title is.
		{[]Column{plain, number}, []size{{4, 20, true}, {30, 9, true}}, 32, []int{14, 15}},
		{[]Column{plain, number}, []size{{4, 20, true}, {30, 9, true}}, 26, []int{9, 14}},
		// What the table is about is cut last,
		{[]Column{kept, plain, value}, []size{{4, 30, true}, {4, 20, true}, {3, 7, true}}, 52, []int{30, 10, 7}},
		// and what else there is goes first, the last column first.
		{[]Column{kept, plain, plain, value}, []size{{4, 20, true}, {4, 9, true}, {4, 9, true}, {3, 7, true}}, 40, []int{20, 8, -1, 7}},
		{[]Column{kept, value, value, value}, []size{{4, 20, true}, {3, 7, true}, {3, 7, true}, {3, 7, true}}, 40, []int{12, 7, 7, 7}},
		{[]Column{kept, value, value, value}, []size{{4, 20, true}, {3, 7, true}, {3, 7, true}, {3, 7, true}}, 29, []int{10, 7, 7, -1}},
		// Of those that go, one that says nothing goes first, and a place is never cut.
		{[]Column{kept, plain, plain, value}, []size{{4, 20, true}, {4, 1, false}, {4, 9, true}, {3, 7, true}}, 40, []int{20, -1, 8, 7}},
		{[]Column{kept, value, value}, []size{{4, 20, true}, {3, 1, false}, {3, 7, true}}, 16, []int{15, -1, -1}},
		{[]Column{place, value, value}, []size{{4, 20, true}, {3, 1, false}, {3, 7, true}}, 31, []int{20, -1, 7}},
		{[]Column{kept, value}, []size{{4, 20, true}, {3, 7, true}}, 3, []int{8, -1}},
		{[]Column{number}, []size{{4, 20, true}}, 3, []int{20}},
		{nil, nil, 3, []int{}},
	} {
		if got := fit(c.columns, c.sizes, c.width); !slices.Equal(got, c.want) {
			t.Errorf("fit(%v, %d) = %v, want %v", c.sizes, c.width, got, c.want)
		}
	}
}

func TestShortenAround(t *testing.T) {
	for _, c := range []struct {
		first, last, width int
		in, want           string
	}{
		{5, 5, 99, "colon_01_rna_x", "colon_01_rna_x"},
		{6, 6, 9, "colon_01_rna_x", "…on_01_r…"},
		{6, 6, 4, "colon_01_rna_x", "…01…"},
		{6, 6, 3, "colon_01_rna_x", "…0…"},
		{0, 0, 6, "colon_01_rna_x", "colon…"},
		{0, 6, 6, "colon_01_rna_x", "colon…"},
		{14, 14, 6, "colon_01_rna_x", "colon…"},
		{1, 1, 8, "測定データの名前", "…定デー…"},
		{0, 0, 1, "ab", "…"},
	} {
		if got := shortenAround(c.in, c.first, c.last, c.width); got != c.want || Width(got) > c.width {
			t.Errorf("shortenAround(%q, %d, %d, %d) = %q, want %q", c.in, c.first, c.last, c.width, got, c.want)
		}
	}
}

func TestTitlesThatAreAlike(t *testing.T) {
	columns := []Column{{Title: "LOCUS", Keep: true},
		{Title: "tumour_rna_01_of_the_colon", Right: true}, {Title: "tumour_rna_02_of_the_colon", Right: true}}
	want := " LOCUS     …_rna_01_of_t…  …_rna_02_of_th…\n chr1:1-9               1                2\n"
	var b strings.Builder
	if left, err := Table(&b, columns, [][]string{{"chr1:1-9", "1", "2"}}, 42); err != nil || b.String() != want || left != nil {
		t.Errorf("%s, without %v, want\n%s", b.String(), left, want)
	}
}

func TestTable(t *testing.T) {
	columns := []Column{{Title: "#", Right: true}, {Title: "NAME"}, {Title: "OF"}}
	rows := [][]string{{"7", "測定データ-signal", ""}, {"1,234", "a\x1bb", "x"}}
	for _, c := range []struct {
		width int
		want  string
	}{
		{0, "" +
			"     #  NAME               OF\n" +
			"     7  測定データ-signal\n" +
			" 1,234  a\\u001bb           x\n"},
		{22, "" +
			"     #  NAME        OF\n" +
			"     7  測定デー…\n" +
			" 1,234  a\\u001bb    x\n"},
		{1, "" +
			"     #\n" +
			"     7\n" +
			" 1,234\n"},
	} {
		var b strings.Builder
		if _, err := Table(&b, columns, rows, c.width); err != nil || b.String() != c.want {
			t.Errorf("%d wide: %v\n%s\nwant\n%s", c.width, err, b.String(), c.want)
		}
	}
}

func TestTSV(t *testing.T) {
	rows := [][]string{{"chr1", "a\tb"}, {"chr2", "c\nd"}}
	want := "chr1\ta\\tb\nchr2\tc\\nd\n"
	if got := TSV(nil, rows); got != want {
		t.Errorf("without names %q, want %q", got, want)
	}
	if got := TSV([]string{"chr", "name"}, rows); got != "chr\tname\n"+want {
		t.Errorf("with names %q", got)
	}
}

func TestIndentJSON(t *testing.T) {
	for in, want := range map[string]string{`{"a":1}`: "{\n  \"a\": 1\n}", "not JSON": "not JSON"} {
		if got := IndentJSON([]byte(in)); got != want {
			t.Errorf("IndentJSON(%s) = %s, want %s", in, got, want)
		}
	}
}
