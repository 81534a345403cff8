package cmd

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/bounded"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
)

// trustSummary is what the settings of this machine say of packs.
type trustSummary struct {
	Schema string `json:"schema"`
	// Changed tells whether the user's file was written.
	Changed bool `json:"changed"`
	// Files are the files that were read; their rules hold together, so that none takes back what another forbids.
	Files []trustFile `json:"files"`
}

// trustFile is what one file of settings says.
type trustFile struct {
	Path             string   `json:"path"`
	Trust            []string `json:"trust"`
	Allowed          []string `json:"allowed"`
	RequireSignature bool     `json:"requireSignature"`
	Signers          []string `json:"signers"`
	Keyless          string   `json:"keyless,omitempty"`
}

func newPackTrust(env Env) *cobra.Command {
	var list, remove, asJSON bool
	c := command("pack-trust", &cobra.Command{
		Use: "trust SOURCE",
		Args: func(c *cobra.Command, args []string) error {
			if list {
				return between(0, 0, "no argument with --list")(c, args)
			}
			return between(1, 1, "SOURCE")(c, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			err := trusting(env, args, remove, asJSON)
			return failed(env, asJSON, err)
		},
	})
	c.Flags().BoolVar(&list, "list", false, "list the settings of all files, without changing anything")
	c.Flags().BoolVar(&remove, "remove", false, "remove the source from your own settings")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.MarkFlagsMutuallyExclusive("list", "remove")
	return c
}

// trusting adds or removes a source, if there is one, and says what is in force.
func trusting(env Env, args []string, remove, asJSON bool) error {
	said, changed := "", false
	if len(args) == 1 {
		source, err := pack.ParseSource(args[0])
		if err != nil {
			return err
		}
		if said, changed, err = changeTrust(source, remove); err != nil {
			return err
		}
	}
	settings, err := trustSettings(env)
	if err != nil {
		return err
	}
	sum := trustSummary{Schema: "msgen.pack-trust/v1", Changed: changed, Files: []trustFile{}}
	for _, t := range settings {
		sum.Files = append(sum.Files, trustOf(t))
	}
	if asJSON {
		return printJSON(env.Out, sum)
	}
	if said == "" {
		printTrust(env, sum)
	} else {
		fmt.Fprintln(env.Out, said)
	}
	return nil
}

// changeTrust changes the user's own file, and says what came of it.
func changeTrust(source pack.Source, remove bool) (said string, changed bool, err error) {
	if source == (pack.Source{Path: "./"}) {
		return "", false, hint.With(fmt.Errorf("./ needs no trust: a directory in a repository is reviewed with the repository"), "name a host with a path, or a directory such as /srv/packs")
	}
	files, err := pack.TrustFiles("")
	if err != nil {
		return "", false, err
	}
	before, _ := bounded.ReadPath(files[0], maxSettings) // what cannot be read is an error below
	if remove {
		there, err := dropTrust(files[0], source)
		if err == nil && !there {
			err = fmt.Errorf("%s is not among the trusted sources of %s", source, files[0])
		}
		return fmt.Sprintf("REMOVED %s from %s", source, files[0]), err == nil, err
	}
	if err := addTrust(files[0], source); err != nil {
		return "", false, err
	}
	after, err := bounded.ReadPath(files[0], maxSettings)
	if changed = string(before) != string(after); !changed {
		return fmt.Sprintf("TRUSTED already: %s, in %s", source, files[0]), false, err
	}
	return fmt.Sprintf("TRUSTED %s in %s\n  this covers every pack below it, over every transport (oci://, git+https://, git+ssh://)", source, files[0]), true, err
}

// trustOf gives a file of settings as data.
func trustOf(t pack.Trust) trustFile {
	f := trustFile{Path: t.Path, Trust: []string{}, Allowed: []string{}, RequireSignature: t.RequireSignature, Signers: []string{}}
	for _, s := range t.Sources {
		f.Trust = append(f.Trust, s.String())
	}
	for _, s := range t.Allowed {
		f.Allowed = append(f.Allowed, s.String())
	}
	for _, k := range t.Signers {
		f.Signers = append(f.Signers, k.String())
	}
	if t.Keyless != nil {
		f.Keyless = t.Keyless.String()
	}
	return f
}

// printTrust lists the settings, file by file.
func printTrust(env Env, sum trustSummary) {
	for _, f := range sum.Files {
		fmt.Fprintf(env.Out, "%s\n", f.Path)
		said := false
		for _, part := range []struct {
			word  string
			items []string
		}{{"trust", f.Trust}, {"allowed", f.Allowed}, {"signer", f.Signers}, {"keyless", slices.DeleteFunc([]string{f.Keyless}, func(s string) bool { return s == "" })}} {
			for _, item := range part.items {
				fmt.Fprintf(env.Out, "  %-8s %s\n", part.word, item)
				said = true
			}
		}
		if f.RequireSignature {
			fmt.Fprintln(env.Out, "  every pack must be signed")
		} else if !said {
			fmt.Fprintln(env.Out, "  no settings")
		}
	}
}
