package genome

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestParseLocus(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want Interval
	}{
		{"chr1:1-100", Interval{"chr1", 0, 100}},
		{"chr1:1,000-2,000", Interval{"chr1", 999, 2000}},
		{"chr1:1_000-2_000", Interval{"chr1", 999, 2000}},
		{"chr1:1000..2000", Interval{"chr1", 999, 2000}},
		{"chr1:1000–2000", Interval{"chr1", 999, 2000}}, // en dash
		{"chr1:1000—2000", Interval{"chr1", 999, 2000}}, // em dash
		{"chr1:5m-5.2m", Interval{"chr1", 4_999_999, 5_200_000}},
		{"chr1:1.5m..2mb", Interval{"chr1", 1_499_999, 2_000_000}},
		{"chr1:1000", Interval{"chr1", 999, 1000}},
		{"  chr1 : 1,000 - 2,000 ", Interval{"chr1", 999, 2000}},
		{"chr1", Interval{"chr1", 0, 0}},
		{"chr6_GL000256v2_alt", Interval{"chr6_GL000256v2_alt", 0, 0}},
		{"2L:1-5", Interval{"2L", 0, 5}},
		{"HLA-A*01:01:01:5-9", Interval{"HLA-A*01:01:01", 4, 9}},
		{"gi:x:A", Interval{"gi:x:A", 0, 0}},
		{"chr1:1-1099511627776", Interval{"chr1", 0, MaxPosition}},
		// As papers and web pages print them.
		{"chr1:1000−2000", Interval{"chr1", 999, 2000}}, // minus
		{"chr1:1000\u20102000", Interval{"chr1", 999, 2000}},
		{"chr1:1000\u20112000", Interval{"chr1", 999, 2000}}, // non-breaking hyphen
		{"chr1:1000…2000", Interval{"chr1", 999, 2000}},
		{"chr1：1，000－2，000", Interval{"chr1", 999, 2000}},
		{"chr１:１０００-２０００", Interval{"chr1", 999, 2000}},
		{"chr1:1\u2009000–2\u202f000", Interval{"chr1", 999, 2000}},
		{"chr1:1 000 - 2 000", Interval{"chr1", 999, 2000}},
		{"chr1:1\u00a0000-2\u00a0000", Interval{"chr1", 999, 2000}},
		{"chr1:1'000-2’000", Interval{"chr1", 999, 2000}},
		{"\ufeffchr1\u00a0: 114,937-115,544\u200b", Interval{"chr1", 114_936, 115_544}},
		{"chr1: 114,937-115,544", Interval{"chr1", 114_936, 115_544}},
		{"chr1:1000-2000 bp", Interval{"chr1", 999, 2000}},
		{"chr1:1000-2000bp", Interval{"chr1", 999, 2000}},
		{"chr1:1 kb - 2\u2009kbp", Interval{"chr1", 999, 2000}},
		{"“chr1:1,000–2,000”", Interval{"chr1", 999, 2000}},
		{"„chr1 1000 2000“", Interval{"chr1", 999, 2000}},
		{"«chr1»", Interval{"chr1", 0, 0}},
		{"chr6:28.5–33.4 Mb", Interval{"chr6", 28_499_999, 33_400_000}},
		{"chr6:28–33 Mb", Interval{"chr6", 27_999_999, 33_000_000}},
		{"chr6:1-5m", Interval{"chr6", 0, 5_000_000}},
		{"chr1:100-200(+)", Interval{"chr1", 99, 200}},
		{"chr1:100-200 (−)", Interval{"chr1", 99, 200}},
		{"chr1:100-200:+", Interval{"chr1", 99, 200}},
		{"1:100-200", Interval{"1", 99, 200}},
		{"NC_000001.11:100-200", Interval{"NC_000001.11", 99, 200}},
		// Cells of a table.
		{"chr1\t1000\t2000", Interval{"chr1", 999, 2000}},
		{"chr1 1,000 2,000", Interval{"chr1", 999, 2000}},
		{"chr1 1000-2000", Interval{"chr1", 999, 2000}},
		{"chr1 100 200", Interval{"chr1", 99, 200}},
		{"chr1 1000", Interval{"chr1", 999, 1000}},
		{"2 1000 2000", Interval{"2", 999, 2000}}, // a known sequence
		{"a b 5 9", Interval{"a b", 4, 9}},        // a known sequence
		{"5-50", Interval{"", 4, 50}},
		{"1,000..2,000", Interval{"", 999, 2000}},
		// Names.
		{"HLA-A*01:01:01:01", Interval{"HLA-A*01:01:01:01", 0, 0}},
		{"HLA-A*01:01:01:01:7-9", Interval{"HLA-A*01:01:01:01", 6, 9}},
		{"HLA–A*01:01:01:01", Interval{"HLA-A*01:01:01:01", 0, 0}},
		{"a:1-100", Interval{"a:1-100", 0, 0}},
		{"a:1-100:5-9", Interval{"a:1-100", 4, 9}},
		{"2", Interval{"2", 0, 0}},
		{"7SK", Interval{"7SK", 0, 0}},
		{"5-HT", Interval{"5-HT", 0, 0}},
		{"7157", Interval{"7157", 0, 0}},
		{"9 1000", Interval{"9 1000", 0, 0}}, // no sequence 9, and no range
		{"exon A", Interval{"exon A", 0, 0}},
	} {
		got, err := ParseLocus(tc.in, has)
		if err != nil || got.Interval != tc.want {
			t.Errorf("ParseLocus(%q) = %+v, %v; want %+v", tc.in, got, err, tc.want)
		}
	}
}

// has has the names that look like something else.
func has(name string) bool {
	return slices.Contains([]string{"chr1", "2", "a b", "a:1-100", "HLA-A*01:01:01:01"}, name)
}

func TestParseLocusTells(t *testing.T) {
	for in, want := range map[string]Locus{
		"chr1:7":      {Point: true},
		"chr1:7 bp":   {Point: true},
		"chr1 7":      {Point: true},
		"chr1:7-7":    {},
		"chr1:1-2m":   {},
		"chr1:7-9(.)": {},
		"chr1:2-5m":   {Note: "the unit is read as that of the end alone; write 2m-5m for the other"},
		"chr1:2-5 Mb": {Note: "the unit is read as that of both ends: 2Mb-5Mb"},
		"chr1:7-9(-)": {Note: "a place has no strand: (-) is left out"},
		"chr1:7-9(+)": {Note: "a place has no strand: (+) is left out"},
		"chr1:7-9:+":  {Note: "a place has no strand: :+ is left out"},
		"chr1:7-9:*":  {},
		"chr1:7-9(−)": {Note: "a place has no strand: (-) is left out"},
	} {
		got, err := ParseLocus(in, nil)
		if err != nil || got.Point != want.Point || got.Note != want.Note {
			t.Errorf("ParseLocus(%q) = %+v, %v; want %+v", in, got, err, want)
		}
	}
}

func TestParseLocusErrors(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "an empty locus",
		" \t":                                "an empty locus",
		":1-5":                               "no sequence name",
		"chr1:":                              `a position is missing`,
		"chr1:-5":                            `a position is missing`,
		"chr1:-5-10":                         `a position is missing`,
		"chr1:1-":                            `a position is missing`,
		"chr1:5-abc":                         `"abc" is not a position`,
		"chr1 ten 20":                        `"ten" is not a position`,
		"chr1:5 6 7":                         `"5 6 7" is not a position`,
		"chr1:100 200":                       `"100 200" may be one position or two; write 100,200 or 100-200`,
		"chr1:1000_2000":                     `"1000_2000" is not a position: "_" is only for groups of three digits, as in 1,000`,
		"chr1:17,00":                         `"17,00" is not a position: "," is only`,
		"chr1:17,5m":                         `"17,5m" is not a position: "," is only`,
		"chr1:1.000-2.000":                   `"1.000" is not a position`,
		"chr1:12,34,567":                     `"12,34,567" is not a position`,
		"chr1:1e6-2e6":                       `"1e6" is not a position`,
		"chr1:1-5-9":                         `"5-9" is not a position`,
		"chr1:0-5":                           "start 0: positions are counted from 1",
		"chr1:6-5":                           "end 5 lies before start 6",
		"chr1:1.5-3":                         `"1.5" is not a position`,
		"chr1:1-1099511627777":               "beyond the largest",
		"chr1:1-" + strings.Repeat("9", 400): "beyond the largest",
	} {
		if got, err := ParseLocus(in, has); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseLocus(%q) = %+v, %v; want an error with %q", in, got, err, want)
		}
	}
}

func TestParsePosition(t *testing.T) {
	for in, want := range map[string]int{
		"0": 0, "1": 1, "1,000": 1000, "1_000": 1000, "1 000": 1000, "1'000'000": 1_000_000, "007": 7, " 5 ": 5,
		"5k": 5000, "5kb": 5000, "5KB": 5000, "100b": 100, "1.5m": 1_500_000, "0.25k": 250,
		"1.005m": 1_005_000, // 1004999.99… in floating point
		"4.35m":  4_350_000, "3.1g": 3_100_000_000, "1.0k": 1000, "5 kbp": 5000, "100 bp": 100, "1,234.5k": 1_234_500,
		"1.50000000k": 1500, "1099511627776": MaxPosition,
	} {
		if got, err := ParsePosition(in); err != nil || got != want {
			t.Errorf("ParsePosition(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", " ", "k", "b", ".", ".5m", "-1", "+1", "1.5", "1.2345k", "1e6", "0x10", "1.2.3", "1.2.3m",
		"5kk", "٣", "1.0", "1.", "1.000", "1,0,0", "17,00", "17,5m", "1000,000", "1,000_000", ",000", "12,34,567", "1 0", "1k0",
		"NaN", "1.5,0m",
		",", "1200g", "1099511627777",
	} {
		if got, err := ParsePosition(in); err == nil {
			t.Errorf("ParsePosition(%q) = %d; want an error", in, got)
		}
	}
}

func TestFromInclusive(t *testing.T) {
	got, err := FromInclusive("chr1", 1, 100)
	if want := (Interval{"chr1", 0, 100}); err != nil || got != want {
		t.Errorf("bases 1 to 100 = %+v, %v; want %+v", got, err, want)
	}
	for _, bad := range [][2]int{{0, 5}, {-3, 5}, {5, 4}, {1, MaxPosition + 1}} {
		if got, err := FromInclusive("chr1", bad[0], bad[1]); err == nil {
			t.Errorf("FromInclusive(%d, %d) = %+v; want an error", bad[0], bad[1], got)
		}
	}
}

func TestStringRoundTrip(t *testing.T) {
	for _, tc := range []struct {
		iv   Interval
		want string
	}{
		{Interval{"chr1", 0, 100}, "chr1:1-100"},
		{Interval{"chr1", 0, 1}, "chr1:1-1"},
		{Interval{"chr1", 0, 0}, "chr1"},
		{Interval{"HLA-A*01:01", 4, 9}, "HLA-A*01:01:5-9"},
		{Interval{"chr1", MaxPosition - 1, MaxPosition}, "chr1:1099511627776-1099511627776"},
	} {
		if got := tc.iv.String(); got != tc.want {
			t.Errorf("%#v.String() = %q, want %q", tc.iv, got, tc.want)
		}
		if back, err := ParseLocus(tc.want, nil); err != nil || back.Interval != tc.iv {
			t.Errorf("ParseLocus(%q) = %+v, %v; want %#v", tc.want, back, err, tc.iv)
		}
	}
}

func FuzzParseLocus(f *testing.F) {
	for _, s := range []string{
		"chr1:1-100", "chr1:1,000..2,000", "chr1:5m-5.2m", "chr1", "HLA-A*01:01:5-9", " chr1 : 5 ", "chr1:-5", ":", "a::1",
		"chr1 1 5", "a：1–5 Mb", "x:1-5(-)", "1,000-2,000", "a\u20091\u2009000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLocus(s, nil)
		iv := l.Interval
		if err != nil || iv.Seq == "" {
			return
		}
		if iv.Start < 0 || iv.End < iv.Start || iv.End > MaxPosition {
			t.Fatalf("ParseLocus(%q) = %#v, outside its bounds", s, iv)
		}
		back, err := ParseLocus(iv.String(), nil)
		if err != nil || back.Interval != iv {
			t.Fatalf("ParseLocus(%q) = %#v, but its text %q reads as %#v, %v", s, iv, iv.String(), back, err)
		}
	})
}

func FuzzParsePosition(f *testing.F) {
	for _, s := range []string{"1", "1,000", "1.5m", "5kb", "0.000001m", "1099511627776", "99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		pos, err := ParsePosition(s)
		if err != nil {
			return
		}
		if pos < 0 || pos > MaxPosition {
			t.Fatalf("ParsePosition(%q) = %d, outside its bounds", s, pos)
		}
		if back, err := ParsePosition(fmt.Sprint(pos)); err != nil || back != pos {
			t.Fatalf("ParsePosition(%q) = %d, which reads as %d, %v", s, pos, back, err)
		}
	})
}

// TestParseLocusOfTwo: where a text is the name of a sequence and a place of another, it is said what is meant.
func TestParseLocusOfTwo(t *testing.T) {
	names := []string{"chr1", "chr1:1-500", "HLA-A*01:01", "other:1-5"}
	for in, want := range map[string]string{
		"chr1:1-500":  "chr1:1-500 is a sequence; the place of chr1 is chr1 1 500",
		"HLA-A*01:01": "",
		"other:1-5":   "",
		"chr1:1-501":  "",
	} {
		if got, err := ParseLocus(in, func(name string) bool { return slices.Contains(names, name) }); err != nil || got.Note != want {
			t.Errorf("%s: note %q, %v; want %q", in, got.Note, err, want)
		}
	}
}
