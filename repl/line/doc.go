// Package line reads lines of the prompt and of scripts: it parts them into
// commands with their words, programs and files, and describes the word at the
// cursor for completion. The commands themselves are its caller's. The language:
//
//	navigate chr1 1 100000      words, parted by spaces and tabs
//	addchart "Line Track" x     double quotes; \" is a quote in them
//	load 'My "data".bw'         single quotes: nothing is special in them
//	load My\ data.bw            a backslash before one of " \t'\"#;$<>|{*?[" takes
//	                            away its meaning; before anything else it is
//	                            itself, so C:\data\x.bw and \\host\x.bw are words
//	charts; where               ; parts commands, as a new line does
//	where # and a comment       from a # that begins a word to the line's end
//	send x {"a": "b c"}         a word that begins with { runs verbatim to the
//	                            brace that closes it, as JSON
//	charts --tsv > a.tsv        the result goes to a file; >> adds to it
//	rows $here x | head -3      the result goes through a program, its words
//	                            being those read here; several can follow
//	load $selection             a word $NAME gives its values, a word each
//	load $HOME/x ~/y ${A}b      within a word it has one value; ~ is the home folder
//	plot chip_*                 * ? [ab] and [!ab] in a word make it a glob, if the
//	                            command takes names: see [Word].Pattern
//	compute r = log2(a/b)       what follows some commands is one word, read by
//	on moved where > at.txt     that command, up to a ; or a comment: see [Rest]
//	!ls *.bed | wc -l           everything behind a ! that begins a command is one word
//
// < means nothing yet, but can be escaped already.
package line
