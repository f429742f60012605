package session

import (
	"maps"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// TestSettingsOfReads: tags and positions that cannot be are refused by name, at the prompt as from a page's dialog, and positions are
// kept as pages understand them.
func TestSettingsOfReads(t *testing.T) {
	s := must(Start(t.Context(), Options{Addr: "127.0.0.1:0"}))(t)
	t.Cleanup(func() { _ = s.Close() })
	if _, _, err := s.Load(t.Context(), readsFile(t, "reads.bam", strings.Repeat("ACGT", 750), "")); err != nil {
		t.Fatal(err)
	}
	chart, _, err := s.AddChart(t.Context(), "Alignments Track", []string{"reads"})
	if err != nil {
		t.Fatal(err)
	}
	ways := map[string]func(map[string]string) error{
		"prompt": func(values map[string]string) error {
			_, err := s.Set(t.Context(), chart.Handle, maps.Clone(values))
			return err
		},
		"page": func(values map[string]string) error {
			p := protocol.UserChartParams{Handle: chart.Handle, Settings: map[string]any{}}
			for id, v := range values {
				p.Settings[id] = v
			}
			return s.userSetChartSettings(t.Context(), nil, p)
		},
	}
	for way, set := range ways {
		for _, bad := range [][3]string{
			{"groupTag", "HPX", "groupTag"}, {"colorTag", "", "two letters of a tag"}, {"sortTag", "1H", "such as HP"},
			{"sortAt", "zzz", "wanted a single position"}, {"sortAt", "chr1:10-20", "wanted a single position"},
			{"sortAt", "chr1", "wanted a single position"}, {"sortAt", "chr1:g.10A>G", "wanted a single position"},
			{"sortAt", "chr9:10", "chr9"}, {"sortAt", "chr1:99,999", "3000 bases"},
		} {
			if err := set(map[string]string{bad[0]: bad[1]}); err == nil || !strings.Contains(err.Error(), bad[2]) {
				t.Errorf("%s, %s=%s: error %v, want %q", way, bad[0], bad[1], err, bad[2])
			}
		}
		if err := set(map[string]string{"sortAt": "1:1,234", "groupTag": "RG"}); err != nil {
			t.Fatal(err)
		}
		now := must(s.chart(chart.Handle))(t).Settings
		equal(t, way, []any{now["sortAt"], now["groupTag"]}, []any{"chr1:1234", "RG"})
		if err := set(map[string]string{"sortAt": ""}); err != nil {
			t.Errorf("%s, no position: %v", way, err)
		}
	}
	wantHint(t, ways["prompt"](map[string]string{"sortAt": "zzz"}), "such as sortAt=chr1:")
}

// TestNoGroups: none is no column of a sample sheet, and does what it says.
func TestNoGroups(t *testing.T) {
	inBubble(t, Options{Open: opener(map[string]sourceT{"a.bw": newRamp("chrA", 1000)})}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		chart := r.addChart("Line Track", "a")
		must(r.Set(r.ctx, chart.Handle, map[string]string{"groupBy": "none"}))(t)
		equal(t, "groupBy", must(r.chart(chart.Handle))(t).Settings["groupBy"], any(""))
	})
}
