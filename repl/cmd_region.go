package repl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Regions is the part of the session that keeps regions of interest.
type Regions interface {
	// Regions lists the regions of a set, "" for all.
	Regions(set string) []state.Region
	// NextRegion returns the region of a set, "" for all, after the nth one at from or, if back is set, before it, in the
	// order of the sequences. It returns false without such a region.
	NextRegion(set string, from genome.Interval, nth int, back bool) (state.RegionStep, bool)
	// AddRegions adds regions and returns them as they were added.
	AddRegions(ctx context.Context, regions []state.Region) ([]state.Region, reply.Report, error)
	// RemoveRegions removes regions of a set, all without a name, and returns them.
	RemoveRegions(ctx context.Context, set string, names []string) ([]state.Region, reply.Report, error)
	// ChangeRegion replaces the region of that name in a set.
	ChangeRegion(ctx context.Context, set, name string, to state.Region) (reply.Report, error)
}

// regionOptions are the properties of a region besides its place.
var regionOptions = append([]Option{
	{Name: "name", Arg: "NAME", Help: "the region's name; else its locus"},
	{Name: "color", Arg: "COLOR", Help: "its colour: a name or #rrggbb"},
	{Name: "note", Arg: "TEXT", Help: "what there is to say of it"},
	{Name: "set", Arg: "SET", Help: "the set that it belongs to; else regions"},
}, formatOptions...)

// regionVerbs are the functions of region by its first word.
var regionVerbs = map[string]func(ctx context.Context, env *Env, words []string, opts given) error{
	"add": regionAdd, "list": regionList, "rename": regionRename, "change": regionChange, "remove": regionRemove, "clear": regionClear,
	"load": regionLoad, "save": regionSave, "next": regionStep(1), "previous": regionStep(-1),
}

func region(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, regionOptions)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		words = []string{"list"}
	}
	do, ok := regionVerbs[strings.ToLower(words[0])]
	if !ok {
		return misused("wanted one of %s; found %q", strings.Join(slices.Sorted(maps.Keys(regionVerbs)), ", "), words[0])
	}
	return do(ctx, env, words[1:], opts)
}

func completeRegion(env *Env, args []string, word string) []Candidate {
	if len(args) == 0 {
		return words(slices.Sorted(maps.Keys(regionVerbs)))
	}
	switch args[0] {
	case "add":
		return completeRegions(env, args, word)
	case "rename", "change", "remove":
		var names []string
		for _, r := range env.Session.Regions("") {
			names = append(names, r.Name)
		}
		return words(names)
	case "load", "save":
		return completeFiles(env, nil, word)
	}
	return nil
}

// regionAdd adds REGIONS. Without REGIONS it adds the selected places, or the place that is
// shown if nothing is selected.
func regionAdd(ctx context.Context, env *Env, words []string, opts given) error {
	list, err := regionsOf(ctx, env, words)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		ivs := env.Session.Selection()
		if st := env.Session.State(); len(ivs) == 0 {
			if st.Whole {
				return withHint(errors.New("nothing is selected, and the whole genome is shown"), "region add LOCUS marks a region")
			}
			ivs = st.View().Places()
		}
		for _, iv := range ivs {
			list = append(list, placed{Region: state.Region{Interval: iv}, typed: true})
		}
	}
	if len(list) == 0 {
		return errors.New("nothing is selected or shown; wanted regions, such as chr1:1000-2000")
	}
	return addRegions(ctx, env, list, opts)
}

// regionLoad adds the regions of a file, their names and colours too.
func regionLoad(ctx context.Context, env *Env, words []string, opts given) error {
	if len(words) != 1 {
		return misused("wanted a file; found %s", found(words))
	}
	list, err := fileKind.regions(ctx, env, words[0])
	if err != nil {
		return err
	}
	return addRegions(ctx, env, list, opts)
}

// addRegions adds regions of interest with the properties in opts. A name that repeats in a
// list gets a number.
func addRegions(ctx context.Context, env *Env, list []placed, opts given) error {
	if opts.has("name") && len(list) > 1 {
		return fmt.Errorf("%d regions cannot have one name; leave --name out", len(list))
	}
	list, err := onOffer(ctx, env, list)
	if err != nil {
		return err
	}
	var regions []state.Region
	taken := map[string]bool{}
	renamed, listed := 0, false
	for _, r := range list {
		if r.typed { // named by its place, as every other locus
			r.Name = ""
		}
		for option, field := range map[string]*string{"name": &r.Name, "color": &r.Color, "note": &r.Note} {
			if opts.has(option) {
				*field = opts[option]
			}
		}
		r.Set = opts["set"]
		name := r.Name
		for n := 2; name != "" && taken[r.Name]; n++ {
			r.Name = fmt.Sprintf("%s (%d)", name, n)
		}
		if r.Name != name {
			renamed++
		}
		taken[r.Name] = true
		listed = listed || !r.typed
		regions = append(regions, r.Region)
	}
	added, report, err := env.Session.AddRegions(ctx, regions)
	switch {
	case err == nil && listed:
		env.printf("added %s", text.Count(len(added), "region"))
	default:
		for _, r := range added {
			env.printf("region %s: %s", r.Name, text.Locus(r.Interval))
		}
	}
	if renamed > 0 && err == nil {
		fmt.Fprintf(env.Talk, "names that came again have a number: %s\n", text.Thousands(renamed))
	}
	env.report(report)
	return err
}

func regionList(_ context.Context, env *Env, words []string, opts given) error {
	if err := noWords(words); err != nil {
		return err
	}
	a := answer{
		none: "there are no regions of interest; region add marks what is selected or shown",
		columns: []text.Column{{Title: "NAME", Keep: true}, {Title: "LOCUS", Keep: true, Whole: true},
			{Title: "SET"}, {Title: "COLOR"}, {Title: "NOTE"}},
		tsv: []string{"chr", "start", "end", "name", "set", "color", "note"},
	}
	for _, r := range env.Session.Regions(opts["set"]) {
		a.rows = append(a.rows, []string{r.Name, text.Locus(r.Interval), r.Set, r.Color, r.Note})
		a.tsvRows = append(a.tsvRows, []string{r.Seq, strconv.Itoa(r.Start), strconv.Itoa(r.End), r.Name, r.Set, r.Color, r.Note})
		a.json = append(a.json, struct {
			locusKey
			Name  string `json:"name"`
			Set   string `json:"set"`
			Color string `json:"color"`
			Note  string `json:"note"`
		}{locusKey{r.Seq, r.Start, r.End}, r.Name, r.Set, r.Color, r.Note})
	}
	return env.answer(opts, a)
}

// regionNamed finds a region by its name in the given set, or else in the only set that has
// it.
func regionNamed(env *Env, name string, opts given) (state.Region, error) {
	var found []state.Region
	var names []string
	for _, r := range env.Session.Regions(opts["set"]) {
		if names = append(names, r.Name); r.Name == name {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return state.Region{}, suggest(fmt.Errorf("there is no region %q", name), name, names)
	}
	return state.Region{}, withHint(fmt.Errorf("%d sets have a region %q", len(found), name),
		"say which: --set %q or --set %q", found[0].Set, found[1].Set)
}

func regionRename(ctx context.Context, env *Env, words []string, opts given) error {
	if len(words) != 2 {
		return misused("wanted the name of a region and its new name; found %s", found(words))
	}
	r, err := regionNamed(env, words[0], opts)
	if err != nil {
		return err
	}
	to := r
	to.Name = words[1]
	return changeRegion(ctx, env, r, to)
}

// regionChange moves NAME to LOCUS and gives it the properties in opts.
func regionChange(ctx context.Context, env *Env, words []string, opts given) error {
	if len(words) == 0 {
		return misused("wanted the name of a region, and its place if it is another; found none")
	}
	r, err := regionNamed(env, words[0], opts)
	if err != nil {
		return err
	}
	to := r
	if len(words) > 1 {
		place, err := onePlace(ctx, env, words[1:])
		if err == nil {
			to.Interval, err = env.Session.Locate(ctx, place.Interval)
		}
		if err != nil {
			return suggestSequence(err, place.Seq, sequenceNames(env))
		}
		env.report(reply.Report{Notes: place.notes})
	}
	for option, field := range map[string]*string{"name": &to.Name, "color": &to.Color, "note": &to.Note} {
		if opts.has(option) {
			*field = opts[option]
		}
	}
	return changeRegion(ctx, env, r, to)
}

func changeRegion(ctx context.Context, env *Env, r, to state.Region) error {
	report, err := env.Session.ChangeRegion(ctx, r.Set, r.Name, to)
	if err == nil {
		env.printf("region %s: %s", to.Name, text.Locus(to.Interval))
	}
	env.report(report)
	return err
}

func regionRemove(ctx context.Context, env *Env, words []string, opts given) error {
	if len(words) == 0 {
		return misused("wanted the names of one or more regions; region clear removes all")
	}
	bySet := map[string][]string{}
	for _, name := range words {
		r, err := regionNamed(env, name, opts)
		if err != nil {
			return err
		}
		bySet[r.Set] = append(bySet[r.Set], name)
	}
	for set, names := range bySet {
		gone, report, err := env.Session.RemoveRegions(ctx, set, names)
		for _, r := range gone {
			env.printf("removed region %s", r.Name)
		}
		env.report(report)
		if err != nil {
			return err
		}
	}
	return nil
}

func regionClear(ctx context.Context, env *Env, words []string, opts given) error {
	if err := noWords(words); err != nil {
		return err
	}
	gone, report, err := env.Session.RemoveRegions(ctx, opts["set"], nil)
	env.printf("removed %s", text.Count(len(gone), "region"))
	env.report(report)
	return err
}

// regionSave writes the regions as BED: with names, and colours where there are any.
func regionSave(_ context.Context, env *Env, words []string, opts given) error {
	if len(words) != 1 {
		return misused("wanted the name of a BED file; found %s", found(words))
	}
	path := expandHome(words[0])
	regions := env.Session.Regions(opts["set"])
	var b strings.Builder
	lost := 0
	sets := map[string]bool{}
	colored := slices.ContainsFunc(regions, func(r state.Region) bool { return bedColor(r.Color) != "" })
	for _, r := range regions {
		name := strings.Map(func(c rune) rune {
			if c == '\t' || c == '\n' || c == '\r' {
				return ' '
			}
			return c
		}, r.Name)
		fmt.Fprintf(&b, "%s\t%d\t%d\t%s", r.Seq, r.Start, r.End, name)
		color := bedColor(r.Color)
		if colored { // all lines have the same columns
			fmt.Fprintf(&b, "\t0\t.\t%d\t%d\t%s", r.Start, r.End, cmp.Or(color, "0"))
		}
		if color == "" && r.Color != "" {
			lost++
		}
		if r.Note != "" {
			lost++
		}
		sets[r.Set] = true
		b.WriteByte('\n')
	}
	if err := env.writeWhole(path, []byte(b.String())); err != nil {
		return err
	}
	env.printf("wrote %s to %s", text.Count(len(regions), "region"), words[0])
	if lost > 0 {
		fmt.Fprintf(env.Talk, "BED has no place for notes and for colours by name: %d left out; export keeps all\n", lost)
	}
	if len(sets) > 1 {
		fmt.Fprintf(env.Talk, "BED has no place for sets: %d are in one file; --set saves one of them, export keeps all\n", len(sets))
	}
	return nil
}

// bedColor turns #rrggbb into a colour of BED. It returns "" for any other text.
func bedColor(css string) string {
	var red, green, blue uint8
	if n, _ := fmt.Sscanf(css, "#%02x%02x%02x", &red, &green, &blue); n != 3 || len(css) != len("#rrggbb") {
		return ""
	}
	return fmt.Sprintf("%d,%d,%d", red, green, blue)
}

// regionStep returns the function that goes by regions of interest, counted from the region
// that is shown or else from the place.
func regionStep(by int) func(ctx context.Context, env *Env, words []string, opts given) error {
	return func(ctx context.Context, env *Env, words []string, opts given) error {
		if err := noWords(words); err != nil {
			return err
		}
		regions := env.Session.Regions(opts["set"])
		if len(regions) == 0 {
			return withHint(errors.New("there are no regions of interest"), "region add marks what is selected or shown")
		}
		here := env.Session.State().Location
		at := slices.IndexFunc(regions, func(r state.Region) bool { return r.Interval == here })
		// Several regions may be at one place: continue from the one that was shown last.
		if told := env.region.Load(); told != nil && told.Interval == here {
			if i := slices.IndexFunc(regions, func(r state.Region) bool { return r.Set == told.Set && r.Name == told.Name }); i >= 0 {
				at = i
			}
		}
		next := at + by
		if at < 0 && by < 0 {
			next = len(regions) - 1
		}
		if next < 0 || next >= len(regions) {
			return fmt.Errorf("%s is the %s region", regions[at].Name, map[bool]string{true: "first", false: "last"}[by < 0])
		}
		r := regions[next]
		report, err := env.Session.Navigate(ctx, r.Interval)
		if err == nil {
			env.region.Store(&r)
			env.printf("%d/%d %s %s", next+1, len(regions), r.Name, text.Locus(r.Interval))
		}
		env.report(report)
		return err
	}
}
