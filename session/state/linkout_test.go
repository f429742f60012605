package state

import (
	"strings"
	"testing"
)

func TestCheckLinkOut(t *testing.T) {
	for _, template := range []string{"", "https://a.example/{name}", "http://a.example:8080/x?q={seq}:{start}-{end}#{gene id}", "HTTPS://a.example?{name}",
		"https://localhost/{a}{b}"} {
		if err := CheckLinkOut(template); err != nil {
			t.Errorf("%q: %v", template, err)
		}
	}
	for _, template := range []string{"javascript:alert({name})", "data:text/html,{name}", "//a.example/{name}", "https://{name}/", "https://{name}.example/x",
		"https://a.example{name}/x", "https://user@a.example/{name}", "https://a.example/", "https:///{name}", "https:\\\\a.example\\{name}", "file:///{name}",
		" https://a.example/{name}", "https://a.example/a b{name}", "https://a.example/\x1b{name}", "https://a.example/\u202e{name}", "https://a.example/%zz{name}",
		"https://a.example/{name", "https://a.example/" + strings.Repeat("x", maxLinkOut) + "{name}", "none/{name}"} {
		if err := CheckLinkOut(template); err == nil {
			t.Errorf("%q is taken", template)
		}
		st := State{}
		if _, err := st.Read([]string{"linkout", template}); err == nil {
			t.Errorf("%q is read back", template)
		}
	}
}
