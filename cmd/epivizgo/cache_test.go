package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	t.Setenv("XDG_CACHE_HOME", dir)
	t.Setenv("HOME", dir)
	if rows := openCache(&flags{NoCache: true}, nil); rows != nil {
		t.Error("a cache with --no-cache")
	}
	rows := openCache(&flags{}, nil)
	if rows == nil {
		t.Error("no cache")
	}
	closeCache(t.Context(), rows)
	if _, err := os.Stat(dir); err == nil {
		t.Error("a folder before anything is kept in it")
	}
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	t.Setenv("LocalAppData", "")
	var log bytes.Buffer
	rows = openCache(&flags{}, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if rows != nil || !strings.Contains(log.String(), "level=DEBUG msg=\"there is no cache\"") {
		t.Errorf("without a folder: %v, log %q", rows, log.String())
	}
	closeCache(t.Context(), openCache(&flags{}, nil))
}
