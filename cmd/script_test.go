package cmd_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/msgen/msgen/cmd"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"msgen": func() { os.Exit(cmd.Main(os.Args[1:], cmd.Process())) },
	})
}

// TestScripts runs what a user types, with the real command in a process of its own.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "../testdata/script",
		UpdateScripts: os.Getenv("MSGEN_UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("CI", "")
			e.Setenv("TERM", "xterm")
			e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, ".tmp", "cache")) // the home of a script is not there
			return nil
		},
		Cmds: scriptCommands(),
	})
}

// exits runs a command and requires its exit code: exits 4 msgen init.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = exitCode(err)
	}
	if got != args[0] {
		ts.Fatalf("%v ends with %s, not %s", args[1:], got, args[0])
	}
}

// exitCode gives the code of a process that failed.
func exitCode(err error) string {
	var ee *exec.ExitError
	if errors.As(err, &ee) {
		return strconv.Itoa(ee.ExitCode())
	}
	return err.Error()
}
