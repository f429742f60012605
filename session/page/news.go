package page

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

const (
	// newsAMinute is how many sentences one page may have told to the user within a minute; more are counted.
	newsAMinute = 10
	// longestWord bounds a word of them, in letters, longestPath one that is an absolute path, and longestNews each,
	// in bytes: a page chooses the names in them.
	longestWord = 60
	longestPath = 250
	longestNews = 1000
)

// Tell shows the user a sentence that the page has caused.
func (pg *Page) Tell(sentence string) {
	for _, s := range pg.news.next(time.Now(), sentence, pg.Name()) {
		pg.host.Notify(s)
	}
}

// TellOnce is Tell for a sentence that is not repeated until forget is called.
func (pg *Page) TellOnce(sentence string) (forget func()) {
	return pg.host.Once(inShort(sentence), pg.Tell)
}

// news counts what a page had told within a minute.
type news struct {
	mu    sync.Mutex
	began time.Time // of the minute; guarded by mu
	told  int       // within it; guarded by mu
	left  int       // left out since something was told; guarded by mu
}

// next returns what to tell in place of a sentence that page, by its name, has caused.
func (n *news) next(now time.Time, sentence, page string) (tell []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if now.Sub(n.began) >= time.Minute {
		n.began, n.told = now, 0
	}
	if n.told == newsAMinute {
		n.left++
		return nil
	}
	n.told++
	if n.left > 0 {
		tell = append(tell, n.restLocked(page))
	}
	tell = append(tell, inShort(sentence))
	if n.told == newsAMinute {
		tell = append(tell, fmt.Sprintf("%s causes many notices; those of the next minute are only counted", page))
	}
	return tell
}

// rest returns what to tell once the page has gone of what was left out, "" for nothing.
func (n *news) rest(page string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.left == 0 {
		return ""
	}
	return n.restLocked(page)
}

// restLocked says how many were left out, and begins to count again; n.mu is held.
func (n *news) restLocked(page string) string {
	left := n.left
	n.left = 0
	return fmt.Sprintf("%s caused %d more notices, which were left out", page, left)
}

// inShort cuts the long words of a sentence and its end.
func inShort(sentence string) string {
	var b strings.Builder
	letters, most := 0, longestWord
	for i, c := range sentence {
		switch {
		case i >= longestNews:
			return strings.TrimSuffix(b.String(), "…") + "…"
		case c == ' ' || c == '\n' || c == '\t':
			letters, most = 0, longestWord
		default:
			if letters++; letters == 1 && c == '/' {
				most = longestPath
			}
		}
		switch {
		case letters <= most:
			b.WriteRune(c)
		case letters == most+1:
			b.WriteRune('…')
		}
	}
	return b.String()
}
