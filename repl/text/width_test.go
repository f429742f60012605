package text

import "testing"

func TestWidths(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		cut   string // to 5 columns
	}{
		{"abc", 3, "abc"},
		{"abcdefg", 7, "abcd…"},
		{"測定データ", 10, "測定…"},
		{"a測定デ", 7, "a測…"},
		{"é\u0301abcde", 6, "é\u0301abc…"}, // with a combining mark
		{"🧬dna", 5, "🧬dna"},
		{"", 0, ""},
	} {
		if got := Width(c.text); got != c.width {
			t.Errorf("Width(%q) = %d, want %d", c.text, got, c.width)
		}
		if got := Shorten(c.text, 5); got != c.cut {
			t.Errorf("Shorten(%q) = %q, want %q", c.text, got, c.cut)
		}
	}
}

// TestRuneWidths has the characters of East Asian width W (EastAsianWidth.txt,
// Unicode 14) that are emoji and not in the blocks of pictographs, and neighbours
// of theirs that are narrow.
func TestRuneWidths(t *testing.T) {
	for width, text := range map[int]string{
		2: "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕" +
			"🀄🃏🆎🆑🆚🈁🈚🈯🈲🈶🈸🈺🉐🉑🟠🟫🟰🌀🧬🚀",
		1: "⌙⌜⏨⏭⏯⏱⏲⏴◼◿☓☖♇♔♾⚀⚒⚔⚠⚢⚩⚬⚼⚿⛃⛆⛍⛏⛓⛕⛩⛫⛱⛴⛶⛹⛻⛼⛾✄✆✉✌✧✩❋❍❏❒❖❘➔➘➯➱➾⟀⬚⬝⭏⭑⭔⭖ABé★☀→…",
	} {
		for _, r := range text {
			if got := Width(string(r)); got != width {
				t.Errorf("%c %U takes %d columns, want %d", r, r, got, width)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	got := Wrap("one two three four\n\n    as it is, however wide\n\nwide測定 x", 9)
	want := "one two\nthree\nfour\n\n    as it is, however wide\n\nwide測定\nx"
	if got != want {
		t.Errorf("wrapped %q, want %q", got, want)
	}
}
