package worktree

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// git runs git as on a machine without settings. The tests need it: what git does is what they hold this package to.
func git(t *testing.T, dir, input string, args ...string) string {
	t.Helper()
	c := exec.Command("git", append([]string{"-c", "core.quotePath=false"}, args...)...)
	home := t.TempDir()
	c.Dir, c.Stdin = dir, strings.NewReader(input)
	c.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CEILING_DIRECTORIES="+os.TempDir(),
		"GIT_AUTHOR_NAME=n", "GIT_AUTHOR_EMAIL=n@example.com", "GIT_COMMITTER_NAME=n", "GIT_COMMITTER_EMAIL=n@example.com")
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 && args[0] == "check-ignore" { // nothing is ignored
		err = nil
	}
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, said.String())
	}
	return string(out)
}

// write writes files below a directory.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

// chances is how many ignore files chance makes.
const chances = 40

// paths are held against every pattern.
var paths = strings.Split(`a|b|z|x|ab|abc|aab|bbb|a.txt|b.txt|a.tar.gz|.a|a~|a b|a |é|[a]|a\b|-|]|!a|#a|^|A|1|_|a/a|a/b|a/z|b/a|b/z|b/a/z|a/b/z|a/b/c/z|x/a/z|x/y/a/z|a/x/b|a/x/y/b|`+
	`ax/b|ax/y/b|xa/b|a/.b|a/b.txt|a/b/c.txt|a/b/c/d|b/a/b/a|z/z/z|z/a/z/a/z|a b/c|build/x|x/build/y|a\|**|*|?|a*|a/*`, "|")

// texts are ignore files.
var texts = []string{
	"a", "/a", "a/", "/a/", "*", "/*", "*/", "**", "**/", "/**", "***", "!a", "*\n!a", "/*\n!/a\n", "*\n!*/\n!z\n", "a\n!a/b", "a/*\n!a/b\n", "a/**\n!a/b\n!a/**/\n",
	"[!a]", "[^a]", "[!a]*", "[a-c]", "[c-a]", "[]a]", "[!]a]", "[a-]", "[-a]", "[\\]]", "[\\a-c]", "[a-\\c]", "[a", "[", "a[", "[[:alpha:]]", "[[:digit:]_]", "[[:nope:]]", "[[:upper:]]", "[[:space:]]", "[[:punct:]]",
	"[[:]", "[[::]]", "[[:a]", "[[:a]]", "[[:alpha:]-z]", "a[/]b", "a[!x]b", "a[.-0]b", "?", "??", "a?b", "a?", "*.txt", "*.gz", "*.tar.gz", "*~", "*a*", "a*b", "*a*b*", ".*", "*.*", "a.*",
	"**/a", "**/a/z", "/**/a/z", "**/z", "a/**", "a/**/", "a/**/b", "a/**/z", "a**", "a**/b", "**a", "**a/b", "a/**b", "x**/z", "a/*/z", "a/*", "*/a", "*/z", "*/*/z", "*/b/", "a/b/", "a/b", "/a/b", "b/z",
	"**/b/**", "**/**/z", "a/**/**/z", "**/a/**/z", "a/***/z", "**/*", "**/*.txt", "/**/*.txt", "a/**/*.txt", "*/**", "x/**/a", "**\\/z", "a\\/b", "a\\/", "\\a", "\\!a", "\\#a", "#a", " a", "a ", "a\\ ", "a\\  ", "a b", "\\", "a\\", "\\\\", "a\\\\b",
	"", "!", "/", "//", "!/", "a//", "/a//b", "  ", "\t", "a\t", "\ufeffa", "a\r", "a\r\nb\r\n", "\r\n", "a\x00b", "é", "?\n!é", "??\n!a?", "build/\n!build/x", "build/*\n!build/x", "\\*", "\\**", "\\?", "a\\*", "[*]", "[?]", "*[", "*\\", "**[a]", "a/[!b]", "a/[^b]*",
}

// folders are those of the paths that are directories in every second round.
var folders = []string{"a", "b", "a/b", "a.txt", "x", "x/a"}

// TestAsGit holds each ignore file against all paths, and so some that chance makes, and wants the line that git names.
func TestAsGit(t *testing.T) {
	all := slices.Clone(texts)
	chance := rand.New(rand.NewPCG(9, 2))
	pieces := []string{"a", "b", "z", "x", "/", "/", "*", "**", "**/", "/**", "?", "[!a]", "[a-x]", "[!/]", ".txt", "\\a", "\n", "\n!", "\n/", " ", "[", "]", "-"}
	for range chances {
		s := ""
		for range 1 + chance.IntN(7) {
			s += pieces[chance.IntN(len(pieces))]
		}
		all = append(all, s)
	}
	all = append(all, all...) // the second half with directories
	dir := t.TempDir()
	git(t, dir, "", "init", "-q")
	var asked strings.Builder
	for i, text := range all {
		write(t, dir, map[string]string{fmt.Sprintf("%d/.gitignore", i): text})
		for _, p := range folders {
			if at := filepath.Join(dir, strconv.Itoa(i), p); 2*i >= len(all) && os.MkdirAll(at, 0o755) != nil {
				t.Fatal(at)
			}
		}
		for _, p := range paths {
			fmt.Fprintf(&asked, "%d/%s\x00", i, p)
		}
	}
	said := strings.Split(git(t, dir, asked.String(), "check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"), "\x00")
	for i, text := range all {
		top, err := New(os.DirFS(dir), ".").Start()
		if err != nil {
			t.Fatal(err)
		}
		folder, _ := top.Enter(strconv.Itoa(i))
		folder = folder.With([]byte(text))
		for _, p := range paths {
			want := ""
			if said[0] != "" && !strings.HasPrefix(said[2], "!") {
				want = said[0] + ":" + said[1]
			}
			isDir := 2*i >= len(all) && slices.Contains(folders, p)
			if got := ignoring(folder, p, isDir); got != want {
				t.Errorf("%q: %q (directory: %v) is ignored by %q, git says %q", text, p, isDir, got, want)
			}
			said = said[4:]
		}
	}
}

// ignoring walks down a path and gives the place that ignores it; "" where none does.
func ignoring(f Folder, p string, isDir bool) string {
	parts := strings.Split(p, "/")
	for i, name := range parts {
		var by *Place
		if i < len(parts)-1 || isDir {
			f, by = f.Enter(name)
		} else {
			by = f.Ignored(name)
		}
		if by != nil {
			return fmt.Sprintf("%s:%d", by.Path, by.Line)
		}
	}
	return ""
}

// kept walks a directory of this machine as detect does, and gives the files that are left, seen from there.
func kept(t *testing.T, dir string) (files []string, tree *Tree) {
	t.Helper()
	if tree = Around(dir); tree == nil {
		tree = New(os.DirFS(dir), ".")
	}
	var enter func(at string, f Folder)
	enter = func(at string, f Folder) {
		entries, err := os.ReadDir(filepath.Join(dir, at))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(filepath.Join(dir, at, IgnoreFile)); err == nil {
			f = f.With(text)
		}
		for _, e := range entries {
			p := path.Join(at, e.Name())
			switch {
			case e.Name() == ".git":
			case e.IsDir():
				if sub, by := f.Enter(e.Name()); by == nil {
					enter(p, sub)
				}
			case f.Ignored(e.Name()) == nil:
				files = append(files, p)
			}
		}
	}
	start, err := tree.Start()
	if err != nil {
		t.Fatal(err)
	}
	enter(".", start)
	slices.Sort(files)
	return files, tree
}

// listed gives what git lists of a directory: what it tracks, and what it does not ignore.
func listed(t *testing.T, dir string) []string {
	t.Helper()
	files := strings.Split(strings.TrimSuffix(git(t, dir, "", "ls-files", "--cached", "--others", "--exclude-standard", "-z"), "\x00"), "\x00")
	slices.Sort(files)
	return slices.Compact(files)
}

// large are the files of a repository in which a lot is ignored.
var large = map[string]string{
	".gitignore": "*.log\n/dist/\n*.lock\nsecret*\n!secret.example\nsvc/tmp\n", ".git/info/exclude": "mine.txt\n/svc/own/\n", "svc/.gitignore": "!keep.log\n/cache\n", "svc/sub/.gitignore": "*.txt\n!b.txt\n",
	"a.log": "", "mine.txt": "", "dist/a.js": "", "dist/b.js": "", "dist/sub/c.js": "", "x.lock": "", "svc/a.log": "", "svc/keep.log": "", "svc/yarn.lock": "", "svc/other.lock": "", "svc/secret.json": "", "svc/secret.example": "",
	"svc/tmp/a": "", "svc/tmp/b/c": "", "svc/own/a": "", "svc/mine.txt": "", "svc/cache/a": "", "svc/sub/a.txt": "", "svc/sub/b.txt": "", "svc/sub/keep.log": "", "svc/sub/cache/a": "", "svc/dist/a.js": "", "web/server.js": "", "web/é.log": "",
}

// tracked are files of it that are tracked although a pattern ignores them.
var tracked = []string{"svc/yarn.lock", "dist/a.js", "svc/tmp/b/c", "svc/own/a", "web/é.log"}

// TestWorkTrees compares whole walks: from the root, from directories below it, with tracked files in all versions of the index,
// and in a linked work tree.
func TestWorkTrees(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "repo")
	same := func(what, at string) {
		t.Helper()
		if got, tree := kept(t, at); !slices.Equal(got, listed(t, at)) || len(tree.Notes()) > 0 {
			t.Errorf("%s:\n got %q\nwant %q\n%v", what, got, listed(t, at), tree.Notes())
		}
	}
	write(t, dir, large)
	git(t, dir, "", "init", "-q")
	write(t, dir, large) // init writes an exclude file
	all := func(what string) {
		t.Helper()
		for _, at := range []string{".", "svc", "svc/sub", "web"} {
			same(what+" in "+at, filepath.Join(dir, at))
		}
	}
	all("nothing tracked")
	git(t, dir, "", append([]string{"add", "-f", "--"}, tracked...)...)
	for _, version := range []string{"2", "4", "3"} {
		git(t, dir, "", "update-index", "--index-version", version)
		if version == "3" {
			git(t, dir, "", "update-index", "--skip-worktree", "svc/yarn.lock")
		}
		all("version " + version)
	}
	git(t, dir, "", "commit", "-qm", "x")
	for _, linked := range []string{filepath.Join(filepath.Dir(dir), "linked"), filepath.Join(dir, "web", "in")} {
		git(t, dir, "", "worktree", "add", "-q", linked)
		write(t, linked, map[string]string{"mine.txt": "", "svc/other.lock": "", "svc/own/b": "", ".gitignore": large[".gitignore"]})
		same("a linked work tree", linked)
		same("below a linked work tree", filepath.Join(linked, "svc"))
	}
}
