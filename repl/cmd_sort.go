package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/state"
)

// sortKeys are the orders of reads beside that by a tag.
var sortKeys = []string{"base", "strand", "quality", "start"}

// sortReads puts the reads of a chart in order.
func sortReads(ctx context.Context, env *Env, args []string) error {
	if len(args) < 2 || len(args) == 3 || len(args) > 3 && !strings.EqualFold(args[2], "at") {
		return misused("wanted the number of a chart, an order, and perhaps at and a position; found %s", found(args))
	}
	handle, err := parseHandle(args[0])
	if err != nil {
		return err
	}
	values := map[string]string{"sortBy": strings.ToLower(args[1]), "sortAt": ""}
	switch {
	case slices.Contains(sortKeys, values["sortBy"]):
	case protocol.IsTag(args[1]):
		values["sortBy"], values["sortTag"] = "tag", args[1]
	default:
		return misused("%q is no order; wanted %s, or a tag of two letters", args[1], strings.Join(sortKeys, ", "))
	}
	if len(args) > 3 {
		words, err := joinLoci(ctx, env, args[3:])
		if err != nil {
			return err
		}
		if len(words) != 1 {
			return misused("wanted one position after at; found %s", found(args[3:]))
		}
		at, err := oneRegion(ctx, env, words[0])
		if err != nil {
			return err
		}
		if at.Len() != 1 {
			return misused("%s has %d bases; wanted a single one after at", at.Interval, at.Len())
		}
		if end := lengthOf(env, at.Seq); end > 0 && at.Start >= end {
			return withHint(fmt.Errorf("%s is beyond the end of %s, which has %d bases", at.Interval, at.Seq, end),
				"the last base is %s:%d", at.Seq, end)
		}
		values["sortAt"] = fmt.Sprintf("%s:%d", at.Seq, at.End)
	}
	charts := env.Session.Charts()
	if i := slices.IndexFunc(charts, func(c state.Chart) bool { return c.Handle == handle }); i >= 0 {
		if t, _ := protocol.LookupChartType(charts[i].Type); t.Needs != protocol.ReadsKey {
			what := state.ChartName(charts[i].Type)
			return withHint(fmt.Errorf("chart %d is of the type %s, without reads; sort is of an Alignments Track", handle, what),
				"settings %d lists what orders this one", handle)
		}
	}
	report, err := env.Session.Set(ctx, handle, values)
	if err != nil {
		return suggestSetting(env, err, handle, []string{"sortBy"})
	}
	where := ""
	if values["sortAt"] != "" {
		where = " at " + values["sortAt"]
	}
	env.printf("chart %d: by %s%s", handle, args[1], where)
	env.report(report)
	return nil
}

// lengthOf returns the length of a sequence on offer, 0 if it is not known.
func lengthOf(env *Env, name string) int {
	for _, s := range env.Session.SeqInfos() {
		if s.Name == name {
			return s.Length
		}
	}
	return 0
}

func completeSort(env *Env, args []string, word string) []Candidate {
	switch len(args) {
	case 0:
		return completeHandle(env, args, word)
	case 1:
		return words(append(slices.Clone(sortKeys), "HP", "RG"))
	case 2:
		return words([]string{"at"})
	}
	return completePlaces(env, nil, word)
}
