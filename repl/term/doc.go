// Package term has the real consoles of package repl: [Terminal], where a
// person types with line editing, history and completion, and [Plain], which
// takes lines from a pipe. [Open] chooses.
//
// It is the only package that imports chzyer/readline, which has habits that a
// prompt with news from the background cannot live with. What is done about
// each:
//
//   - It knows few of the sequences that terminals send for their keys, and takes the rest
//     for letters. The keyboard decodes them, and marked pastes; readline gets whole keys.
//   - It copies and draws the whole line for each character. Text that comes at once is one
//     key here, however long it is.
//   - It miscounts the rows of a line: with wide characters, on a narrow window, or when the
//     window gets another width. It is told that it is at no terminal, so that it draws
//     nothing; a view does.
//   - Its Ctrl-W takes more than a word, its search and its lists of completions panic. The
//     editor here changes the line for most keys, and searches. Readline has the line itself, the
//     lines before, and the keys that end a line.
//   - Everything within readline happens on its one goroutine. News that comes
//     while a line is typed is put aside, and a wake key is slipped into the
//     input; when it arrives, the news is printed above the line. Readline's
//     own writers may be called from anywhere, but race with its goroutine.
//   - Its Close waits for a read that may never return. The keyboard here can be
//     ended; the terminal is restored whatever happens.
//   - It leaves the program when a zero byte is typed, or the Delete key on an
//     empty line, and inserts control characters. Such keys do not reach it.
//   - It returns any empty line. The keyboard knows which Enter was typed at an idle
//     prompt (see reader); no other ends an empty line.
//   - It reads on while a command runs when it was told once too often to go
//     on, as it is for each key that a filter refuses (see filter).
//   - It creates the history with rights for everyone. The file is kept here.
package term
