package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/bounded"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
)

// pushRun is one run of pack push.
type pushRun struct {
	env              Env
	sign             string
	noFloating, json bool
	flags            packFlags
}

func newPackPush(env Env) *cobra.Command {
	r := &pushRun{env: env}
	c := command("pack-push", &cobra.Command{
		Use:  "push [DIR] REF",
		Args: between(1, 2, "[DIR] REF"),
		RunE: func(_ *cobra.Command, args []string) error {
			return failed(env, r.json, r.run(args))
		},
	})
	c.Flags().StringVar(&r.sign, "sign", "", "sign the pack with this minisign secret key without a password (create one with minisign -G -W)")
	c.Flags().BoolVar(&r.noFloating, "no-floating", false, "push only the version, without moving floating tags")
	c.Flags().BoolVar(&r.json, "json", false, "print JSON")
	return c
}

// pushSummary is what was pushed.
type pushSummary struct {
	Schema  string `json:"schema"`
	Name    string `json:"name"`
	Version string `json:"version"`
	// Resolved is the reference with its digest, which means this content for ever; Tree is the hash of the files.
	Resolved string `json:"resolved"`
	Digest   string `json:"digest"`
	Tree     string `json:"tree"`
	Signer   string `json:"signer,omitempty"`
	// Tags are all tags that mean it now; Left are those that stay at a newer version.
	Tags []string `json:"tags"`
	Left []string `json:"left"`
}

// run reads, signs, pushes and prints.
func (r *pushRun) run(args []string) error {
	p, ref, err := r.read(args)
	if err != nil {
		return err
	}
	sum := pushSummary{Schema: "msgen.pack-push/v1", Name: p.Name, Version: p.Version, Tree: p.Tree, Tags: []string{}, Left: []string{}}
	if sum.Signer, err = r.signed(p); err != nil {
		return err
	}
	f, err := fetcherOf(r.env, r.flags)
	if err != nil {
		return err
	}
	tags := []string{ref.Name}
	if !r.noFloating && ref.Name == p.Version {
		var move []string
		if move, sum.Left, err = floating(f, ref, p.Version); err != nil {
			return err
		}
		tags = append(tags, move...)
	}
	for _, tag := range tags {
		at := ref
		at.Name = tag
		if sum.Digest, err = f.Push(context.Background(), p.FS, at); err != nil {
			return r.half(sum, err)
		}
		sum.Tags = append(sum.Tags, tag)
	}
	sum.Resolved = ref.Pin(sum.Digest).String()
	return r.print(sum)
}

// half tells what is done where a later step fails.
func (r *pushRun) half(sum pushSummary, err error) error {
	if len(sum.Tags) == 0 {
		return err
	}
	return hint.With(fmt.Errorf("%w; already pushed: %s", err, strings.Join(sum.Tags, ", ")), "run the same command again to push the rest")
}

// read reads the pack and settles the tag of its version.
func (r *pushRun) read(args []string) (*pack.Pack, pack.Ref, error) {
	dir := "."
	if len(args) == 2 {
		dir = args[0]
	}
	ref, err := pack.ParseRef(args[len(args)-1])
	if err != nil {
		return nil, ref, err
	}
	if ref.Kind != pack.OCI || ref.Digest != "" {
		return nil, ref, fmt.Errorf("%s: push to oci://registry/repo, without a digest", ref)
	}
	folder, err := packRef(r.env, dir)
	if err == nil && folder.Kind != pack.Folder {
		err = fmt.Errorf("%s: only the directory of a pack can be pushed", dir)
	}
	if err != nil {
		return nil, ref, err
	}
	p, got, err := readPack(pack.Fetcher{Dir: r.env.Dir}, folder)
	if err != nil {
		return nil, ref, err
	}
	p.Tree = got.Tree
	if ref.Name == "" || ref.Name == "v"+p.Version {
		ref.Name = p.Version
	}
	if ref.Floating() {
		return nil, ref, hint.With(fmt.Errorf("%s is a floating tag: push the pack under its version, and the floating tags move with it", ref.Name),
			"push it as "+tagged(ref, p.Version).String())
	}
	return p, ref, nil
}

// tagged gives a reference under another tag.
func tagged(ref pack.Ref, tag string) pack.Ref {
	ref.Name = tag
	return ref
}

// signed signs the pack where a key was given, and gives the signer. A signature that lies beside the pack is checked
// with the keys that the settings know, so that one of an earlier state is not published.
func (r *pushRun) signed(p *pack.Pack) (string, error) {
	if r.sign == "" {
		settings, err := trustSettings(r.env)
		if err != nil {
			return "", err
		}
		var keys []pack.PublicKey
		for _, t := range settings {
			keys = append(keys, t.Signers...)
		}
		name, _, err := pack.Signer(p.FS, p.Tree, keys)
		if err != nil {
			err = hint.With(err, "sign the current files with --sign, or delete "+pack.SignatureName)
		}
		return name, err
	}
	name := r.env.full(r.sign)
	data, err := bounded.ReadPath(name, maxSettings)
	if err != nil {
		return "", err
	}
	key, err := pack.ParseSecretKey(string(data))
	if err != nil {
		return "", fmt.Errorf("--sign: %w", err)
	}
	p.FS = pack.Signed(p.FS, key.Sign(p.Tree))
	return "minisign:" + key.Public().String(), nil
}

// floating gives the tags that are made to move and that move to a version, and those that stay since they mean a newer one.
func floating(f pack.Fetcher, ref pack.Ref, version string) (move, left []string, err error) {
	left = []string{}
	if strings.ContainsAny(version, "-+") {
		return nil, left, nil // a candidate, or a build: nobody gets it who did not ask for it
	}
	parts := strings.Split(version, ".")
	f.Cache = ""
	for _, tag := range []string{strings.Join(parts[:2], "."), parts[0], "latest"} {
		now, err := versionAt(f, tagged(ref, tag))
		switch {
		case err != nil:
			return nil, nil, err
		case now != "" && pack.CompareVersions(now, version) > 0:
			left = append(left, tag+" ("+now+")")
		default:
			move = append(move, tag)
		}
	}
	return move, left, nil
}

// versionAt gives the version that a tag means now, "" where there is none.
func versionAt(f pack.Fetcher, ref pack.Ref) (string, error) {
	p, _, err := readPack(f, ref)
	switch {
	case err == nil:
		return p.Version, nil
	case errors.Is(err, pack.ErrAbsent):
		return "", nil
	}
	return "", err
}

// print says what was pushed.
func (r *pushRun) print(sum pushSummary) error {
	if r.json {
		return printJSON(r.env.Out, sum)
	}
	fmt.Fprintf(r.env.Out, "PUSHED %s\n", sum.Resolved)
	for _, line := range [][2]string{{"tags", strings.Join(slices.Clone(sum.Tags), ", ")}, {"tree", sum.Tree}, {"signed by", sum.Signer},
		{"stay at a newer version", strings.Join(sum.Left, ", ")}} {
		if line[1] != "" {
			fmt.Fprintf(r.env.Out, "  %s: %s\n", line[0], line[1])
		}
	}
	return nil
}
