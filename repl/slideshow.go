package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
)

// slides is a slideshow: regions to be shown one after the other.
type slides struct {
	path  string
	list  []slide
	at    int // the one shown
	every time.Duration
}

type slide struct {
	name string
	iv   genome.Interval
}

// show is the slideshow of a prompt, which stays between commands.
type show struct {
	mu  sync.Mutex
	now *slides // nil without one; guarded by mu
}

var slideshowOptions = []Option{{Name: "every", Arg: "5s", Help: "go on by itself after this time"}}

// slideshow begins a slideshow, or moves about in it.
func slideshow(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, slideshowOptions)
	if err != nil {
		return err
	}
	every := time.Duration(-1) // as before
	if text, ok := opts["every"]; ok {
		if every, err = parseDuration(text); err != nil {
			return err
		}
	}
	env.show.mu.Lock()
	defer env.show.mu.Unlock()
	s := env.show.now
	verb := ""
	if len(words) > 0 {
		verb = strings.ToLower(words[0])
	}
	move := 0
	switch {
	case verb == "jump" && len(words) == 2:
		n, err := strconv.Atoi(words[1])
		if s != nil && (err != nil || n < 1 || n > len(s.list)) {
			return misused("wanted the number of a region, 1 to %d; found %q", len(s.list), words[1])
		}
		if s != nil {
			move = n - 1 - s.at
		}
	case len(words) > 1:
		return misused("wanted a BED file, next, back, jump N or stop; found %s", found(words))
	case verb == "next":
		move = 1
	case verb == "back":
		move = -1
	case verb == "stop" && s != nil:
		env.show.now = nil
		env.printf("stopped at %s", s.title())
		return nil
	case verb == "" || verb == "stop":
	case s == nil || s.path != absolute(expandHome(words[0])):
		if s, err = openSlides(ctx, env, expandHome(words[0])); err != nil {
			return err
		}
	}
	if s == nil {
		return withHint(errors.New("there is no slideshow"), "slideshow REGIONS.bed begins one")
	}
	env.show.now = s
	if every >= 0 {
		s.every = every
	}
	if at := s.at + move; at < 0 || at >= len(s.list) {
		return fmt.Errorf("%s is the %s region", s.title(), map[bool]string{true: "first", false: "last"}[at < 0])
	}
	s.at += move
	if move != 0 && every < 0 {
		return s.present(ctx, env)
	}
	return s.run(ctx, env)
}

// openSlides reads a slideshow. Where one of its regions is shown already, it
// goes on from there: it may have been left so before a restart.
func openSlides(ctx context.Context, env *Env, path string) (*slides, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := &slides{path: absolute(path)}
	if s.list, err = parseSlides(path, f); err != nil {
		return nil, err
	}
	here, _, _ := env.Session.Location(ctx) // a page that does not answer is no matter
	for i, slide := range s.list {
		if slide.iv == here {
			s.at = i
		}
	}
	return s, nil
}

// mostSlides bounds a slideshow: at a second each they take a day.
const mostSlides = 86400

// parseSlides reads BED: a sequence, a start from 0, an end, and perhaps a name,
// parted by tabs or blanks. Lines with track, browser and # are passed over.
func parseSlides(name string, r io.Reader) ([]slide, error) {
	var list []slide
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		fields := strings.Fields(line)
		if strings.Contains(line, "\t") {
			fields = strings.Split(line, "\t") // names may have blanks
		}
		if line == "" || line[0] == '#' || fields[0] == "track" || fields[0] == "browser" {
			continue
		}
		if len(fields) < 3 {
			return nil, fmt.Errorf("%s:%d: wanted a sequence, a start and an end; found %s", name, number, text.Count(len(fields), "column"))
		}
		start, err1 := strconv.Atoi(strings.TrimSpace(fields[1]))
		end, err2 := strconv.Atoi(strings.TrimSpace(fields[2]))
		if err1 != nil || err2 != nil || start < 0 || end <= start || end > genome.MaxPosition {
			return nil, fmt.Errorf("%s:%d: wanted a start and a later end, counted from 0; found %q and %q", name, number, fields[1], fields[2])
		}
		s := slide{iv: genome.Interval{Seq: fields[0], Start: start, End: end}}
		if len(fields) > 3 && fields[3] != missing {
			s.name = fields[3]
		}
		if list = append(list, s); len(list) > mostSlides {
			return nil, fmt.Errorf("%s: more than %d regions", name, mostSlides)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no regions", name)
	}
	return list, nil
}

// title names the region that is shown.
func (s *slides) title() string {
	at := s.list[s.at]
	title := fmt.Sprintf("%d/%d", s.at+1, len(s.list))
	if at.name != "" {
		title += " " + at.name
	}
	return title + " " + text.Locus(at.iv)
}

// present shows the region.
func (s *slides) present(ctx context.Context, env *Env) error {
	report, err := env.Session.Navigate(ctx, s.list[s.at].iv)
	if err != nil {
		return suggestSequence(err, s.list[s.at].iv.Seq, sequenceNames(env))
	}
	env.printf("%s", s.title())
	env.report(report)
	return nil
}

// run shows the region, and the ones after it where it goes on by itself.
// Ctrl-C pauses it.
func (s *slides) run(ctx context.Context, env *Env) error {
	for {
		if err := s.present(ctx, env); err != nil {
			return err
		}
		if s.every == 0 || s.at == len(s.list)-1 {
			return nil
		}
		if err := pause(ctx, s.every); err != nil {
			fmt.Fprintf(env.Talk, "paused at %s; slideshow goes on\n", s.title())
			return nil
		}
		s.at++
	}
}
