package detect

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/pattern"
)

// usageLine is what a program prints that ends unless it gets an argument: Usage: rqlited [flags] <data directory>.
var usageLine = pattern.New(`[Uu]sage: *([\w.-]+(?: +\[[^\]<]*\])* +<([A-Za-z][\w -]*)>)`)

// wantsArguments notes that a program wants arguments which the start command has none of. The line that says so stands beside the one
// that starts or listens.
func wantsArguments(t *Tree, s *Stack) {
	words := slices.DeleteFunc(slices.Clone(s.Start.Value), func(w string) bool {
		return strings.HasPrefix(w, "-") || slices.Contains([]string{"node", "bun", "python", "python3"}, w)
	})
	if len(words) > 1 {
		return
	}
	dirs := map[string]bool{}
	for _, e := range slices.Concat(s.Start.Because, s.Port.Because) {
		dirs[path.Dir(e.Path)] = true
	}
	ends := []string{".go", ".py", ".js", ".mjs", ".cjs", ".ts"}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		files := slices.DeleteFunc(t.Sources(dir, ends...), func(f string) bool { return path.Dir(f) != dir })
		for _, m := range t.Grep(files, usageLine, "sage:") {
			if !strings.Contains(strings.ToLower(m.Groups[2]), "command") {
				s.Notes = append(s.Notes, Note{Text: "the program wants an argument on its command line, and the image gives it none: " + m.Groups[1],
					Add: "--start with the argument", Because: []Evidence{m.Evidence}})
				return
			}
		}
	}
}
