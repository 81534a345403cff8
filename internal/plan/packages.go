package plan

import (
	"cmp"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// SystemPackages are packages that a base's own package manager installs.
type SystemPackages struct {
	// Manager is apt or apk.
	Manager string
	// Release is the distribution's release, which tells caches apart: "trixie", "alpine".
	Release string
	// Names are the packages: "gcc", "libpq-dev".
	Names []string
	// For are the dependencies that need them, for a comment: "psycopg2"; empty for none in particular.
	For []string
}

// packages are those of an image, by Debian's names, and what they are for; nil for none, or where the image has no manager.
func packages(image catalog.Image, of []string, debian ...string) *SystemPackages {
	if len(debian) == 0 || image.Packages == "" {
		return nil
	}
	return &SystemPackages{Manager: image.Packages, Release: image.Codename(), Names: union(nil, systemNames(image.Packages, debian...)...), For: of}
}

// systemFor are Debian's names of the packages that dependencies want, and the dependencies that want them.
func systemFor(native []detect.Native, wants func(detect.Native) []string) (names, of []string) {
	for _, n := range native {
		if list := wants(n); len(list) > 0 {
			names, of = union(names, list...), union(of, n.Name)
		}
	}
	return names, of
}

// release is the release of the distribution that an image is made of: "13" of Debian.
func release(image catalog.Image) string { return strings.TrimPrefix(image.OS, "debian") }

// systemNames gives Debian's names of packages as a package manager has them.
func systemNames(manager string, debian ...string) []string {
	if manager != "apk" {
		return debian
	}
	return each(debian, func(n string) string { return cmp.Or(tables().Alpine[n], n) })
}
