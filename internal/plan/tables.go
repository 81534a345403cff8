package plan

import (
	_ "embed"
	"slices"

	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/versions"
)

//go:embed plan.toml
var tablesText string

// tables are those of plan.toml, which says what each is.
var tables = formats.Tables[struct {
	Alpine, Codenames, Forms map[string]string
	Managers                 map[string]string
	Desktop, GitReaders      []string
	Gradle, NPM, SpringBoot  runs
	StandIns                 []struct{ Name, Value string }
	Frameworks               map[string]framework
	Installers               map[string]installer
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
type runs []run

type run struct {
	From         []int
	Java         int
	NPM, JarMode string
	Command      []string
}

// of gives the row of a release, the last one for what is no release.
func (r runs) of(version string) run {
	i := slices.IndexFunc(r, func(row run) bool { return versions.AtLeast(version, row.From...) })
	if i < 0 {
		i = len(r) - 1
	}
	return r[i]
}
