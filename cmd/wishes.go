package cmd

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/config"
)

// wishFlags are the flags of the choices, by the name of the choice.
type wishFlags map[string]*string

// register declares a flag for each choice.
func (w wishFlags) register(c *cobra.Command) {
	for _, k := range choice.Keys() {
		if k.Name != "targets" {
			w[k.Name] = c.Flags().String(k.Flag[2:], "", k.Help)
			continue
		}
		w[k.Name] = new(string)
		c.Flags().Var((*listed)(w[k.Name]), k.Flag[2:], k.Help)
	}
	c.Flags().SetNormalizeFunc(newName)
}

// listed is a flag that can be repeated: its values are joined by commas.
type listed string

// String gives the value.
func (l *listed) String() string { return string(*l) }

// Set adds a value.
func (l *listed) Set(value string) error {
	*l = listed(strings.TrimPrefix(string(*l)+","+value, ","))
	return nil
}

// Type names the kind of value for the help.
func (l *listed) Type() string { return "list" }

// newName gives the name that a flag has now; its old name stays valid.
func newName(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	if name == "version-of-runtime" {
		name = "runtime-version"
	}
	return pflag.NormalizedName(name)
}

// wishes collects what flags and variables say; a flag is stronger.
func (w wishFlags) wishes(env Env, c *cobra.Command) choice.Wishes {
	all := environment(env)
	for _, k := range choice.Keys() {
		if c.Flags().Changed(k.Flag[2:]) {
			all[k.Name] = choice.Wish{Value: *w[k.Name], Source: choice.Flag, From: k.Flag}
		}
	}
	return all
}

// environment gives what the variables say.
func environment(env Env) choice.Wishes {
	all := choice.Wishes{}
	for _, k := range choice.Keys() {
		for _, name := range []string{"MSGEN_VERSION_OF_RUNTIME", k.Variable} { // the first is the old name of a variable
			if v := env.Getenv(name); v != "" && (k.Name == "version" || name == k.Variable) {
				all[k.Name] = choice.Wish{Value: v, Source: choice.Environment, From: name}
			}
		}
	}
	return all
}

// givenNow gives what flags and variables say as the user's file keeps it: for one service or, with "", for all.
func givenNow(wishes choice.Wishes, service string) config.Given {
	all := map[string]string{}
	for key, w := range wishes {
		all[key] = w.Value
	}
	if service != "" {
		return config.Given{Services: map[string]map[string]string{service: all}}
	}
	return config.Given{Answers: all}
}
