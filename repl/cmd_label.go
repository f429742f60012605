package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/repl/text"
)

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
	if n, err := strconv.Atoi(word); err == nil && n >= 1 && n <= len(s.labels.words) {
		word = s.labels.words[n-1]
	}
	if word == "" {
		return misused("wanted a word for the region that is shown")
	}
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
