package genome

import "testing"

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "BRCA2": "BRCA2", "5'-UTR; A>G": "5'-UTR; A>G", "R & D": "R & D", "a &": "a &", "&": "&", "a&1": "a&1", "東京": "東京",
		"<img src=x>":      "＜img src=x>",
		`x" onclick="a()`:  "x” onclick=”a()",
		"&lt;b&gt;":        "＆lt;b＆gt;",
		"&#60;":            "＆#60;",
		"AT&T":             "AT＆T",
		"&&amp;":           "&＆amp;",
		"<<<":              "＜＜＜",
		"\xff<":            "\xff＜",
		"p < 0.05 & q<0.1": "p ＜ 0.05 & q＜0.1",
	} {
		got := Plain(in)
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if again := Plain(got); again != got {
			t.Errorf("%q: twice %q", in, again)
		}
	}
}
