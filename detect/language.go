package detect

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/go-enry/go-enry/v2/data"
)

// languageOf gives go-enry's name of the programming language that an ending means, or "".
func languageOf(file string) string {
	found := data.LanguagesByExtension[strings.ToLower(path.Ext(file))]
	if len(found) > 1 {
		found = slices.DeleteFunc(slices.Clone(found), func(l string) bool { return !slices.Contains(tables().Usual, l) })
	}
	if len(found) != 1 || data.LanguagesType[found[0]] != int(data.TypeProgramming) {
		return ""
	}
	if group := data.LanguagesGroup[found[0]]; group != "" {
		return group // TSX is TypeScript
	}
	return found[0]
}

// count is how much there is of a language.
type count struct {
	language string
	files    []string
}

// languages counts the sources below a directory by language, the most frequent first; what is vendored, tests, examples
// and documentation are left out.
func (t *Tree) languages(dir string) []count {
	at := map[string]int{}
	var counts []count
	for _, p := range t.Sources(dir) {
		l := languageOf(p)
		if l == "" || path.Base(p) == "build.gradle.kts" || path.Base(p) == "settings.gradle.kts" {
			continue
		}
		i, ok := at[l]
		if !ok {
			i = len(counts)
			at[l], counts = i, append(counts, count{language: l})
		}
		counts[i].files = append(counts[i].files, p)
	}
	sort.SliceStable(counts, func(i, j int) bool {
		a, b := counts[i], counts[j]
		return cmp.Or(cmp.Compare(len(b.files), len(a.files)), strings.Compare(a.language, b.language)) < 0
	})
	return counts
}

// maxWeighed is how many files of a language are weighed by their size; beyond, they are merely counted.
const maxWeighed = 200

// language gives the language, of those named, of which there are most bytes below a directory, or the first one named
// when there are none of any. Sizes are looked up only where two of them compete.
func (t *Tree) language(dir string, among ...string) string {
	counts := slices.DeleteFunc(t.languages(dir), func(c count) bool { return !slices.Contains(among, c.language) })
	if len(counts) == 0 {
		return append(among, "")[0]
	}
	if len(counts) > 1 && len(counts[0].files) <= maxWeighed {
		sort.SliceStable(counts, func(i, j int) bool { return t.bytesOf(counts[i].files) > t.bytesOf(counts[j].files) })
	}
	return counts[0].language
}

func (t *Tree) bytesOf(files []string) (sum int64) {
	for _, p := range files {
		if info, err := fs.Stat(t.FS, p); err == nil {
			sum += info.Size()
		}
	}
	return sum
}

// strangers says what the repository holds that no stack was made of.
func strangers(t *Tree, stacks []Stack) []Note {
	notes := foreignNotes(t, stacks)
	if len(stacks) > 0 || len(notes) > 0 {
		return notes
	}
	return []Note{nothingFound(t)}
}

// foreignNotes gives a note for each language without templates whose manifest stands where no stack is.
func foreignNotes(t *Tree, stacks []Stack) []Note {
	var notes []Note
	seen := map[string]bool{}
	for _, f := range tables().Foreign {
		for _, p := range foreignFiles(t, f.Name, f.Suffix) {
			if covered(path.Dir(p), f.Language, stacks) || seen[f.Language] || t.Vendored(p) || IsAside(p) {
				continue
			}
			seen[f.Language] = true
			notes = append(notes, Note{
				Text:    fmt.Sprintf("%s: msgen has no templates for %s yet.", strings.Join(seenOf(t, path.Dir(p), f.Language, p), ", "), f.Language),
				Because: []Evidence{t.firstLine(p)},
			})
		}
	}
	return notes
}

// foreignFiles gives the files of a name, or in the two upper levels those that end in a suffix, shallow first.
func foreignFiles(t *Tree, name, suffix string) []string {
	if suffix == "" {
		return t.Named(name)
	}
	var found []string
	for _, p := range t.Under(".", suffix) {
		if strings.Count(p, "/") <= 3 {
			found = append(found, p)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return Shallower(found[i], found[j]) })
	return found
}

// covered reports whether a manifest belongs to a stack: a Cargo.toml below a Python project is an extension of it.
func covered(dir, language string, stacks []Stack) bool {
	return slices.ContainsFunc(stacks, func(s Stack) bool {
		return Inside(dir, s.Dir) && !(s.Stack == "node" && s.Dir == dir && slices.Contains(tables().FullStack, language))
	})
}

// Inside reports whether a path is a directory or below it.
func Inside(p, dir string) bool { return dir == "." || p == dir || strings.HasPrefix(p, dir+"/") }

// seenOf says how many files of a language there are, and names its manifest.
func seenOf(t *Tree, dir, language, manifest string) []string {
	for _, c := range t.languages(dir) {
		if c.language == language {
			return []string{counted(len(c.files), language), Evidence{Path: manifest}.String()}
		}
	}
	return []string{Evidence{Path: manifest}.String()}
}

func counted(n int, language string) string {
	return strings.Replace(filesOf(n), " ", " "+language+" ", 1)
}

func filesOf(n int) string {
	if n == 1 {
		return "1 file"
	}
	return fmt.Sprintf("%d files", n)
}

// nothingFound says of a repository without any stack what there is instead.
func nothingFound(t *Tree) Note {
	counts := slices.DeleteFunc(t.languages("."), func(c count) bool { return slices.Contains(tables().Scripts, c.language) })
	if len(counts) == 0 {
		if len(t.Files) == 0 {
			return Note{Text: "No program was found: the directory is empty."}
		}
		return Note{Text: fmt.Sprintf("No program was found: the repository has %s, but none in a supported language.", filesOf(len(t.Files)))}
	}
	var parts []string
	for _, c := range counts[:min(3, len(counts))] {
		parts = append(parts, counted(len(c.files), c.language))
	}
	top := counts[0]
	note := Note{Because: []Evidence{t.firstLine(top.files[0])}}
	for stack, languages := range tables().Families {
		if slices.Contains(languages, top.language) {
			note.Text = fmt.Sprintf("%s, but nothing that shows how to build or start a program.", strings.Join(parts, ", "))
			note.Add = tables().Missing[stack]
			return note
		}
	}
	note.Text = fmt.Sprintf("%s: msgen has no templates for %s yet.", strings.Join(parts, ", "), top.language)
	return note
}

// firstLine is the evidence of a file's first line that says anything.
func (t *Tree) firstLine(p string) Evidence {
	for i, l := range t.Lines(p) {
		if strings.TrimSpace(l) != "" {
			return t.At(p, i+1)
		}
	}
	return Evidence{Path: p}
}
