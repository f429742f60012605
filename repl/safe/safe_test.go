package safe

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "chr1:1-100,000", "chr1:1-100,000"},
		{"other scripts", "測定 1 · Ärger · مرحبا", "測定 1 · Ärger · مرحبا"},
		{"emoji with a joiner", "👩\u200d🔬", "👩\u200d🔬"},
		{"colour", "\x1b[31mred\x1b[0m", `\u001b[31mred\u001b[0m`},
		{"window title and bell", "\x1b]0;gone\x07", `\u001b]0;gone\u0007`},
		{"newline, tab, return", "a\nb\tc\rd", `a\nb\tc\rd`},
		{"C1 control as a rune", "\u009b31m", `\u009b31m`},
		{"C1 control as a byte", "\x9b31m", `\x9b31m`},
		{"delete", "a\x7fb", `a\u007fb`},
		{"bidirectional override", "a\u202egnp.bw", `a\u202egnp.bw`},
		{"bidirectional isolate", "\u2066a\u2069", `\u2066a\u2069`},
		{"zero width space, byte order mark", "a\u200bb\ufeff", `a\u200bb\ufeff`},
		{"tag character", "a\U000e0041", `a\U000e0041`},
		{"line separator", "a\u2028b", `a\u2028b`},
		{"replacement character that was written", "a\ufffdb", "a\ufffdb"},
		{"empty", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Text(c.in); got != c.want {
				t.Errorf("Text(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestLinesKeepsLayout(t *testing.T) {
	if got, want := Lines("a\tb\n\x1b[2J\n"), "a\tb\n\\u001b[2J\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWriterSplitRunes(t *testing.T) {
	const in = "測\x1b[1m\u202eé\n"
	want := Lines(in)
	for cut := 0; cut <= len(in); cut++ {
		var b bytes.Buffer
		w := NewWriter(&b)
		for _, part := range []string{in[:cut], in[cut:]} {
			if n, err := w.Write([]byte(part)); err != nil || n != len(part) {
				t.Fatalf("Write = %d, %v", n, err)
			}
		}
		if b.String() != want {
			t.Errorf("cut at %d: %q, want %q", cut, b.String(), want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a\x1b[31m", "\xff\xfe", "測\u202e", "a\nb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := Text(s)
		if !utf8.ValidString(out) || strings.ContainsFunc(out, func(r rune) bool { return !Rune(r) }) {
			t.Errorf("Text(%q) = %q is not safe", s, out)
		}
		if Text(out) != out {
			t.Errorf("Text(%q) changes when applied twice", s)
		}
	})
}

func TestAppendJSON(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":"b é 測"}`:      `{"a":"b é 測"}`,
		"{\"a\":\"\u202e\"}": `{"a":"\u202e"}`,
		"[\"\U000e0041\"]":   `["\udb40\udc41"]`,
		"[\"a\xffb\x7f\"]":   "[\"a\ufffdb\\u007f\"]",
		"":                   "",
	} {
		got := string(AppendJSON(nil, []byte(in)))
		if got != want || Text(got) != got {
			t.Errorf("AppendJSON(%q) = %q, want %q", in, got, want)
		}
	}
}
