package pack

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

const manifest = "apiVersion: msgen/pack/v1\nname: demo\nversion: 1.0.0\n"

// tree makes a tree of files from pairs of name and content.
func tree(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1]), Mode: 0o644}
	}
	return m
}

// packed makes a pack of a manifest and further files.
func packed(pairs ...string) fstest.MapFS {
	return tree(append([]string{"pack.yaml", manifest}, pairs...)...)
}

// refused wants an error that says something.
func refused(t *testing.T, err error, says string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; want one that says %q", says)
	}
	if !strings.Contains(err.Error(), says) {
		t.Errorf("the error is\n  %v\nand does not say\n  %s", err, says)
	}
}

func TestRead(t *testing.T) {
	p, err := Read(packed(".git/config", "x", "README.md", "# demo", "templates/go/_a.tmpl", "{{/* a */}}", "docs/a/b.md", ""))
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "demo" || len(p.Schema.Questions()) != 0 {
		t.Errorf("read %+v", p.Manifest)
	}
	if err := fstest.TestFS(p.Templates(), "go/_a.tmpl"); err != nil {
		t.Error(err)
	}
	if err := fstest.TestFS(p.FS, "pack.yaml", "docs/a/b.md"); err != nil {
		t.Error(err)
	}
	if _, err := fs.Stat(p.FS, ".git/config"); err == nil {
		t.Error(".git is part of the pack")
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		fsys fs.FS
		says string
	}{
		"nothing":            {tree(), "no pack.yaml"},
		"a stranger":         {packed("hooks/post.sh", ""), "hooks/post.sh: this does not belong in a pack"},
		"a loose file":       {packed("build.sh", ""), "does not belong"},
		"template at top":    {packed("templates/Dockerfile.tmpl", ""), "templates/Dockerfile.tmpl: a template is"},
		"template deep":      {packed("templates/a/b/c.tmpl", ""), "a pack cannot add b/c"},
		"template no ending": {packed("templates/go/Dockerfile", ""), "a template is"},
		"stack":              {packed("stacks/a.yml", ""), "stacks/NAME.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(c.fsys)
			refused(t, err, c.says)
		})
	}
}

func TestCheckPath(t *testing.T) {
	for _, good := range []string{"a", "a/b.c", "app/[slug]/(group)/@x/_y.tsx", "a b"[:1], "tests/x/repo/.nvmrc", "a+b=c,d~e"} {
		if err := CheckPath(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", ".", "/a", "a/", "a//b", "../a", "a/../b", "./a", `a\b`, "c:d", "a b", "a\nb", "é", "nul", "a/COM1.txt", "a.", "a/b./c",
		strings.Repeat("a", 201), strings.Repeat("a/", 17) + "a"} {
		if CheckPath(bad) == nil {
			t.Errorf("%q is used", bad)
		}
	}
}

// TestTreeHash: the hash is of paths and contents alone, and is that of Go's own algorithm.
func TestTreeHash(t *testing.T) {
	hash := func(fsys fs.FS) string {
		h, err := TreeHash(fsys)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	one := hash(tree("a.md", "a", "docs/b", "b"))
	if one != "h1:zLrzsZTGY7YIK/HGTCaXIGgm0wo9am34McVSfV8R410=" {
		t.Errorf("the hash is now %s: every lock there is would be wrong", one)
	}
	other := tree("docs/b", "b", "a.md", "a", ".git/HEAD", "x", "pack.minisig", "signature")
	other["a.md"].Mode = 0o755
	if hash(other) != one {
		t.Error("mode, order, .git or the signature count")
	}
	if hash(tree("a.md", "a", "docs/c", "b")) == one || hash(tree("a.md", "a", "docs/b", "c")) == one {
		t.Error("path or content do not count")
	}
}
