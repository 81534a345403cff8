package config

import (
	"strings"
	"testing"
)

func TestRename(t *testing.T) {
	const head = "apiVersion: msgen/v1\n"
	for _, x := range []struct{ name, old, want string }{
		{"comments stay", "answers:\n  # who\n  team: web # on call\n  port: 1 # x\n", "answers:\n  # who\n  owner: web # on call\n  port: 1 # x\n"},
		{"crlf", "answers:\r\n  team: web\r\n", "answers:\r\n  owner: web\r\n"},
		{"flow", "answers: {port: 1, team: web}\n", "answers: {port: 1, owner: web}\n"},
		{"quotes", "answers:\n  \"team\" : \"web\"\n", "answers:\n  owner : \"web\"\n"},
		{"list", "answers:\n  team:\n    - a # one\n    - b\n", "answers:\n  owner:\n    - a # one\n    - b\n"},
		{"not there", "answers:\n  port: 1\n", "answers:\n  port: 1\n"},
		{"taken", "answers:\n  team: web\n  owner: core\n", ""},
	} {
		got, err := Rename([]byte(head+x.old), []string{"answers", "team"}, "owner")
		if (err != nil) != (x.want == "") || err == nil && string(got) != head+x.want {
			t.Errorf("%s: %q, %v", x.name, strings.TrimPrefix(string(got), head), err)
		}
	}
}

// FuzzRename renames there and back, which gives the same bytes but for quotes around the key.
func FuzzRename(f *testing.F) {
	f.Add("apiVersion: msgen/v1\nanswers:\n  team: web # x\n")
	f.Add("apiVersion: msgen/v1\nanswers: {team: [a, b]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		out, err := Rename([]byte(text), []string{"answers", "team"}, "owner")
		if err != nil || string(out) == text {
			return
		}
		back, err := Rename(out, []string{"answers", "owner"}, "team")
		if err != nil || strings.NewReplacer(`"`, "", "'", "").Replace(string(back)) != strings.NewReplacer(`"`, "", "'", "").Replace(text) && len(back) == len(text) {
			t.Errorf("%q became %q, and back %q: %v", text, out, back, err)
		}
	})
}
