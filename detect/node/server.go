package node

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/versions"
)

var tanstackNitro = pattern.New(`\b(nitro(?:V2Plugin)?)\s*\(|target\s*:\s*["'](node-server)["']`)

// tanstackShape: until 1.132 the build made a server of its own; since then a plugin does. Without one the build makes a
// function, which srvx serves where it is installed, and Vite's preview else.
func tanstackShape(s *service) {
	because := s.stack.Framework.Because[0]
	conf := s.configFile("vite.config.", "app.config.")
	plugin := s.setting(conf, tanstackNitro).Known() || s.dep("nitro") != nil || s.dep("nitropack") != nil || s.dep("vinxi") != nil
	old := versions.Below(s.rowDep(s.row).Text(), "1.132")
	output := s.start.kind == startProgram && strings.HasPrefix(s.start.entry, ".output")
	if preset := s.setting(conf, vendorPreset); preset.Known() && !strings.HasPrefix(preset.Value, "node") && preset.Value != "bun" {
		s.refuse("it is built for "+preset.Value+" with a Nitro preset that does not build a server for a container", "the preset \"node-server\" instead", preset.Because...)
		return
	}
	if !plugin && s.hosted() {
		return
	}
	switch {
	case output || plugin || old:
		s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "NITRO_PRESET", Value: "node-server"})
		nitro(s, because)
	case s.start.kind == startProgram:
		s.outputs(because, "dist")
	default:
		s.outputs(because, "dist")
		if !srvx(s) {
			preview(s, because, "TanStack Start", "the nitro plugin in vite.config")
		}
	}
}

// srvx serves the function by a package that the framework's own packages depend on. pnpm hides those of others.
func srvx(s *service) bool {
	found, ok := lockRead(s).named["srvx"]
	if !ok || s.managerName() == "pnpm" {
		return false
	}
	entry := "dist/server/server.js"
	s.start = startCommand{kind: startProgram, entry: entry, because: []detect.Evidence{found.at},
		args: []string{"node", s.module("srvx", tables().Bins["srvx"].Script), "--prod", "-s", "../client", entry}}
	return true
}

// preview runs Vite's preview server for want of a server.
func preview(s *service, because detect.Evidence, name, add string) {
	args := []string{"vite", "preview", "--host", "0.0.0.0", "--port", "3000"}
	if s.newer("vite", 6) {
		args = append(args, "--configLoader", "runner") // the default writes a file beside the configuration
	}
	s.start = startCommand{kind: startProgram, args: args, bin: "vite", port: 3000, because: []detect.Evidence{because}}
	s.n.DevAtRun, s.n.Whole = true, true
	if !s.newer("vite", 6) {
		s.stack.Writes = append(s.stack.Writes, detect.Write{Dir: "node_modules/.vite-temp", Because: []detect.Evidence{because}})
	}
	s.stack.Signals = detect.Fact[bool]{}
	s.note(detect.Note{Text: name + " is not set up to build a server; the image runs vite preview, which is not a production server and needs the development packages",
		Add: add, Because: []detect.Evidence{because}})
}

// nestShape finds the program that the Nest compiler writes.
func nestShape(s *service) {
	because := s.stack.Framework.Because[0]
	out := "dist"
	if conf, ok := s.tsconfig(); ok && conf.outDir != "" {
		out = detect.Relative(s.pkg.dir, conf.outDir)
	}
	file := path.Join(out, "main.js")
	if main := s.compiled("src/main.ts"); main != "" {
		file = main
	}
	if s.start.kind == startProgram && s.start.dev == "" {
		if strings.HasPrefix(path.Clean(s.start.entry), out+"/") && !strings.HasSuffix(s.start.entry, ".js") {
			s.start.entry += ".js"
		}
	} else {
		s.start = startCommand{}
		s.serve([]string{"node", file}, because)
	}
	s.outputs(because, out)
}

// adonisShape: the build directory holds a package of its own.
func adonisShape(s *service) {
	because := s.stack.Framework.Because[0]
	file := "build/bin/server.js"
	if s.t.First(s.pkg.dir, "bin/server.ts", "bin/server.js") == "" {
		file = "build/server.js"
	}
	s.serve([]string{"node", file}, because)
	s.outputs(because, "build")
}

// wholeShape is a framework that runs in the project's own tree.
func wholeShape(s *service) {
	s.n.Whole = true
	if s.row.Name == "strapi" && (s.newer("@strapi/strapi", 5) || s.t.First(s.pkg.dir, "tsconfig.json") != "") {
		s.outputs(s.stack.Framework.Because[0], "dist")
	} else if s.row.Name == "strapi" {
		s.outputs(s.stack.Framework.Because[0], "build")
	} else if s.row.Output != "" {
		s.outputs(s.stack.Framework.Because[0], s.row.Output)
	}
	if len(s.row.Start) > 0 {
		s.serve(s.row.Start, s.stack.Framework.Because[0])
	}
}
