package detect

import "strings"

// browsers takes Debian's Chromium in place of the one that Puppeteer would download outside of what is shipped. Playwright
// drives builds of its own alone.
func (s *nodeService) browsers() {
	for _, n := range s.n.Native {
		switch {
		case len(n.Run) == 0:
		case strings.HasPrefix(n.Name, "puppeteer"):
			s.n.InstallEnv = []EnvVar{{"PUPPETEER_SKIP_DOWNLOAD", "true"}}
			s.n.RunEnv = append(s.n.RunEnv, EnvVar{"PUPPETEER_EXECUTABLE_PATH", "/usr/bin/chromium"})
			s.note(Note{Text: n.Name + " runs Debian's Chromium, by PUPPETEER_EXECUTABLE_PATH; in a container it starts with --no-sandbox alone", Because: []Evidence{n.Because}})
			return
		case strings.HasPrefix(n.Name, "playwright"):
			s.note(Note{Text: n.Name + " drives a browser that its own command downloads; the image has the libraries and not the browser", Add: "executablePath: \"/usr/bin/chromium\" to launch, and chromium to the system packages", Because: []Evidence{n.Because}})
			return
		}
	}
}
