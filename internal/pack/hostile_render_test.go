package pack_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/pack"
)

// TestMain lets the test's program be the process that renders.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "__render" {
		if err := flow.ServeRender(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// attack is a pack of testdata/packs/hostile/render-NAME whose rendering has to be refused, with an answer to its question.
type attack struct{ answer, says string }

// renderAttacks are those packs, each with what the refusal says.
func renderAttacks() map[string]attack {
	return map[string]attack{
		"reads-environment":           {"", `function "getenv" not defined`}, // env writes ENV; see TestHostileRepository
		"expands-environment":         {"", `function "expandenv" not defined`},
		"asks-dns":                    {"", `function "getHostByName" not defined`},
		"reads-the-clock":             {"", `function "now" not defined`},
		"makes-a-key":                 {"", `function "genPrivateKey" not defined`},
		"random":                      {"", `function "randAlphaNum" not defined`},
		"includes-a-file":             {"", `there is no block "/etc/passwd"`},
		"template-of-a-file":          {"", "etc/passwd"},
		"tpl-of-an-answer":            {"x", `function "tpl" not defined`},
		"calls-a-value":               {"", `function "call" not defined`},
		"calls-a-method":              {"", "can't evaluate field String"},
		"calls-a-guard":               {"", `function "_literal" not defined`},
		"prints-an-address":           {"", "printf"},
		"prints-the-model":            {"", "cannot be printed"},
		"range-bomb":                  {"", "can loop up to 1000"},
		"range-bomb-by-variable":      {"", "can loop up to 1000"},
		"cpu-bomb":                    {"", "loop more than 100000 times"},
		"laughing-blocks":             {"", "call each other more than 10000 times"},
		"output-bomb":                 {"", "larger than 1 MiB"},
		"output-bomb-of-many-files":   {"", "larger than 4 MiB in total"},
		"memory-bomb":                 {"", "more than 1 MiB"},
		"memory-bomb-of-lists":        {"", "more than 1 MiB"},
		"memory-bomb-of-nested-lists": {"", "more than 1 MiB"},
		"printf-width":                {"", "a width or a precision of up to 200"},
		"printf-width-by-argument":    {"", "a width or a precision of up to 200"},
		"printf-precision":            {"", "a width or a precision of up to 200"},
		"indent-bomb":                 {"", "0 to 200 columns"},
		"indent-below-zero":           {"", "0 to 200 columns"},
		"replace-bomb":                {"", "replace makes more than 4 MiB"},
		"repeat-bomb":                 {"", `function "repeat" not defined`},
		"until-bomb":                  {"", `function "until" not defined`},
		"pattern-bomb":                {"", "invalid repeat count"},
		"pattern-too-long":            {"", "a pattern of more than 1000 bytes"},
		"recursion":                   {"", "call each other without end"},
		"recursion-in-a-ring":         {"", "call each other without end"},
		"recursion-by-include":        {"", "call each other without end"},
		"super-in-a-loop":             {"", "call each other without end"},
		"super-by-name":               {"", "super takes one argument"},
		"forged-marks":                {"", "control character"},
		"escape-sequence":             {"", "control character"},
		"carriage-return":             {"", "control character"},
		"escape-directive":            {"", `the directive "escape"`},
		"instruction-by-an-answer":    {"USER", ".Answers.owner \"USER\" cannot start a line"},
		"instruction-by-a-word":       {"USER", "cannot start a line"},
		"instruction-by-exec":         {"USER", "cannot be written in an exec form"},
		"instruction-by-path":         {"; USER", "path is for"},
		"label-unquoted":              {`x \`, "hostile/_shared/_x.tmpl:1:50: .Answers.owner"},
		"label-with-quotes-cut":       {`x \`, "is not a plain word"},
		"run-with-quotes-cut":         {`x \`, "is not a plain word"},
		"shell-by-quote":              {"$(evil)", "is not a plain word"},
		"directive-by-an-answer":      {"syntax=evil/frontend", "the answer owner changes the instructions"},
		"heredoc-by-an-answer":        {"<<STOP", "is not a plain word"},
		"heredoc-ended-by-an-answer":  {"EOF", "cannot start a line"},
		"stack-that-is-root":          {"", "prints a line that breaks a rule: Dockerfile:2: USER 0: the program runs as root"},
		"output-for-git":              {"", "a pack cannot add .git"},
		"output-for-the-shell":        {"", ".envrc"},
		"output-for-the-editor":       {"", "tasks.json"},
		"output-for-make":             {"", "Makefile"},
		"output-over-a-source":        {"", "package.json"},
	}
}

// program is a small repository.
func program() fstest.MapFS {
	return fstest.MapFS{
		"package.json": {Data: []byte(`{"name": "hello", "engines": {"node": "24"}, "scripts": {"start": "node server.js"}}`)},
		"server.js":    {Data: []byte("require('http').createServer().listen(3000)\n")},
	}
}

// rendered renders a small repository with packs, as init does.
func rendered(repo fstest.MapFS, answer string, packs ...*pack.Pack) (flow.Result, error) {
	team, err := pack.Combine(packs)
	if err != nil {
		return flow.Result{}, err
	}
	wishes := choice.Wishes{}
	if answer != "" {
		wishes["owner"] = choice.Wish{Value: answer, Source: choice.Flag, From: "--set"}
	}
	return flow.Run(flow.Request{Repo: repo, Wishes: wishes, Team: team, Render: flow.Apart("msgen", "__render")})
}

// TestHostileRender attacks with templates. Every folder has a row, and every row its folder; the refusal is one line that
// names the pack and that a terminal can show.
func TestHostileRender(t *testing.T) {
	folders, err := filepath.Glob("../../testdata/packs/hostile/render-*")
	if err != nil || len(folders) != len(renderAttacks()) {
		t.Errorf("%d folders for %d attacks, %v", len(folders), len(renderAttacks()), err)
	}
	for name, a := range renderAttacks() {
		t.Run(name, func(t *testing.T) {
			p, err := pack.Read(os.DirFS("../../testdata/packs/hostile/render-" + name))
			if err == nil {
				_, err = rendered(program(), a.answer, p)
			}
			if err == nil || !strings.Contains(err.Error(), a.says) {
				t.Fatalf("wants %q: %v", a.says, err)
			}
			if strings.ContainsAny(err.Error(), "\x1b\x01\x00\r") || len(err.Error()) > 5000 {
				t.Errorf("the message carries the attack: %q", err)
			}
		})
	}
}
