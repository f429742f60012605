package genome

import "strings"

// lookalikes replace what could begin markup or end an attribute.
var lookalikes = strings.NewReplacer("<", "\uff1c", `"`, "\u201d")

// Plain makes text harmless where a page inserts it as HTML, once or twice. Escaping
// does not help, since charts draw the same text as SVG, where "&lt;" stays "&lt;".
// So a character that could begin markup or end an attribute is replaced by one that
// looks like it. Text without markup, which is nearly all, stays as it is.
func Plain(s string) string {
	if !strings.ContainsAny(s, `<"&`) {
		return s
	}
	s = lookalikes.Replace(s)
	for i := 0; i+1 < len(s); i++ {
		// Only what looks like a character reference, so that "R & D" is kept.
		if s[i] == '&' && (s[i+1] == '#' || s[i+1]|0x20 >= 'a' && s[i+1]|0x20 <= 'z') {
			s = s[:i] + "\uff06" + s[i+1:]
		}
	}
	return s
}
