package plan

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
)

// modelOf makes the model of a stack, changed, with targets and a base.
func modelOf(t *testing.T, base string, targets []string, change func(*detect.Stack)) *Node {
	t.Helper()
	st := express()
	if change != nil {
		change(&st)
	}
	c := choice.Choices{}
	c.Base.Value, c.Targets.Value = base, append(targets, "prod")
	m, err := ModelOf(Input{Stack: st, Choices: c, Catalog: loadCatalog(t)}, base)
	if err != nil {
		t.Fatal(err)
	}
	return m.(*Node)
}

// TestNodeModelTravels requires that a model is the same after a trip through JSON.
func TestNodeModelTravels(t *testing.T) {
	m := modelOf(t, "distroless", []string{"test", "dev"}, func(st *detect.Stack) { st.Node.Test = known([]string{"vitest", "run"}) })
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeModel("node", data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, m) {
		t.Errorf("read back:\n%+v\nwritten:\n%+v", back, m)
	}
}

// TestNodeModelBase requires a stage "base" where several stages start from the build tools, and none for one alone.
func TestNodeModelBase(t *testing.T) {
	if m := modelOf(t, "slim", nil, nil); !m.BaseStage || m.Deps.From != "base" || m.ProdDeps.From != "base" || m.Build.From != "deps" {
		t.Errorf("two installs: base %v, deps from %q, prod-deps from %q, build from %q", m.BaseStage, m.Deps.From, m.ProdDeps.From, m.Build.From)
	}
	m := modelOf(t, "slim", nil, func(st *detect.Stack) { st.Node.DevDependencies = false })
	if m.BaseStage || m.Deps.From != "" || m.ProdDeps != nil || m.Modules.From != "deps" {
		t.Errorf("one install: base %v, deps from %q, prod-deps %v, modules from %q", m.BaseStage, m.Deps.From, m.ProdDeps, m.Modules.From)
	}
	m = modelOf(t, "slim", nil, func(st *detect.Stack) { st.Node.Hooks = []detect.Evidence{{Path: "package.json"}} })
	if m.BaseStage || m.ProdDeps.From != "deps" || m.ProdDeps.Command != "prune" {
		t.Errorf("hooks: base %v, prod-deps %+v", m.BaseStage, m.ProdDeps)
	}
}

// TestNodeModelStart requires that the interpreter is the entry point and that the init is left to the template.
func TestNodeModelStart(t *testing.T) {
	for _, c := range []struct {
		base, manager, bin string
		start              []string
		want               string
	}{
		{"slim", "npm", "", []string{"node", "dist/server.js"}, "[node] [dist/server.js]"},
		{"distroless", "npm", "", []string{"node", "dist/server.js"}, "[/nodejs/bin/node] [dist/server.js]"},
		{"slim", "npm", "tool", []string{"tool", "serve"}, "[node] [node_modules/.bin/tool serve]"},
		{"slim", "pnpm", "tool", []string{"tool", "serve"}, "[] [node_modules/.bin/tool serve]"},
		{"slim", "npm", "", []string{"sh", "run.sh"}, "[] [sh run.sh]"},
	} {
		m := modelOf(t, c.base, nil, func(st *detect.Stack) {
			st.Manager, st.Start, st.Node.Bin = known(c.manager), known(c.start), c.bin
		})
		if got := "[" + strings.Join(m.Entrypoint, " ") + "] [" + strings.Join(m.Cmd, " ") + "]"; got != c.want || m.Init == nil {
			t.Errorf("%s %s: %s, init %v, want %s", c.manager, c.start, got, m.Init, c.want)
		}
	}
}

// TestNodeModelTests requires that the options of a report have a place behind the words that name the runner.
func TestNodeModelTests(t *testing.T) {
	for _, c := range []struct{ test, runner, command, args string }{
		{"node --test test/", "node", "node --test", "test/"},
		{"vitest run", "vitest", "node_modules/.bin/vitest run", ""},
		{"npm test", "", "npm test", ""},
	} {
		m := modelOf(t, "slim", []string{"test"}, func(st *detect.Stack) { st.Node.Test = known(strings.Fields(c.test)) })
		got := []string{m.Test.Runner, strings.Join(m.Test.Command.Args, " "), strings.Join(m.Test.Args, " ")}
		if want := []string{c.runner, c.command, c.args}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", c.test, got, want)
		}
	}
}
