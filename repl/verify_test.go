package repl_test

import "strings"

// verifyScene has a folder from which files go to another, as a picture goes that is passed on.
var verifyScene = scene{files: map[string]string{
	"peaks.narrowPeak": peaks,
	"signal.bedGraph":  "chr1\t0\t2000\t1.5\nchr1\t2000\t5000\t3\n",
	"unseen.bed":       "chr1\t5\t9\n",
	"later.narrowPeak": peaks + "chr1\t4500\t4900\tthree\t30\t.\t9\t-1\t-1\t200\n",
	"paper/notes.txt":  "figures\n",
	"other.svg":        "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>drawn by hand</title></svg>\n",
	"shell.svg":        `<svg xmlns="http://www.w3.org/2000/svg"><metadata>` + hostileRecord("!touch made") + "</metadata></svg>",
	"pages.svg": `<svg xmlns="http://www.w3.org/2000/svg"><metadata>` +
		strings.Replace(hostileRecord("load x"), `"files":[],`, `"files":[],"pages":["0123456789abcdef\t\u001b[2J:1-0\t"],`, 1) + "</metadata></svg>",
	"hook.svg":   `<svg xmlns="http://www.w3.org/2000/svg"><metadata>` + hostileRecord("on moved 'load x'") + "</metadata></svg>",
	"pipe.svg":   `<svg xmlns="http://www.w3.org/2000/svg"><metadata>` + hostileRecord("load peaks.narrowPeak | sh") + "</metadata></svg>",
	"passwd.svg": `<svg xmlns="http://www.w3.org/2000/svg"><metadata>` + hostileRecord("load /etc/passwd") + "</metadata></svg>",
	"unlinked.svg": `<svg xmlns="http://www.w3.org/2000/svg"><metadata>` + strings.Replace(hostileRecord("load paper/own.bed"), `"files":[]`,
		`"files":[{"name":"paper/own.bed","size":0,"problem":"not on this machine"}]`, 1) + "</metadata></svg>",
	"waits.svg": `<svg xmlns="http://www.w3.org/2000/svg"><metadata>` + strings.Replace(hostileRecord("load gone.bed"), `"files":[]`,
		`"files":[{"name":"gone.bed","size":0,"problem":"missing"}]`, 1) + "</metadata></svg>",
	"folder.svg": `<svg xmlns="http://www.w3.org/2000/svg"><metadata>` + strings.Replace(hostileRecord("load paper"), `"files":[]`,
		`"files":[{"name":"paper","size":9,"sha256":"`+strings.Repeat("0", 64)+`"}]`, 1) + "</metadata></svg>",
	"paper/own.bed": "chr1\t5\t9\n",
	"escape.svg":    `<svg xmlns="http://www.w3.org/2000/svg"><metadata>` + hostileRecord("load \\u001b[2Jx") + "</metadata></svg>",
}}

// hostileRecord is what a picture of somebody else says, whose command is one that no picture has.
func hostileRecord(command string) string {
	return `{"epivizgo":1,"program":{"version":"v9","go":"?"},"picture":{"type":"svg","width":800,"theme":"light","charts":[]},` +
		`"commands":["` + command + `"],"files":[],"charts":[]}`
}
