package node

import "strings"

// startKind is what kind of thing a start command is.
type startKind int

const (
	startNone    startKind = iota
	startProgram           // a program for production
	startFiles             // a web server for files
	startDevelop           // a development server
	startOther             // something that is no program of this package: a task runner, another platform
)

// preparing knows commands that may stand in a start script before the program and belong to the build or the deployment.
func preparing(args []string) (drop bool, note string) {
	line := strings.Join(args, " ")
	if line == "yarn" { // installs
		return true, ""
	}
	for _, row := range tables().Preparing {
		if line == strings.TrimSpace(row.Begin) || strings.HasPrefix(line, row.Begin) {
			return true, row.Note
		}
	}
	return false, ""
}

// lookFor finds a command in one of the tables, by its first two words, then by the first.
func lookFor[T any](table map[string]T, args []string) (key string, row T, ok bool) {
	if len(args) > 1 {
		key = args[0] + " " + args[1]
		if row, ok = table[key]; ok {
			return key, row, true
		}
	}
	if len(args) > 0 {
		key = args[0]
		row, ok = table[key]
	}
	return key, row, ok
}
