package lock

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
)

// inside reports whether a folder lies in the repository: "." is the root, and "" says nothing.
func inside(p string) bool { return p == "" || fs.ValidPath(p) }

// isFile reports whether a path names a file that msgen may write. Nothing of git's is one.
func isFile(p string) bool {
	return fs.ValidPath(p) && p != "." && !strings.ContainsAny(p, `\:`) && !strings.ContainsFunc(p, unicode.IsControl) &&
		!slices.Contains(strings.Split(strings.ToLower(p), "/"), ".git")
}

// check finds what Parse would refuse, in a lock that is sorted.
func (l *Lock) check() error {
	total := 0
	for i, f := range l.Files {
		total += len(f.Base)
		switch {
		case i > 0 && f.Path == l.Files[i-1].Path:
			return unwritable("the file %s is listed twice", f.Path)
		case !isFile(f.Path):
			return unwritable("%s is not the path of a file inside the repository", f.Path)
		case f.Accepted != "" && !isHash(f.Accepted):
			return unwritable("%s is not a hash", f.Accepted)
		case total > maxBases:
			return &Error{Path: Name, Err: errBasesSize}
		}
	}
	for i, s := range l.Services {
		if i > 0 && s.Name == l.Services[i-1].Name {
			return unwritable("the service %s is listed twice", s.Name)
		}
		if err := s.check(); err != nil {
			return err
		}
	}
	return nil
}

// check does the same for a service.
func (s Service) check() error {
	for _, p := range []string{s.Dir, s.Context} {
		if !inside(p) {
			return unwritable("%s is not a path inside the repository", p)
		}
	}
	for i, a := range s.Answers {
		if i > 0 && a.Key == s.Answers[i-1].Key {
			return unwritable("the answer %s is listed twice", a.Key)
		}
	}
	for i, f := range s.Facts {
		if i > 0 && f.Key == s.Facts[i-1].Key {
			return unwritable("the fact %s is listed twice", f.Key)
		}
		if f.Line < 0 {
			return unwritable("the fact %s has a negative line number", f.Key)
		}
	}
	for i, m := range s.Images {
		if i > 0 && m.Stage == s.Images[i-1].Stage {
			return unwritable("the stage %s is listed twice", m.Stage)
		}
	}
	return nil
}

// unwritable is what is wrong with a lock that is not written yet.
func unwritable(format, name string) error {
	return &Error{Path: Name, Err: fmt.Errorf(format, quote(name))}
}
