package node

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// hosted refuses an application that is built for a hosting vendor, unless it has a server of its own.
func (s *service) hosted() bool {
	if s.start.kind == startProgram && (s.start.entry != "" || s.start.bin == "") {
		return false
	}
	for _, h := range tables().Hosts {
		if d := s.dep(h.Pkg); d != nil {
			s.refuse("it is built for "+h.Vendor+" by "+h.Pkg+", which does not build a server for a container", tables().OnNode[s.row.Name], detect.EvidenceOf(d))
			return true
		}
	}
	return false
}

var vendorPreset = pattern.New(`\b(?:preset|target)\s*:\s*["']([a-z][\w-]*)["']`)

// vercelServer is where Vercel's preset for Vite has the build put the server: below the name of the settings of its routes, which
// are the default ones. A preset that only counts on Vercel changes nothing.
func vercelServer(s *service, dir, between string) string {
	var preset detect.Evidence
	for _, name := range []string{"react-router.config.", "vite.config."} {
		conf := s.configFile(name)
		for i, line := range s.t.Lines(conf) {
			switch {
			case strings.Contains(line, "process.env.VERCEL"):
				return dir + "/server/index.js"
			case strings.Contains(line, "vercelPreset(") && !isComment(line):
				preset = s.t.At(conf, i+1)
			}
		}
	}
	if preset.Path == "" {
		return dir + "/server/index.js"
	}
	s.note(detect.Note{Text: "Vercel's preset moves the server that the build makes; the image runs it from there", Add: "the preset only where process.env.VERCEL is set", Because: []detect.Evidence{preset}})
	return dir + "/server/nodejs" + between + "eyJydW50aW1lIjoibm9kZWpzIn0/index.js"
}

// platform refuses a package whose scripts are functions of a vendor's platform: nothing in them listens.
func platform(s *service, candidates []entry) bool {
	if len(listeningOf(s, candidates)) > 0 || s.n.Runtime == "bun" && s.dep("wrangler") == nil { // Bun serves what a module exports
		return false
	}
	for _, f := range tables().Functions {
		p := path.Join(s.pkg.dir, f.File)
		if s.t.Has(p) && (f.Sign == nil || len(s.setting(p, f.Sign).Because) > 0) {
			s.refuse("its scripts are functions for "+f.Vendor+", and none of them listens on a port", "a script that listens on a port, and a start script that runs it", detect.Evidence{Path: p})
			return true
		}
	}
	return false
}

// qwikAdapters are the adapters of Qwik City that make a server for Node, and static files.
var qwikAdapters = []string{"express", "fastify", "node-server", "cloud-run", "static"}

// qwikShape goes by the adapter.
func qwikShape(s *service) {
	because := s.stack.Framework.Because[0]
	all := s.t.DirsIn[path.Join(s.pkg.dir, "adapters")]
	for _, name := range qwikAdapters {
		conf := s.t.First(path.Join(s.pkg.dir, "adapters", name), "vite.config.ts", "vite.config.mts", "vite.config.js")
		switch {
		case conf == "":
		case name == "static":
			s.files("dist", detect.Evidence{Path: conf})
			return
		default:
			s.start = startCommand{}
			if n := s.pkg.script("serve"); n != nil {
				s.start = s.judgeAll(s.pkg.expand("serve"), detect.EvidenceOf(n))
			}
			s.serve([]string{"node", "server/entry." + name}, detect.Evidence{Path: conf})
			s.outputs(detect.Evidence{Path: conf}, "dist", "server")
			s.entry = s.t.First(s.pkg.dir, "src/entry."+name+".tsx", "src/entry."+name+".ts")
			return
		}
	}
	why := "no Qwik City adapter builds a server for a container"
	if len(all) > 0 {
		why = "it is built for " + strings.Join(all, " and ") + " by its Qwik City adapter, which does not build a server for a container"
	}
	s.refuse(why, "an adapter: `npm run qwik add express`", because)
}
