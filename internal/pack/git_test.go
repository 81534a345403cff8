package pack

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// gitDir is a repository that a test makes with the real git.
type gitDir struct {
	t   *testing.T
	dir string
}

// newGit makes an empty repository with a file that is committed.
func newGit(t *testing.T) gitDir {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal(err)
	}
	g := gitDir{t, filepath.Join(t.TempDir(), "packs")}
	if err := os.Mkdir(g.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	g.run("init", "-q", "-b", "main")
	return g
}

// run runs git and gives its output without the line end.
func (g gitDir) run(args ...string) string {
	g.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	out, err := cmd.CombinedOutput()
	if err != nil {
		g.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// write writes a file of the repository.
func (g gitDir) write(name, text string) {
	g.t.Helper()
	writeFile(g.t, filepath.Join(g.dir, name), text)
}

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// commit commits all and gives the commit.
func (g gitDir) commit() string {
	g.t.Helper()
	g.run("add", "-A")
	g.run("commit", "-q", "-m", "x")
	return g.run("rev-parse", "HEAD")
}

// ref is a reference to the repository.
func (g gitDir) ref(rest string) Ref {
	g.t.Helper()
	return mustRef(g.t, "git+file://"+g.dir+rest)
}

func mustRef(t *testing.T, text string) Ref {
	t.Helper()
	r, err := ParseRef(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// contentsOf gives all files of a tree as one map.
func contentsOf(t *testing.T, fsys fs.FS) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range namesIn(fsys, ".") {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(data)
	}
	return all
}

// TestGit reads by tag, annotated tag, branch, commit and default, whole and by folder; the tree is that of the folder.
func TestGit(t *testing.T) {
	g := newGit(t)
	g.write("web/pack.yaml", "name: web\n")
	g.write("web/templates/go/Dockerfile.tmpl", "FROM x\n")
	g.write(".gitattributes", "* text eol=lf\n")
	first := g.commit()
	g.run("tag", "v1")
	g.run("tag", "-a", "-m", "x", "v2")
	g.write("README.md", "x")
	second := g.commit()
	f := Fetcher{Cache: t.TempDir()}
	for rest, want := range map[string]string{
		"//web?ref=v1": first, "//web?ref=v2": first, "//web?ref=main": second, "//web": second, "": second, "//web?ref=" + first: first, "//web?commit=" + first: first,
	} {
		files, got, err := f.Fetch(context.Background(), g.ref(rest), "")
		if err != nil {
			t.Errorf("%s: %v", rest, err)
			continue
		}
		if pinned := g.ref(rest).Pin(want).String(); got.Resolved != pinned {
			t.Errorf("%s: resolved as %s, want %s", rest, got.Resolved, pinned)
		}
		if want := slices.Sorted(maps.Keys(contentsOf(t, files))); len(want) == 0 || fstest.TestFS(files, want...) != nil {
			t.Errorf("%s: %v", rest, fstest.TestFS(files, want...))
		}
	}
	_, byGit, err := f.Fetch(context.Background(), g.ref("//web?ref=v1"), "")
	if err != nil {
		t.Fatal(err)
	}
	_, byFolder, err := f.Fetch(context.Background(), mustRef(t, g.dir+"/web"), "")
	if err != nil || byGit.Tree == "" || byGit.Tree != byFolder.Tree {
		t.Errorf("by git %s, by folder %s, %v", byGit.Tree, byFolder.Tree, err)
	}
	if _, _, err := f.Fetch(context.Background(), g.ref("?ref=v9"), ""); err == nil || !strings.Contains(err.Error(), "no tag or branch") {
		t.Errorf("a tag that is not there: %v", err)
	}
	if _, _, err := f.Fetch(context.Background(), g.ref("//nowhere"), ""); err == nil || !strings.Contains(err.Error(), "no folder") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestGitPinned takes a pinned commit from the cache when the server is gone, and a branch that went on by its pin.
func TestGitPinned(t *testing.T) {
	g := newGit(t)
	g.write("pack.yaml", "one")
	first := g.commit()
	f := Fetcher{Cache: t.TempDir()}
	ref := g.ref("?ref=main")
	_, got, err := f.Fetch(context.Background(), ref, "")
	if err != nil {
		t.Fatal(err)
	}
	g.write("pack.yaml", "two")
	second := g.commit()
	for name, f := range map[string]Fetcher{"warm": f, "warm, asked": {Cache: f.Cache, Remote: true}, "cold": {Cache: t.TempDir()}, "no cache": {}, "offline": {Cache: f.Cache, Offline: true}} {
		files, pinned, err := f.Fetch(context.Background(), ref, got.Resolved)
		if err != nil || contentsOf(t, files)["pack.yaml"] != "one" || pinned.Resolved != ref.Pin(first).String() {
			t.Errorf("%s: %v, %+v", name, err, pinned)
		}
		if asked := f.Remote || f.Cache != got.Ref.Path && name == "cold" || name == "no cache"; asked != (pinned.Newer == second) {
			t.Errorf("%s: newer is %q", name, pinned.Newer)
		}
	}
	if err := os.Rename(g.dir, g.dir+".gone"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Fetch(context.Background(), ref, got.Resolved); err != nil {
		t.Errorf("gone server, warm cache: %v", err)
	}
	if _, _, err := (Fetcher{Offline: true, Cache: t.TempDir()}).Fetch(context.Background(), ref, got.Resolved); err == nil || !strings.Contains(err.Error(), "not in the cache") {
		t.Errorf("offline, cold cache: %v", err)
	}
	if _, _, err := f.Fetch(context.Background(), g.ref("?ref=other"), got.Resolved); err == nil || !strings.Contains(err.Error(), "which differs") {
		t.Errorf("pinned otherwise: %v", err)
	}
}

// TestHostileMovedTag refuses a tag that means another commit than the pinned one.
func TestHostileMovedTag(t *testing.T) {
	g := newGit(t)
	g.write("pack.yaml", "one")
	first := g.commit()
	g.run("tag", "v1")
	ref := g.ref("?ref=v1")
	_, got, err := Fetcher{}.Fetch(context.Background(), ref, "")
	if err != nil {
		t.Fatal(err)
	}
	g.write("pack.yaml", "two")
	second := g.commit()
	g.run("tag", "-f", "v1")
	_, _, err = Fetcher{}.Fetch(context.Background(), ref, got.Resolved)
	var moved *MovedError
	if !errors.As(err, &moved) || moved.Pinned != first || moved.Now != second {
		t.Errorf("%v", err)
	}
	g.run("tag", "-f", "-a", "-m", "x", "v1", first)
	if _, _, err = (Fetcher{}).Fetch(context.Background(), ref, got.Resolved); err != nil {
		t.Errorf("an annotated tag of the same commit: %v", err)
	}
	g.run("tag", "-d", "v1")
	if _, _, err = (Fetcher{}).Fetch(context.Background(), ref, got.Resolved); err != nil {
		t.Errorf("a tag that is gone, with its commit still there: %v", err)
	}
}

// TestHostileGit attacks with what a repository can hold.
func TestHostileGit(t *testing.T) {
	for name, c := range map[string]struct {
		attack func(gitDir)
		says   string
	}{
		"link":           {func(g gitDir) { _ = os.Symlink("/etc/passwd", filepath.Join(g.dir, "README.md")) }, "is a link"},
		"link-to-folder": {func(g gitDir) { _ = os.Symlink("/etc", filepath.Join(g.dir, "templates")) }, "is a link"},
		"submodule": {func(g gitDir) {
			g.run("update-index", "--add", "--cacheinfo", "160000,"+someCommit+",docs/sub")
			g.write(".gitmodules", "[submodule \"a\"]\n\tpath = docs/sub\n\turl = ext::sh -c 'touch /tmp/x'\n")
			g.run("commit", "-q", "-m", "x")
		}, "is a submodule"},
		"many-files": {func(g gitDir) {
			for i := range MaxFiles + 1 {
				g.write(filepath.Join("docs", strings.Repeat("a", 1+i%50), strings.Repeat("b", 1+i/50)), "")
			}
		}, "more than 256 files"},
		"huge-file":         {func(g gitDir) { g.write("docs/x", strings.Repeat("x", MaxBytes+1)) }, "larger than 2048 KiB"},
		"duplicate-by-case": {func(g gitDir) { g.write("docs/a", "1"); g.write("docs/A", "2") }, "when case is ignored"},
		"control-in-name":   {func(g gitDir) { g.write("docs/a\nb", "") }, "a name must not contain the character"},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGit(t)
			g.write("pack.yaml", "x")
			c.attack(g)
			if name != "submodule" {
				g.commit()
			}
			_, _, err := Fetcher{}.Fetch(context.Background(), g.ref(""), "")
			refused(t, err, c.says)
		})
	}
}

// TestHostileGitFilter commits attributes with a filter whose program the user's settings name, and hooks: none has its
// turn, and the content is that which was committed.
func TestHostileGitFilter(t *testing.T) {
	g := newGit(t)
	proof := filepath.Join(t.TempDir(), "ran")
	g.write("pack.yaml", "$Id$\r\nx\n")
	g.write(".gitattributes", "* filter=evil ident export-subst eol=crlf\npack.yaml working-tree-encoding=UTF-16\n")
	g.run("add", ".gitattributes")
	g.run("-c", "core.autocrlf=false", "update-index", "--add", "--cacheinfo", "100644,"+g.run("hash-object", "-w", "--no-filters", "pack.yaml")+",pack.yaml")
	g.run("commit", "-q", "-m", "x")
	home := t.TempDir()
	template := filepath.Join(home, "template")
	hook := "#!/bin/sh\ntouch " + proof + "\n"
	for _, name := range []string{"post-checkout", "reference-transaction", "post-merge", "pre-auto-gc"} {
		writeFile(t, filepath.Join(template, "hooks", name), hook)
		if err := os.Chmod(filepath.Join(template, "hooks", name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(home, "config"), "[filter \"evil\"]\n\tsmudge = touch "+proof+"\n\tclean = touch "+proof+"\n\tprocess = touch "+proof+"\n\trequired = true\n"+
		"[init]\n\ttemplateDir = "+template+"\n[core]\n\thooksPath = "+filepath.Join(template, "hooks")+"\n\tfsmonitor = touch "+proof+"\n")
	t.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(home, "config"))
	t.Setenv("GIT_DIR", filepath.Join(home, "elsewhere"))
	files, _, err := Fetcher{}.Fetch(context.Background(), g.ref(""), "")
	if err != nil {
		t.Fatal(err)
	}
	if got := contentsOf(t, files)["pack.yaml"]; got != "$Id$\r\nx\n" {
		t.Errorf("the content was changed: %q", got)
	}
	if _, err := os.Stat(proof); err == nil {
		t.Error("a filter or hook ran")
	}
}

// TestHostileGitOptions gives git nothing that it could take for an option, whatever the reference.
func TestHostileGitOptions(t *testing.T) {
	var calls [][]string
	f := Fetcher{Git: func(_ context.Context, _ string, _ []byte, args ...string) ([]byte, error) {
		calls = append(calls, args)
		if slices.Contains(args, "ls-remote") {
			return []byte(someCommit + "\trefs/tags/v1\n"), nil
		}
		return nil, nil
	}}
	_, _, err := f.Fetch(context.Background(), mustRef(t, "git+ssh://git@example.com/acme/r.git//web?ref=v1"), "")
	if err == nil {
		t.Error("a server that gives nothing is used")
	}
	for _, args := range calls {
		if i := slices.Index(args, "git@example.com"); i >= 0 {
			t.Errorf("%v", args)
		}
		url := slices.Index(args, "ssh://git@example.com/acme/r.git")
		if url >= 0 && args[url-1] != "--" {
			t.Errorf("the address stands where an option could: %v", args)
		}
		for _, want := range []string{"core.hooksPath=/dev/null", "core.fsmonitor=false", "core.attributesFile=/dev/null", "safe.bareRepository=explicit", "protocol.ext.allow=never", "submodule.recurse=false"} {
			if !slices.Contains(args, want) {
				t.Errorf("%v is called without %s", args, want)
			}
		}
	}
	if len(calls) < 3 {
		t.Errorf("calls: %v", calls)
	}
}

// TestHostileGitServer answers with listings that no git prints.
func TestHostileGitServer(t *testing.T) {
	for listing, says := range map[string]string{
		"":                   "which is not a file",
		"100644 blob x 1\ta": "which is not a file",
		"100644 blob " + someCommit + " -\ta\x00":                                          "which is not a file",
		"100644 commit " + someCommit + " 1\ta\x00":                                        "which is not a file",
		"100644 blob " + someCommit + " 1 a":                                               "which is not a file",
		"120000 blob " + someCommit + " 1\ta\x00":                                          "is a link",
		"100644 blob " + someCommit + " 1\ta\x00160000 commit " + someCommit + " -\tb\x00": "is a submodule",
	} {
		_, err := treeBlobs(listing)
		refused(t, err, says)
	}
	g := gitRepo{run: func(context.Context, string, []byte, ...string) ([]byte, error) {
		return []byte(someCommit + " blob 3\nab"), nil
	}}
	for _, b := range [][]gitBlob{{{"../a", someCommit, 3}}, {{"a", someCommit, -1}}, {{"a", someCommit, 1 << 40}}, {{"a", someCommit, 3}}, {{"a", someCommit, 1}, {"a", someCommit, 1}}, {{"a", someCommit, 1}, {"a/b", someCommit, 1}}} {
		if _, err := g.blobs(context.Background(), b); err == nil {
			t.Errorf("%v is used", b)
		}
	}
}

// TestCapped ends what a program prints, and says so.
func TestCapped(t *testing.T) {
	c := &capped{max: 4}
	for _, s := range []string{"ab", "cde", "f"} {
		if n, err := c.Write([]byte(s)); n != len(s) || err != nil {
			t.Error(n, err)
		}
	}
	if c.text.String() != "abcd" || !c.full {
		t.Errorf("%q %t", c.text.String(), c.full)
	}
	if got := plainLines("a\x1b[2J\n\n b\r\n"); got != "a[2J; b" {
		t.Errorf("%q", got)
	}
}
