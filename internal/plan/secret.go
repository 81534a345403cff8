package plan

import (
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/secret"
)

// secretLines are the lines of a .dockerignore that hide every file with the name of a secret. What a stage takes by name, and
// what detect has seen to be a part of the program, is let in: behind the patterns that would hide it, and before all others.
// All are the paths of the context that stages copy or mount.
func secretLines(st detect.Stack, all []string) []string {
	admitted, withheld := st.Admitted, st.Withheld
	if a := st.Assets; a != nil && a.Node != nil {
		admitted, withheld = slices.Concat(admitted, a.Node.Admitted), slices.Concat(withheld, a.Node.Withheld)
	}
	var in, first, rest []string
	for _, c := range admitted {
		if p := relativeTo(st.Context, c.Value); wanted(all, p) {
			in = union(in, p)
		}
	}
	for _, p := range all {
		if secret.Hidden(p) {
			in = union(in, p)
		}
	}
	for _, name := range secret.Names() {
		if slices.ContainsFunc(in, func(p string) bool { return names(name, p) }) {
			first = append(first, "**/"+name)
		} else {
			rest = append(rest, "**/"+name)
		}
	}
	for _, p := range in {
		first = append(first, "!"+p)
	}
	rest = outermost(rest)
	for _, p := range withheld {
		rest = union(rest, relativeTo(st.Context, p))
	}
	return append(first, rest...)
}

// copied gives the paths of the build context that stages copy or mount: the fields of a model with the tag "context". What is set
// and has the value "all" stands for the whole context. An absolute path lies in a stage.
func copied(model any) (paths []string) {
	v := plain(reflect.ValueOf(model))
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct {
		for i := range v.Len() {
			paths = append(paths, copied(v.Index(i).Interface())...)
		}
	}
	for i := 0; v.Kind() == reflect.Struct && i < v.NumField(); i++ {
		switch value := v.Field(i).Interface().(type) {
		case string:
			if v.Type().Field(i).Tag.Get("context") == "path" && !path.IsAbs(value) {
				paths = append(paths, value)
			}
		case []string:
			if v.Type().Field(i).Tag.Get("context") == "path" {
				paths = append(paths, value...)
			}
		default:
			if v.Type().Field(i).Tag.Get("context") == "all" && !v.Field(i).IsZero() {
				paths = append(paths, ".")
			}
			paths = append(paths, copied(value)...)
		}
	}
	return paths
}

// outermost leaves out patterns of which another one hides all.
func outermost(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(p string) bool {
		name := strings.TrimPrefix(p, "**/")
		return slices.ContainsFunc(list, func(q string) bool { return p != q && covers(strings.TrimPrefix(q, "**/"), name) })
	})
}

// covers reports whether a pattern hides all that another one does.
func covers(pattern, other string) bool {
	const special = `*?[]\`
	begin := strings.IndexAny(pattern, special)
	if begin < 0 {
		return pattern == other
	}
	if !strings.HasPrefix(other, pattern[:begin]) || !strings.HasSuffix(other, pattern[1+strings.LastIndexAny(pattern, special):]) {
		return false
	}
	hit, err := path.Match(pattern, other)
	return hit && err == nil
}

// wanted reports whether a stage takes something that a pattern lets in.
func wanted(taken []string, pattern string) bool {
	dir, _, _ := strings.Cut(pattern, "/**/")
	return slices.ContainsFunc(taken, func(p string) bool {
		p = path.Clean(p)
		return p == "." || p == dir || strings.HasPrefix(dir, p+"/") || strings.HasPrefix(p, dir+"/")
	})
}

// certainSecrets are the lines of a .dockerignore that hide the files whose names leave no doubt, for a stack of which nothing
// is known but its templates.
func certainSecrets() []string {
	certain := slices.DeleteFunc(secret.Names(), func(name string) bool { return !secret.Certain(name) })
	return each(certain, func(name string) string { return "**/" + name })
}

// names reports whether a part of a path has a name of the table.
func names(glob, p string) bool {
	return slices.ContainsFunc(strings.Split(p, "/"), func(part string) bool { return covers(glob, part) })
}

// secretID names a file of settings as a secret: "npmrc" for ".npmrc", "web-npmrc" for "web/.npmrc".
func secretID(file string) string {
	return strings.Trim(strings.NewReplacer("/.", "-", "/", "-", ".", "-").Replace(file), "-")
}

// fileSecrets are files of settings with a credential, as the build command is given them.
func fileSecrets(files []string) []Secret {
	return each(files, func(f string) Secret {
		return Secret{ID: secretID(f), File: f, Required: true, Why: "the settings contain a credential, so they are never copied"}
	})
}
