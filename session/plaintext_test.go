package session

import "testing"

// TestPlainText: control characters are refused, whether they are escaped or not.
func TestPlainText(t *testing.T) {
	for text, plain := range map[string]bool{
		`{"a":"one \u00e9 \"é\" \ud83d\ude00 ¡"}`: true, `{"a":"\n"}`: false, `{"a":"\u009b"}`: false, `{"a":"\u007f"}`: false,
		"{\"a\":\"\x7f\"}": false, "{\"a\":\"\u0085\"}": false, "{\"a\":\"\u009b1m\"}": false, "{\"a\":\"\u00a0\"}": true,
	} {
		if err := plainText([]byte(text)); (err == nil) != plain {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The error has the text, and not what follows it.
func TestPlainTextNamesTheText(t *testing.T) {
	err := plainText([]byte(`{"settings":{"title":"a\u0000b"},"chartId":"c1"}`))
	if want := `a text has a line break or a control character, which is not kept: "a\u0000b"`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
