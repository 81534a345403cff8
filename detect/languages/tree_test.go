package languages

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/detect"
)

// onDisk writes files into a new directory and gives it with its file system, as cmd would open it.
func onDisk(t *testing.T, files map[string]string) (string, fs.FS) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return dir, root.FS()
}

// inMemory gives the index of files in memory.
func inMemory(t *testing.T, files map[string]string) *detect.Tree {
	t.Helper()
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tr, err := detect.Walk(m)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// TestPackIsNoProgram leaves a pack that is written in the repository out: neither its samples nor its templates are a service's.
func TestPackIsNoProgram(t *testing.T) {
	s := scanOne(t, over(nodeProgram, "acme/pack.yaml", "# Acme's pack\napiVersion: msgen/pack/v2\n", "acme/tests/web/repo/package.json", `{"scripts": {"start": "node a.js"}}`,
		"acme/tests/web/repo/a.js", "", "other/pack.yaml", "name: x\n", "other/b.js", ""))
	if got := strings.Join(s.Node.RunFiles, " "); got != "other server.js" {
		t.Errorf("ships %s", got)
	}
}
