package flow

import (
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
)

// mountedSecrets gives the secrets that the Dockerfile mounts, so that the build command that is printed passes these and no others:
// those of the plan as it says; those that only templates of packs know from the variable that the mount sets, from the same place
// below the user's home, or else from a variable named after the secret.
func mountedSecrets(files []render.File, known []plan.Secret) []plan.Secret {
	var all []plan.Secret
	for _, f := range files {
		if !isDockerfile(f.Path) {
			continue
		}
		for _, m := range regexp.MustCompile(`--mount=type=secret,(\S+)`).FindAllStringSubmatch(f.Text, -1) {
			s := mountedSecret(m[1])
			same := func(o plan.Secret) bool { return o.ID == s.ID }
			if s.ID == "" || slices.ContainsFunc(all, same) {
				continue
			}
			if i := slices.IndexFunc(known, same); i >= 0 {
				s = known[i]
			}
			all = append(all, s)
		}
	}
	return all
}

// mountedSecret reads the options of one mount.
func mountedSecret(options string) plan.Secret {
	s := plan.Secret{Why: "a template mounts it"}
	for option := range strings.SplitSeq(options, ",") {
		key, value, _ := strings.Cut(option, "=")
		switch key {
		case "id":
			s.ID = value
		case "env":
			s.Env = value
		case "target", "dst", "destination":
			if below, ok := strings.CutPrefix(value, "/root/"); ok {
				s.File = "~/" + below
			}
		case "required":
			s.Required = value != "false"
		}
	}
	if s.Env == "" && s.File == "" {
		s.Env = strings.ToUpper(strings.Map(func(r rune) rune {
			if r == '-' || r == '.' {
				return '_'
			}
			return r
		}, s.ID))
	}
	if s.Env != "" {
		s.File = ""
	}
	return s
}
