package python

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// findFramework takes, of the rows whose package is declared, the one that the best entry file imports; the table's order decides
// between two in one file, and where no file imports any.
func findFramework(p *project) {
	const none = 1 << 20
	best, rank := framework{}, none+1
	var because detect.Evidence
	files := p.entryFiles()
	for _, f := range tables().Frameworks {
		d, ok := p.deps.get(f.Dep)
		if f.Name == "django" && manageFile(p) != "" {
			if !ok {
				d.because = detect.Evidence{Path: manageFile(p)}
			}
			p.stack.Framework = detect.NewFact(f.Name, d.because)
			return
		}
		if !ok || d.brought && f.Marks == nil {
			continue
		}
		at := slices.Index(files, marked(p, f))
		if at < 0 && shown(p, f) {
			continue
		}
		if at < 0 {
			at = none
		}
		if at < rank {
			best, rank, because = f, at, d.because
		}
	}
	if best.Name != "" {
		p.stack.Framework = detect.NewFact(best.Name, because)
		return
	}
	importedFramework(p)
}

// shown reports whether a row holds only where a source shows it: its package has other uses, or its server is given a file.
func shown(p *project, f framework) bool {
	return f.Marks != nil || len(f.Made) == 0 || strings.Contains(f.Module, ".")
}

// importedFramework looks for a framework that sources import and no manifest names.
func importedFramework(p *project) {
	for _, f := range tables().Frameworks {
		if f.Name == "django" || strings.Contains(f.Module, ".") {
			continue
		}
		if file := marked(p, f); file != "" {
			s := p.source(file)
			p.stack.Framework = detect.NewFact(f.Name, p.at(s, s.importsModule(f.Module)))
			return
		}
	}
}

// marked gives the first entry file that imports the framework and shows its marks.
func marked(p *project, f framework) string {
	for _, file := range p.entryFiles() {
		s := p.source(file)
		if s.importsModule(f.Module) == 0 {
			continue
		}
		if f.Marks == nil || s.has(f.Marks) {
			return file
		}
	}
	return ""
}

// row gives the table's row of the framework that was found.
func (p *project) row() framework {
	for _, f := range tables().Frameworks {
		if f.Name == p.stack.Framework.Value && (!strings.Contains(f.Module, ".") || marked(p, f) != "") {
			return f
		}
	}
	return framework{Kind: "script"}
}
