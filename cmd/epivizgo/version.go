package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version returns the version of the module, as the build recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown)"
	}
	return info.Main.Version
}

// buildInfo says of what and with what the program was built.
func buildInfo() string {
	text := fmt.Sprintf("built with %s for %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return text
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	text += ", cgo " + map[bool]string{true: "on", false: "off"}[settings["CGO_ENABLED"] == "1"]
	if revision := settings["vcs.revision"]; revision != "" {
		text += fmt.Sprintf(", from revision %.12s of %s", revision, cmp.Or(settings["vcs.time"], "an unknown time"))
		if settings["vcs.modified"] == "true" {
			text += " with changes"
		}
	}
	return text
}
