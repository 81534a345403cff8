package pack

import (
	"errors"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/catalog"

	"github.com/msgen/msgen/internal/hint"
)

func images(t *testing.T, text string) *Images {
	t.Helper()
	i, err := readImages([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

const pinned = "@sha256:0000000000000000000000000000000000000000000000000000000000000000"

func TestApply(t *testing.T) {
	i := images(t, `
references:
  - {from: "nginx:1.28", to: "registry.example.com/web/nginx:1"}
mirrors:
  - {from: docker.io/library/, to: registry.example.com/mirror/}
  - {from: docker.io, to: registry.example.com/hub}
  - {from: gcr.io/distroless, to: registry.example.com/distroless}
allow: [registry.example.com, ghcr.io/astral-sh/uv]
deny: [registry.example.com/hub/bitnami]
`)
	for from, to := range map[string]string{
		"scratch":                               "scratch",
		"node:24-slim":                          "registry.example.com/mirror/node:24-slim",
		"node":                                  "registry.example.com/mirror/node",
		"node:24" + pinned:                      "registry.example.com/mirror/node:24" + pinned,
		"docker.io/library/node:24":             "registry.example.com/mirror/node:24",
		"index.docker.io/library/node:24":       "registry.example.com/mirror/node:24",
		"denoland/deno:2":                       "registry.example.com/hub/denoland/deno:2",
		"nginx:1.28":                            "registry.example.com/web/nginx:1",
		"docker.io/library/nginx:1.28" + pinned: "registry.example.com/web/nginx:1",
		"nginx:1.27":                            "registry.example.com/mirror/nginx:1.27",
		"gcr.io/distroless/static-debian13:nonroot": "registry.example.com/distroless/static-debian13:nonroot",
		"ghcr.io/astral-sh/uv:0.13.8":               "ghcr.io/astral-sh/uv:0.13.8",
		"registry.example.com/mirror/node:24":       "registry.example.com/mirror/node:24",
	} {
		if got, err := i.Apply(from); got != to || err != nil {
			t.Errorf("%s becomes %s, %v; want %s", from, got, err, to)
		}
		if again, err := i.Apply(to); err != nil || again != to {
			t.Errorf("a second time %s becomes %s, %v", to, again, err)
		}
	}
	for ref, says := range map[string]string{
		"quay.io/a/b:1":          "the image quay.io/a/b:1 is not allowed; use one of registry.example.com, ghcr.io/astral-sh/uv (images.yaml:8)",
		"bitnami/redis:1":        "is not allowed (images.yaml:9)",
		"gcr.io/other/x:1":       "is not allowed",
		"node:${VERSION}":        "contains variables",
		"$BASE":                  "contains variables",
		"Registry.Example.com/x": "in lowercase letters",
		"a b":                    "not a valid part of a repository name",
		"node:24@sha256:00":      "an invalid digest",
		"":                       "not a valid part of a repository name",
		"registry.example.com/":  "not a valid part of a repository name",
	} {
		_, err := i.Apply(ref)
		refused(t, err, says)
	}
}

// TestHostileReference attacks lists of registries with names that begin like an allowed one, or that mean a denied one.
func TestHostileReference(t *testing.T) {
	i := images(t, "allow: [registry.example.com/base, docker.io]\ndeny: [docker.io/bitnami]\n")
	for name, ref := range map[string]string{
		"host-that-begins-alike": "registry.example.com.evil.test/base/x:1",
		"path-that-begins-alike": "registry.example.com/base-two/x:1",
		"path-that-goes-up":      "registry.example.com/base/../evil/x:1",
		"empty-segment":          "registry.example.com//base/x:1",
		"user-in-host":           "registry.example.com@evil.test/base/x:1",
		"port":                   "registry.example.com:8443/base/x:1",
		"escape":                 "registry.example.com/base%2f..%2fevil/x:1",
		"other-name-of-hub":      "registry-1.docker.io/bitnami/redis:1",
		"index-of-hub":           "index.docker.io/bitnami/redis:1",
		"default-port-of-hub":    "docker.io:443/bitnami/redis:1",
		"short-name-of-hub":      "bitnami/redis:1",
		"large-letters":          "docker.io/Bitnami/redis:1",
		"large-host":             "Docker.IO/bitnami/redis:1",
		"dot-at-the-end":         "docker.io./bitnami/redis:1",
		"variable":               "registry.example.com/base/${X}:1",
		"line-end":               "registry.example.com/base/x:1\nRUN id",
		"space":                  "registry.example.com/base/x:1 AS prod",
		"flag":                   "--platform=x",
		"huge":                   "registry.example.com/base/" + strings.Repeat("a", 300),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := i.Apply(ref); err == nil {
				t.Errorf("%q is taken, as %q", ref, got)
			}
		})
	}
}

func TestImagesRefuse(t *testing.T) {
	for text, says := range map[string]string{
		"mirror: []": `images.yaml:1: unknown key "mirror"; did you mean mirrors?`,
		"mirrors:\n  - {from: library/node, to: registry.example.com}":                        "images.yaml:2: \"library/node\" names no registry; for Docker Hub, write docker.io/library/node",
		"mirrors:\n  - {from: docker.io}":                                                     "images.yaml:2: to is missing",
		"mirrors: [{from: docker.io, to: a.example}, {from: index.docker.io, to: b.example}]": "replaced twice",
		"mirrors: [{from: docker.io, to: \"https://a.example\"}]":                             "is not a registry",
		"references: [{from: \"node:24\", to: \"$X\"}]":                                       "variables",
		"allow: docker.io":                                    "allow is a string, but must be a list",
		"allow: [\"docker.io/*\"]":                            "not a valid part of a repository name",
		"allow: [\"registry.example.com:1/x:tag\"]":           "not a valid part of a repository name",
		"deny: [node]":                                        "write docker.io/node",
		"roles: [{kind: node, base: slim}]":                   "ref is missing",
		"roles: [{kind: scratch, base: scratch, ref: a/b}]":   "scratch is not an image",
		"roles: [{kind: a, base: b, ref: c, libc: uclibc}]":   "not one of glibc, musl, none",
		"roles: [{kind: a, base: b, ref: c, shell: perhaps}]": "shell is a string, but must be a boolean",
		"roles: [{kind: a, base: b, ref: \"c:{v}\"}]":         "an invalid tag",
	} {
		_, err := readImages([]byte(text))
		refused(t, err, says)
	}
}

// TestOverlay: a pack's images take the place of the catalog's, and a Dockerfile with the old ones is still understood.
func TestOverlay(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	with, err := c.With(fixture(t, "acme").Images.Overlay())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ kind, base, version, ref, user string }{
		{"node", "slim", "24", "registry.example.com/base/node:24-slim", "10001"},
		{"node", "slim", "20", "registry.example.com/official/node:20-trixie-slim", "1000"},
		{"static", "distroless", "13", "registry.example.com/distroless/static-debian13:nonroot", "65532"},
		{"scratch", "scratch", "", "scratch", "65532"},
	} {
		i, err := with.Image(want.kind, want.base, want.version)
		if err != nil || i.Ref != want.ref || i.User != want.user {
			t.Errorf("%s %s %s is %+v, %v", want.kind, want.base, want.version, i, err)
		}
		if known, ok := with.Knows(i.Ref); !ok || known.Libc != i.Libc {
			t.Errorf("%s is not known", i.Ref)
		}
	}
	if _, ok := with.Knows("node:24-trixie-slim"); !ok {
		t.Error("the image that was replaced is not known any more")
	}
	if i, err := c.Image("node", "slim", "24"); err != nil || i.Ref != "node:24-trixie-slim" {
		t.Errorf("the catalog itself was changed: %+v, %v", i, err)
	}
	_, err = c.With(images(t, "roles: [{kind: cobol, base: slim, ref: a/b}]").Overlay())
	var missing *catalog.MissingError
	if !errors.As(err, &missing) || !strings.HasPrefix(err.Error(), "images.yaml:1: ") {
		t.Errorf("an unknown role: %v", err)
	}
}

// Apply gives the reference to write for another, and refuses one that is not allowed. The result is a literal too, with
// the tag and the digest of the first where a mirror stands in. "scratch" is no image and stays.
func (i *Images) Apply(ref string) (string, error) {
	to, err := i.Mirror(ref)
	if err == nil {
		err = i.Judge(to)
	}
	if err != nil {
		return "", err
	}
	return to, nil
}

// Judge checks that an image may be used.
func (i *Images) Judge(ref string) error {
	if ref == catalog.Scratch {
		return nil
	}
	r, err := parseReference(ref)
	if err != nil {
		return err
	}
	if _, err := denied(r.segments(), ref, i.allow, i.deny); err != nil {
		return hint.With(err, "take the image from a registry that is allowed, or add a mirror in the pack's images.yaml")
	}
	return nil
}
