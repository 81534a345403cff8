package pack

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestManifest(t *testing.T) {
	m, err := readManifest([]byte("\xef\xbb\xbf" + strings.ReplaceAll(`# comment
apiVersion: msgen/pack/v1
name: acme-web
version: 1.10.0-rc.1
msgen: ">=0.9 <2"
stacks: [go, node]
description: The web team's "words"
extends: oci://registry.example.com/team/base:1.2
deprecated: {since: 1.9.0, replacedBy: ./next, message: it moves}
answers: {base: slim, port: 8080, targets: [test, prod]}
`, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	m.Msgen = Range{}
	want := Manifest{Name: "acme-web", Version: "1.10.0-rc.1", Stacks: []string{"go", "node"}, Description: `The web team's "words"`,
		Extends: "oci://registry.example.com/team/base:1.2", Deprecated: &Deprecated{"1.9.0", "./next", "it moves"},
		Answers: map[string]string{"base": "slim", "port": "8080", "targets": "test,prod"}}
	if !reflect.DeepEqual(m, want) {
		t.Errorf("read %+v", m)
	}
	if m.For("python") || !m.For("go") || !(Manifest{}).For("python") {
		t.Error("stacks")
	}
}

func TestManifestRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"":                                 "pack.yaml: the file is empty",
		"- a":                              "pack.yaml:1: the file is a list, but must be a mapping",
		"a: 1\nb: 2\nname: x":              `pack.yaml:1: unknown key "a"; did you mean ca?`,
		"apiVersion: msgen/pack/v3":        `pack.yaml:1: apiVersion is "msgen/pack/v3"; this msgen reads msgen/pack/v2 and msgen/pack/v1`,
		"\nname: Acme":                     `pack.yaml:2: "Acme" is not a name`,
		"name: a\nname: b":                 "was already set on line 1",
		"name: ''":                         "name is empty; add a value or remove the line",
		"name: " + strings.Repeat("a", 41): "is not a name",
		"version: 1.0":                     `"1.0" is not a version`,
		"version: v1.0.0":                  "is not a version",
		"msgen: latest":                    `"latest" is not a version bound`,
		"stacks: [go, go]":                 "listed twice",
		"stacks: [../go]":                  "not a valid stack name",
		"extends: --upload-pack=x":         "pack.yaml:1: the pack ",
		"extends: a b":                     "pack.yaml:1: the pack ",
		"registries: {npm: {secret: a}}":   "url is missing",
		"registries: {gem: {url: https://gem.example.com/}}":            `unknown key "gem"`,
		"registries: {npm: {url: https://u:p@npm.example.com/}}":        "the address contains credentials",
		"proxy: proxy.example.com:3128":                                 "is not an address",
		"registries: {npm: {url: https://npm.example.com/, secret: A}}": "is not the ID of a secret",
		"deprecated: {when: 1}":                                         `unknown key "when"`,
		"name: a\n---\nname: b":                                         "second document",
		"<<<<<<< ours\nname: a\n":                                       "pack.yaml:1",
		"name: [a":                                                      "pack.yaml:1",
		"apiVersion: msgen/pack/v1\nname: a":                            "version is missing",
		"answers: {Base: a}":                                            "not a valid answer name",
		"description: \"a\\nb\"":                                        "control character",
		"name: \x00":                                                    "U+0000",
	} {
		_, err := readManifest([]byte(text))
		refused(t, err, says)
		var at *Error
		if !errors.As(err, &at) || at.Path != "pack.yaml" {
			t.Errorf("%q: the error has no place: %v", text, err)
		}
	}
}

func TestRange(t *testing.T) {
	for _, c := range []struct{ r, in, out string }{
		{">=0.9 <2", "0.9.0 0.9.1-rc.1 1.99.3 v1.0.0 1.0.0+meta", "0.9.0-rc.1 0.8.9 2.0.0 2.0.0-rc.1 2.0.0-0"},
		{"=1.2", "1.2.0 1.2.9", "1.3.0 1.3.0-rc.1 1.1.9 1.2.0-rc.1"},
		{"=1.2.3", "1.2.3", "1.2.4 1.2.3-rc.1"},
		{">1.2", "1.3.0 2.0.0", "1.2.9 1.3.0-rc.1"},
		{"<=1", "1.9.9 0.1.0", "2.0.0 2.0.0-alpha"},
		{"<1.2.3-rc.2", "1.2.3-rc.1", "1.2.3-rc.2 1.2.3"},
		{"<=1.2.3", "1.2.3 1.2.3-rc.1", "1.2.4"},
	} {
		r, err := ParseRange(c.r)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range strings.Fields(c.in) {
			if !r.Holds(v) {
				t.Errorf("%s does not hold %s", c.r, v)
			}
		}
		for _, v := range strings.Fields(c.out) {
			if r.Holds(v) {
				t.Errorf("%s holds %s", c.r, v)
			}
		}
	}
	for _, bad := range []string{"", " ", "1.2", "^1.2", "~1", ">= 1", ">=1 || <2", ">=v1", ">=01.2", ">=1.2.3.4", ">=99999999999999999999", ">=1.2-rc.1"} {
		if _, err := ParseRange(bad); err == nil {
			t.Errorf("%q is a range", bad)
		}
	}
}

func TestFits(t *testing.T) {
	r, err := ParseRange(">=0.9 <2")
	if err != nil {
		t.Fatal(err)
	}
	m := Manifest{Name: "a", Version: "1.0.0", Msgen: r}
	for running, fits := range map[string]bool{"v0.9.0": true, "1.5.0": true, "(devel)": true, "v2.0.0": false, "nonsense": false} {
		if err := m.Fits(running); (err == nil) != fits {
			t.Errorf("%s: %v", running, err)
		}
	}
	if err := (Manifest{}).Fits("v9.9.9"); err != nil {
		t.Error(err)
	}
}
