// Package store stores sessions on disk: a journal of the commands that restore a
// session's state, workspaces by name, and a workspace as a file that can be shared.
//
// All of it is lines of the prompt's command language, which this package does
// not understand: it keeps them as they are.
//
//	dir, err := store.Dir()
//	journal, err := store.Create(dir)
//	err = journal.Append("load peaks.narrowPeak")
//	defer journal.Close(false)
//
// # Journals
//
// A running program has one journal, a text file in the folder journals of the
// state folder. Its first line is
//
//	# epivizgo journal 2 2026-11-14T15:04:05+01:00 "/home/me/project" #1c2d3e4f
//
// with the version of the format, the time of the start and the working folder
// as a Go string; every further line is a command, or a comment that says how the
// commands are steps of the history. Each line, the first too, ends in
// a comment with its checksum (CRC-32C). Journals of version 1 have none; they are
// read, and continued until they are compacted. [Journal.Append] hands a
// line to the operating system in one write, so a program that is killed loses
// at most the command that it was about to write. An advisory lock on a file
// beside the journal (its name with .lock) is held as long as the program runs:
// two programs never share a journal. The lock is on a file of its own because
// [Journal.Compact] puts another file in the journal's place.
//
// # Damaged journals
//
// A journal of another program is removed only after it was read whole: if it has no
// commands, or if the newest twenty others have some. [Resumable] renames one whose
// content is damaged and reports it once: its name gets .damaged, or .damaged2 and so
// on, which nothing here reads, counts or removes again. What follows a NUL within a
// journal is kept under such a name before [Resume] cuts it off, and so is a whole copy
// before it leaves out the lines whose checksums are wrong. A journal that may not be
// read, without permission for instance, stays where it is and is reported at every
// start. The files hold plain commands, for a person to read, repair and remove.
//
// # Workspaces
//
// A workspace is what pages save and load by name and the commands that restore it.
// [Folder] keeps each in a JSON file of its own, [Memory] keeps them for the life of
// the program.
//
// Everything in the state folder is its owner's alone: folders 0700, files 0600.
package store
