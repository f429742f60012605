package ui

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// The forms in which the page's modules import and export: by name, a statement at the beginning of a line. A
// statement that begins like one and has another form is an error, and so are modules that import each other.
var (
	importForm = regexp.MustCompile(`^import \{([^{}]*)\} from '(\.[^']+)';\n$`)
	exportForm = regexp.MustCompile(`^export ((?:async )?function|class|const) (\w+)`)
	renamed    = regexp.MustCompile(`(\w+) as (\w+)`)
	nonWord    = regexp.MustCompile(`\W`)
)

// bundle is one script made of modules. Each module becomes a function that is called
// once, after those that it imports, and returns what the module exports: names
// at the top of two modules do not meet, and lines stay as they are written.
//
//	const $model_view = (() => { // model/view.js
//	…
//	return { cut, moveInto };
//	})();
type bundle struct {
	files   fs.FS
	text    bytes.Buffer
	exports map[string][]string // by module; nil while its imports are added
}

// add adds a module, after those that it imports.
func (b *bundle) add(name string) error {
	source, err := fs.ReadFile(b.files, name)
	if err != nil {
		return err
	}
	b.exports[name] = nil
	var text strings.Builder
	exports := []string{}
	for rest := string(source); rest != ""; {
		end := "\n"
		if strings.HasPrefix(rest, "import ") {
			end = ";\n"
		}
		statement, after, _ := strings.Cut(rest, end)
		statement, rest = statement+end, after
		if m := importForm.FindStringSubmatch(statement); m != nil {
			from := path.Join(path.Dir(name), m[2])
			if err := b.imported(name, from, renamed.ReplaceAllString(m[1], "$1")); err != nil {
				return err
			}
			statement = "const {" + renamed.ReplaceAllString(m[1], "$1: $2") + "} = " + variable(from) + ";\n"
		} else if m := exportForm.FindStringSubmatch(statement); m != nil {
			exports = append(exports, m[2])
			statement = strings.TrimPrefix(statement, "export ")
		} else if strings.HasPrefix(statement, "import ") || strings.HasPrefix(statement, "export ") ||
			strings.Contains(statement, "import.meta") {
			return fmt.Errorf("%s: a form of import or export that cannot be bundled: %s", name, strings.TrimSpace(statement))
		}
		text.WriteString(statement)
	}
	b.exports[name] = exports
	fmt.Fprintf(&b.text, "const %s = (() => { // %s\n%sreturn { %s };\n})();\n", variable(name), name, &text, strings.Join(exports, ", "))
	return nil
}

// imported adds a module from which another one imports names, separated by commas, unless it is there.
func (b *bundle) imported(by, name, names string) error {
	if exports, ok := b.exports[name]; ok && exports == nil {
		return fmt.Errorf("%s: imports %s, which imports it", by, name)
	} else if !ok {
		if err := b.add(name); err != nil {
			return fmt.Errorf("%s: %w", by, err)
		}
	}
	for n := range strings.SplitSeq(names, ",") {
		if n = strings.TrimSpace(n); n != "" && !slices.Contains(b.exports[name], n) {
			return fmt.Errorf("%s: imports %s, which %s does not export", by, n, name)
		}
	}
	return nil
}

// variable returns the name of the variable that holds what a module exports.
func variable(module string) string {
	return "$" + nonWord.ReplaceAllString(strings.TrimSuffix(module, ".js"), "_")
}

// Script returns one script made of a module of FS and those that it imports.
func Script(entry string) ([]byte, error) {
	b := bundle{files: FS, exports: map[string][]string{}}
	err := b.add(entry)
	return b.text.Bytes(), err
}

// Sheet returns one style sheet made of those of FS that are named.
func Sheet(names ...string) ([]byte, error) { return sheetOf(FS, names) }

// sheetOf joins style sheets.
func sheetOf(files fs.FS, names []string) ([]byte, error) {
	var sheet bytes.Buffer
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if bytes.Contains(text, []byte("url(")) || bytes.Contains(text, []byte("@import")) {
			return nil, fmt.Errorf("%s: refers to another file", name)
		}
		fmt.Fprintf(&sheet, "/* %s */\n%s", name, text)
	}
	return sheet.Bytes(), nil
}

// What index.html refers to.
var (
	scriptTag = regexp.MustCompile(`<script type="module" src="([^"]+)"></script>`)
	sheetTags = regexp.MustCompile(`(?:<link rel="stylesheet" href="[^"]+">\n)+`)
	sheetTag  = regexp.MustCompile(`href="([^"]+)"`)
)

// build returns the files that are served: index.html, one script, one sheet, and all that
// are neither. All but index.html are named by their content.
func build(files fs.FS) (map[string][]byte, error) {
	index, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return nil, err
	}
	page, built := string(index), map[string][]byte{}
	keep := func(name string, data []byte) string {
		ext := path.Ext(name)
		name = strings.TrimSuffix(name, ext) + "-" + digest(data) + ext
		built[name] = data
		return name
	}
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if ext := path.Ext(name); err != nil || d.IsDir() || ext == ".js" || ext == ".css" || ext == ".html" {
			return err
		}
		data, err := fs.ReadFile(files, name)
		page = strings.ReplaceAll(page, `"`+name+`"`, `"`+keep(name, data)+`"`)
		return err
	})
	if err != nil {
		return nil, err
	}

	tag := scriptTag.FindStringSubmatch(page)
	tags := sheetTags.FindString(page)
	if tag == nil || tags == "" {
		return nil, fmt.Errorf("index.html: wanted a script like %s and sheets like %s", scriptTag, sheetTags)
	}
	b := bundle{files: files, exports: map[string][]string{}}
	if err := b.add(tag[1]); err != nil {
		return nil, err
	}
	var sheets []string
	for _, m := range sheetTag.FindAllStringSubmatch(tags, -1) {
		sheets = append(sheets, m[1])
	}
	sheet, err := sheetOf(files, sheets)
	if err != nil {
		return nil, err
	}
	built["index.html"] = []byte(strings.NewReplacer(
		`"`+tag[1]+`"`, `"`+keep("page.js", b.text.Bytes())+`"`,
		tags, `<link rel="stylesheet" href="`+keep("page.css", sheet)+"\">\n",
	).Replace(page))
	return built, nil
}
