// Package cmd is what the user types: one file for each command, which reads flags, calls flow and prints.
package cmd

import (
	"errors"
	"fmt"
	"sync"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/pack"
)

// Main runs one command line and gives its exit code. An interrupt ends it at once, but for a write that has begun: that
// one is finished first.
func Main(args []string, env Env) int {
	env.writing, env.patience = new(sync.Mutex), pack.NewPatience(env.Patience)
	out, talk := &harmless{to: env.Out}, &harmless{to: env.Err}
	env.Out, env.Err = out, talk
	defer func() {
		out.end()
		talk.end()
	}()
	done := make(chan error, 1)
	go func() {
		root := newRoot(env)
		root.SetArgs(args)
		done <- root.Execute()
	}()
	select {
	case err := <-done:
		return end(env, err)
	case <-env.Interrupt:
		env.writing.Lock()
		return end(env, choice.ErrInterrupted)
	}
}

// end prints the error of a command, if it has something to say, and gives the exit code.
func end(env Env, err error) int {
	if err != nil && err.Error() != "" {
		report(env.Err, err)
		var u *usageError
		if errors.As(err, &u) {
			fmt.Fprintf(env.Err, "hint: %s --help\n", u.command)
		}
	}
	return code(err)
}

// usageError is a wrong use of a command.
type usageError struct {
	command string
	err     error
}

// Error says what is wrong.
func (e *usageError) Error() string { return e.err.Error() }

// Unwrap gives the reason.
func (e *usageError) Unwrap() error { return e.err }

func newRoot(env Env) *cobra.Command {
	root := command("msgen", &cobra.Command{
		Use:           "msgen",
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	})
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return &usageError{c.CommandPath(), meantFlag(c, err)} })
	for _, g := range []struct {
		id, title string
		commands  []*cobra.Command
	}{
		{"write", "Write files:", []*cobra.Command{newInit(env), newUpdate(env), newAdopt(env)}},
		{"inspect", "Look and understand:", []*cobra.Command{newDetect(env), newWhy(env), newStatus(env), newModel(env)}},
		{"edits", "Handle your own edits:", []*cobra.Command{newAccept(env), newEject(env)}},
		{"teams", "Share with a team:", []*cobra.Command{newPack(env)}},
		{"tools", "Tools:", []*cobra.Command{newSchema(env), newVersion(env), newRender(env)}},
	} {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = g.id
			root.AddCommand(c)
		}
	}
	root.AddCommand(newTopics()...)
	root.SetHelpCommand(newHelp(root))
	root.SetHelpCommandGroupID("tools")
	root.SetCompletionCommandGroupID("tools")
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	refuseUnknown(root)
	return root
}
