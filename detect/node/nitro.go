package node

import (
	"strings"

	"github.com/msgen/msgen/detect"
)

// nuxtShape tells Nuxt's versions, and a site of files from a server.
func nuxtShape(s *service) {
	conf := s.configFile("nuxt.config.")
	because := s.stack.Framework.Because[0]
	if s.dep("nuxt") != nil && !s.newer("nuxt", 3) || s.dep("nuxt-edge") != nil {
		if t := s.setting(conf, settingText("target")); t.Value == "static" {
			s.files("dist", t.Because...)
			generate(s)
			return
		}
		s.serve([]string{"nuxt", "start"}, because)
		s.outputs(because, ".nuxt")
		s.n.RunEnv = append(s.n.RunEnv, detect.EnvVar{Name: "NUXT_HOST", Value: "0.0.0.0"})
		s.n.Bundled = false
		s.stack.Signals = detect.Fact[bool]{}
		return
	}
	build := s.pkg.script("build")
	preset := s.setting(conf, settingText("preset"))
	if strings.Contains(build.Text(), "nuxt generate") || strings.Contains(build.Text(), "nuxi generate") {
		s.files(".output/public", detect.EvidenceOf(build))
		return
	}
	if preset.Value == "static" {
		s.files(".output/public", preset.Because...)
		return
	}
	if preset.Known() && !strings.HasPrefix(preset.Value, "node") {
		s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "NITRO_PRESET", Value: "node-server"})
	}
	nitro(s, because)
}

// generate builds by the generate script, where there is one.
func generate(s *service) {
	if n := s.pkg.script("generate"); n != nil {
		s.stack.Build = detect.NewFact(s.run("generate"), detect.EvidenceOf(n))
	}
}

// nitro is the layout that Nitro gives a server.
func nitro(s *service, because detect.Evidence) {
	s.n.Bundled = true
	s.outputs(because, s.row.Output)
	s.serve(s.row.Start, because)
}
