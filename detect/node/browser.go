package node

import (
	"strings"

	"github.com/msgen/msgen/detect"
)

// browsers takes Debian's Chromium in place of the one that Puppeteer would download outside of what is shipped. Playwright
// drives builds of its own alone.
func browsers(s *service) {
	for _, n := range s.n.Native {
		switch {
		case len(n.Run) == 0:
		case strings.HasPrefix(n.Name, "puppeteer"):
			s.n.InstallEnv = []detect.EnvVar{{Name: "PUPPETEER_SKIP_DOWNLOAD", Value: "true"}}
			s.n.RunEnv = append(s.n.RunEnv, detect.EnvVar{Name: "PUPPETEER_EXECUTABLE_PATH", Value: "/usr/bin/chromium"})
			s.note(detect.Note{Text: n.Name + " runs Debian's Chromium (PUPPETEER_EXECUTABLE_PATH); in a container, it starts only with --no-sandbox", Because: []detect.Evidence{n.Because}})
			return
		case strings.HasPrefix(n.Name, "playwright"):
			s.note(detect.Note{Text: n.Name + " controls a browser that its own command downloads; the image has the browser's libraries but not the browser", Add: "executablePath: \"/usr/bin/chromium\" to launch, and chromium to the system packages", Because: []detect.Evidence{n.Because}})
			return
		}
	}
}
