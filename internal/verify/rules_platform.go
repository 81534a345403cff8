package verify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

func checkArch(f *file, say say) {
	fixed := regexp.MustCompile(`^(GOARCH|CARGO_BUILD_TARGET)=["']?[a-z0-9_]*(amd64|arm64|x86_64|aarch64|386)`)
	for _, st := range allSteps(f.stages) {
		words := slices.Clone(declaredValues(st))
		for _, c := range st.calls {
			words = append(words, c.env...)
			if c.name() == "export" || c.name() == "go" {
				words = append(words, c.words...)
			}
		}
		for _, w := range words {
			if fixed.MatchString(w) {
				say(st.line, "%s: the image works on one architecture only; use $TARGETARCH", w)
			}
		}
	}
}

// declaredValues gives NAME=value of an ENV.
func declaredValues(st step) []string {
	var found []string
	if c, ok := st.Command.(*instructions.EnvCommand); ok {
		for _, e := range c.Env {
			found = append(found, e.Key+"="+e.Value)
		}
	}
	return found
}

func checkArchURL(f *file, say say) {
	arch := regexp.MustCompile(`https?://[^\s"']*[-_./](amd64|x86_64|x64|arm64|aarch64)([-_./][^\s"']*)?`)
	for _, st := range allSteps(f.stages) {
		where := text(st)
		if add, ok := st.Command.(*instructions.AddCommand); ok {
			where = strings.Join(add.SourcePaths, " ")
		}
		if m := arch.FindString(where); m != "" && !strings.Contains(where, "TARGETARCH") && !strings.Contains(where, "uname -m") && !strings.Contains(where, "dpkg --print-architecture") {
			say(st.line, "%s is for one architecture; select it with $TARGETARCH", shorten(m))
		}
	}
}

// checkCross wants GOARCH or the like where a native compiler runs on $BUILDPLATFORM.
func checkCross(f *file, say say) {
	needed := f.needs(f.final())
	for _, s := range f.stages {
		if !needed[s] || !strings.Contains(s.lineage()[0].platform, "BUILDPLATFORM") {
			continue
		}
		for st, c := range invoked(s.steps) {
			native := c.name() == "go" && c.verb() == "build" || c.name() == "cargo" && c.verb() == "build"
			if native && !strings.Contains(script(st.run().ShellDependantCmdLine)+env(s), "TARGET") {
				say(st.line, "%s builds for the build platform, not for the target; use $TARGETOS and $TARGETARCH", shorten(c.text()))
			}
		}
	}
}

func checkPlatform(f *file, say say) {
	for _, s := range f.stages {
		if s.platform != "" && !strings.Contains(s.platform, "$") {
			say(s.line, "--platform=%s is the same for every build", s.platform)
		}
	}
}
