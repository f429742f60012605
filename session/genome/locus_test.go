package genome

import (
	"fmt"
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
	} {
		got, err := ParseLocus(tc.in)
		if err != nil || got != tc.want {
			t.Errorf("ParseLocus(%q) = %+v, %v; want %+v", tc.in, got, err, tc.want)
		}
	}
}

func TestParseLocusErrors(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "an empty locus",
		" \t":                                "an empty locus",
		":1-5":                               "no sequence name",
		"chr1:":                              `"" is not a position`,
		"chr1:-5":                            `"" is not a position`,
		"chr1:-5-10":                         `"" is not a position`,
		"chr1:1-":                            `"" is not a position`,
		"chr1:5-abc":                         `"abc" is not a position`,
		"chr1:5 6":                           `"5 6" is not a position`,
		"chr1:1-5-9":                         `"5-9" is not a position`,
		"chr1:0-5":                           "start 0: positions are counted from 1",
		"chr1:6-5":                           "end 5 lies before start 6",
		"chr1:1.5-3":                         `"1.5" is not a position`,
		"chr1:1-1099511627777":               "beyond the largest",
		"chr1:1-" + strings.Repeat("9", 400): "beyond the largest",
	} {
		if got, err := ParseLocus(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseLocus(%q) = %+v, %v; want an error with %q", in, got, err, want)
		}
	}
}

func TestParsePosition(t *testing.T) {
	for in, want := range map[string]int{
		"0": 0, "1": 1, "1,000": 1000, "1_000": 1000, "1,0,0": 100, "007": 7, " 5 ": 5,
		"5k": 5000, "5kb": 5000, "5KB": 5000, "100b": 100, "1.5m": 1_500_000, "0.25k": 250,
		"1.005m": 1_005_000, // 1004999.99… in floating point
		"4.35m":  4_350_000, "3.1g": 3_100_000_000, "1.0": 1, "1.": 1, "1,234.5k": 1_234_500,
		"1.50000000k": 1500, "1099511627776": MaxPosition,
	} {
		if got, err := ParsePosition(in); err != nil || got != want {
			t.Errorf("ParsePosition(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", " ", "k", "b", ".", ".5m", "-1", "+1", "1.5", "1.2345k", "1e6", "0x10", "1.2.3", "1.2.3m",
		"5kk", "5 000", "٣", "NaN", "1.5,0m", ",", "1200g", "1099511627777",
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
		if back, err := ParseLocus(tc.want); err != nil || back != tc.iv {
			t.Errorf("ParseLocus(%q) = %+v, %v; want %#v", tc.want, back, err, tc.iv)
		}
	}
}

func FuzzParseLocus(f *testing.F) {
	for _, s := range []string{
		"chr1:1-100", "chr1:1,000..2,000", "chr1:5m-5.2m", "chr1", "HLA-A*01:01:5-9", " chr1 : 5 ", "chr1:-5", ":", "a::1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		iv, err := ParseLocus(s)
		if err != nil {
			return
		}
		if iv.Seq == "" || iv.Start < 0 || iv.End < iv.Start || iv.End > MaxPosition {
			t.Fatalf("ParseLocus(%q) = %#v, outside its bounds", s, iv)
		}
		back, err := ParseLocus(iv.String())
		if err != nil || back != iv {
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
