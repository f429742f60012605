// Package term has the real consoles of package repl: [Terminal], where a
// person types with line editing, history and completion, and [Plain], which
// takes lines from a pipe. [Open] chooses.
//
// It is the only package that imports chzyer/readline, which has habits that a
// prompt with news from the background cannot live with. What is done about
// each:
//
//   - Everything within readline happens on its one goroutine. News that comes
//     while a line is typed is put aside, and a wake key is slipped into the
//     input; when it arrives, the news is printed above the line. Readline's
//     own writers may be called from anywhere, but race with its goroutine and
//     do not always draw the prompt again.
//   - Its Close waits for a read that may never return. The keyboard here can be
//     ended; the terminal is restored whatever happens.
//   - It leaves the program when a zero byte is typed, or the Delete key on an
//     empty line, and inserts control characters. Such keys do not reach it.
//   - It takes all that a read gives and returns any empty line. The keyboard
//     gives it one line at a time and knows which Enter was typed at an idle
//     prompt (see reader); no other ends an empty line.
//   - It reads on while a command runs when it was told once too often to go
//     on, as it is for each key that a filter refuses (see filter).
//   - Its lists of completions panic for wide characters and narrow terminals;
//     they are printed here instead, above the line.
//   - It creates the history with rights for everyone. The file is kept here.
package term
