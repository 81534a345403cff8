package cmd_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptCommands are what the scripts can say beside testscript's own words.
func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"exits": exits, "edit": edit, "undo": undo, "json": isJSON, "remember": remember, "unchanged": unchanged, "registry": registryServer, "signingkey": signingKey,
	}
}

// edit replaces the one place of a file that holds a text: edit Dockerfile 'EXPOSE' 'ENV A=1\nEXPOSE'. \n is a new line,
// \r a carriage return.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	old, text := unescape(args[1]), ts.ReadFile(args[0])
	if n := strings.Count(text, old); n != 1 {
		ts.Fatalf("%s holds %q %d times, not once:\n%s", args[0], old, n, text)
	}
	file := ts.MkAbs(args[0])
	info, err := os.Stat(file)
	ts.Check(err)
	ts.Check(os.WriteFile(file, []byte(strings.Replace(text, old, unescape(args[2]), 1)), info.Mode().Perm()))
}

func unescape(s string) string { return strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(s) }

// undo runs the command that the last msgen printed after "undo:", in a shell, as a user would paste it.
func undo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: undo")
	}
	for _, line := range strings.Split(ts.ReadFile("stderr"), "\n") {
		if command, ok := strings.CutPrefix(line, "undo: "); ok {
			ts.Check(ts.Exec("sh", "-c", command))
			return
		}
	}
	ts.Fatalf("no line begins with undo:\n%s", ts.ReadFile("stderr"))
}

// isJSON requires that files are one JSON value each: json stdout.
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		var v any
		if err := json.Unmarshal([]byte(ts.ReadFile(name)), &v); (err != nil) != neg {
			ts.Fatalf("%s as JSON: %v\n%s", name, err, ts.ReadFile(name))
		}
	}
}

// remember keeps all names, modes and bytes below the working directory under a name; unchanged requires that they are the
// same now: remember before, unchanged before. ! unchanged requires that they are not.
func remember(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: remember NAME")
	}
	ts.Setenv("TREE_"+args[0], tree(ts))
}

func unchanged(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: unchanged NAME")
	}
	was, is := ts.Getenv("TREE_"+args[0]), tree(ts)
	if (was == is) == neg {
		ts.Fatalf("the files were\n%sand are\n%s", was, is)
	}
}

// tree lists the files below the working directory, but for git's own, one to a line.
func tree(ts *testscript.TestScript) string {
	var b strings.Builder
	dir := ts.MkAbs(".")
	ts.Check(filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && d.Name() == ".git" {
				return filepath.SkipDir
			}
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content := ""
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			content = fmt.Sprintf("%x", sha256.Sum256(data))[:12]
		}
		name, err := filepath.Rel(dir, path)
		fmt.Fprintf(&b, "  %s %v %s\n", name, info.Mode(), content)
		return err
	}))
	return b.String()
}
