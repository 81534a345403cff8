package node

import (
	_ "embed"
	"slices"
	"sync"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

//go:embed node.toml
var tablesText string

// tables are those of node.toml, which says what each is.
var tables = formats.Tables[struct {
	Frameworks, Servers, Bundlers []framework
	Natives                       []detect.Native
	Hosts                         []struct{ Pkg, Vendor string }
	OnNode                        map[string]string
	Functions                     []function
	Locks                         []lock
	Runners                       map[string]bool
	ValueFlags                    []string
	FileServers                   map[string]string
	Develop, Elsewhere            []string
	Bins                          map[string]struct{ Pkg, Script string }
	Preparing                     []struct{ Begin, Note string }
	Writers                       []writer
	Limits                        []limit
	ThroughOthers                 []string
	LegacyHashes                  []limit
	Health, Aside, Reading        []string
	MakesServer                   []string
	FileRoutes                    map[string][]fileRoute
	BuildNames                    []string
	NotRun                        []string
	WellKnown                     []string
}](tablesText)

// framework is a row of what is known of a framework.
type framework struct {
	Name, Shape, Output, Fallback, Hashed, Refuse string
	Deps, Config, Start, Build, Dev               []string
	Static, Bundled, Signals                      bool
	Port                                          int
	DevPort                                       int
	BuildEnv                                      []detect.EnvVar
	RunEnv                                        []detect.EnvVar
	Writes                                        []frameworkWrite
	Asks                                          struct {
		Files   []string
		Pattern *pattern.Pattern
	}
	// Server and Bundler say which table it stands in; directus is a server as well.
	Server, Bundler bool
}

// frameworkWrite is a directory that programs of a framework write to; where packages are named, one of them does.
type frameworkWrite struct {
	Dir      string
	Keep     bool
	Packages []string
}

// frameworks are all rows, those that a program or a page is made with last.
var frameworks = sync.OnceValue(func() []framework {
	t := tables()
	for i := range t.Servers {
		t.Servers[i].Server = true
	}
	for i := range t.Bundlers {
		t.Bundlers[i].Bundler = true
	}
	return slices.Concat(t.Frameworks, t.Servers, t.Bundlers)
})

// function is a file that describes functions of a vendor's platform.
type function struct {
	Vendor, File string
	Sign         *pattern.Pattern
}

// lock is one kind of lock file.
type lock struct {
	Name, Manager string
	Majors        map[string]*pattern.Pattern
}

// writer is a call or an option that makes the path after it written.
type writer struct {
	Before     *pattern.Pattern
	File, Keep bool
	Packages   []string
}

// limit is a package whose releases before one fail on later Nodes.
type limit struct{ Pkg, Before, Node string }

// fileRoute is a directory whose files are routes.
type fileRoute struct {
	Dir    string
	Suffix []string
}
