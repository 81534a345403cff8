package cmd

import (
	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/config"
)

// wishFlags are the flags of the choices, by the name of the choice.
type wishFlags map[string]*string

// register declares a flag for each choice.
func (w wishFlags) register(c *cobra.Command) {
	for _, k := range choice.Keys() {
		w[k.Name] = c.Flags().String(k.Flag[2:], "", k.Help)
	}
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
		if v := env.Getenv(k.Variable); v != "" {
			all[k.Name] = choice.Wish{Value: v, Source: choice.Environment, From: k.Variable}
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
