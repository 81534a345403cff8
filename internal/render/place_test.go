package render

import (
	"fmt"
	"strings"
	"testing"
)

// TestErrorPlaces: an error in a template names the line and the column of the author's file, whatever lines of control flow stand
// before it. The sign ¶ marks the place.
func TestErrorPlaces(t *testing.T) {
	for text, want := range map[string]string{
		"{{define \"prod.user\"}}\nUSER {{¶.Name}}\n{{end}}":                                                            `.Name "a b" is not a plain word`,
		"{{define \"prod.user\"}}\n  {{if true}}\n  {{/* a\n  b */}}\nUSER {{¶.Name}}\n  {{end}}{{end}}":                `.Name "a b" is not a plain word`,
		"{{define \"prod.user\"}}\n{{with .Name}}\nUSER {{¶.}}\n{{end}}{{end}}":                                         `.Name "a b" is not a plain word`,
		"{{define \"prod.user\"}}\n{{range .Env}}\nUSER {{¶.Value}}\n{{end}}{{end}}":                                    `.Env[].Value "c d" is not a plain word`,
		"{{define \"prod.user\"}}\n{{$x := .Name}}\nUSER {{¶$x}}\n{{end}}":                                              `.Name "a b" is not a plain word`,
		"{{define \"prod.user\"}}\n{{template \"acme.x\" .}}\n{{end}}\n{{define \"acme.x\"}}\n\nUSER {{¶.Name}}{{end}}": `.Name "a b" is not a plain word`,
		"{{define \"prod.user\"}}\n{{include \"acme.x\" .}}\n{{end}}\n{{define \"acme.x\"}}\n\nUSER {{¶.Name}}{{end}}":  `.Name "a b" is not a plain word`,
		"{{define \"prod.user\"}}\n{{if .Port}}\nUSER {{¶.Facts.build}}\n{{end}}{{end}}":                                `.Facts.build is a list: pass it through sh`,
		"{{define \"prod.user\"}}\n   {{if ¶.Prot}}\n   {{end}}\n{{end}}":                                               `can't evaluate field Prot`,
		"{{define \"prod.user\"}}\n{{if true}}\nUSER {{¶.Prot}}\n{{end}}\n{{end}}":                                      `can't evaluate field Prot`,
		"{{define \"prod.user\"}}\n\nUSER {{¶index .Env 7}}\n{{end}}":                                                   `index out of range`,
		"{{define \"prod.user\"}}\n\nUSER {{¶sh .Env}}\n{{end}}":                                                        `a text or a list of texts is wanted, not a value of the type []plan.Var`,
	} {
		before, after, _ := strings.Cut(text, "¶")
		line := 1 + strings.Count(before, "\n")
		column := 1 + len(before) - (strings.LastIndex(before, "\n") + 1)
		_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": before + after})))
		place := fmt.Sprintf("acme/shop/_x.tmpl:%d:%d: ", line, column)
		if err == nil || !strings.Contains(err.Error(), place) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v, want %s%s", text, err, place, want)
		}
	}
}
