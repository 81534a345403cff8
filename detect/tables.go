package detect

import (
	_ "embed"
	"slices"

	"github.com/msgen/msgen/internal/formats"
)

//go:embed detect.toml
var tablesText string

// tables are those of detect.toml, which says what each is.
var tables = formats.Tables[struct {
	Skipped, Aside, Telling, Usual, Scripts []string
	PlatformFiles, FullStack                []string
	Families, Programs                      map[string][]string
	Foreign                                 []struct{ Language, Name, Suffix string }
	Missing                                 map[string]string
	Resources                               []string
}](tablesText)

// Skipped reports whether a directory of that name holds no source of the project, so that the walk does not enter it.
func Skipped(name string) bool { return slices.Contains(tables().Skipped, name) }

// PlatformFile reports whether a file of that name tells a hosting platform what to do, and no program.
func PlatformFile(name string) bool { return slices.Contains(tables().PlatformFiles, name) }
