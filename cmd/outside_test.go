package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A pack.yaml that is too large is an error that names it and the limit, wherever it lies.
func TestLargePackFile(t *testing.T) {
	for _, name := range []string{"pack.yaml", "web/pack.yaml", "a/b/web/pack.yaml"} {
		for _, command := range [][]string{{"init", "--yes", "--dry-run"}, {"detect"}} {
			p := place{t, t.TempDir(), nil}
			for file, text := range nodeFiles() {
				p.write(file, text)
			}
			p.write(name, "apiVersion: msgen/pack/v1\n")
			if err := os.Truncate(filepath.Join(p.dir, filepath.FromSlash(name)), 5<<20); err != nil {
				t.Fatal(err)
			}
			if code, _, talk := p.run(command...); code != 1 || !strings.Contains(talk, name+": is larger than 4 MiB") {
				t.Errorf("%s of %s: exit %d\n%s", command[0], name, code, talk)
			}
		}
	}
}
