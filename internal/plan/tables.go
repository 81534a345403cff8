package plan

import (
	_ "embed"

	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/versions"
)

//go:embed plan.toml
var tablesText string

// tables are those of plan.toml, which says what each is.
var tables = formats.Tables[struct {
	Alpine, Commands, Codenames, Forms map[string]string
	Managers                           map[string]string
	Desktop, GitReaders                []string
	Gradle, NPM                        runs
	StandIns                           []struct{ Name, Value string }
	Frameworks                         map[string]framework
	Installers                         map[string]installer
}](tablesText)

// framework is what a plan has to know of a framework beyond what detect says of the service.
type framework struct {
	Title, Cache string
	Told         bool
	DevDirs      []string
}

// installer is a package manager that fills a virtual environment of Python.
type installer struct {
	Tool  string
	Index []string
}

// runs says what runs on a release, or comes with it, newest first.
type runs []struct {
	From []int
	Java int
	NPM  string
}

// of gives the row of a release.
func (r runs) of(version string) (java int, npm string) {
	for _, row := range r {
		if versions.AtLeast(version, row.From...) {
			return row.Java, row.NPM
		}
	}
	last := r[len(r)-1]
	return last.Java, last.NPM
}
