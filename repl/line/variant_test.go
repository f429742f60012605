package line

import "testing"

// TestArrows has > as the arrow of a change of bases, and as what sends output on.
func TestArrows(t *testing.T) {
	for text, want := range map[string]struct{ last, file string }{
		"navigate chr1:g.123A>G":          {"chr1:g.123A>G", ""},
		"navigate chr1:123A>G":            {"chr1:123A>G", ""},
		"navigate chr1:1,234AT>g;where":   {"chr1:1,234AT>g", ""},
		"search chr1:123A>G > out.txt":    {"chr1:123A>G", "out.txt"},
		"search chr1:123A>G>out.txt":      {"chr1:123A>G", "out.txt"},
		"search chr1:123A>Gene.txt":       {"chr1:123A", "Gene.txt"},
		"rows chr1:123 x>G":               {"x", "G"},
		"rows chr1:123-200>out":           {"chr1:123-200", "out"},
		"values chr1:123A>":               {"", "!"},
		"search chr1:g.A>G":               {"chr1:g.A>G", ""},
		"navigate NM_7.3:c.68+1A>G":       {"NM_7.3:c.68+1A>G", ""},
		"rows chr1:123A >G":               {"chr1:123A", "G"},
		"navigate 'chr1:123A'>G":          {"chr1:123A>G", ""},
		"rows HLX-A:01:5G>C a > b":        {"a", "b"},
		"navigate chr1:g.123A>G chr1:9-9": {"chr1:9-9", ""},
	} {
		list, err := Split(text, nil)
		if want.file == "!" {
			if err == nil {
				t.Errorf("%s: no error", text)
			}
			continue
		}
		if err != nil || len(list) == 0 {
			t.Errorf("%s: %v", text, err)
			continue
		}
		s := list[0]
		file := ""
		if s.File != nil {
			file = s.File.Path.Text
		}
		if last := s.Words[len(s.Words)-1].Text; last != want.last || file != want.file {
			t.Errorf("%s: the last word is %q and the file %q; want %q and %q", text, last, file, want.last, want.file)
		}
	}
}
