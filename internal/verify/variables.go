package verify

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// checkVariables walks each stage with what is declared so far. Instructions that the builder expands are judged in full;
// in a RUN the shell has variables of its own, so only those are judged that are declared in the wrong place.
func checkVariables(f *file, say say) {
	scopes := map[*stage]map[string]bool{}
	for _, s := range f.stages {
		if s.unknownRef {
			say(s.line, "FROM %s: a variable in it has no default above the first FROM", s.rawRef)
		}
		scope := map[string]bool{"PATH": true}
		maps.Copy(scope, scopes[s.base])
		for _, st := range s.steps {
			for _, name := range f.undeclared(st, scope, s.image() == "scratch") {
				say(st.line, "%s uses $%s, which this stage does not declare", strings.ToUpper(st.Name()), name)
			}
			declare(st, scope)
		}
		scopes[s] = scope
	}
}

// declare adds what an ARG or an ENV brings.
func declare(st step, scope map[string]bool) {
	switch c := st.Command.(type) {
	case *instructions.ArgCommand:
		for _, a := range c.Args {
			scope[a.Key] = true
		}
	case *instructions.EnvCommand:
		for _, e := range c.Env {
			scope[e.Key] = true
		}
	}
}

// undeclared gives the variables that the instruction uses and nobody gives it, sorted.
func (f *file) undeclared(st step, scope map[string]bool, empty bool) []string {
	var found []string
	if run, ok := st.Command.(*instructions.RunCommand); ok {
		text := script(run.ShellDependantCmdLine)
		for _, name := range used(text) {
			if f.builds(name) && !scope[name] && !setsItself(text, name) {
				found = append(found, name)
			}
		}
		return unique(found)
	}
	lex := shell.NewLex(f.escape)
	for _, word := range expanded(st.Command) {
		if !strings.Contains(word, "$") {
			continue
		}
		result, err := lex.ProcessWordWithMatches(word, nothing{})
		if err != nil {
			continue
		}
		for name := range result.Unmatched {
			if !scope[name] && !predefined(name) && (empty || f.builds(name) || !fromImage(name)) {
				found = append(found, name)
			}
		}
	}
	return unique(found)
}

// nothing has no variable.
type nothing struct{}

// Get never finds one.
func (nothing) Get(string) (string, bool) { return "", false }

// Keys gives none.
func (nothing) Keys() []string { return nil }

// builds reports a name that only an ARG of the stage would bring: a global ARG, or one of BuildKit's own.
func (f *file) builds(name string) bool {
	for _, c := range f.globals {
		for _, a := range c.Args {
			if a.Key == name {
				return true
			}
		}
	}
	return slices.ContainsFunc(platformArgs(), func(a string) bool { return strings.HasPrefix(a, name+"=") })
}

// used gives the names of the variables in a shell text.
func used(text string) []string {
	var names []string
	for _, m := range variable().FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// setsItself reports a script that gives the variable its value, or a default.
func setsItself(text, name string) bool {
	return regexp.MustCompile(`(^|[\s;&|("'])(export\s+|read\s+|for\s+)?` + name + `(=|\s+in\s)|\$\{` + name + `:?[-=?]`).MatchString(text)
}

// expanded are the words of an instruction that the builder expands.
func expanded(c instructions.Command) []string {
	switch c := c.(type) {
	case *instructions.CopyCommand:
		return append(slices.Clone(c.SourcePaths), c.DestPath, c.Chown, c.Chmod)
	case *instructions.AddCommand:
		return append(slices.Clone(c.SourcePaths), c.DestPath, c.Chown, c.Chmod, c.Checksum)
	case *instructions.EnvCommand:
		return pairs(c.Env)
	case *instructions.LabelCommand:
		return pairs(c.Labels)
	case *instructions.WorkdirCommand:
		return []string{c.Path}
	case *instructions.UserCommand:
		return []string{c.User}
	case *instructions.ExposeCommand:
		return c.Ports
	case *instructions.VolumeCommand:
		return c.Volumes
	case *instructions.StopSignalCommand:
		return []string{c.Signal}
	}
	return nil
}

func pairs(all instructions.KeyValuePairs) []string {
	var words []string
	for _, p := range all {
		words = append(words, p.Value)
	}
	return words
}

// predefined are the ARGs that need no declaration.
func predefined(name string) bool {
	return slices.Contains([]string{"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY", "SOURCE_DATE_EPOCH"}, strings.ToUpper(name))
}

// fromImage reports names that public base images set.
func fromImage(name string) bool {
	return regexp.MustCompile(`_(VERSION|HOME|PATH|DIR|CONFIG|ROOT)$|^(HOME|HOSTNAME|TERM|LANG|LC_ALL|GOPATH|GOTOOLCHAIN|LD_LIBRARY_PATH|DEBIAN_FRONTEND)$`).MatchString(name)
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
