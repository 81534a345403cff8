package change

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// handEdit is what a person does to a generated Dockerfile; it gives the same text back where it does not apply.
type handEdit struct {
	name string
	edit func(string) string
}

// handEdits are the ten edits of the study.
func handEdits() []handEdit {
	replace := func(pattern, with string) func(string) string {
		re := regexp.MustCompile(pattern)
		return func(s string) string {
			last := re.FindAllStringIndex(s, -1)
			if last == nil {
				return s
			}
			at := last[len(last)-1]
			return s[:at[0]] + re.ReplaceAllString(s[at[0]:at[1]], with) + s[at[1]:]
		}
	}
	return []handEdit{
		{"a package", func(s string) string {
			if t := replace(`--no-install-recommends`, "--no-install-recommends imagemagick")(s); t != s {
				return t
			}
			return replace(`(?m)^WORKDIR .*\n`, "${0}RUN apt-get update && apt-get install -y imagemagick\n")(s)
		}},
		{"the port", func(s string) string {
			return regexp.MustCompile(`(?m)^(EXPOSE |    PORT=|ENV PORT=)\d+`).ReplaceAllString(s, "${1}9191")
		}},
		{"an ENV", replace(`(?m)^(USER .*\n)`, "ENV FEATURE_X=on\n\n${1}")},
		{"a build flag", replace(`(npm ci|npm install|go build|uv sync|pip install|mvn|./gradlew|\./mvnw)( |\n)`, "${1} --verbose${2}")},
		{"a volume", replace(`(?m)^(EXPOSE .*\n)`, "${1}\nVOLUME /var/data\n")},
		{"a label", replace(`(?m)^LABEL `, "LABEL com.example.team=shop \\\n    ")},
		{"the base", replace(`(?m)^FROM \S+ AS prod`, "FROM registry.example.com/base/app:7 AS prod")},
		{"a stage", replace(`(?m)^# prod `, "# lint Checks the sources\nFROM alpine:3.22 AS lint\n\nRUN apk add --no-cache shellcheck\n\n# prod ")},
		{"an order", replace(`(?m)^(USER .*\n)\n(EXPOSE .*\n)`, "${2}\n${1}")},
		{"a comment", replace(`(?m)^(USER .*\n)`, "# The numeric id is what our cluster's policy wants\n${1}")},
	}
}

// studyPairs are Dockerfiles of one language: what msgen wrote last, and what it writes now.
func studyPairs(t *testing.T) [][2]string {
	pairs := [][2]string{
		{"go-nethttp", "go-chi-targets"}, {"go-gin", "go-cgo-sqlite"}, {"go-echo", "go-embed"}, {"go-fiber", "go-vendor"}, {"go-chi-targets", "go-gorilla"},
		{"node-express-ts", "node-express-ts-targets"}, {"node-express-ts", "node-hono-pnpm"}, {"node-alpine", "node-slim"}, {"node-nest", "node-fastify-yarn1"}, {"node-express-ts", "node-prisma"}, {"node-koa-berry", "node-private-registry"},
		{"python-flask-gunicorn", "python-fastapi-uv"}, {"python-django-postgres", "python-django-whitenoise"}, {"python-poetry", "python-pdm"}, {"python-alpine", "python-distroless"}, {"python-fastapi-targets", "python-starlette"},
		{"java-spring-maven", "java-gradle-spring"}, {"java-alpine", "java-slim"}, {"java-javalin", "java-micronaut"}, {"java-25", "java-spring-management"},
	}
	files := rendered(t)
	var all [][2]string
	for _, p := range pairs {
		a, b := files[p[0]+"/Dockerfile"], files[p[1]+"/Dockerfile"]
		if a == nil || b == nil {
			t.Fatalf("no Dockerfile for %v", p)
		}
		all = append(all, [2]string{string(a), string(b)}, [2]string{string(a), strings.NewReplacer("trixie", "forky", "debian13", "debian14").Replace(string(a))},
			[2]string{string(a), strings.NewReplacer("8080", "8081", "3000", "3001", "8000", "8001").Replace(string(a))})
	}
	return all
}

// withDigests does what a bot does: it adds a digest to every image that has a tag.
func withDigests(s string) string {
	return regexp.MustCompile(`(?m)^(FROM (?:--\S+ )?[a-z][^\s$]*:[^\s@$]+)`).ReplaceAllString(s, "${1}@sha256:"+strings.Repeat("d", 64))
}

// TestStudy merges ten hand edits with many changes of the template, with and without a bot that pins digests: no edit may be
// lost, and the finer the units are, the fewer the conflicts.
func TestStudy(t *testing.T) {
	forms := []Form{Lines, PinnedLines, Instructions}
	for _, bot := range []bool{false, true} {
		total, files, places := 0, map[Form]int{}, map[Form]int{}
		byEdit := map[string]map[Form]int{}
		for _, p := range studyPairs(t) {
			for _, e := range handEdits() {
				yours := e.edit(p[0])
				if yours == p[0] {
					continue
				}
				if bot {
					yours = withDigests(yours)
				}
				total++
				for _, form := range forms {
					m := Merge(Sides{[]byte(p[0]), []byte(yours), []byte(p[1])}, labels(form))
					checkSurvives(t, e.name, form, p[0], yours, m)
					if len(m.Conflicts) > 0 {
						files[form]++
						if byEdit[e.name] == nil {
							byEdit[e.name] = map[Form]int{}
						}
						byEdit[e.name][form]++
					}
					places[form] += len(m.Conflicts)
				}
			}
		}
		t.Logf("bot %v: %d merges; with conflicts: lines %d (%d places), pins %d (%d), instructions %d (%d)", bot, total,
			files[Lines], places[Lines], files[PinnedLines], places[PinnedLines], files[Instructions], places[Instructions])
		for name, n := range byEdit {
			t.Logf("  %s: lines %d, pins %d, instructions %d", name, n[Lines], n[PinnedLines], n[Instructions])
		}
		if files[Instructions] > files[PinnedLines] || files[PinnedLines] > files[Lines] {
			t.Errorf("a finer form has more conflicts: %v", files)
		}
	}
}

// checkSurvives holds that what the edit wrote is in the text, and that a clean merge can be read.
func checkSurvives(t *testing.T, name string, form Form, base, yours string, m Merged) {
	t.Helper()
	dropped := len(m.Notes) > 0
	if w := lost(base, yours, string(m.Text)); w != "" && !(dropped && strings.Contains(w, "@sha256:")) {
		t.Errorf("%s, %s: %q is lost in\n%s", name, form, w, m.Text)
	}
	if len(m.Conflicts) == 0 && form == Instructions && !parses(string(m.Text)) {
		t.Errorf("%s: cannot be read:\n%s", name, m.Text)
	}
	if slices.Contains(strings.Split(string(m.Text), "\n"), "\\") {
		t.Errorf("%s: a line that only continues:\n%s", name, m.Text)
	}
}
