package repl

import "strings"

// topics are what help explains besides commands, by name.
var topics = map[string]string{
	"regions":    regionsHelp, // for all commands that take REGIONS
	"keys":       keysHelp,
	"alignments": alignmentsHelp,
	"genotypes":  genotypesHelp,
}

// findTopic returns a topic of help, "" if there is none of that name.
func findTopic(name string) string { return topics[strings.ToLower(name)] }

// keysHelp explains the keys of the prompt; repl/term has them.
const keysHelp = `Keys at the prompt are those of bash and Emacs:

    Left, Right        by a character; with Ctrl or Alt by a word (Alt-B, Alt-F)
    Home, End          to the beginning or the end, as Ctrl-A and Ctrl-E
    Backspace, Delete  remove a character, Ctrl-D too
    Ctrl-W             removes back to a blank, Alt-Backspace a word,
                       Alt-D or Ctrl-Delete the next word
    Ctrl-U, Ctrl-K     remove all before, all after the cursor
    Ctrl-Y             inserts what one of these has removed last
    Ctrl-_             undoes a change of the line, Ctrl-T swaps two characters
    Up, Down           lines typed before, of earlier sessions as well
    Ctrl-R             searches them, again an earlier one, Ctrl-S a later one;
                       Ctrl-G gives up
    Alt-.              last word of the line before; again, of an earlier line
    Tab                completes, or lists how the word can go on
    Ctrl-L             clears the screen
    Ctrl-C             drops the line; stops a command, and the rest of a paste
    Ctrl-Z             stops the program, for the shell's fg to continue
    Enter, Ctrl-D      on an empty line end the program

A paste is text: tabs stay, its lines run one after the other, and nothing in it is a key. A last line without its end
waits for Enter. Characters that a terminal could obey are left out of it, and counted. An empty line of a paste ends
nothing; at a terminal that does not mark pastes (TERM=dumb, old ones), the last one may, on a slow line.`
