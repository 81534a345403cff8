package golang

import (
	"go/ast"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// settingTags are the struct tags that name a field in a file of settings.
var settingTags = []string{"mapstructure", "yaml", "json", "toml", "koanf"}

// settingName is what a file of settings calls a field; "" where no tag says it.
func settingName(tag reflect.StructTag) string {
	for _, key := range settingTags {
		if name, _, _ := strings.Cut(tag.Get(key), ","); name != "" && name != "-" {
			return name
		}
	}
	return ""
}

// configured evaluates a field that settings fill, cfg.Server.Port: by viper's defaults, or by a file that the program opens.
func (e *eval) configured(f *file, x *ast.SelectorExpr, depth int) []piece {
	var names []string
	for next := ast.Expr(x); ; {
		sel, ok := next.(*ast.SelectorExpr)
		if !ok {
			break
		}
		names, next = append([]string{e.settingName(sel.Sel.Name)}, names...), sel.X
	}
	key, last := strings.Join(names, "."), names[len(names)-1]
	for i := range names { // of a struct that is squashed into another one, or that stands alone
		for _, d := range e.dirs {
			if key := strings.Join(names[i:], "."); len(e.s.of(d).keys[key]) > 0 {
				return e.setting(f, key, depth)
			}
		}
	}
	for _, d := range e.dirs {
		for _, file := range e.s.settingFiles(d) {
			doc, _ := e.s.t.Document(file)
			n := settingOf(doc, names)
			if n == nil {
				continue
			}
			out := text(n.Text(), detect.EvidenceOf(n))
			for _, source := range e.s.files(d) {
				if env := automatic(source.text, key); env != "" {
					out = append([]piece{{env: env, at: e.s.t.AtOffset(source.path, strings.Index(source.text, "AutomaticEnv()"))}}, out...)
				}
			}
			return out
		}
	}
	if envName.MatchString(last) && slices.ContainsFunc(e.dirs, func(d string) bool { // a file of variables, or the environment
		return slices.ContainsFunc(e.s.files(d), func(f *file) bool { return strings.Contains(f.text, "viper.") })
	}) {
		return []piece{{env: last, at: e.s.at(f, x.Sel.Pos())}}
	}
	return nil
}

// settingName is what settings call a field of that name.
func (e *eval) settingName(field string) string {
	for _, d := range e.dirs {
		if name := e.s.of(d).tags[field]; name != "" {
			return name
		}
	}
	return strings.ToLower(field)
}

// settingOf finds a setting by its names, or the only one below other names that ends with them and is not another server's.
func settingOf(doc *formats.Node, names []string) *formats.Node {
	if doc == nil {
		return nil
	}
	if n := doc.At(names...); n.Text() != "" {
		return n
	}
	var found []*formats.Node
	for _, field := range doc.Fields {
		if n := field.Value.At(names...); n.Text() != "" && !otherPort.MatchString(strings.ToUpper(field.Name)) {
			found = append(found, n)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return nil
}

var settingFile = pattern.New(`"([\w./-]+\.(?:ya?ml|toml|json))"|\bSetConfigName\("([\w.-]+)"\)|\bAddConfigPath\("([\w./-]+)"\)`)

// settingFiles are the files of settings that the sources of a directory name.
func (s *source) settingFiles(dir string) []string {
	if all, ok := s.settings[dir]; ok {
		return all
	}
	var all []string
	names, dirs := []string{}, slices.Clone(tables().ConfigDirs)
	for _, f := range s.files(dir) {
		for _, m := range settingFile.FindAllStringSubmatch(f.text, -1) {
			switch {
			case m[1] != "":
				names = append(names, m[1])
			case m[2] != "":
				for _, end := range tables().ConfigEnds {
					names = append(names, m[2]+end)
				}
			default:
				dirs = append(dirs, m[3])
			}
		}
	}
	for _, name := range names {
		for _, in := range dirs {
			if p := path.Join(s.m.dir, in, name); s.t.Has(p) && !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	s.settings[dir] = all
	return all
}
