package render

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/plan"
)

// rendering gives the Dockerfile of a plan with one block of a layer, deps.after, and the error.
func rendering(t *testing.T, body string, answers map[string]any) (string, error) {
	t.Helper()
	files, err := Files(full(), append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": `{{define "deps.after"}}` + body + `{{end}}`})), Options{Answers: answers})
	for _, f := range files {
		if f.Path == "Dockerfile" {
			return f.Text, err
		}
	}
	return "", err
}

// TestPrinted prints what means the same anywhere, what msgen quoted, and what stands in the template itself.
func TestPrinted(t *testing.T) {
	answers := map[string]any{"word": "a-b_1.2/c:d@e%f+g,h=i", "odd": `x \`, "n": 7, "yes": true, "list": []string{"a", "b"}}
	for body, want := range map[string]string{
		`RUN echo {{.Answers.word}}`:                                          "RUN echo a-b_1.2/c:d@e%f+g,h=i\n",
		`RUN echo {{.Answers.n}} {{.Answers.yes}} {{mul .Answers.n 2}}`:       "RUN echo 7 true 14\n",
		`{{label "a" .Answers.odd}}`:                                          "LABEL a=\"x \\\\\"\n",
		`RUN echo {{word .Answers.odd}}`:                                      "RUN echo 'x \\'\n",
		`# owner: {{.Answers.odd}}`:                                           "# owner: x \\\n",
		`RUN a \` + "\n" + `    {{.Answers.word}}`:                            "RUN a \\\n    a-b",
		`{{ternary "RUN true && x" "RUN b c" .Answers.yes}}`:                  "RUN true && x\n",
		`{{default "RUN a b" ""}}`:                                            "RUN a b\n",
		`{{range list "RUN a b" "RUN c d"}}{{.}}{{"\n"}}{{end}}`:              "RUN a b\nRUN c d\n",
		`{{printf "RUN %s %03d" "a b" .Answers.n}}`:                           "RUN a b 007\n",
		`RUN x {{join "," .Answers.list}}`:                                    "RUN x a,b\n",
		`RUN x {{quote "a b"}} {{quote .Answers.word}}`:                       "RUN x \"a b\" \"a-b_1",
		`{{$x := .Answers.n}}{{if and (eq .Answers.n 7) $x}}RUN x{{end}}`:     "RUN x\n",
		`{{with or .Answers.empty "RUN or else"}}{{.}}{{end}}`:                "RUN or else\n",
		`{{if has "a" .Answers.list}}RUN has{{end}}`:                          "RUN has\n",
		`RUN {{range $i, $x := .Answers.list}}{{if $i}} {{end}}{{$x}}{{end}}`: "RUN a b\n",
		`{{range 3}}# {{.}}{{"\n"}}{{end}}`:                                   "# 0\n# 1\n# 2\n",
		`RUN x {{keys (dict "b" 1 "a" 2) | join ","}}`:                        "RUN x a,b\n",
	} {
		answers["empty"] = ""
		if got, err := rendering(t, body, answers); err != nil || !strings.Contains(got, want) {
			t.Errorf("%s: %v\n%s", body, err, got)
		}
	}
}

// TestReachable lists the methods that a template can call on what it is given: none does more than read.
func TestReachable(t *testing.T) {
	var found []string
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		for i := range typ.NumMethod() {
			found = append(found, strings.TrimPrefix(typ.String(), "*")+"."+typ.Method(i).Name)
		}
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(typ.Elem())
		case reflect.Struct:
			for i := range typ.NumField() {
				walk(typ.Field(i).Type)
			}
		case reflect.Func, reflect.Chan:
			t.Errorf("%v is in reach", typ)
		}
		if typ.Kind() == reflect.Struct {
			walk(reflect.PointerTo(typ))
		}
	}
	for _, model := range []any{plan.Go{}, plan.Node{}, plan.Python{}, plan.Java{}, plan.Data{}} {
		walk(reflect.TypeOf(model))
	}
	found = slices.DeleteFunc(found, func(name string) bool { // promoted from Common
		return strings.HasSuffix(name, ".Is") || strings.HasSuffix(name, ".Wants")
	})
	slices.Sort(found)
	found = slices.Compact(found)
	want := []string{"plan.PythonInstall.From"}
	if !slices.Equal(found, want) {
		t.Errorf("%q, not %q", found, want)
	}
}

// TestFunctions is the list of all functions that a template may call: a new one is a decision.
func TestFunctions(t *testing.T) {
	var have []string
	for name := range (&renderer{}).funcs() {
		if !strings.HasPrefix(name, "_") {
			have = append(have, name)
		}
	}
	slices.Sort(have)
	want := "add all any append base cat clean coalesce comment compact concat contains default dict dig dir div empty env exec ext first flag get globs has hasKey hasPrefix hasSuffix " +
		"include indent initial int isAbs join json keys label last list lower max min mod mul nindent omit path paths pattern pem pick pluck prepend print printf println quote ref regexMatch " +
		"replace rest reverse semver semverCompare sh slice sortAlpha split splitList squote sub super ternary title toJson toString toStrings trim trimAll trimPrefix trimSuffix trunc uniq " +
		"upper values vars without word wrap"
	if got := strings.Join(have, " "); got != want {
		t.Errorf("have %s", got)
	}
}

// TestManyBlocks refuses a template that defines more blocks than a person writes, before they are all parsed into place.
func TestManyBlocks(t *testing.T) {
	_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": manyBlocks(maxDefined + 1)})))
	if err == nil || !strings.Contains(err.Error(), "a file may define 500") {
		t.Error(err)
	}
}

func manyBlocks(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{{define "x%d"}}{{end}}`, i)
	}
	return b.String()
}
