package repl_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/repl/repltest"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/source/bins"
)

// jsonScene has what makes answers hard: no numbers, infinities, quotes, control characters,
// rows of all kinds, columns of one name, sequences of unknown length, and nothing at all.
var jsonScene = scene{
	setup: repltest.Setup{Session: session.Options{Genome: repltest.Bases{}}, Pages: []string{protocol.BuiltinVersion, "4"}},
	files: map[string]string{
		"genes.gff3": genes, "peaks.narrowPeak": peaks, "ramp.bw": string(ramp()),
		"models.gff3":         strings.NewReplacer("chrA\t", "chr1\t", "chrB\t", "pyChr\t").Replace(models),
		"odd \"n\".bed":       "chr1\t10\t90\t\"a\\\\\t0.10\t+\nchr1\t20\t20\t<b>\t.\t.\nchr1\t30\t60\t\u202e\U000e0041\t1e999\t-\n",
		"inf.bedGraph":        "chr1\t0\t100\t10\nchr1\t100\t200\tinf\nchr1\t200\t300\t-inf\nchr1\t300\t400\tnan\n",
		"loops.bedpe":         "chr1\t1000\t2000\tpyChr\t50000\t51000\tnear\t12.5\t+\t-\nchr1\t90000\t90500\t.\t-1\t-1\thalf\t.\t+\t.\n",
		"twice.tsv":           "chrom\tstart\tend\tx\tx\tstart\nchr1\t5\t9\t1\tb\t3\nchr1\t15\t19\tNA\td\t4\n",
		"none.bed":            "track name=none\n",
		"family.vcf":          strings.ReplaceAll(family, "qA", "chr1"),
		"sheet.csv":           "name,group,age\nramp,\"a \"\"b\"\"\",\npeaks,<i>,5\nnobody,,\n",
		"thick.bed":           "chr1\t10\t90\ta\t0\t+\t20\t40\t255,0,0\nchr1\t100\t190\tb\t5\t-\t100\t100\t0\n",
		"regions.bed":         "chr1\t0\t500\tfirst\nchrQ\t1\t9\nchr1\t50\t50\tpoint\n",
		"one\ttwo.narrow.bed": "chr1\t1\t2\n",
		"small.bam":           testFile("small.bam"), "small.bam.bai": testFile("small.bam.bai"),
	},
	before: func(t *testing.T, p *repltest.Prompt) {
		p.Env.Journals = &endedSessions{}
		knock(t, p)
		p.Pages[1].Move("chr1", 500.5, 1234567.2)
	},
}

// jsonLines are commands whose answers are checked, besides those of each command with --json
// and no words.
var jsonLines = []string{
	`load genes.gff3 models.gff3 peaks.narrowPeak ramp.bw 'odd "n".bed' inf.bedGraph loops.bedpe twice.tsv none.bed thick.bed`,
	"load 'one\ttwo.narrow.bed'",
	"compute ratio = ramp / (ramp - ramp)",
	"addseqinfos chrU 5; removeseqnames chrU", "samples sheet.csv",
	"navigate chr1 1 1000; select chr1:5-10 chr1:20-30",
	"addchart linetrack ramp ratio; addchart blockstrack peaks; set 1 height=120 colors=#ff0000; addchart heatmap ramp inf",
	"region add chr1:1-9 --name 'a \"b\"' --note x; region add chr1:20-30", "removechart 2", "undo", "save w1; save 'w \"2\"'",
	"values chr1:1-500 ramp ratio inf py_column --bins 5 --json", "values chr1 1 400 inf --bins 4 --stat max --json",
	"values $selection inf --stat std --json", "values chr1:1-200 peaks --stat coverage --json",
	"values --regions regions.bed ramp --stat median --bins 1 --json", "values chr1 ramp --json",
	"rows chr1:1-100000 genes --json", "rows chr1 models_transcripts --json", "rows pyChr models_other --json",
	"rows chr1 peaks --json", "rows chr1:1-500 inf --json", "rows chr1 odd__n --json", "rows chr1 loops --json", "rows pyChr loops --json",
	"rows chr1 twice --json", "rows chr1 thick --json", "rows $selection ramp --json",
	"rows --regions regions.bed thick --json", "rows chr1:1-3 ratio --json", "rows chr1:800000-900000 peaks --json",
	"load small.bam --mapq 5; addseqinfos chrA 2000", "depth chrA:301-320 small --json", "reads chrA small --json", "pileup chrA:401-440 small --json",
	"search q --json", "search nothing --json", "search xyz2 --json",
	"info ratio --json", "info genes --json", "info none --json", "info inf --json", "info ramp --json", "info twice --json",
	"info 'one\ttwo.narrow.bed' --json", "settings 1 --json", "settings 3 --json", "charttypes linetrack --json",
	"sequence chr1:1-70 $selection --json",
	"load family.vcf; variants chr1 family --samples anna,bert --json", "rows chr1 family_gt --json",
	"region list --json", "unload peaks; charts --json",
}

// TestJSON checks what every command prints with --json against its schema.
func TestJSON(t *testing.T) {
	lines := slices.Clone(jsonLines)
	for _, stat := range bins.Stats {
		lines = append(lines, "values chr1:1-400 inf --bins 4 --stat "+string(stat)+" --json")
	}
	commands := repl.JSONCommands()
	for _, name := range commands {
		asked := []string{"values", "rows", "search", "info", "settings", "sequence", "region", "variants", "depth", "reads", "pileup"}
		if !slices.Contains(asked, name) {
			lines = append(lines, name+" --json")
		}
	}
	answered, schemas := map[string]bool{}, map[string]string{}
	for _, name := range commands {
		schemas[name] = run(t, "help schema "+name)
	}
	synctest.Test(t, func(t *testing.T) {
		repltest.Folder(t, jsonScene.files)
		console := &repltest.Console{}
		setup := jsonScene.setup
		setup.Console = console
		p := repltest.Start(t, setup)
		jsonScene.before(t, p)
		for _, line := range lines {
			before := len(console.Transcript())
			script(t, p.Env, line)
			if !strings.HasSuffix(line, "--json") {
				continue
			}
			parts := strings.Split(line, "; ")
			command := strings.Fields(parts[len(parts)-1])[0]
			for out := range strings.Lines(console.Transcript()[before:]) {
				if !strings.HasPrefix(out, "{") {
					continue // a note
				}
				answered[command] = true
				if err := valid(schemas[command], out); err != nil {
					t.Errorf("%s:\n%s%v", line, out, err)
				}
			}
		}
	})
	for _, name := range commands {
		if !answered[name] {
			t.Errorf("%s has printed nothing", name)
		}
	}
}

// valid checks a line against a schema.
func valid(text, line string) error {
	var schema map[string]any
	var value any
	if err := json.Unmarshal([]byte(text), &schema); err != nil {
		return fmt.Errorf("the schema: %w", err)
	}
	if err := json.Unmarshal([]byte(line), &value); err != nil {
		return err
	}
	if twice := repeatedKey(json.NewDecoder(strings.NewReader(line))); twice != "" {
		return fmt.Errorf("the key %q is there twice", twice)
	}
	return fits(schema, value, "")
}

// fits checks a value against those parts of JSON Schema that the schemas use.
func fits(schema map[string]any, value any, at string) error {
	for key, want := range schema {
		ok := true
		switch key {
		case "$schema", "title", "description":
		case "type":
			names, several := want.([]any)
			if !several {
				names = []any{want}
			}
			ok = slices.ContainsFunc(names, func(name any) bool { return isType(name.(string), value) })
		case "enum":
			ok = slices.ContainsFunc(want.([]any), func(v any) bool { return reflect.DeepEqual(v, value) })
		case "minimum":
			if n, number := value.(float64); number {
				ok = n >= want.(float64)
			}
		case "anyOf":
			ok = slices.ContainsFunc(want.([]any), func(s any) bool { return fits(s.(map[string]any), value, at) == nil })
		case "items":
			if list, array := value.([]any); array {
				for i, v := range list {
					if err := fits(want.(map[string]any), v, fmt.Sprintf("%s[%d]", at, i)); err != nil {
						return err
					}
				}
			}
		case "required":
			if object, is := value.(map[string]any); is {
				for _, name := range want.([]any) {
					if _, ok := object[name.(string)]; !ok {
						return fmt.Errorf("%s has no key %q", at, name)
					}
				}
			}
		case "properties", "additionalProperties":
			object, is := value.(map[string]any)
			if !is {
				continue
			}
			known, _ := schema["properties"].(map[string]any)
			for name, v := range object {
				s, listed := known[name]
				if listed == (key == "additionalProperties") {
					continue
				}
				if !listed {
					s = want
				}
				rules, is := s.(map[string]any)
				if !is {
					return fmt.Errorf("%s has the key %q, which is not in the schema", at, name)
				}
				if err := fits(rules, v, at+"."+name); err != nil {
					return err
				}
			}
		default:
			return fmt.Errorf("the schema has %q, which this test does not know", key)
		}
		if !ok {
			return fmt.Errorf("%s is %v; the schema has %s %v", at, value, key, want)
		}
	}
	return nil
}

func isType(name string, value any) bool {
	switch v := value.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case float64:
		return name == "number" || name == "integer" && v == math.Trunc(v)
	case []any:
		return name == "array"
	}
	return name == "object"
}

// repeatedKey returns a key that an object of the next value has twice.
func repeatedKey(d *json.Decoder) string {
	token, err := d.Token()
	if err != nil {
		return ""
	}
	open, ok := token.(json.Delim)
	if !ok {
		return ""
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			key, _ := d.Token()
			if seen[key.(string)] {
				return key.(string)
			}
			seen[key.(string)] = true
		}
		if twice := repeatedKey(d); twice != "" {
			return twice
		}
	}
	_, _ = d.Token() // the end
	return ""
}

// TestSchemas checks that there is a schema for each command with --json, in which each key is
// explained and always there.
func TestSchemas(t *testing.T) {
	files, err := filepath.Glob("schemas/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, file := range files {
		have = append(have, strings.TrimSuffix(filepath.Base(file), ".json"))
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var schema map[string]any
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if got := run(t, "help schema "+have[len(have)-1]); got != string(text) {
			t.Errorf("%s: help prints %s", file, got)
		}
		objects := []any{schema}
		if list, several := schema["anyOf"].([]any); several {
			objects = list
		}
		for _, o := range objects {
			object := o.(map[string]any)
			var names, required []string
			for name, rules := range object["properties"].(map[string]any) {
				names = append(names, name)
				if rules.(map[string]any)["description"] == nil {
					t.Errorf("%s: %s is not explained", file, name)
				}
			}
			for _, name := range object["required"].([]any) {
				required = append(required, name.(string))
			}
			slices.Sort(names)
			slices.Sort(required)
			if !slices.Equal(names, required) || object["additionalProperties"] != false {
				t.Errorf("%s: the keys %v are required, there are %v", file, required, names)
			}
		}
	}
	want := repl.JSONCommands()
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("there are schemas of %v, and commands with --json %v", have, want)
	}
}
