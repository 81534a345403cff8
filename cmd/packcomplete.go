package cmd

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/pack"
)

// teamAt gives the packs of a repository for completion: from folders and from the cache, never from the network, and
// nobody is asked. What cannot be had is left out.
func teamAt(env Env, args []string) *pack.Team {
	none, _ := pack.Combine(nil) // of nothing it does not fail
	r, err := openRepository(quietly(env), args)
	if err != nil {
		return none
	}
	defer r.root.Close()
	if err := r.gather(quietly(env), packFlags{offline: true}, nil); err != nil || r.team == nil {
		return none
	}
	return r.team
}

// quietly is a world in which nothing is said, for a shell that waits for words.
func quietly(env Env) Env {
	env.Err = io.Discard
	return env
}

// completeStacks completes the stacks that msgen and the packs of the repository know.
func completeStacks(env Env) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		return flow.Stacks(teamAt(env, args)), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeSet completes key=value of --set: the keys of the packs' questions, and the answers where they are counted up.
func completeSet(env Env) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		team := teamAt(env, args)
		key, _, hasValue := strings.Cut(typed, "=")
		var words []string
		if !hasValue {
			for _, q := range team.Schema.Questions() {
				words = append(words, q.Key+"=")
			}
			return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		}
		q, _ := team.Schema.Question(key)
		options := q.Options
		if q.Type == pack.Boolean {
			options = []string{"true", "false"}
		}
		for _, o := range options {
			words = append(words, key+"="+o)
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeRefs completes the packs that the repository of the working directory lists, and folders where it lists none.
func completeRefs(env Env) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		r, err := openRepository(quietly(env), nil)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		defer r.root.Close()
		if len(r.config.Packs) == 0 {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
		return r.config.Packs, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeBlocks completes the blocks that templates above the packs of the repository may define, for all stacks.
func completeBlocks(env Env) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		team := teamAt(env, nil)
		seen := map[string]bool{}
		var names []string
		for _, stack := range flow.Stacks(team) {
			blocks, err := flow.Blocks(team, stack)
			if err != nil {
				return nil, cobra.ShellCompDirectiveError
			}
			for _, b := range blocks {
				if !seen[b] {
					seen[b] = true
					names = append(names, b)
				}
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}
