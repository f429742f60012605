package page

import "testing"

func TestBinWidthFor(t *testing.T) {
	for _, tc := range []struct{ view, want int }{
		{0, 1}, {1, 1}, {1000, 1}, {1999, 1}, {2000, 2}, {100_000, 64}, {1_000_000, 512}, {248_956_422, 131_072}, {1 << 40, 1 << 30},
	} {
		if got := binWidthFor(tc.view); got != tc.want {
			t.Errorf("bins for a view of %d: %d; want %d", tc.view, got, tc.want)
		}
	}
	for view := 1; view < 1<<40; view += view/3 + 1 {
		if width := binWidthFor(view); !fits(width, view) {
			t.Errorf("bins of %d do not suit a view of %d", width, view)
		}
	}
}
