package detect

import "strings"

// nuxtShape tells Nuxt's versions, and a site of files from a server.
func nuxtShape(s *nodeService) {
	conf := s.configFile("nuxt.config.")
	because := s.stack.Framework.Because[0]
	if s.dep("nuxt") != nil && !s.newer("nuxt", 3) || s.dep("nuxt-edge") != nil {
		if t := s.setting(conf, settingText("target")); t.Value == "static" {
			s.files("dist", t.Because...)
			s.generate()
			return
		}
		s.serve([]string{"nuxt", "start"}, because)
		s.outputs(because, ".nuxt")
		s.n.RunEnv = append(s.n.RunEnv, EnvVar{"NUXT_HOST", "0.0.0.0"})
		s.n.Bundled = false
		s.stack.Signals = Fact[bool]{}
		return
	}
	build := s.pkg.script("build")
	preset := s.setting(conf, settingText("preset"))
	if strings.Contains(build.text(), "nuxt generate") || strings.Contains(build.text(), "nuxi generate") {
		s.files(".output/public", build.evidence())
		return
	}
	if preset.Value == "static" {
		s.files(".output/public", preset.Because...)
		return
	}
	if preset.Known() && !strings.HasPrefix(preset.Value, "node") {
		s.n.BuildEnv = append(s.n.BuildEnv, EnvVar{"NITRO_PRESET", "node-server"})
	}
	s.nitro(because)
}

// generate builds by the generate script, where there is one.
func (s *nodeService) generate() {
	if n := s.pkg.script("generate"); n != nil {
		s.stack.Build = fact(s.run("generate"), n.evidence())
	}
}

// nitro is the layout that Nitro gives a server.
func (s *nodeService) nitro(because Evidence) {
	s.n.Bundled = true
	s.outputs(because, s.row.output)
	s.serve(s.row.start, because)
}
