package cmd

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/plan"
)

// showStack prints what will be written for a service, and where each value comes from.
func (r *initRun) showStack(s flow.Service) {
	w, st := r.env.Err, s.Stack
	fmt.Fprintf(w, "%s (%s, %s)\n", visible(st.Name), visible(st.Dir), st.Language)
	line := func(name, value, why string) {
		if value != "" {
			fmt.Fprintf(w, "  %-10s %s  (%s)\n", name, visible(value), why)
		}
	}
	line("framework", st.Framework.Value, foundAt(st.Framework.Because))
	line("version", release(s), versionFrom(s))
	line("manager", st.Manager.Value, foundAt(st.Manager.Because))
	line("build", strings.Join(st.Build.Value, " "), foundAt(st.Build.Because))
	start := choice.QuoteWords(s.Choices.Start.Value)
	line("start", start, takenFrom(s.Choices.Start, choice.QuoteWords(st.Start.Value), st.Start.Because, start))
	if port := strconv.Itoa(s.Choices.Port.Value); s.Choices.Port.Value > 0 || s.Choices.Port.Given() {
		found := ""
		if st.Port.Known() {
			found = strconv.Itoa(st.Port.Value)
		}
		line("port", port, takenFrom(s.Choices.Port, found, st.Port.Because, port))
	}
	line("health", st.Health.Value, foundAt(st.Health.Because))
	line("base", s.Plan.Base, s.Plan.Because)
	if targets := s.Choices.Targets; len(targets.Value) > 1 {
		line("targets", strings.Join(targets.Value, ", "), takenFrom(targets, "", nil, ""))
	}
	var files []string
	for _, f := range s.Files {
		files = append(files, visible(f.Path))
	}
	fmt.Fprintf(w, "  %-10s %s\n", "files", strings.Join(files, ", "))
}

// release names the runtime and its release line: "node 24".
func release(s flow.Service) string {
	version := cmp.Or(plan.CommonOf(s.Plan.Model).Version, s.Stack.Version.Value)
	if version == "" {
		return ""
	}
	if n := s.Stack.Node; n != nil {
		return n.Runtime + " " + version
	}
	return s.Stack.Stack + " " + version
}

// versionFrom says where the version of the runtime comes from: what declares it, else the Python package that admits no newer one.
func versionFrom(s flow.Service) string {
	found, because, taken := s.Stack.Version.Value, s.Stack.Version.Because, plan.CommonOf(s.Plan.Model).Version
	if py := s.Stack.Python; py != nil && found == "" && py.Newest.Value == taken {
		found, because = py.NewestFor, py.Newest.Because
	}
	return takenFrom(s.Choices.Version, found, because, taken)
}

// takenFrom says where a value comes from, and what was found where that is something else.
func takenFrom[T any](c choice.Choice[T], found string, because []detect.Evidence, taken string) string {
	at := foundAt(because)
	switch {
	case c.Given() && at != "" && found != taken:
		return fmt.Sprintf("%s; found %s, %s", c.From, visible(found), at)
	case c.Given():
		return c.From
	case at == "":
		return "default"
	case found != taken:
		return fmt.Sprintf("from %s, %s", visible(found), at)
	}
	return at
}

// foundAt gives the first place of some evidence.
func foundAt(because []detect.Evidence) string {
	if len(because) == 0 {
		return ""
	}
	return because[0].String()
}
