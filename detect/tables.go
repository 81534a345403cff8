package detect

import (
	_ "embed"
	"slices"

	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

//go:embed detect.toml
var tablesText string

// tables are those of detect.toml, which says what each is.
var tables = formats.Tables[struct {
	Skipped, Aside, Telling, Usual, Scripts []string
	PlatformFiles, FullStack                []string
	Families, Programs, Tools               map[string][]string
	Foreign                                 []struct{ Language, Name, Suffix string }
	Missing                                 map[string]string
	Resources                               []string
}](tablesText)

// ToolPackages gives Debian's packages with a program that others start, none for what comes with a shell; ok is false for one that is not known.
func ToolPackages(program string) (names []string, ok bool) {
	names, ok = tables().Tools[program]
	return names, ok
}

// readsGit is a call of git that reads the repository that it stands in, which no image has.
var readsGit = pattern.New(`^\W*git\W+(?:-C\W+)?(?:rev-parse|describe|log|show|status|branch|diff|rev-list|config|symbolic-ref|remote|tag|blame|ls-files)\b`)

// ToolOf gives the system packages that a call's arguments need, where their first word is a program that others start.
func ToolOf(args string, at Evidence) (Native, bool) {
	m := firstWord.FindStringSubmatch(args)
	if m == nil || readsGit.MatchString(args) {
		return Native{}, false
	}
	run, _ := ToolPackages(m[1])
	return Native{Name: "the call of " + m[1], Because: at, Run: run, Musl: true}, len(run) > 0
}

var firstWord = pattern.New("^(?:\\[|\\s|\\(|[rfbu]?[\"'`])*([\\w/-]+)(?:[\"'`]|\\s|$)")

// Skipped reports whether a directory of that name holds no source of the project, so that the walk does not enter it.
func Skipped(name string) bool { return slices.Contains(tables().Skipped, name) }

// PlatformFile reports whether a file of that name tells a hosting platform what to do, and no program.
func PlatformFile(name string) bool { return slices.Contains(tables().PlatformFiles, name) }
