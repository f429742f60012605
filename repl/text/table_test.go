package text

import "testing"

func TestFit(t *testing.T) {
	columns := []Column{{Right: true}, {}, {}}
	for _, c := range []struct {
		widths []int
		width  int
		want   []int
	}{
		{[]int{4, 10, 30}, 80, []int{4, 10, 30}},
		{[]int{4, 10, 30}, 39, []int{4, 10, 20}},
		{[]int{4, 20, 20}, 39, []int{4, 15, 15}},
		{[]int{40, 20, 20}, 39, []int{40, 8, 8}}, // numbers are not cut
		{[]int{4, 3, 5}, 10, []int{4, 3, 5}},     // nothing left to cut
	} {
		got := append([]int(nil), c.widths...)
		fit(columns, got, c.width)
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("fit(%v, %d) = %v, want %v", c.widths, c.width, got, c.want)
				break
			}
		}
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
			"     #  NAME      OF\n" +
			"     7  測定デ…\n" +
			" 1,234  a\\u001bb  x\n"},
	} {
		if got := Table(columns, rows, c.width); got != c.want {
			t.Errorf("%d wide:\n%s\nwant\n%s", c.width, got, c.want)
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
