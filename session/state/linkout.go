package state

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/epiviz/epivizgo/session/hint"
)

// The address of links to another site, which pages offer for a feature. Parts in braces stand for what the
// feature has; pages put it in, encoded.

// maxLinkOut bounds the address in bytes.
const maxLinkOut = 2000

// NoLinkOut is the word for no links at the prompt.
const NoLinkOut = "none"

var (
	// linkSlot is what stands for a part of the address.
	linkSlot = regexp.MustCompile(`\{[^{}]*\}`)
	// linkServer is the address up to the first / behind the server, which no feature may have a say in.
	linkServer = regexp.MustCompile(`(?i)^https?://[^\s/\\?#@{}]+[/?#]`)
)

// CheckLinkOut returns an error for an address that links cannot have. Pages check it by the same rules
// (templateProblem).
func CheckLinkOut(template string) error {
	const example = "such as https://SERVER/id/{name}"
	bad := func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r)
	}
	made := linkSlot.ReplaceAllString(template, "x")
	_, err := url.Parse(made)
	switch {
	case template == "":
		return nil
	case len(template) > maxLinkOut:
		return fmt.Errorf("an address of links has %d bytes; at most %d are kept", len(template), maxLinkOut)
	case strings.ContainsFunc(made, bad):
		return fmt.Errorf("the address of links %q has a space or a character that is not seen", template)
	case !linkServer.MatchString(template) || err != nil:
		return hint.Add(fmt.Errorf("the address of links %q: wanted http:// or https://, the whole name of a server and a /", template), example)
	case !linkSlot.MatchString(template):
		return hint.Add(fmt.Errorf("the address of links %q has nothing that stands for the feature", template),
			"{name}, {seq}, {start}, {end} and {COLUMN} do, "+example)
	}
	return nil
}

func linkOutSet(st *State, e *Event) error {
	st.LinkOut = e.Text
	return nil
}

func writeLinkOut(e *Event) [][]string {
	if e.Text == "" {
		return [][]string{{"linkout", NoLinkOut}}
	}
	return [][]string{{"linkout", e.Text}}
}

func readLinkOut(_ *State, args []string) ([]Event, error) {
	if len(args) != 1 {
		return nil, errors.New("linkout: wanted one address, or none")
	}
	template := args[0]
	if strings.EqualFold(template, NoLinkOut) {
		template = ""
	}
	if err := CheckLinkOut(template); err != nil {
		return nil, err
	}
	return []Event{{Kind: EventLinkOut, Text: template}}, nil
}
