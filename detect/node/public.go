package node

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/secret"
)

const publicNames = secret.PublicNames

var (
	publicName = pattern.New(`^(?:` + publicNames + `|` + secret.PublicSettings + `)$`)
	bakedName  = pattern.New(`^(?:` + publicNames + `)$`)
	publicRead = pattern.New(`(?:import\.meta\.env|process\.env)(?:\.|\[["'])(` + publicNames + `)\b(["'\]]*\s*(?:\?\?|\|\|))?`)
	staticRead = pattern.New(`import\s*\{([^}]*)\}\s*from\s*["']\$env/static/(public|private)["']`)
	pageRead   = pattern.New(`%(` + publicNames + `)%`)
)

// buildEnvFiles are the files of variables that the builds of front ends read.
var buildEnvFiles = []string{".env", ".env.production"}

// publicEnv lets the build read the files of variables that hold public names alone, and finds those that nothing sets.
func publicEnv(s *service) {
	if !s.stack.Build.Known() || s.n.Static == nil && (s.row == nil || s.row.Server) {
		return
	}
	set, dir := map[string]bool{}, s.pkg.dir
	if moved := s.setting(s.configFile("vite.config."), settingText("envDir")); moved.Known() && detect.Inside(path.Join(dir, moved.Value), s.stack.Context) {
		dir = path.Join(dir, moved.Value)
	}
	for _, name := range buildEnvFiles {
		publicFile(s, path.Join(dir, name), set)
	}
	given := exampleValues(s)
	var missing []detect.Evidence
	for _, v := range append(publicReads(s), configReads(s)...) {
		value, known := given[v.name]
		switch {
		case set[v.name]:
			continue
		case !known && v.fallback:
			continue
		case !known:
			missing = append(missing, v.at)
		}
		set[v.name] = true
		if v.setting && !known {
			s.n.OpenArgs = append(s.n.OpenArgs, v.name)
			continue
		}
		s.n.BuildArgs = append(s.n.BuildArgs, detect.EnvVar{Name: v.name, Value: value})
	}
	if len(missing) > 0 {
		var names []string
		for _, v := range s.n.BuildArgs {
			if v.Value == "" {
				names = append(names, v.Name)
			}
		}
		names = append(names, s.n.OpenArgs...)
		s.note(detect.Note{Text: "the build puts " + strings.Join(names, ", ") + " into its output, but nothing in the repository sets a value",
			Add: "--build-arg " + names[0] + "=VALUE to the build command, or set the value in .env.production", Because: missing})
	}
}

// publicFile admits one file of variables, and remembers what it sets.
func publicFile(s *service, file string, set map[string]bool) {
	if !s.t.Has(file) {
		return
	}
	doc, err := s.t.Env(file)
	if err != nil || len(doc.Fields) == 0 {
		return
	}
	if s.row != nil && slices.Contains([]string{"nest", "adonis", "whole"}, s.row.Shape) && !slices.ContainsFunc(doc.Fields, func(f formats.Field) bool { return bakedName.MatchString(f.Name) }) {
		return // the program reads it, not the build
	}
	for _, f := range doc.Fields {
		if !publicName.MatchString(f.Name) || secret.Anonymous(f.Value.Text()) != f.Value.Text() {
			e := detect.EvidenceOf(f.Value)
			e.Text = ""
			s.note(detect.Note{Text: file + " stays out of the build, because " + f.Name + " in it is not public", Add: "a separate file for the public variables, or --build-arg", Because: []detect.Evidence{e}})
			return
		}
	}
	for _, f := range doc.Fields {
		set[f.Name] = true
	}
	s.stack.Admitted = append(s.stack.Admitted, detect.Candidate{Value: file, Because: []detect.Evidence{{Path: file, Line: 1}}})
}

// exampleValues gives the public values of files of variables that stay out of the build, and of examples of such files.
func exampleValues(s *service) map[string]string {
	out := map[string]string{}
	for _, name := range []string{".env.production", ".env", ".env.example", ".env.sample", ".env.template", ".env.dist", "env.example"} {
		p := path.Join(s.pkg.dir, name)
		if !s.t.Has(p) {
			continue
		}
		if doc, err := s.t.Env(p); err == nil {
			for _, f := range doc.Fields {
				if v := f.Value.Text(); out[f.Name] == "" && v != "" && (publicName.MatchString(f.Name) || !secret.Variable(f.Name) && !slices.Contains(buildEnvFiles, name)) && secret.Anonymous(v) == v {
					out[f.Name] = v
				}
			}
		}
	}
	return out
}

// publicVariable is a public variable that a source reads.
type publicVariable struct {
	name     string
	at       detect.Evidence
	fallback bool // the source has a value for its absence
	setting  bool // a configuration reads it, for which absent and empty may differ
}

// publicReads finds the public variables that the sources of a front end read, in the order of their names.
func publicReads(s *service) []publicVariable {
	found := map[string]publicVariable{}
	add := func(name string, at detect.Evidence, fallback bool) {
		fallback = fallback || name == "PUBLIC_URL" && s.dep("react-scripts") != nil // it follows homepage in package.json
		if had, ok := found[name]; !ok || had.fallback && !fallback {
			found[name] = publicVariable{name: name, at: at, fallback: fallback}
		}
	}
	for i, file := range s.t.Under(s.pkg.dir, ".js", ".jsx", ".ts", ".tsx", ".mjs", ".vue", ".svelte", ".astro", ".html") {
		if i >= maxSources || strings.Contains(file, ".test.") || strings.Contains(file, ".spec.") || strings.HasSuffix(file, ".d.ts") || otherPackage(s, file) || isAside(path.Dir(detect.Relative(s.pkg.dir, file))) {
			continue
		}
		for i, line := range s.sourceLines(file) {
			if len(line) > 600 || isComment(line) {
				continue
			}
			for _, m := range publicRead.FindAllStringSubmatch(line, -1) {
				add(m[1], lineOf(file, i, line), m[2] != "")
			}
			for _, m := range pageRead.FindAllStringSubmatch(line, -1) {
				add(m[1], lineOf(file, i, line), false)
			}
			if m := staticRead.FindStringSubmatch(line); m != nil && m[2] == "public" {
				for _, name := range strings.Split(m[1], ",") {
					if name, _, _ = strings.Cut(strings.TrimSpace(name), " as "); formats.IsEnvName(name) {
						add(name, lineOf(file, i, line), false)
					}
				}
			} else if m != nil {
				names := strings.Split(m[1], ",")
				for i := range names {
					names[i], _, _ = strings.Cut(strings.TrimSpace(names[i]), " as ")
				}
				at := lineOf(file, i, line)
				buildSecrets(s, at, names...)
				s.note(detect.Note{Text: "the build reads " + strings.Join(names, ", ") + " of $env/static/private, and the values stay in the image", Add: "$env/dynamic/private instead, which is read when the container runs", Because: []detect.Evidence{at}})
			}
		}
	}
	var out []publicVariable
	for _, name := range slices.Sorted(maps.Keys(found)) {
		out = append(out, found[name])
	}
	return out
}

// otherPackage reports whether a file belongs to a package below the service's.
func otherPackage(s *service, file string) bool {
	for dir := path.Dir(file); dir != s.pkg.dir && dir != "." && dir != "/"; dir = path.Dir(dir) {
		if s.packages[dir] != nil {
			return true
		}
	}
	return false
}
