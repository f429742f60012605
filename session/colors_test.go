package session

import (
	"slices"
	"testing"
)

func TestParseColors(t *testing.T) {
	for _, tc := range []struct {
		text string
		want []string
	}{
		{"red", []string{"red"}},
		{"RebeccaPurple, #abc,#ABCD ,transparent", []string{"RebeccaPurple", "#abc", "#ABCD", "transparent"}},
		{"#0072b2,#0072b280", []string{"#0072b2", "#0072b280"}},
		{"default", []string{}},
	} {
		if got, err := parseColors(tc.text); err != nil || got == nil || !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, %v, want %q", tc.text, got, err, tc.want)
		}
	}
	for _, text := range []string{
		"", ",", "red,", "#", "#1", "#12", "#12345", "#1234567", "#123456789", "#12345g", "##123456", "123456", "#red",
		"rde", "rgb(1", "red;x", "r\xe9d",
	} {
		if got, err := parseColors(text); err == nil {
			t.Errorf("%q: %q, want an error", text, got)
		}
	}
}
