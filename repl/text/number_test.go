package text

import "testing"

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 248956422: "248,956,422", -1234: "-1,234", 100000: "100,000"} {
		if got := Thousands(n); got != want {
			t.Errorf("Thousands(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 bases", 1: "1 base", 2: "2 bases", 16569: "16,569 bases"} {
		if got := Count(n, "base"); got != want {
			t.Errorf("Count(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1000: "1 kB", 47_500_000: "47.5 MB", 5_000_000_000_000: "5 TB"} {
		if got := Size(n); got != want {
			t.Errorf("Size(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestValueRange(t *testing.T) {
	low, high := -0.5, 1e9/3
	for _, c := range []struct {
		low, high *float64
		want      string
	}{
		{nil, nil, ""}, {&low, nil, "-0.5 to ?"}, {nil, &high, "? to 3.33333e+08"}, {&low, &high, "-0.5 to 3.33333e+08"},
	} {
		if got := ValueRange(c.low, c.high); got != c.want {
			t.Errorf("range %q, want %q", got, c.want)
		}
	}
}
