package pack

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

// migrations reads files of migrations, the first one called 1.yaml.
func migrations(t *testing.T, files ...string) []Migration {
	t.Helper()
	var all []Migration
	for i, text := range files {
		m, err := readMigration(fmt.Sprintf("migrations/%d.yaml", i+1), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

// TestSteps: every kind of step, on answers that it meets and on those that it does not.
func TestSteps(t *testing.T) {
	for name, c := range map[string]struct{ step, in, out, rest string }{
		"renameAnswer":        {"renameAnswer: {from: team, to: owner}", "map[team:web]", "map[owner:web]", "[] [] [] [team is now owner (migrations/1.yaml:2)]"},
		"renameAnswer absent": {"renameAnswer: {from: team, to: owner}", "map[tier:a]", "map[tier:a]", "[] [] [] []"},
		"renameAnswer equal":  {"renameAnswer: {from: team, to: owner}", "map[owner:web team:web]", "map[owner:web]", "[] [] [] [team is now owner (migrations/1.yaml:2)]"},
		"setDefault":          {"setDefault: {key: tier, value: a}", "map[]", "map[tier:a]", `[] [] [] [tier is now "a" (migrations/1.yaml:2)]`},
		"setDefault answered": {"setDefault: {key: tier, value: a}", "map[tier:b]", "map[tier:b]", "[] [] [] []"},
		"setDefault a list":   {"setDefault: {key: zones, value: [a, b]}", "map[]", "map[zones:a,b]", `[] [] [] [zones is now "a,b" (migrations/1.yaml:2)]`},
		"mapValue":            {"mapValue: {key: tier, values: {gold: a, 1: b}}", "map[tier:1]", "map[tier:b]", `[] [] [] [tier is now "b" (migrations/1.yaml:2)]`},
		"mapValue another":    {"mapValue: {key: tier, values: {gold: a}}", "map[tier:tin]", "map[tier:tin]", "[] [] [] []"},
		"mapValue absent":     {"mapValue: {key: tier, values: {gold: a}}", "map[]", "map[]", "[] [] [] []"},
		"renameFile":          {"renameFile: {from: .hadolint.yml, to: .hadolint.yaml}", "map[]", "map[]", "[{.hadolint.yml .hadolint.yaml}] [] [] []"},
		"dropFile":            {"dropFile: docker/old.conf", "map[]", "map[]", "[{docker/old.conf }] [] [] []"},
		"renameBlock":         {"renameBlock: {from: acme.cert, to: prod.ca}", "map[]", "map[]", "[] [{acme.cert prod.ca}] [] []"},
		"note":                {"note: look at the dashboards", "map[]", "map[]", "[] [] [look at the dashboards] []"},
	} {
		t.Run(name, func(t *testing.T) {
			in := answersOf(c.in)
			before := maps.Clone(in)
			out, err := Migrate(migrations(t, "steps:\n  - "+c.step+"\nto: 1.1.0\n"), "1.0.0", "1.1.0", in)
			if err != nil || fmt.Sprint(out.Answers) != c.out {
				t.Errorf("answers %v, %v", out.Answers, err)
			}
			if rest := fmt.Sprint(out.Files, out.Blocks, out.Notes, out.Done); rest != c.rest {
				t.Errorf("the rest is %s", rest)
			}
			if !maps.Equal(in, before) {
				t.Error("the answers that were given were changed")
			}
		})
	}
	_, err := Migrate(migrations(t, "to: 1.1.0\nsteps:\n  - renameAnswer: {from: team, to: owner}\n"), "1.0.0", "1.1.0", answersOf("map[owner:a team:b]"))
	refused(t, err, `migrations/1.yaml:3: the answer team "b" becomes owner, which already has the answer "a"`)
}

// answersOf reads what Sprint prints of a map.
func answersOf(s string) map[string]string {
	answers := map[string]string{}
	for _, pair := range strings.Fields(strings.TrimSuffix(strings.TrimPrefix(s, "map["), "]")) {
		k, v, _ := strings.Cut(pair, ":")
		answers[k] = v
	}
	return answers
}

// TestMigrate: in the order of versions, across skipped ones, each seeing the version before it.
func TestMigrate(t *testing.T) {
	all := migrations(t,
		"to: 1.10.0\nfrom: \">=1.2 <1.10\"\nsteps: [{renameAnswer: {from: owner, to: squad}}]",
		"to: 1.2.0\nsteps: [{renameAnswer: {from: team, to: owner}}, {note: two}]",
		"to: 1.2.0\nfrom: \"<1.1\"\nsteps: [{note: old}]",
		"to: 2.0.0\nfrom: \">=1.10 <2\"\nsteps: [{mapValue: {key: squad, values: {a: b}}}]")
	for _, c := range []struct{ from, to, in, out string }{
		{"1.0.0", "2.0.0", "map[team:a]", "map[squad:b] [two old]"},
		{"1.1.0", "2.0.0", "map[team:a]", "map[squad:b] [two]"},
		{"1.0.0", "1.2.0", "map[team:a]", "map[owner:a] [two old]"},
		{"1.2.0", "1.9.0", "map[owner:a]", "map[owner:a] []"},
		{"1.2.0", "1.10.0", "map[owner:a]", "map[squad:a] []"},
		{"2.0.0", "2.0.0", "map[squad:a]", "map[squad:a] []"},
		{"2.0.0-rc.1", "2.0.0", "map[squad:a]", "map[squad:a] []"},
		{"1.10.0", "2.0.0-rc.1", "map[squad:a]", "map[squad:a] []"},
	} {
		out, err := Migrate(all, c.from, c.to, answersOf(c.in))
		if got := fmt.Sprint(out.Answers, " ", out.Notes); got != c.out || err != nil {
			t.Errorf("%s to %s: %s, %v", c.from, c.to, got, err)
		}
	}
	_, err := Migrate(all, "2.0.0", "1.9.0", nil)
	refused(t, err, "the pack went back from 2.0.0 to 1.9.0")
	_, err = Migrate(all, "", "1.9.0", nil)
	refused(t, err, "not a version")
}

func TestMigrationRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"to: 1.1.0":                     "steps is missing",
		"steps: []":                     "to is missing",
		"to: 1.1\nsteps: []":            "not a version",
		"to: 1.1.0\nfrom: 1\nsteps: []": "not a version bound",
		"to: 1.1.0\nsteps: [{run: id}]": `migrations/1.yaml:2: unknown key "run"; use one of dropFile, mapValue, note, renameAnswer`,
		"to: 1.1.0\nsteps: [{note: a, dropFile: .dockle.yaml}]":                      "a step has exactly one key, not 2",
		"to: 1.1.0\nsteps: [{renameAnswer: {from: a}}]":                              "to is missing",
		"to: 1.1.0\nsteps: [{renameAnswer: {from: a, to: a}}]":                       "the same",
		"to: 1.1.0\nsteps: [{renameAnswer: {from: a b, to: c}}]":                     "not a valid answer name",
		"to: 1.1.0\nsteps: [{renameBlock: {from: A, to: b}}]":                        "not a block name",
		"to: 1.1.0\nsteps: [{setDefault: {key: a}}]":                                 "value is missing",
		"to: 1.1.0\nsteps: [{mapValue: {key: a, values: [b]}}]":                      "values is a list, but must be a mapping",
		"to: 1.1.0\nsteps: [{setDefault: {key: a, value: \"a\\nUSER root\"}}]":       "control character",
		"to: 1.1.0\nsteps: [{dropFile: ../../etc/passwd}]":                           "not a path inside the pack",
		"to: 1.1.0\nsteps: [{dropFile: main.go}]":                                    "a pack cannot add main.go",
		"to: 1.1.0\nsteps: [{renameFile: {from: .hadolint.yaml, to: .git/hooks/x}}]": "a pack cannot add .git/hooks/x",
		"to: 1.1.0\nsteps: [{renameFile: {from: .hadolint.yaml, to: docker/../x}}]":  "not a path inside the pack",
	} {
		_, err := readMigration("migrations/1.yaml", []byte(text))
		refused(t, err, says)
	}
	_, err := Read(packed("migrations/1.yaml", "to: 1.1.0\nsteps: []\n"))
	refused(t, err, "it migrates to 1.1.0, but the pack is 1.0.0")
	_, err = Read(packed("migrations/1.yaml", "to: 1.0.0\nfrom: \">=0.9\"\nsteps: []\n"))
	refused(t, err, "from includes the version that it migrates to")
}
