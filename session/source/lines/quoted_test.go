package lines

import (
	"encoding/csv"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// quotedRow is a row of CSV with the number of its first line.
type quotedRow struct {
	number int
	fields []string
	err    bool
}

// readQuoted reads a text as CSV in chunks.
func readQuoted(t testing.TB, text string, separator byte) (rows []quotedRow) {
	r := NewText("t.csv", strings.NewReader(text))
	r.Quoted(separator)
	for {
		c, err := r.Chunk()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = c.Each(func(number int, line []byte) error {
			fields, err := SplitQuoted(nil, line, separator)
			row := quotedRow{number: number, err: err != nil}
			for _, f := range fields {
				row.fields = append(row.fields, string(f))
			}
			rows = append(rows, row)
			return nil
		})
	}
}

// TestQuotedRows reads what another writer of CSV has written, in chunks that end anywhere.
func TestQuotedRows(t *testing.T) {
	const size = 60_000
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", `"`, "\n", ",", "word", "7", "é", `""`, "\n\n"}
	var text strings.Builder
	w := csv.NewWriter(&text)
	var want []quotedRow
	number := 1
	for range size {
		row := quotedRow{number: number}
		for range 3 {
			field := "x" // a row is no blank line
			for range random.IntN(7) {
				field += pieces[random.IntN(len(pieces))]
			}
			row.fields = append(row.fields, field)
			number += strings.Count(field, "\n")
		}
		if err := w.Write(row.fields); err != nil {
			t.Fatal(err)
		}
		number++
		want = append(want, row)
	}
	w.Flush()
	got := readQuoted(t, text.String(), ',')
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range got {
		if got[i].number != want[i].number || got[i].err || !slices.Equal(got[i].fields, want[i].fields) {
			t.Fatalf("row %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestQuotedFields(t *testing.T) {
	long := `a,"` + strings.Repeat("long\n", mostQuoted)
	for text, want := range map[string][]quotedRow{
		"a;\"b;c\r\nd\";e\r\nf\r\n": {{1, []string{"a", "b;c\r\nd", "e"}, false}, {3, []string{"f"}, false}},
		"a;  \"b\"  ; c \n":         {{1, []string{"a", "b", "c"}, false}},
		"5\";6\"\n7\";8\n":          {{1, []string{`5"`, `6"`}, false}, {2, []string{`7"`, "8"}, false}}, // inches
		"\"a\"b;c\nd\n":             {{1, []string{`"a"b`, "c"}, false}, {2, []string{"d"}, false}},
		"a;\"b\nc;d\n":              {{1, []string{"a"}, true}, {2, []string{"c", "d"}, false}}, // the end was lost
		"\"\"\n;\"\"\"\"\n":         {{1, []string{""}, false}, {2, []string{"", `"`}, false}},
		"a;\"b\nc\"":                {{1, []string{"a", "b\nc"}, false}},
		"":                          nil,
	} {
		got := readQuoted(t, text, ';')
		if !slices.EqualFunc(got, want, func(a, b quotedRow) bool {
			return a.number == b.number && a.err == b.err && slices.Equal(a.fields, b.fields)
		}) {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
	for text, want := range map[string][]quotedRow{
		"a\t\"b\nc\"\td\r\ne\r\n":      {{1, []string{"a", "b\nc", "d"}, false}, {3, []string{"e"}, false}},
		"a\t\"\nb\t\"\n":               {{1, []string{"a", `"`}, false}, {2, []string{"b", `"`}, false}}, // ditto marks
		"\"\ta\n\"\tb\n":               {{1, []string{`"`, "a"}, false}, {2, []string{`"`, "b"}, false}},
		"a\t\"b\nc\td\n":               {{1, []string{"a", `"b`}, false}, {2, []string{"c", "d"}, false}},
		"a\t\"b\"\"\n\"\nc\td \"x\"\n": {{1, []string{"a", "b\"\n"}, false}, {3, []string{"c", `d "x"`}, false}},
	} {
		got := readQuoted(t, text, '\t')
		if !slices.EqualFunc(got, want, func(a, b quotedRow) bool {
			return a.number == b.number && a.err == b.err && slices.Equal(a.fields, b.fields)
		}) {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
	if got := readQuoted(t, long+"b,c\n", ','); len(got) != mostQuoted+1 || !got[0].err || got[1].err || got[mostQuoted].number != mostQuoted+1 {
		t.Errorf("a field without an end took %d of %d lines", mostQuoted+2-len(got), mostQuoted+1)
	}
}

// FuzzQuoted checks that no byte of a text is in two rows or in none, however it is read.
func FuzzQuoted(f *testing.F) {
	for _, text := range []string{"a;\"b\nc\";d\n", "\"", "a;\"b\"\"\n\n", "\r0", ";\"x\"y\n;\"\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number := 1
		for left := []byte(text); len(left) > 0; {
			n, _ := row(left, ';')
			if n < 1 || n > len(left) || n < len(left) && left[n-1] != '\n' {
				t.Fatalf("a row of %d of %d bytes", n, len(left))
			}
			left = left[n:]
		}
		for _, row := range readQuoted(t, text, ';') {
			if row.number < number {
				t.Fatalf("line %d after %d", row.number, number-1)
			}
			number = row.number + 1
		}
		if most := strings.Count(text, "\n") + strings.Count(text, "\r") + 1; number > most+1 { // a CR within a line ends it
			t.Errorf("line %d of %d", number-1, most)
		}
	})
}
