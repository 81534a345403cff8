package verify

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

func checkStageNames(f *file, say say) {
	seen := map[string]bool{}
	for _, s := range f.stages {
		key := strings.ToLower(s.name)
		switch {
		case key == "" && len(f.stages) > 1:
			say(s.line, "FROM %s has no name; add one with AS", s.rawRef)
		case key != "" && seen[key]:
			say(s.line, "two stages have the name %s", s.name)
		}
		seen[key] = true
	}
}

func checkStageNumbers(f *file, say say) {
	for _, s := range f.stages {
		for _, from := range s.sources() {
			if _, err := strconv.Atoi(from.name); err == nil {
				say(from.line, "stage %s is referenced by number", from.name)
			}
		}
	}
}

func checkStageComments(f *file, say say) {
	for _, s := range f.stages {
		if word, rest, _ := strings.Cut(strings.TrimSpace(s.doc), " "); word != s.name || strings.TrimSpace(rest) == "" {
			say(s.line, "no comment above FROM describes stage %s", s.title())
		}
	}
}

// builder says which command of a stage compiles or bundles; "" for none. Installing the packages of an interpreter is no
// build.
func builder(s *stage) (what string, line int) {
	for st, c := range invoked(s.steps) {
		if compiles(c) {
			return shorten(c.text()), st.line
		}
	}
	return "", 0
}

// compiles reports a command that makes artifacts from sources.
func compiles(c call) bool {
	switch name := c.name(); name {
	case "go":
		return c.verb() == "build" || c.verb() == "install"
	case "cargo", "dotnet", "swift":
		return c.verb() == "build" || c.verb() == "publish" || c.verb() == "install"
	case "mvn", "mvnw", "gradle", "gradlew", "javac", "gcc", "g++", "make", "cmake", "tsc", "webpack":
		return true
	case "npm", "yarn", "pnpm", "bun":
		return strings.HasPrefix(c.verb(), "build") || c.verb() == "run" && len(c.operands()) > 1 && strings.HasPrefix(c.operands()[1], "build")
	}
	return false
}

func checkSingleStage(f *file, say say) {
	if len(f.stages) > 1 {
		return
	}
	if what, line := builder(f.final()); what != "" {
		say(line, "%s runs in the only stage, so its tools and sources stay in the image", what)
	}
}

func checkFrom(f *file, say say) {
	for _, s := range f.stages {
		for _, from := range s.sources() {
			at := f.find(from.name)
			switch {
			case at == s:
				say(from.line, "stage %s takes files from itself", s.title())
			case at != nil && at.index > s.index:
				say(from.line, "stage %s is defined later", from.name)
			case at == nil && !strings.ContainsAny(from.name, ":/@.$") && from.name != "scratch" && from.name != "context":
				say(from.line, "there is no stage %s, and an image reference needs a tag", from.name)
			case at != nil && at.image() == "scratch" && len(at.all()) == 0:
				say(from.line, "stage %s is empty", from.name)
			}
		}
	}
}

// target reports a stage that somebody may ask for with --target.
func (s *stage) target() bool {
	_, _, cmd := last[*instructions.CmdCommand](s.steps)
	_, _, entry := last[*instructions.EntrypointCommand](s.steps)
	known := targetName()
	return s.name != "" && (cmd || entry || known.MatchString(s.name))
}

func checkUnreachable(f *file, say say) {
	reached := map[*stage]bool{}
	for _, s := range f.stages {
		if s == f.final() || s.target() {
			for n := range f.needs(s) {
				reached[n] = true
			}
		}
	}
	for _, s := range f.stages {
		if !reached[s] {
			say(s.line, "no stage uses %s, and no comment describes it as a target", s.title())
		}
	}
}

func checkProdNeedsTest(f *file, say say) {
	test := regexp.MustCompile(`(?i)(^|[-_])(test|tests|testing|lint|e2e|dev|debug)($|[-_])`)
	final := f.final()
	if test.MatchString(final.name) {
		say(final.line, "the last stage, which Docker builds by default, is %s", final.name)
		return
	}
	for s := range f.needs(final) {
		if s != final && test.MatchString(s.name) {
			say(s.line, "the default target depends on stage %s", s.name)
		}
	}
}

func checkMixed(f *file, say say) {
	for _, s := range f.stages {
		first := ""
		for st, c := range invoked(s.steps) {
			e := ecosystem(c)
			if e != "" && first != "" && e != first && (e == "Node" || first == "Node") && installs(c) {
				say(st.line, "stage %s builds %s and %s, so a change in one rebuilds both", s.title(), first, e)
			}
			if e != "" && first == "" {
				first = e
			}
		}
	}
}

func checkReport(f *file, say say) {
	if s := f.find("test"); s != nil && f.find("test-report") == nil && s.image() != "scratch" {
		say(s.line, "there is no test-report stage, so the report cannot be exported")
	}
}

func checkFetched(f *file, say say) {
	for st, c := range invoked(f.final().steps) {
		if n := c.name(); (n == "curl" || n == "wget") && strings.Contains(c.text(), "://") {
			say(st.line, "%s downloads in the final stage, which then needs %s as well", shorten(c.text()), n)
		}
	}
}
