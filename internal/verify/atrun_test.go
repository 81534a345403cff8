package verify

import "testing"

// TestBuildPackagesAtRun takes git for a tool of the program where the program runs it, and for a build tool elsewhere.
func TestBuildPackagesAtRun(t *testing.T) {
	text := "# syntax=docker/dockerfile:1\n\nFROM alpine:3.22 AS prod\n\nRUN apk add --no-cache git\n\nUSER 65532\n\nENTRYPOINT [\"/bin/true\"]\n"
	for _, c := range []struct {
		atRun []string
		want  int
	}{{nil, 1}, {[]string{"curl"}, 1}, {[]string{"git"}, 0}} {
		found, err := Dockerfile("Dockerfile", text, Context{AtRun: c.atRun})
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for _, f := range found {
			if f.Rule == "MS046" {
				got++
			}
		}
		if got != c.want {
			t.Errorf("%v: %d findings, want %d: %v", c.atRun, got, c.want, found)
		}
	}
}
