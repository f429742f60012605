package main

import (
	"os/exec"
	"runtime"
	"strings"
)

// urlOpener returns a function that shows a link in the user's browser, nil
// where there is no display to show it on. getenv is os.Getenv.
func urlOpener(getenv func(string) string) func(url string) error {
	command := openCommand(runtime.GOOS, getenv)
	if command == nil {
		return nil
	}
	return func(url string) error {
		words := append([]string(nil), command...)
		placed := false
		for i, w := range words {
			if strings.Contains(w, "%s") {
				words[i], placed = strings.ReplaceAll(w, "%s", url), true
			}
		}
		if !placed {
			words = append(words, url)
		}
		cmd := exec.Command(words[0], words[1:]...)
		if err := cmd.Start(); err != nil {
			return err
		}
		// The browser outlives the program; nobody waits for it.
		return cmd.Process.Release()
	}
}

// openCommand returns the words of the command that opens a link, nil without a display.
// If $BROWSER is set, it decides, as for xdg-open, man and others; of a list it takes
// the first.
func openCommand(goos string, getenv func(string) string) []string {
	if browser, _, _ := strings.Cut(getenv("BROWSER"), ":"); browser != "" && goos != "windows" {
		return strings.Fields(browser)
	}
	remote := getenv("SSH_CONNECTION") != ""
	switch goos {
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	case "darwin":
		if remote {
			return nil
		}
		return []string{"open"}
	}
	if getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == "" {
		if getenv("WSL_DISTRO_NAME") != "" {
			return []string{"explorer.exe"}
		}
		return nil
	}
	return []string{"xdg-open"}
}
