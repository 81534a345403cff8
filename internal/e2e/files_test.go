package e2e

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
)

// archive writes a tar file of empty files; a name that ends in a slash is a directory.
func archive(t *testing.T, headers ...tar.Header) io.Reader {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		if h.Typeflag == 0 {
			h.Typeflag = tar.TypeReg
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(make([]byte, h.Size)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

func TestFiles(t *testing.T) {
	u := User{UID: 1000, GID: 1000, Groups: []int{50}}
	for _, c := range []struct {
		name string
		file tar.Header
		base string
		want string
	}{
		{"root's", tar.Header{Name: "app/a.js", Mode: 0o644}, "node:24-slim", ""},
		{"own", tar.Header{Name: "app/a.js", Mode: 0o444, Uid: 1000}, "node:24-slim", "uid 1000 can write /app/a.js (owner)"},
		{"own directory", tar.Header{Name: "app/", Typeflag: tar.TypeDir, Mode: 0o755, Uid: 1000}, "scratch", "can write /app (owner)"},
		{"group", tar.Header{Name: "app/a.js", Mode: 0o664, Gid: 1000}, "scratch", "(group)"},
		{"other group", tar.Header{Name: "app/a.js", Mode: 0o664, Gid: 50}, "scratch", "(group)"},
		{"foreign group", tar.Header{Name: "app/a.js", Mode: 0o664, Gid: 51}, "scratch", ""},
		{"anyone", tar.Header{Name: "app/a.js", Mode: 0o666}, "scratch", "(anyone)"},
		{"own link", tar.Header{Name: "app/a", Typeflag: tar.TypeSymlink, Linkname: "b", Mode: 0o777, Uid: 1000}, "scratch", ""},
		{"tmp", tar.Header{Name: "tmp/x", Mode: 0o666, Uid: 1000}, "scratch", ""},
		{"not tmp", tar.Header{Name: "tmpl/x", Mode: 0o666}, "scratch", "can write /tmpl/x"},
		{"home of node", tar.Header{Name: "home/node/", Typeflag: tar.TypeDir, Mode: 0o755, Uid: 1000}, "node:24-slim", ""},
		{"home elsewhere", tar.Header{Name: "home/node/", Typeflag: tar.TypeDir, Mode: 0o755, Uid: 1000}, "scratch", "can write"},
		{"volume", tar.Header{Name: "srv/data/", Typeflag: tar.TypeDir, Mode: 0o755, Uid: 1000}, "scratch", ""},
		{"gcc", tar.Header{Name: "usr/bin/x86_64-linux-gnu-gcc-14", Mode: 0o755}, "debian:trixie-slim", "a compiler in the image"},
		{"npm in node", tar.Header{Name: "usr/local/bin/npm", Typeflag: tar.TypeSymlink, Linkname: "x"}, "node:24-slim", ""},
		{"npm in distroless", tar.Header{Name: "usr/local/bin/npm", Mode: 0o755}, "gcr.io/distroless/nodejs24-debian13:nonroot", "a package manager"},
		{"pip of a venv", tar.Header{Name: "app/.venv/bin/pip3.13", Mode: 0o755}, "python:3.13-slim", ""},
		{"tsc", tar.Header{Name: "app/node_modules/.bin/tsc", Mode: 0o755}, "node:24-slim", "a compiler in the image"},
		{"a file named go", tar.Header{Name: "usr/share/go", Mode: 0o644}, "scratch", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Files(archive(t, c.file), u, c.base, "/srv/data")
			if err != nil {
				t.Fatal(err)
			}
			if text := strings.Join(got, "\n"); (c.want == "") != (text == "") || !strings.Contains(text, c.want) {
				t.Errorf("%q, want %q", text, c.want)
			}
		})
	}
	if _, err := Files(strings.NewReader("no tar file at all, but long enough to be read as the head of one"), u, ""); err == nil {
		t.Error("what is no tar file is no error")
	}
}

func TestLayers(t *testing.T) {
	plain := read(t, archive(t, tar.Header{Name: "app/.env", Size: 1}, tar.Header{Name: "src/.env"}, tar.Header{Name: "etc/ssl/certs/a.pem", Size: 1}, tar.Header{Name: "app/.git/", Typeflag: tar.TypeDir}))
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write(read(t, archive(t, tar.Header{Name: "app/.git/config", Size: 1}, tar.Header{Name: "app/.env", Size: 1}))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var saved bytes.Buffer
	w := tar.NewWriter(&saved)
	for name, data := range map[string][]byte{
		"manifest.json": []byte("[]"), "1/VERSION": []byte("1.0"), "1/layer.tar": plain, "blobs/sha256/2": zipped.Bytes(), "3/layer.tar": make([]byte, 1024),
	} {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(data)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := Layers(&saved)
	if err != nil || len(got) != 2 {
		t.Fatalf("%q %v, want .env once and .git/config", got, err)
	}
	if _, err := Layers(archive(t, tar.Header{Name: "manifest.json"})); err == nil {
		t.Error("an image without layers is no error")
	}
}

func read(t *testing.T, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSecretLike(t *testing.T) {
	for name, want := range map[string]bool{
		"/app/.env": true, "/app/.env.production": true, "/app/.env.example": false, "/app/.npmrc": true, "/root/.ssh/known": true,
		"/app/server.key": true, "/app/key.go": false, "/root/.docker/config.json": true, "/app/config.json": false,
		"/app/.git/HEAD": true, "/app/.gitignore": false, "/app/.git": true, "/root/.m2/settings.xml": true, "/app/id_rsa": true, "/app/id_rsa.pub": false,
	} {
		if got := secretLike(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestBaseOf(t *testing.T) {
	const text = `FROM --platform=$BUILDPLATFORM golang:1.26-trixie AS toolchain
from docker.io/library/node:24-slim as base
FROM base AS deps
FROM gcr.io/distroless/static-debian13:nonroot AS runtime
FROM runtime AS prod
`
	for target, want := range map[string]string{
		"": "gcr.io/distroless/static-debian13:nonroot", "deps": "node:24-slim", "toolchain": "golang:1.26-trixie",
	} {
		if got := BaseOf(text, target); got != want {
			t.Errorf("%q: %s, want %s", target, got, want)
		}
	}
	if got := BaseOf("FROM scratch\n", ""); got != "scratch" {
		t.Errorf("one stage without a name: %s", got)
	}
}
