package repl

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/automation"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/state"
)

// The functions of the table's Complete column. Each returns more than fits;
// Complete keeps what begins with the word at the cursor.

// completeCommand offers the commands, or the aliases if no command begins with the word.
func completeCommand(_ *Env, args []string, word string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	var names, aliases []Candidate
	for _, c := range builtin.list {
		names = append(names, Candidate{Text: c.Name, Fold: true})
		for _, a := range c.Aliases {
			aliases = append(aliases, Candidate{Text: a, Fold: true})
		}
	}
	if word == "" || len(matching(names, word)) > 0 {
		return names
	}
	return aliases
}

// completePlace offers sequences, and genes once some letters are typed.
func completePlace(env *Env, args []string, word string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return append(words(sequenceNames(env)), completeGene(env, args, word)...)
}

const (
	// leastGene is how many letters of a gene's name are typed before any is
	// offered, mostGenes how many are.
	leastGene, mostGenes = 2, 50
)

// completeGene offers the names of genes that begin with the word.
func completeGene(env *Env, args []string, word string) []Candidate {
	if len(args) > 0 || len(word) < leastGene {
		return nil
	}
	hits, _, err := env.Session.Search(context.Background(), word, mostGenes)
	if err != nil {
		return nil
	}
	var found []Candidate
	for _, h := range hits {
		found = append(found, Candidate{Text: h.Gene, Fold: true})
	}
	return found
}

// completeQuery offers regions, and measurements once there are some.
func completeQuery(env *Env, args []string, word string) []Candidate {
	found := completeRegions(env, args, word)
	if len(args) == 0 {
		return found
	}
	return slices.Concat(words(dataNames(env)), words(coverNames(env, word)), found)
}

// completeOneRegion offers what a single word of REGIONS can be.
func completeOneRegion(env *Env, args []string, word string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return completePlace(env, args, word)
}

// completePlaces offers places to show side by side, or the whole genome.
func completePlaces(env *Env, args []string, word string) []Candidate {
	found := completePlace(env, nil, word)
	if len(args) == 0 && env.Session.IsGenome(state.WholeGenome) {
		found = append(found, Candidate{Text: state.WholeGenome, Fold: true})
	}
	return found
}

// completeHelp offers what help explains.
func completeHelp(env *Env, args []string, word string) []Candidate {
	found := completeCommand(env, args, word)
	switch {
	case len(args) == 0:
		found = append(found, Candidate{Text: schemaTopic, Fold: true})
		for topic := range topics {
			found = append(found, Candidate{Text: topic, Fold: true})
		}
	case len(args) == 1 && strings.EqualFold(args[0], schemaTopic):
		found = slices.DeleteFunc(completeCommand(env, nil, word), func(c Candidate) bool { _, ok := schemaOf(c.Text); return !ok })
	}
	return found
}

func completeSequences(env *Env, args []string, _ string) []Candidate {
	return words(without(sequenceNames(env), args))
}

func completeMeasurements(env *Env, args []string, _ string) []Candidate {
	return words(without(measurementNames(env), args))
}

func completeMeasurementsAndAll(env *Env, args []string, _ string) []Candidate {
	found := words(without(dataNames(env), args))
	if len(args) == 0 {
		found = append(found, Candidate{Text: "all", Fold: true})
	}
	return found
}

func completeMeasurement(env *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return words(dataNames(env))
}

func completeMeasurementsAndFiles(env *Env, args []string, word string) []Candidate {
	names := slices.Concat(measurementNames(env), coverNames(env, word))
	return append(words(without(names, args)), completeFiles(env, args, word)...)
}

// coverNames returns those of Session.Covers whose rows word names: offered with all
// else they would be most of it.
func coverNames(env *Env, word string) (names []string) {
	for _, m := range env.Session.Covers() {
		if startsNaming(word, m) {
			names = append(names, m.ID)
		}
	}
	return names
}

// completeAddChart offers chart types, then measurements that the type takes.
func completeAddChart(env *Env, args []string, word string) []Candidate {
	if len(args) == 0 {
		var names, short []Candidate
		for _, t := range env.Session.ChartTypes() {
			names = append(names, Candidate{Text: t.Name, Fold: true})
			short = append(short, Candidate{Text: t.Short(), Fold: true}, Candidate{Text: t.ID, Fold: true})
		}
		if word == "" || len(matching(names, word)) > 0 {
			return names
		}
		return short
	}
	typ, known := protocol.LookupChartType(args[0])
	var names []string
	for _, m := range env.Session.Measurements() {
		if !known || typ.Suits(m) {
			names = append(names, m.ID)
		}
	}
	if !known || typ.Takes == protocol.FeatureType {
		names = append(names, coverNames(env, word)...)
	}
	return words(without(names, args[1:]))
}

func completeChartType(env *Env, args []string, word string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return completeAddChart(env, nil, word)
}

func completeHandles(env *Env, args []string, word string) []Candidate {
	list := words(without(handles(env), args))
	if len(args) == 0 {
		list = append(list, Candidate{Text: "all"})
	}
	return list
}

func completeTheme(_ *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return words(themeNames())
}

// completeGenome offers the assemblies, and files.
func completeGenome(env *Env, args []string, word string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return append(words(append(genome.Assemblies(), state.NoGenome)), completeFiles(env, nil, word)...)
}

func completeHandle(env *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return words(handles(env))
}

// completeSet offers charts, then KEY=, then the key's legal values: those of any of the charts.
func completeSet(env *Env, args []string, word string) []Candidate {
	charts := slices.IndexFunc(args, func(w string) bool { return !isHandles(w) })
	if charts < 0 {
		charts = len(args)
	}
	var found []Candidate
	if charts == len(args) {
		found = completeHandles(env, args, word)
	}
	quiet := *env
	quiet.Talk = io.Discard
	chosen, err := chooseCharts(&quiet, args[:charts])
	if err != nil {
		return nil
	}
	for _, handle := range chosen.handles {
		found = append(found, settingsOf(env, handle, word)...)
	}
	return found
}

// settingsOf offers KEY= and the values of the settings of one chart.
func settingsOf(env *Env, handle int, word string) []Candidate {
	list, err := env.Session.Settings(handle)
	if err != nil {
		return nil
	}
	key, _, valued := strings.Cut(word, "=")
	var found []Candidate
	for _, s := range list {
		switch {
		case !valued:
			found = append(found, Candidate{Text: s.ID + "=", Open: true})
		case s.ID == key:
			for _, v := range legalValues(s) {
				found = append(found, Candidate{Text: key + "=" + v})
			}
		}
	}
	return found
}

func legalValues(s protocol.Setting) []string {
	if s.Type == "boolean" {
		return []string{"true", "false"}
	}
	return s.Possible
}

func completeGroups(env *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return words(env.Session.Groups())
}

// uiActions are the actions that completion offers for send.
var uiActions = []string{
	protocol.AddMeasurements, protocol.RemoveMeasurements, protocol.AddSeqInfos, protocol.RemoveSeqNames,
	protocol.AddChart, protocol.RemoveChart, protocol.SetChartSettings, protocol.GetChartSettings,
	protocol.GetAvailableCharts, protocol.ClearDatasourceGroupCache, protocol.FlushCache, protocol.Navigate,
	protocol.Redraw, protocol.GetCurrentLocation, protocol.WriteMsg, protocol.PrintWorkspace,
	protocol.LoadWorkspace, protocol.UIStatus, protocol.LoadMeasurements,
}

func completeAction(_ *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return words(uiActions)
}

// mostFiles bounds what is offered from a folder with very many files.
const mostFiles = 2000

// completeFiles offers the entries of the folder that word names so far.
// Hidden ones are offered only once the dot is typed.
func completeFiles(_ *Env, _ []string, word string) []Candidate {
	cut := strings.LastIndexFunc(word, func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) }) + 1
	folder, begun := word[:cut], word[cut:]
	path := expandHome(folder)
	if path == "" {
		path = "."
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil
	}
	var found []Candidate
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasPrefix(name, begun) || begun == "" && strings.HasPrefix(name, ".") {
			continue
		}
		isFolder := entry.IsDir()
		if entry.Type()&os.ModeSymlink != 0 {
			info, err := os.Stat(path + string(os.PathSeparator) + name)
			isFolder = err == nil && info.IsDir()
		}
		if isFolder {
			name += "/"
		}
		found = append(found, Candidate{Text: folder + name, Open: isFolder})
		if len(found) == mostFiles {
			break
		}
	}
	return found
}

func words(texts []string) []Candidate {
	found := make([]Candidate, len(texts))
	for i, t := range texts {
		found[i] = Candidate{Text: t}
	}
	return found
}

// without returns the names that have not been typed already.
func without(names, typed []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(typed, n) })
}

func handles(env *Env) []string {
	var texts []string
	for _, handle := range handlesOf(env) {
		texts = append(texts, strconv.Itoa(handle))
	}
	return texts
}

func completeHandleList(env *Env, args []string, _ string) []Candidate {
	return words(without(handles(env), args))
}

// completePrint offers charts, and files.
func completePrint(env *Env, args []string, word string) []Candidate {
	if slices.ContainsFunc(args, func(w string) bool { return !isHandles(w) }) {
		return nil
	}
	return append(completeFiles(env, args, word), words(without(handles(env), args))...)
}

func completeOnOff(_ *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return []Candidate{{Text: "on", Fold: true}, {Text: "off", Fold: true}}
}

func completeHooks(env *Env, args []string, _ string) []Candidate {
	found := []Candidate{}
	for _, h := range env.Session.State().Hooks {
		found = append(found, Candidate{Text: strconv.Itoa(h.Number)})
	}
	if len(args) == 0 {
		found = append(found, Candidate{Text: "all", Fold: true})
	}
	return found
}

func completeRecord(env *Env, args []string, word string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return append(completeFiles(env, nil, word), Candidate{Text: "off", Fold: true})
}

func completeSlideshow(env *Env, args []string, word string) []Candidate {
	if len(args) > 0 {
		return completeRegions(env, args, word)
	}
	return append(completeRegions(env, nil, word), words(slideshowVerbs)...)
}

// completeRegions offers what REGIONS can be.
func completeRegions(env *Env, _ []string, word string) []Candidate {
	found := append(words(regionSets(env)), words(dataNames(env))...)
	return slices.Concat(found, completeFiles(env, nil, word), completePlace(env, nil, word))
}

func completeWorkspace(env *Env, args []string, _ string) []Candidate {
	if len(args) > 0 {
		return nil
	}
	return words(workspaceNames(env))
}

// functions are the functions of expressions.
var functions = []string{"abs", "ceil", "exp", "floor", "log", "log10", "log2", "max", "mean", "min", "round", "sd", "smooth", "sqrt"}

// completeExpression offers measurements that have values, quoted as expressions
// want it, and functions.
func completeExpression(env *Env, word string) []Candidate {
	var found []Candidate
	covers := slices.DeleteFunc(env.Session.Covers(), func(m protocol.Measurement) bool { return isGenotype(m) && !startsNaming(word, m) })
	for _, m := range slices.Concat(env.Session.Measurements(), covers) {
		if m.Type == protocol.FeatureType {
			found = append(found, Candidate{Text: expressionName(m.ID), Open: true})
		}
	}
	for _, f := range functions {
		found = append(found, Candidate{Text: f + "(", Open: true})
	}
	return found
}

// expressionName writes a name as expressions want it: in backquotes, unless it
// is of letters, digits and _.
func expressionName(name string) string {
	for i, r := range name {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return "`" + name + "`"
		}
	}
	return name
}

func completeEvents() []Candidate {
	var found []Candidate
	for _, e := range automation.EventNames {
		found = append(found, Candidate{Text: e.Name, Fold: true})
	}
	return found
}

// completeVariables offers the variables for what has been typed of one. One that is a folder
// goes on as a path.
func completeVariables(typed string) []Candidate {
	opened, closed := "$", ""
	if strings.HasPrefix(typed, "${") {
		opened, closed = "${", "}"
	}
	var found []Candidate
	for _, v := range variables {
		found = append(found, Candidate{Text: opened + v.name + closed})
	}
	if typed == opened {
		return found // the environment has many
	}
	for _, name := range environment() {
		c := Candidate{Text: opened + name + closed}
		if info, err := os.Stat(os.Getenv(name)); err == nil && info.IsDir() {
			c.Text, c.Open = c.Text+"/", true
		}
		found = append(found, c)
	}
	return found
}

// mostPrograms bounds the programs that are offered after |.
const mostPrograms = 500

// completePrograms offers the programs on the path, once a letter is typed.
func completePrograms(word string) []Candidate {
	if word == "" {
		return nil
	}
	var found []Candidate
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, entry := range entries {
			if strings.HasPrefix(entry.Name(), word) && !entry.IsDir() && len(found) < mostPrograms {
				found = append(found, Candidate{Text: entry.Name()})
			}
		}
	}
	return found
}
