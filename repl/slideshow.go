package repl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// slides is a slideshow: regions that are shown one after the other.
type slides struct {
	list   []slide
	at     int    // the one shown
	view   string // where it is shown; "" before it is
	every  time.Duration
	flank  int // bases that are shown on either side
	labels *labels
}

// slide is a region of a slideshow.
type slide struct {
	state.Region
	room int // as in reply.Locus
}

// show holds the slideshow of a prompt between commands.
type show struct {
	mu  sync.Mutex
	now *slides // nil without one; guarded by mu
}

// slideshowVerbs are the words that control a slideshow and name no regions.
var slideshowVerbs = []string{"next", "back", "jump", "stop"}

var slideshowOptions = []Option{
	{Name: "every", Arg: "5s", Help: "go on by itself after this time"},
	{Name: "flank", Arg: "N", Help: "show N bases on either side, as 500 or 2kb"},
	{Name: "labels", Arg: "A,B", Help: "words for label, and for the keys 1 to 9 in the page"},
	{Name: "into", Arg: "FILE", Help: "keep labels in FILE; NAME.labels.tsv without it"},
}

// slideshow starts a slideshow, or moves within it.
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
	flank := -1 // as before
	if text, ok := opts["flank"]; ok {
		if flank, err = genome.ParsePosition(text); err != nil {
			return misused("--flank: %v", err)
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
	case len(words) > 1 && slices.Contains(slideshowVerbs, verb):
		return misused("wanted regions, next, back, jump N or stop; found %s", found(words))
	case verb == "next":
		move = 1
	case verb == "back":
		move = -1
	case verb == "stop" && s != nil:
		env.show.now = nil
		env.printf("stopped at %s", s.title())
		_, err := env.Session.SetLabels(ctx, protocol.LabelsParams{})
		return err
	case verb == "" || verb == "stop":
	default:
		fresh, err := openSlides(ctx, env, words, max(flank, 0), opts)
		if err != nil {
			return err
		}
		switch {
		case s == nil || !slices.Equal(s.list, fresh.list) || opts.has("into") || opts.has("labels"):
			if s = fresh; s.at > 0 {
				why := "which is shown"
				if s.labels.of(s.list[0]) != "" {
					why = "the first without a label"
				}
				fmt.Fprintf(env.Talk, "going on at region %d of %d, %s; slideshow jump 1 begins with the first\n", s.at+1, len(s.list), why)
			}
			if len(s.labels.by) > 0 || opts.has("labels") || opts.has("into") {
				fmt.Fprintf(env.Talk, "%s\n", safe.Text(s.labelled()))
			}
			if s.labels.bad > 0 {
				fmt.Fprintf(env.Talk, "%s: left out, since they could not be read: %s; %s\n", safe.Text(s.labels.path),
					text.Count(s.labels.bad, "line"), safe.Text(s.labels.why))
			}
		case s.at == len(s.list)-1: // all were shown
			s.at, s.view = 0, ""
		}
	}
	if s == nil {
		return withHint(errors.New("there is no slideshow"), "slideshow REGIONS begins one")
	}
	env.show.now = s
	if every >= 0 {
		s.every = every
	}
	if flank >= 0 {
		s.flank = flank
	}
	if at := s.at + move; at < 0 || at >= len(s.list) {
		return fmt.Errorf("%s is the %s region", s.title(), map[bool]string{true: "first", false: "last"}[at < 0])
	}
	if s.at += move; move != 0 {
		s.view = ""
	}
	if move != 0 && every < 0 {
		return s.present(ctx, env)
	}
	return s.run(ctx, env)
}

// mostSlides bounds the regions of a slideshow: shown for a second each, they last a day.
const mostSlides = 86400

// openSlides reads a slideshow. If one of its regions but the last is in view, it
// continues there: a restart may have interrupted it.
func openSlides(ctx context.Context, env *Env, words []string, flank int, opts given) (*slides, error) {
	list, err := regionsOf(ctx, env, words)
	if err == nil {
		list, err = onOffer(ctx, env, list)
	}
	if err != nil {
		return nil, err
	}
	if n := len(list); n > mostSlides {
		return nil, withHint(fmt.Errorf("there are %s; a slideshow has %s at most", text.Count(n, "region"), text.Thousands(mostSlides)),
			"choose some, such as those of a sequence")
	}
	path := opts["into"]
	if path == "" {
		path = labelsFile(words)
	}
	s := &slides{flank: flank}
	if s.labels, err = interruptible.Do(ctx, path, func() (*labels, error) { return readLabels(expandHome(path)) }); err != nil {
		return nil, err
	}
	if named := strings.FieldsFunc(opts["labels"], func(r rune) bool { return r == ',' }); len(named) > 0 {
		if len(named) > mostWords {
			return nil, misused("%d words after --labels; wanted at most %d, as many as there are keys", len(named), mostWords)
		}
		s.labels.words = nil
		for _, word := range named {
			word = cell(word)
			if _, err := strconv.Atoi(word); err == nil || word == "" || strings.EqualFold(word, "none") || slices.Contains(s.labels.words, word) {
				return nil, misused("wanted other words after --labels, each once: numbers are keys, and none takes a label off; found %s",
					found(named))
			}
			s.labels.words = append(s.labels.words, word)
		}
	}
	tellApart(list)
	for _, r := range list {
		if r.typed {
			at, err := env.Session.Locate(ctx, r.Interval)
			if err != nil {
				return nil, suggestSequence(err, r.Seq, sequenceNames(env))
			}
			r.Interval = at
		}
		s.list = append(s.list, slide{r.Region, r.room})
	}
	here := env.Session.State().Location
	at := slices.IndexFunc(s.list, func(r slide) bool { return s.shown(ctx, env, r).Interval == here })
	if at < len(s.list)-1 {
		s.at = max(0, at)
	}
	if len(s.labels.by) > 0 && s.labels.of(s.list[s.at]) != "" || opts.has("labels") && s.at == 0 {
		s.at = max(0, s.unlabelled(0))
	}
	return s, nil
}

// aroundBase is how many bases are shown of a region that is a single one.
const aroundBase = 40

// shown returns what is shown of a region.
func (s *slides) shown(ctx context.Context, env *Env, r slide) reply.Locus {
	at := reply.Locus{Interval: r.Interval, Room: r.room}
	if r.Len() == 1 {
		at.Room = aroundBase
	}
	if s.flank > 0 {
		at.Start, at.End = max(0, at.Start-s.flank), at.End+s.flank
		if cut, err := env.Session.Locate(ctx, at.Interval); err == nil {
			at.Interval = cut // the sequence ends
		}
	}
	return at
}

// title returns the name of the region that is shown, and where it is.
func (s *slides) title() string {
	at := s.list[s.at]
	title := fmt.Sprintf("%d/%d", s.at+1, len(s.list))
	if at.Name != "" {
		title += " " + at.Name
	}
	title += " " + cmp.Or(s.view, text.Locus(at.Interval))
	if word := s.labels.of(at); word != "" {
		title += " [" + word + "]"
	}
	return title
}

// present shows the region.
func (s *slides) present(ctx context.Context, env *Env) error {
	r := s.list[s.at]
	s.view = ""
	report, err := env.Session.Show(ctx, s.shown(ctx, env, r))
	if err != nil {
		return suggestSequence(err, r.Seq, sequenceNames(env))
	}
	s.view = text.RangeLocus(*report.Location)
	env.printf("%s", s.title())
	env.report(report)
	return s.tellLabels(ctx, env)
}

// tellLabels tells the pages which region is shown, and what it can be labelled as.
func (s *slides) tellLabels(ctx context.Context, env *Env) error {
	left := 0
	for _, r := range s.list {
		if s.labels.of(r) == "" {
			left++
		}
	}
	at := s.list[s.at]
	report, err := env.Session.SetLabels(ctx, protocol.LabelsParams{
		Words: s.labels.words, Title: strings.TrimSpace(fmt.Sprintf("%d/%d %s", s.at+1, len(s.list), at.Name)),
		Label: s.labels.of(at), Left: left, Count: len(s.list),
	})
	env.report(reply.Report{Notes: report.Notes})
	return err
}

// run shows the region and, if the slideshow advances by itself, those after it. It then
// leaves out those that are on no sequence any more. Ctrl-C pauses it.
func (s *slides) run(ctx context.Context, env *Env) error {
	shown := false
	for {
		err := s.present(ctx, env)
		last := s.at == len(s.list)-1
		_, gone := env.Session.Locate(ctx, s.list[s.at].Interval)
		if err != nil && (s.every == 0 || gone == nil || last && !shown) {
			return err
		}
		if err != nil {
			fmt.Fprintf(env.Talk, "%s is left out: %s\n", safe.Text(s.title()), safe.Text(err.Error()))
		}
		if s.every == 0 || last {
			return nil
		}
		if err == nil {
			shown = true
			if err := pause(ctx, s.every); err != nil {
				fmt.Fprintf(env.Talk, "paused at %s; slideshow goes on\n", s.title())
				return nil
			}
		}
		s.at, s.view = s.at+1, ""
	}
}
