package java

import (
	_ "embed"

	"github.com/msgen/msgen/internal/formats"
)

//go:embed java.toml
var tablesText string

// tables are those of java.toml, which says what each is.
var tables = formats.Tables[struct {
	Frameworks   []framework
	Boms         map[string]struct{ Parent, Bom, Plugin string }
	Ceilings     []releaseCeiling
	GitReaders   []gitReader
	Levels       []struct{ Plugin, Key string }
	ParentLevels []parentRow
	Mains        []struct {
		Plugin string
		At     []string
	}
}](tablesText)

// framework is a framework: how it is known, and where it listens.
type framework struct {
	Name, Env, Host         string
	Libraries, Serves, Keys []string
	Port                    int
	HostEnv                 string
	Reflective              bool
}

// releaseCeiling says up to which release of Java versions of something work.
type releaseCeiling struct {
	Name, Library, Framework string
	Rows                     []struct {
		Before string
		Java   int
	}
}

// gitReader is something in a build that reads .git.
type gitReader struct {
	Name, Lost string
	Plugins    []string
}

// parentRow is a release that a parent sets from a version of it on.
type parentRow struct {
	Parent, Level string
	From          int
}
