package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/reply"
)

// Labeller tells pages of a slideshow that is labelled.
type Labeller interface {
	// SetLabels tells the pages which region is shown, and what it can be labelled as; nothing without words.
	SetLabels(ctx context.Context, p protocol.LabelsParams) (reply.Report, error)
}

// Label labels the region that the slideshow shows as the word of a number, for a page; it is passed as session.Options.Label. What it
// prints goes where news goes.
func (e *Env) Label(ctx context.Context, number int) error {
	own := *e
	lines := &wholeLines{w: newsWriter{e.output}}
	defer lines.flush()
	own.Out = safe.NewWriter(&LockedWriter{W: lines})
	own.Talk = own.Out
	if !own.show.mu.TryLock() {
		return errors.New("the slideshow goes on by itself; Ctrl-C at the prompt pauses it")
	}
	defer own.show.mu.Unlock()
	s := own.show.now
	if s == nil || number < 1 || number > len(s.labels.words) {
		return fmt.Errorf("key %d stands for no label", number)
	}
	return s.label(ctx, &own, s.labels.words[number-1])
}

// newsWriter writes whole lines as news.
type newsWriter struct{ output *Output }

func (w newsWriter) Write(p []byte) (int, error) {
	w.output.Notify(string(p))
	return len(p), nil
}

// label labels the region that the slideshow shows and goes on to the next one without a label.
func label(ctx context.Context, env *Env, args []string) error {
	env.show.mu.Lock()
	defer env.show.mu.Unlock()
	s := env.show.now
	if s == nil {
		return withHint(errors.New("there is no slideshow whose regions could be labelled"), "slideshow REGIONS --labels PASS,FAIL begins one")
	}
	if len(args) == 0 {
		env.printf("%s", s.labelled())
		return nil
	}
	word := cell(strings.Join(args, " "))
	switch n, err := strconv.Atoi(word); {
	case err != nil && !errors.Is(err, strconv.ErrRange): // a word
	case err == nil && n >= 1 && n <= len(s.labels.words):
		word = s.labels.words[n-1]
	case len(s.labels.words) == 0: // a number is no label of its own: the next number could stand for it
		return withHint(fmt.Errorf("label %s stands for no label; there are none", word),
			"label WORD, or slideshow REGIONS --labels A,B, whose words have numbers")
	default:
		return withHint(fmt.Errorf("label %s stands for no label; there are %s", word, text.Count(len(s.labels.words), "label")),
			"label WORD, such as label %s", s.labels.words[0])
	}
	if word == "" {
		return misused("wanted a word for the region that is shown")
	}
	return s.label(ctx, env, word)
}

// label labels the region that is shown, and shows the next one without a label.
func (s *slides) label(ctx context.Context, env *Env, word string) error {
	if strings.EqualFold(word, "none") {
		if s.labels.of(s.list[s.at]) == "" {
			return fmt.Errorf("%s has no label", s.title())
		}
		word = ""
	}
	if err := s.labels.set(s.list[s.at], word, time.Now()); err != nil {
		return err
	}
	if word != "" && !slices.Contains(s.labels.words, word) && len(s.labels.words) < mostWords {
		s.labels.words = append(s.labels.words, word)
	}
	env.printf("%s", s.title())
	if word == "" {
		return s.tellLabels(ctx, env)
	}
	next := s.unlabelled(s.at + 1)
	if next < 0 {
		env.printf("all are labelled: %s", s.labelled())
		return s.tellLabels(ctx, env)
	}
	s.at, s.view = next, ""
	return s.present(ctx, env)
}

// unlabelled returns the first region without a label from one on, round the end; -1 if all have one.
func (s *slides) unlabelled(from int) int {
	for k := range s.list {
		if i := (from + k) % len(s.list); s.labels.of(s.list[i]) == "" {
			return i
		}
	}
	return -1
}

// labelled says how many regions have which label, and where that is kept.
func (s *slides) labelled() string {
	counts, order := map[string]int{}, slices.Clone(s.labels.words)
	for _, r := range s.list {
		word := s.labels.of(r)
		if counts[word]++; word != "" && !slices.Contains(order, word) {
			order = append(order, word)
		}
	}
	var parts []string
	for _, word := range order {
		if n := counts[word]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", text.Thousands(n), word))
		}
	}
	if n := counts[""]; n > 0 {
		parts = append(parts, text.Thousands(n)+" without a label")
	}
	if n := s.labels.besides(s.list); n > 0 {
		parts = append(parts, "labels of other regions: "+text.Thousands(n))
	}
	return strings.Join(parts, ", ") + "; labels are kept in " + s.labels.path
}

// completeLabel offers the words that have been used.
func completeLabel(env *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	env.show.mu.Lock()
	defer env.show.mu.Unlock()
	if env.show.now == nil {
		return nil
	}
	return words(append(slices.Clone(env.show.now.labels.words), "none"))
}
