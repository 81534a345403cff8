package catalog

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
)

func load(t *testing.T) *Catalog {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestImage(t *testing.T) {
	c := load(t)
	for _, x := range []struct{ kind, base, version, want string }{
		{"node", Slim, "24", "node:24-trixie-slim"},
		{"node", Distroless, "", "gcr.io/distroless/nodejs24-debian13:nonroot"},
		{"python", Distroless, "3.11", "gcr.io/distroless/python3-debian12:nonroot"},
		{"go", Full, "", "golang:1.26-trixie"},
		{"debian", Slim, "", "debian:trixie-slim"},
		{"static", Distroless, "", "gcr.io/distroless/static-debian13:nonroot"},
		{"maven", Full, "17", "maven:3.9-eclipse-temurin-17"},
		{"scratch", Scratch, "", "scratch"},
	} {
		got, err := c.Image(x.kind, x.base, x.version)
		if err != nil || got.Ref != x.want {
			t.Errorf("Image(%s, %s, %q) = %s, %v; want %s", x.kind, x.base, x.version, got.Ref, err, x.want)
		}
	}
}

func TestImageMissing(t *testing.T) {
	_, err := load(t).Image("python", Distroless, "3.12")
	var missing *MissingError
	if !errors.As(err, &missing) || strings.Join(missing.Have, " ") != "3.13 3.11" {
		t.Fatalf("got %v, want a MissingError that names 3.13 and 3.11", err)
	}
	if want := "no distroless image of python 3.12; there is 3.13, 3.11"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestKnows(t *testing.T) {
	c := load(t)
	for _, ref := range []string{"node:24-alpine", "docker.io/library/node:24-alpine", "node:24-alpine@sha256:00", "gcr.io/distroless/static-debian13:debug-nonroot"} {
		if _, ok := c.Knows(ref); !ok {
			t.Errorf("%s is not known", ref)
		}
	}
	if i, ok := c.Knows("node:latest"); ok {
		t.Errorf("node:latest is taken for %s", i.Ref)
	}
	if i, _ := c.Knows("gcr.io/distroless/cc-debian13:debug-nonroot"); !i.Shell {
		t.Error("the debug tag has a shell")
	}
}

// The data has to be whole: every runtime has one default that has not ended, every image says what a plan needs of it.
func TestData(t *testing.T) {
	c := load(t)
	day := regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	if !day.MatchString(c.Date) {
		t.Fatalf("date %q", c.Date)
	}
	for runtime, versions := range c.lines {
		defaults := 0
		for _, v := range versions {
			if _, err := time.Parse(time.DateOnly, v.EOL); v.EOL != "" && err != nil {
				t.Errorf("%s %s: %v", runtime, v.Number, err)
			}
			if v.Default {
				defaults++
				if v.Ended {
					t.Errorf("%s: the default %s ended on %s", runtime, v.Number, v.EOL)
				}
			}
		}
		if defaults != 1 {
			t.Errorf("%s has %d defaults", runtime, defaults)
		}
	}
	seen := map[string]bool{}
	for _, i := range c.images {
		if seen[i.Ref] {
			t.Errorf("%s stands twice", i.Ref)
		}
		seen[i.Ref] = true
		if i.Ref != "scratch" && !regexp.MustCompile(`^[a-z0-9./-]+:[a-z0-9.-]+$`).MatchString(i.Ref) {
			t.Errorf("%s is no tagged reference", i.Ref)
		}
		if strings.HasSuffix(i.Ref, ":latest") || i.Libc == "" {
			t.Errorf("%s: latest, or no libc", i.Ref)
		}
		if (i.Packages != "") && !i.Shell {
			t.Errorf("%s: a package manager without a shell", i.Ref)
		}
		if i.Base == Distroless && (i.Shell || i.User != "65532") {
			t.Errorf("%s: distroless has no shell and the user 65532", i.Ref)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for name, text := range map[string]string{
		"unknown field":   "date: 2026-01-01\nimages: [{kind: a, base: slim, ref: 'a:1', colour: red}]",
		"unknown version": "date: 2026-01-01\nlines: {a: [{number: '1'}]}\nimages: [{kind: a, base: slim, ref: 'a:{version}', versions: ['2']}]",
	} {
		if _, err := parse([]byte(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestExact takes a release for which there is no row, where there is a tag for each.
func TestExact(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	i, err := c.Image("deno", Distroless, "2.1.4")
	if err != nil || i.Ref != "denoland/deno:distroless-2.1.4" || i.Version != "2.1.4" {
		t.Error(i, err)
	}
	if i, ok := c.Knows("denoland/deno:alpine-2.1.4"); !ok || i.User != "1000" || i.Version != "2.1.4" {
		t.Error(i, ok)
	}
	for _, ref := range []string{"denoland/deno:alpine-2.1", "denoland/deno:2.1.4", "denoland/deno:alpine-2.1.4-x"} {
		if _, ok := c.Knows(ref); ok {
			t.Errorf("%s is known", ref)
		}
	}
	if _, err := c.Image("deno", Alpine, "2.1"); err == nil {
		t.Error("there is a tag for a release line")
	}
}
