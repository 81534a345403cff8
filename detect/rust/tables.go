package rust

import (
	_ "embed"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

//go:embed rust.toml
var tablesText string

// tables are those of rust.toml, which says what each is.
var tables = formats.Tables[struct {
	detect.Grammar
	Frameworks              []framework
	Refused                 []struct{ Crate, Text string }
	Natives                 []native
	Files                   []opener
	Beside, Serving, Embeds []string
}](tablesText)

// framework is a call that listens.
type framework struct {
	Crate, Host  string
	Call         *pattern.Pattern
	Port         int
	PortEnv      string
	HostEnv      string
	Signals, TCP bool
}

// native is a crate that needs system packages.
type native struct {
	detect.RustNative
	Bundled []string
	Leaf    bool
}

// opener is a call that opens files or writes.
type opener struct {
	Call               *pattern.Pattern
	Path               string
	Arg                int
	Write, Dir, SQLite bool
}
