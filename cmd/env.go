package cmd

import (
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/wizard"
)

// Env is the world as a command sees it, so that a test can give it another.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	// Dir is the working directory.
	Dir string
	// Getenv gives a variable; "" for one that is not set.
	Getenv func(string) string
	// Today gives the day, "2026-11-21", by which exceptions to a policy end; nil takes the day of the catalog.
	Today func() string
	// Terminal reports whether a person sits at the stream: In and Err have to be terminals for a question.
	Terminal func(stream any) bool
	// Ask asks a person; nil where the wizard is to be made from In and Err.
	Ask choice.Asker
	// Patience is how long servers may take in one run, all of them together; 0 is a minute.
	Patience time.Duration
	// Interrupt gives the signals by which a person ends the program; nil for none.
	Interrupt <-chan os.Signal

	writing  *sync.Mutex    // held while files are written
	patience *pack.Patience // the time that servers have in this run
}

// Process is the world of the running process.
func Process() Env {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt)
	signal.Ignore(syscall.SIGPIPE) // who stops reading, as `msgen init | head` does, has not asked for nothing to be written
	return Env{Interrupt: interrupt, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Dir: dir, Getenv: os.Getenv, Terminal: isTerminal,
		Today: func() string { return time.Now().UTC().Format(time.DateOnly) }}
}

// isTerminal reports whether a stream is a character device other than the null device.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// full gives a path as it is seen from the working directory.
func (e Env) full(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(e.Dir, name)
}

// canAsk reports whether questions may be asked.
func (e Env) canAsk(noInput bool) bool {
	if noInput || e.Getenv("CI") != "" || e.Getenv("MSGEN_NO_INPUT") != "" {
		return false
	}
	return e.Ask != nil || e.Terminal(e.In) && e.Terminal(unwrapped(e.Err))
}

// asker gives who asks the person.
func asker(env Env, lines bool) choice.Asker {
	if env.Ask != nil {
		return env.Ask
	}
	screen, _ := unwrapped(env.Err).(io.Writer)
	return plainAsker{wizard.New(env.In, screen, lines)}
}

// variable gives the environment variable of a flag: "output-dir" is MSGEN_OUTPUT_DIR.
func variable(flag string) string {
	return "MSGEN_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fill gives the flags that nobody gave their values from the MSGEN_* variables.
func (e Env) fill(c *cobra.Command, flags map[string]*string) {
	for name, value := range flags {
		if v := e.Getenv(variable(name)); v != "" && !c.Flags().Changed(name) {
			*value = v
		}
	}
}
