package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/secret"
)

// configs are the configurations of bundlers and frameworks, which are read when the project is built.
var configs = []string{"next.config.", "nuxt.config.", "vite.config.", "astro.config.", "gatsby-config.", "gatsby-node.", "svelte.config.", "vue.config.", "rsbuild.config.", "webpack.config.", "webpack.prod", "app.config.", "quasar.config."}

var (
	configRead   = pattern.New(`(?:^|[^"'\w.])(?:process\.env|import\.meta\.env|(env))(?:\.|\[["'])([A-Z][A-Z0-9_]+)\b["'\]]*(\s*(?:\?\?|\|\|))?(\s*(?:[!=]==?|&&|\?[^?.]))?`)
	configSwitch = pattern.New(`\bif\s*\(|!\s*(?:process\.)?env\b|\btypeof\b`)
	configOwn    = pattern.New(`^(?:NODE_ENV|BABEL_ENV|CI|PORT|HOST|HOSTNAME|DEBUG|ANALYZE|MODE|PROD|DEV|SSR|SITE|BASE_URL|ASSETS_PREFIX|TEST|VITEST|E2E|HOME|PWD|(?:VERCEL|NETLIFY|CF|GITHUB|TURBO|NX|TAURI|RAILWAY|RENDER|NEXT_(?:PHASE|RUNTIME|PRIVATE|TELEMETRY)|NITRO)(?:_.*)?)$`)
	nuxtKey      = pattern.New(`^\s*(\w+)\s*:\s*process\.env`)
	camelEdge    = pattern.New(`([a-z0-9])([A-Z])`)
	astroField   = pattern.New(`^\s*([A-Z][A-Z0-9_]*)\s*:\s*envField\.\w+\(`)
	vitePrefix   = pattern.New(`\benvPrefix\s*:\s*(\[[^\]]*\]|["'][^"']+["'])`)
)

// buildSecrets has variables given to the build as secrets.
func buildSecrets(s *service, at detect.Evidence, names ...string) {
	for _, name := range names {
		if formats.IsEnvName(name) {
			s.n.BuildSecrets = detect.AddCandidate(s.n.BuildSecrets, name, at)
		}
	}
}

// configReads finds the variables that configurations and, where pages are made ahead, the pages read when the project is built.
// Those that are called like a secret are secrets of the build; Nuxt's private settings come when the container runs.
func configReads(s *service) []publicVariable {
	var out []publicVariable
	add := func(name string, at detect.Evidence, fallback bool) {
		switch {
		case configOwn.MatchString(name) || slices.ContainsFunc(out, func(v publicVariable) bool { return v.name == name }):
		case secret.Variable(name):
			if !fallback {
				buildSecrets(s, at, name)
			}
		default:
			out = append(out, publicVariable{name, at, fallback, !publicName.MatchString(name)})
		}
	}
	for _, stem := range configs {
		conf := s.configFile(stem)
		if conf == "" {
			continue
		}
		lines := s.sourceLines(conf)
		loads := mentions(lines, "loadEnv(")
		runtime, public, depth := false, false, 0
		for i, line := range lines {
			if len(line) > 600 || isComment(line) {
				continue
			}
			at := lineOf(conf, i, line)
			if strings.Contains(line, "runtimeConfig") && stem == "nuxt.config." {
				runtime, depth = true, 0
			}
			if runtime {
				public = public || strings.Contains(line, "public:")
				depth += strings.Count(line, "{") - strings.Count(line, "}")
				runtime = depth > 0
				public = public && depth > 1
			}
			if runtime && !public {
				nuxtPrivate(s, line, at)
				continue
			}
			for _, m := range configRead.FindAllStringSubmatch(line, -1) {
				if (m[1] == "" || loads) && m[4] == "" && !configSwitch.MatchString(line) {
					add(m[2], at, m[3] != "")
				}
			}
			if m := astroField.FindStringSubmatch(line); m != nil && strings.Contains(line, "\"public\"") && !strings.Contains(line, "default:") && !strings.Contains(line, "optional: true") {
				add(m[1], at, false)
			}
		}
	}
	if s.row != nil && s.row.Name == "astro" && s.n.Static != nil {
		pageReads(s, add)
	}
	prefixed(s, add)
	return out
}

// nuxtPrivate says which variable sets a private setting of Nuxt when the container runs.
func nuxtPrivate(s *service, line string, at detect.Evidence) {
	if m := nuxtKey.FindStringSubmatch(line); m != nil {
		name := "NUXT_" + strings.ToUpper(camelEdge.ReplaceAllString(m[1], "${1}_${2}"))
		s.note(detect.Note{Text: "the build reads a value for " + m[1] + " of runtimeConfig and would keep it in the image; the program also takes it from " + name + " when the container runs", Add: "docker run -e " + name, Because: []detect.Evidence{at}})
	}
}

// pageReads finds what the pages of Astro read when they are made.
func pageReads(s *service, add func(string, detect.Evidence, bool)) {
	for _, file := range s.t.Under(path.Join(s.pkg.dir, "src"), ".astro", ".ts", ".js", ".mjs") {
		for i, line := range s.sourceLines(file) {
			if len(line) > 600 || isComment(line) {
				continue
			}
			for _, m := range configRead.FindAllStringSubmatch(line, -1) {
				if m[1] == "" && m[4] == "" && !configSwitch.MatchString(line) && !strings.HasPrefix(m[2], "PUBLIC_") {
					add(m[2], lineOf(file, i, line), m[3] != "")
				}
			}
		}
	}
}

// prefixed finds the public variables of a prefix of the project's own.
func prefixed(s *service, add func(string, detect.Evidence, bool)) {
	list := s.setting(s.configFile("vite.config."), vitePrefix).Value
	for _, m := range quoted.FindAllStringSubmatch(list, -1) {
		if publicName.MatchString(m[1]+"X") || len(m[1]) < 3 || !formats.IsEnvName(m[1]) {
			continue
		}
		read := pattern.New(`import\.meta\.env(?:\.|\[["'])(` + m[1] + `[A-Z0-9_]+)\b(["'\]]*\s*(?:\?\?|\|\|))?`)
		for _, file := range s.t.Under(s.pkg.dir, ".js", ".jsx", ".ts", ".tsx", ".vue", ".svelte") {
			for i, line := range s.sourceLines(file) {
				for _, v := range read.FindAllStringSubmatch(line, -1) {
					add(v[1], lineOf(file, i, line), v[2] != "")
				}
			}
		}
	}
}
