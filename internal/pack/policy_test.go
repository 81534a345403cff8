package pack

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/catalog"
)

func policy(t *testing.T, text string) *Policy {
	t.Helper()
	p, err := readPolicy([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPolicyRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"rule: {}":                                   `policy.yaml:1: unknown key "rule"`,
		"rules: {MS12: on}":                          `"MS12" is not the ID of a rule`,
		"rules:\n  MS012: sometimes":                 "policy.yaml:2: \"sometimes\" is not one of off, on, enforced",
		"rules: [MS012]":                             "rules is a list, but must be a mapping",
		"blocks: {prod.user: open}":                  `"open" is not one of final`,
		"blocks: {PROD: final}":                      "not a block name",
		"blocks: {stage.user: final}":                "blocks name one stage, such as prod.user",
		"require: {healthcheck: false}":              "healthcheck can only be true",
		"require: {labels: [A B]}":                   "not the key of a label",
		"require: {labels: [\"a=b\"]}":               "not the key of a label",
		"require: {root: true}":                      `unknown key "root"`,
		"forbid: {families: [debian]}":               "not one of the families alpine, slim",
		"forbid: {registries: [quay]}":               "names no registry",
		"rules: {MS065: on}\nforbid: {root: true}\n": "", // tighter within one file
	} {
		_, err := readPolicy([]byte(text))
		if says != "" {
			refused(t, err, says)
		} else if err != nil {
			t.Error(err)
		}
	}
	_, err := readPolicy([]byte("forbid: {root: true}\nrules: {MS065: off}\n"))
	refused(t, err, "policy.yaml:2: MS065 is off here, but enforced at policy.yaml:1")
}

// facts are those of a Dockerfile with a breach of everything.
func facts() Facts {
	return Facts{Path: "Dockerfile", Labels: []string{"a.b"},
		Findings: []Finding{{"MS065", "Dockerfile", 9, "runs as root"}, {"MS024", "Dockerfile", 7, "no --link"}, {"MS020", "Dockerfile", 5, "no cache"}},
		Images: []Use{{"quay.io/a/b:1", "", "Dockerfile", 2, false}, {"node:24-alpine", "", "Dockerfile", 6, true}, {"golang:1.26-alpine", "alpine", "Dockerfile", 3, false},
			{"scratch", "scratch", "Dockerfile", 8, false}}}
}

func TestJudge(t *testing.T) {
	p := policy(t, "rules: {MS024: off}\nrequire: {labels: [a.b, c.d]}\nforbid: {root: true, families: [alpine], registries: [quay.io]}\n")
	v, err := p.Judge(facts(), nil, "2026-11-21")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Dockerfile: the final stage has no label c.d (policy.label, by policy.yaml:2)",
		"Dockerfile:2: the image quay.io/a/b:1 is not allowed (policy.yaml:3) (policy.registry, by policy.yaml:3)",
		"Dockerfile:6: the final stage is based on node:24-alpine, which is of the family alpine (policy.family, by policy.yaml:3)",
		"Dockerfile:9: runs as root (MS065, by policy.yaml:3)",
	}
	var got []string
	for _, b := range v.Broken() {
		got = append(got, b.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if fmt.Sprint(v.Shown) != "[{MS020 Dockerfile 5 no cache}]" {
		t.Errorf("shown are %v", v.Shown)
	}
	if hint := v.Breaches[3].Hint(); !strings.Contains(hint, "exceptions: [{rule: MS065, reason: WHY, until: YYYY-MM-DD}]") {
		t.Error(hint)
	}
}

func TestExceptions(t *testing.T) {
	p := policy(t, "forbid: {root: true, families: [alpine]}")
	for name, c := range map[string]struct {
		e      Exception
		broken int
		note   string
	}{
		"counts":           {Exception{"MS065", "an old agent", "2026-12-31", ".msgen.yaml:3"}, 1, ""},
		"on its last day":  {Exception{"MS065", "an old agent", "2026-11-21", ".msgen.yaml:3"}, 1, ""},
		"of a policy rule": {Exception{"policy.family", "an old agent", "2026-12-31", ".msgen.yaml:3"}, 1, ""},
		"expired":          {Exception{"MS065", "an old agent", "2026-11-20", ".msgen.yaml:3"}, 2, ".msgen.yaml:3: the exception to MS065 ended on 2026-11-20 and no longer counts"},
		"for nothing":      {Exception{"MS012", "an old agent", "2026-12-31", ".msgen.yaml:3"}, 2, ".msgen.yaml:3: the exception to MS012 exempts nothing; remove it"},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := p.Judge(facts(), []Exception{c.e}, "2026-11-21")
			if err != nil || len(v.Broken()) != c.broken || strings.Join(v.Notes, "") != c.note {
				t.Errorf("%d are left, notes %v, %v", len(v.Broken()), v.Notes, err)
			}
		})
	}
	for says, e := range map[string]Exception{
		"names no rule":         {"everything", "x", "2026-12-31", ".msgen.yaml:3"},
		"has no reason":         {"MS065", " ", "2026-12-31", ".msgen.yaml:3"},
		"no reason on one line": {"MS065", "a\nb", "2026-12-31", ".msgen.yaml:3"},
		"no end date":           {"MS065", "x", "", ".msgen.yaml:3"},
		"no end date such as":   {"MS065", "x", "2026-13-31", ".msgen.yaml:3"},
	} {
		_, err := p.Judge(facts(), []Exception{e}, "2026-11-21")
		refused(t, err, says)
	}
}

// TestFamilies: the families of a policy are those of the catalog.
func TestFamilies(t *testing.T) {
	if !slices.Equal(families(), []string{catalog.Alpine, catalog.Slim, catalog.Full, catalog.Distroless, catalog.Scratch}) {
		t.Error("the families are not the catalog's")
	}
}

// TestHostilePolicy attacks with policies of a higher layer that would loosen what a lower one asks for.
func TestHostilePolicy(t *testing.T) {
	low := policy(t, "rules: {MS024: on}\nblocks: {prod.user: final}\nforbid: {root: true, registries: [quay.io]}\nrequire: {labels: [a.b], registries: [registry.example.com]}\n")
	low.named("low")
	for name, c := range map[string]struct{ text, says string }{
		"enforced-to-off": {"rules: {MS065: off}", "high policy.yaml:1: MS065 is off here, but enforced at low policy.yaml:3; a later layer can only tighten"},
		"enforced-to-on":  {"rules: {MS065: on}", "can only tighten"},
		"on-to-off":       {"rules: {MS024: off}", "can only tighten"},
	} {
		t.Run(name, func(t *testing.T) {
			high := policy(t, c.text)
			high.named("high")
			_, err := low.over(high)
			refused(t, err, c.says)
		})
	}
	t.Run("wider-lists", func(t *testing.T) {
		high := policy(t, "require: {registries: [registry.example.com, quay.io, evil.example]}\nblocks: {prod.user: final}\n")
		high.named("high")
		both, err := low.over(high)
		if err != nil {
			t.Fatal(err)
		}
		if both.Final()["prod.user"] != "low" {
			t.Error("the block belongs to another layer now")
		}
		for _, ref := range []string{"quay.io/a:1", "evil.example/a:1"} {
			if _, err := both.source(ref); err == nil {
				t.Errorf("%s may be used", ref)
			}
		}
		if len(both.labels) != 1 {
			t.Error("a label is gone")
		}
	})
}
