package repl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Charts that a command takes by their numbers: 3, 2-5 or all.

// isHandles reports whether a word stands for charts by their numbers: 3, 2-5 or all.
func isHandles(word string) bool {
	_, _, err := handleRange(word)
	return err == nil || strings.EqualFold(word, "all")
}

// handleRange reads 3 or 2-5.
func handleRange(word string) (from, to int, err error) {
	first, last, several := strings.Cut(word, "-")
	if !several {
		from, err = parseHandle(word)
		return from, from, err
	}
	if from, err = parseHandle(first); err == nil {
		to, err = parseHandle(last)
	}
	switch {
	case err != nil:
		return 0, 0, withHint(fmt.Errorf("%q stands for no charts", word), "charts lists them; 2-5 stands for those from 2 to 5")
	case to < from:
		return 0, 0, fmt.Errorf("%s: wanted the smaller number first", word)
	}
	return from, to, nil
}

// chosen are charts named by words of a command.
type chosen struct {
	handles []int        // each once, in the order of the words
	named   map[int]bool // by its own number, rather than by a range or all
}

// chooseCharts reads the charts of words: numbers and ranges, or all alone. A number that no
// chart has, or a range without a chart, is an error; numbers of a range that no chart has
// are told.
func chooseCharts(env *Env, words []string) (chosen, error) {
	c := chosen{named: map[int]bool{}}
	if len(words) == 1 && strings.EqualFold(words[0], "all") {
		c.add(handlesOf(env)...)
		return c, nil
	}
	ranges := make([][2]int, len(words))
	for i, word := range words {
		if strings.EqualFold(word, "all") {
			return c, misused("all stands alone, without other charts")
		}
		from, to, err := handleRange(word)
		if err != nil {
			return c, err
		}
		ranges[i] = [2]int{from, to}
	}
	have := handlesOf(env)
	var holes []string
	for i, r := range ranges {
		from, to := r[0], r[1]
		in := slices.DeleteFunc(slices.Clone(have), func(h int) bool { return h < from || h > to })
		slices.Sort(in)
		if len(in) == 0 {
			return c, noChart(words[i], have)
		}
		c.add(in...)
		c.named[from] = c.named[from] || from == to
		next := from
		for _, h := range append(in, to+1) {
			switch {
			case h-1 == next:
				holes = append(holes, strconv.Itoa(next))
			case h-1 > next:
				holes = append(holes, fmt.Sprintf("%d-%d", next, h-1))
			}
			next = h + 1
		}
	}
	if len(holes) > 0 {
		env.note("no charts have the numbers " + strings.Join(holes, ", "))
	}
	return c, nil
}

// add adds charts that are not chosen yet.
func (c *chosen) add(handles ...int) {
	for _, h := range handles {
		if !slices.Contains(c.handles, h) {
			c.handles = append(c.handles, h)
		}
	}
}

func noChart(word string, have []int) error {
	err := fmt.Errorf("there is no chart %s", word)
	if len(have) == 0 {
		return withHint(err, "there are no charts; addchart TYPE NAME adds one")
	}
	var texts []string
	for _, h := range have {
		texts = append(texts, strconv.Itoa(h))
	}
	return withHint(err, "there are %s", strings.Join(texts, ", "))
}
