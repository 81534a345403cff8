package verify

import (
	"path"
	"slices"
	"sort"
	"strings"
)

// Index is what the rules have learned about the files of one build context. Services that share a context share it, so
// that no file is read and no list searched again for each of them.
type Index struct {
	files   []string // sorted
	found   map[string][]string
	secrets []string
	judged  bool // secrets is known
	dev     *bool
	ignores map[string]*ignoreFile    // by their text
	names   map[string]map[string]int // what patterns of one name, joined, say of names
	last    *file                     // the Dockerfile that was parsed last: its ignore file is judged next
}

// NewIndex makes the index of the files of a build context.
func NewIndex(files []string) *Index {
	if !slices.IsSorted(files) {
		files = slices.Sorted(slices.Values(files))
	}
	return &Index{files: files, found: map[string][]string{}, ignores: map[string]*ignoreFile{}, names: map[string]map[string]int{}}
}

// indexed gives the context with an index.
func (c Context) indexed() Context {
	if c.Index == nil {
		c.Index = NewIndex(c.Files)
	}
	return c
}

// under gives the files that a source names: the file, all below the directory, or what the wildcard matches.
func (x *Index) under(source string) []string {
	found, known := x.found[source]
	if !known {
		found = x.search(source)
		x.found[source] = found
	}
	return found
}

func (x *Index) search(source string) []string {
	if strings.ContainsAny(source, "*?[") {
		return under(x.files, source)
	}
	var found []string
	for dir := source; dir != "." && dir != "/"; dir = path.Dir(dir) { // a directory of which nothing more is known
		if _, ok := slices.BinarySearch(x.files, dir+"/"); ok {
			found = append(found, dir)
		}
	}
	if _, ok := slices.BinarySearch(x.files, source); ok {
		found = append(found, source)
	}
	from := sort.SearchStrings(x.files, source+"/")
	to := from + sort.Search(len(x.files)-from, func(i int) bool { return !strings.HasPrefix(x.files[from+i], source+"/") })
	for _, f := range x.files[from:to] {
		if f = strings.TrimSuffix(f, "/"); f != source {
			found = append(found, f)
		}
	}
	return found
}

// secretFiles gives the files that look like a secret.
func (c Context) secretFiles() []string {
	if !c.Index.judged {
		for _, f := range c.Files {
			if c.secret(f) {
				c.Index.secrets = append(c.Index.secrets, f)
			}
		}
		c.Index.judged = true
	}
	return c.Index.secrets
}
