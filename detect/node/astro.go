package node

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var astroOutput = pattern.New(`\boutput\s*:\s*["'](server|hybrid)["']`)

// astroShape tells a site of files from a server.
func astroShape(s *service) {
	conf := s.configFile("astro.config.")
	dir := "dist"
	if d := s.setting(conf, settingText("outDir")); d.Known() {
		dir = strings.TrimPrefix(d.Value, "./")
	}
	adapter := s.setting(conf, pattern.New(`\badapter\s*:\s*(\w+)`))
	server := s.setting(conf, astroOutput)
	if !server.Known() && !(adapter.Known() && s.newer("astro", 5) && (s.dep("@astrojs/node") != nil || rendersOnDemand(s))) {
		if adapter.Known() && s.dep("@astrojs/vercel") != nil && s.dep("@astrojs/node") == nil {
			dir = ".vercel/output/static"
		}
		s.files(dir)
		if staticFallback(s) {
			s.n.Static.Fallback = "index.html"
		}
		return
	}
	if s.dep("@astrojs/node") == nil && s.hosted() {
		return
	}
	if s.dep("@astrojs/node") == nil {
		why := adapter.Because
		if !adapter.Known() {
			why = server.Because
		}
		s.refuse("its Astro adapter does not build a server that runs in a container", "@astrojs/node as adapter", why...)
		return
	}
	because := detect.EvidenceOf(s.dep("@astrojs/node"))
	s.outputs(because, dir)
	if mode := s.setting(conf, settingText("mode")); mode.Value == "middleware" && s.start.kind != startProgram {
		s.note(detect.Note{Text: "the Astro adapter builds a middleware, but no script shows which program uses it", Add: "mode: \"standalone\" in astro.config", Because: mode.Because})
	}
	s.serve([]string{"node", dir + "/server/entry.mjs"}, because)
}

// rendersOnDemand reports whether a page opts out of being built ahead; without one Astro 5 and later write files alone with
// most adapters. The one for Node makes a server all the same.
func rendersOnDemand(s *service) bool {
	for _, p := range s.t.Under(s.pkg.dir, ".astro", ".ts", ".js", ".mjs", ".mdx", ".tsx") {
		if !strings.Contains(p, "pages/") && !strings.Contains(p, "actions/") {
			continue
		}
		for _, line := range s.t.Lines(p) {
			if strings.Contains(line, "prerender") && strings.Contains(line, "false") || strings.Contains(line, "defineAction(") {
				return true
			}
		}
	}
	return false
}
