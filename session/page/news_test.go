package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestNewsOfOnePage: ten a minute are told, the others are counted, and names are cut.
func TestNewsOfOnePage(t *testing.T) {
	var n news
	var told []string
	now := time.Unix(0, 0)
	for i := range 20_000 {
		told = append(told, n.next(now, fmt.Sprint("sentence ", i), "browser 1")...)
		now = now.Add(time.Millisecond)
	}
	now = now.Add(time.Minute)
	told = append(told, n.next(now, "later", "browser 1")...)
	var want []string
	for i := range newsAMinute {
		want = append(want, fmt.Sprint("sentence ", i))
	}
	want = append(want, "browser 1 causes many notices; those of the next minute are only counted",
		"browser 1 caused 19990 more notices, which were left out", "later")
	if !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
	// What is left out when the page goes is counted, too.
	for range newsAMinute + 2 {
		n.next(now, "later", "browser 1")
	}
	if got := n.rest("browser 1"); got != "browser 1 caused 3 more notices, which were left out" || n.rest("browser 1") != "" {
		t.Errorf("at the end %q", got)
	}
}

// TestNewsAfterAMinute are told again.
func TestNewsAfterAMinute(t *testing.T) {
	var n news
	now := time.Unix(0, 0)
	for range newsAMinute {
		n.next(now, "a sentence", "browser 1")
	}
	for after, want := range map[time.Duration]int{time.Minute - 1: 0, time.Minute: 1} {
		again := news{began: n.began, told: n.told}
		if got := again.next(now.Add(after), "another", "browser 1"); len(got) != want {
			t.Errorf("after %v: %q", after, got)
		}
	}
	if newsAMinute != 10 || longestWord != 60 || longestNews > 1000 {
		t.Errorf("%d a minute, words of %d letters, %d bytes", newsAMinute, longestWord, longestNews)
	}
}

func TestInShort(t *testing.T) {
	name := strings.Repeat("é", longestWord)
	for sentence, want := range map[string]string{
		"a sentence":                       "a sentence",
		"of " + name + " here":             "of " + name + " here",
		"of " + name + "x here":            "of " + name + "… here",
		strings.Repeat("x", 1<<20) + " a":  strings.Repeat("x", longestWord) + "…",
		strings.Repeat("x ", 1<<20):        strings.Repeat("x ", longestNews/2) + "…",
		"open /" + name + ": no such file": "open /" + name + ": no such file",
		"not \xff UTF-8":                   "not \ufffd UTF-8",
	} {
		if got := inShort(sentence); got != want {
			t.Errorf("%.80q: %q, want %q", sentence, got, want)
		}
	}
}
