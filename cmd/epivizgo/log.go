package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"sync"

	"github.com/epiviz/epivizgo/session/interruptible"
)

// openLog opens the log of --log or --debug, nil without them. It has no data, but says what its owner did: a new one is
// the owner's alone, and tell hears of one that is not.
func openLog(ctx context.Context, f *flags, tell func(string)) (*slog.Logger, func(), error) {
	opt := &slog.HandlerOptions{Level: slog.LevelInfo}
	if f.Debug {
		opt.Level = slog.LevelDebug
	}
	switch f.Log {
	case "":
		if !f.Debug {
			return nil, func() {}, nil
		}
		fallthrough
	case "-":
		queue := newLogQueue(standardError{}) // a terminal may be stopped
		return slog.New(slog.NewJSONHandler(queue, opt)), queue.Close, nil
	}
	file, err := interruptible.OpenFile(interruptible.WithTeller(ctx, tell), f.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("--log: %w", err)
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		tell(fmt.Sprintf("--log %s is open to others: it was there before, and keeps its mode; chmod 600 makes it yours alone", f.Log))
	}
	queue := newLogQueue(&logFile{file: file, tell: tell})
	return slog.New(slog.NewJSONHandler(queue, opt)), queue.Close, nil
}

// standardError is standard error, which stays open.
type standardError struct{}

func (standardError) Write(p []byte) (int, error) { return os.Stderr.Write(p) }
func (standardError) Close() error                { return nil }

// logFile tells the first line that cannot be written, and counts no others: what follows may be missing, too.
type logFile struct {
	file *os.File
	tell func(string)
	once sync.Once
}

// Write implements io.Writer.
func (l *logFile) Write(line []byte) (int, error) {
	n, err := l.file.Write(line)
	if err != nil {
		l.once.Do(func() { l.tell(fmt.Sprintf("--log lacks lines from now on: %v", err)) })
	}
	return n, err
}

// Close closes the file.
func (l *logFile) Close() error { return l.file.Close() }
