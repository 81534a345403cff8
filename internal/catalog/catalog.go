// Package catalog knows the public base images: which tags exist for which version of a runtime, what is in them and
// until when they live. It is data with a date (images.yaml), not code, and it never asks a registry.
package catalog

import (
	"regexp"
	"strings"
)

// Base names a family of base images; those that can be a runtime base are the values of --base.
const (
	Scratch    = "scratch"
	Distroless = "distroless"
	Alpine     = "alpine"
	Slim       = "slim"
	Full       = "full" // the build side: toolchain, headers, package manager
)

// Image is one tag that can be pulled.
type Image struct {
	// Ref is what stands behind FROM: "node:24-trixie-slim", "gcr.io/distroless/static-debian13:nonroot", "scratch".
	Ref string
	// Debug is the tag of the same image with a shell, where there is one: "gcr.io/distroless/static-debian13:debug-nonroot".
	Debug string
	// Kind is what it is for: go, rust, node, bun, python, jdk, jre, maven, gradle8, gradle9, uv, nginx, deno, debian, alpine, static, base, base-nossl, cc, scratch.
	Kind string
	// Base is its family: scratch, distroless, alpine, slim, full.
	Base string
	// Version is the release line of the runtime in it: "24", "3.13", "21"; of the distribution where there is no runtime.
	Version string
	// OS is the distribution that it is made of: debian13, debian12, alpine, ubuntu24.04, "".
	OS string
	// Libc is glibc, musl or none.
	Libc string
	// Shell reports whether there is a /bin/sh.
	Shell bool
	// Packages is its package manager: apt, apk, or "".
	Packages string
	// User is the unprivileged user to run as, numeric: "65532", "1000", "101".
	User string
	// NeedsUser reports whether that user is not in its /etc/passwd.
	NeedsUser bool
	// Entrypoint is what the image itself sets; nil when nothing.
	Entrypoint []string
	// Program is the absolute path of the interpreter in it: "/nodejs/bin/node", "/usr/local/bin/node"; "" where there is none.
	Program string
	// EOL is the day after which its release line is not maintained, "2028-04-30"; "" when not known.
	EOL string
	// Exact says that its tags name full releases, and that there is one for every release: 2.1.4 as well as 2.9.6.
	Exact bool
}

// fullRelease is a version that names one release.
var fullRelease = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// release gives the same image of another release.
func (i Image) release(version string) Image {
	i.Ref, i.Debug = strings.Replace(i.Ref, i.Version, version, 1), strings.Replace(i.Debug, i.Version, version, 1)
	i.Version, i.EOL = version, ""
	return i
}

// named reports whether a reference is the image's, or, where there is a tag for every release, that of another release.
func (i Image) named(ref string) (Image, bool) {
	if i.Ref == ref {
		return i, true
	}
	before, after, _ := strings.Cut(i.Ref, i.Version)
	version, starts := strings.CutPrefix(ref, before)
	version, ends := strings.CutSuffix(version, after)
	if !i.Exact || !starts || !ends || !fullRelease.MatchString(version) {
		return Image{}, false
	}
	return i.release(version), true
}

// Codename gives the distribution's name as Debian's tags have it: "trixie", "bookworm"; "alpine", "noble".
func (i Image) Codename() string {
	switch i.OS {
	case "debian13":
		return "trixie"
	case "debian12":
		return "bookworm"
	case "debian11":
		return "bullseye"
	case "ubuntu24.04":
		return "noble"
	}
	return i.OS
}

// Version is one release line of a runtime.
type Version struct {
	// Number is the release line as image tags name it: "24", "3.13", "1.26", "21".
	Number string
	// EOL is the day on which its maintenance ends, "2028-04-30"; "" while it has none.
	EOL string
	// Default marks the line to take when nothing is declared.
	Default bool
	// Ended reports whether EOL lies before the catalog's own date.
	Ended bool
}

// Catalog is the data. The zero value knows nothing; Load gives the built-in one.
type Catalog struct {
	// Date is the day on which the data was gathered, "2026-11-20".
	Date   string
	images []Image
	also   []Image              // known, but not given: what an overlay replaced
	lines  map[string][]Version // runtime -> release lines, newest first
}

// Versions gives the release lines of a runtime (go, rust, node, python, java, bun, debian, alpine, uv, nginx, deno), newest first.
func (c *Catalog) Versions(runtime string) []Version { return c.lines[runtime] }

// Default gives the release line to take when nothing is declared; the zero Version for a runtime it does not know.
func (c *Catalog) Default(runtime string) Version {
	for _, v := range c.lines[runtime] {
		if v.Default {
			return v
		}
	}
	return Version{}
}

// Image gives the image of a kind and family for a release line; "" takes the kind's default line. The error, of type
// *MissingError, names the lines for which there is one.
func (c *Catalog) Image(kind, base, version string) (Image, error) {
	missing := &MissingError{Kind: kind, Base: base, Version: version}
	for _, i := range c.images {
		if i.Kind != kind || i.Base != base {
			continue
		}
		if i.Version == version || version == "" && c.isDefault(i) {
			return i, nil
		}
		if i.Exact && fullRelease.MatchString(version) {
			return i.release(version), nil
		}
		missing.Have = append(missing.Have, i.Version)
	}
	return Image{}, missing
}

// isDefault reports whether an image without a wished version is the one to take.
func (c *Catalog) isDefault(i Image) bool {
	if i.Version == "" {
		return true
	}
	for _, versions := range c.lines {
		for _, v := range versions {
			if v.Default && v.Number == i.Version && v.EOL == i.EOL {
				return true
			}
		}
	}
	return false
}

// Knows gives the image behind a reference, with or without docker.io's default prefix and a digest; tags that the
// catalog has no row for are not known.
func (c *Catalog) Knows(ref string) (Image, bool) {
	ref, _, _ = strings.Cut(ref, "@")
	for _, prefix := range []string{"docker.io/library/", "docker.io/", "index.docker.io/"} {
		ref = strings.TrimPrefix(ref, prefix)
	}
	for _, list := range [][]Image{c.images, c.also} {
		for i := range list {
			if found, ok := list[i].named(ref); ok {
				return found, true
			}
			if list[i].Debug == ref && ref != "" {
				found := list[i]
				found.Ref, found.Shell = ref, true
				return found, true
			}
		}
	}
	return Image{}, false
}

// MissingError says that there is no image of that kind, family and version.
type MissingError struct {
	Kind, Base, Version string
	// Have are the versions for which there is one, as the data lists them.
	Have []string
}

// Error names what was asked for and what there is.
func (e *MissingError) Error() string {
	have := "no version"
	if len(e.Have) > 0 {
		have = strings.Join(e.Have, ", ")
	}
	return "no " + e.Base + " image of " + e.Kind + " " + e.Version + "; there is " + have
}
