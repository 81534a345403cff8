package detect

import "strings"

var astroOutput = lazy(`\boutput\s*:\s*["'](server|hybrid)["']`)

// astroShape tells a site of files from a server.
func astroShape(s *nodeService) {
	conf := s.configFile("astro.config.")
	dir := "dist"
	if d := s.setting(conf, settingText("outDir")); d.Known() {
		dir = strings.TrimPrefix(d.Value, "./")
	}
	adapter := s.setting(conf, lazy(`\badapter\s*:\s*(\w+)`))
	server := s.setting(conf, astroOutput)
	if !server.Known() && !(adapter.Known() && s.newer("astro", 5) && s.rendersOnDemand()) {
		if adapter.Known() && s.dep("@astrojs/vercel") != nil && s.dep("@astrojs/node") == nil {
			dir = ".vercel/output/static"
		}
		s.files(dir)
		if s.staticFallback() {
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
		s.refuse("its Astro adapter makes no server for a container", "@astrojs/node as adapter", why...)
		return
	}
	because := s.dep("@astrojs/node").evidence()
	s.outputs(because, dir)
	if mode := s.setting(conf, settingText("mode")); mode.Value == "middleware" && s.start.kind != startProgram {
		s.note(Note{Text: "the Astro adapter makes a middleware, and no script says which program uses it", Add: "mode: \"standalone\" in astro.config", Because: mode.Because})
	}
	s.serve([]string{"node", dir + "/server/entry.mjs"}, because)
}

// rendersOnDemand reports whether a page opts out of being built ahead; without one Astro 5 and later write files alone,
// whatever adapter is there.
func (s *nodeService) rendersOnDemand() bool {
	for _, p := range s.t.under(s.pkg.dir, ".astro", ".ts", ".js", ".mjs", ".mdx", ".tsx") {
		if !strings.Contains(p, "pages/") && !strings.Contains(p, "actions/") {
			continue
		}
		for _, line := range s.t.lines(p) {
			if strings.Contains(line, "prerender") && strings.Contains(line, "false") || strings.Contains(line, "defineAction(") {
				return true
			}
		}
	}
	return false
}
