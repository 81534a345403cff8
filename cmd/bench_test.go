package cmd_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/msgen/msgen/cmd"
)

// largeRepository is a Node service of 5,000 source files.
func largeRepository(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	write("package.json", `{"name": "large", "scripts": {"start": "node server.js"}, "dependencies": {"express": "^5.1.0"}}`)
	write("server.js", "require('express')().listen(process.env.PORT || 3000)\n")
	source := strings.Repeat("import x from './y.js'\nexport const f = (a, b) => a + b\n", 40)
	for d := range 100 {
		for f := range 50 {
			write(fmt.Sprintf("src/m%d/f%d.js", d, f), source)
		}
	}
	return dir
}

// BenchmarkInit is the main job on 5,000 files; BenchmarkWalk is the least that any tool has to do there.
func BenchmarkInit(b *testing.B) {
	dir := largeRepository(b)
	for b.Loop() {
		var out, stderr bytes.Buffer
		if code := cmd.Main([]string{"init", "--yes", "--dry-run"}, cmd.Env{In: strings.NewReader(""), Out: &out, Err: &stderr, Dir: dir,
			Getenv: func(string) string { return "" }, Terminal: func(any) bool { return false }}); code != 0 {
			b.Fatal(stderr.String())
		}
	}
}

func BenchmarkWalk(b *testing.B) {
	dir := largeRepository(b)
	for b.Loop() {
		if err := filepath.WalkDir(dir, func(string, fs.DirEntry, error) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
