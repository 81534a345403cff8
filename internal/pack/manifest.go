package pack

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/msgen/msgen/internal/hint"
)

// APIVersion is the form of a pack that pack init writes: blocks name one stage, and the stages of a stack stand in its
// template. The form before it is read as well, and says of what is gone where it stands now.
const (
	APIVersion    = "msgen/pack/v2"
	apiVersionOld = "msgen/pack/v1"
)

// Devel is the version of a msgen that was built from its sources; every pack fits it.
const Devel = "(devel)"

// Manifest is pack.yaml.
type Manifest struct {
	// Name is what people and messages call the pack: "acme-web".
	Name string
	// Version is its own, semantic: "1.4.0".
	Version string
	// Msgen holds the versions of msgen that it is for; the zero range holds all.
	Msgen Range
	// Stacks are those that it speaks of; empty for all.
	Stacks []string
	// Description says in one line what it is for.
	Description string
	// Extends is the reference of the pack that it stands on; "" for none but the built-in templates.
	Extends string
	// CA is the file of a certificate authority that every image has to trust; "" for none.
	CA string
	// Network says how builds reach the outside.
	Network Network
	// Deprecated says that nobody should begin with it; nil when it lives.
	Deprecated *Deprecated
	// Answers are its answers to the questions of msgen and of the packs below it, as text that a flag would take. They are
	// weaker than what is detected in a repository, stronger than a question's own default.
	Answers map[string]string
}

// Deprecated says that a pack has an end.
type Deprecated struct {
	// Since is the version that said so, ReplacedBy the reference of what to use, Message a sentence for people.
	Since, ReplacedBy, Message string
}

// readManifest reads pack.yaml.
func readManifest(data []byte) (Manifest, error) {
	const name = "pack.yaml"
	n, err := parseYAML(name, data)
	if err != nil {
		return Manifest{}, err
	}
	var m Manifest
	err = n.Read(readers{
		"apiVersion":  apiVersion,
		"name":        matching(&m.Name, nameForm, "a name: lower-case letters, digits and hyphens, at most 40"),
		"version":     checked(&m.Version, CheckVersion),
		"msgen":       readRange(&m.Msgen),
		"stacks":      m.readStacks,
		"description": into(&m.Description),
		"extends":     checked(&m.Extends, checkRef),
		"ca":          checked(&m.CA, checkPEM),
		"proxy":       checked(&m.Network.Proxy, checkAddress),
		"noProxy":     texts(&m.Network.NoProxy),
		"registries":  m.Network.readRegistries,
		"deprecated":  m.readDeprecated,
		"answers":     m.readAnswers,
	})
	if err == nil {
		err = n.Need("apiVersion", "name", "version")
	}
	if m.Extends == "builtin" {
		m.Extends = ""
	}
	return m, err
}

// The forms of names: of packs and stacks, of answers, of blocks.
const (
	nameForm  = `^[a-z][a-z0-9]*(-[a-z0-9]+)*$`
	keyForm   = `^[a-z][a-zA-Z0-9]*$`
	blockForm = `^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$`
)

// matching gives a reader that keeps a text of a form, of at most 40 characters.
func matching(to *string, form, what string) func(*node) error {
	return checked(to, func(s string) error {
		if len(s) > 40 || !regexp.MustCompile(form).MatchString(s) {
			return fmt.Errorf("%q is not %s", s, what)
		}
		return nil
	})
}

// checked gives a reader that keeps a text that passes a check.
func checked(to *string, check func(string) error) func(*node) error {
	return func(n *node) error {
		if err := into(to)(n); err != nil {
			return err
		}
		if err := check(*to); err != nil {
			return n.Fail("%w", err)
		}
		return nil
	}
}

// readRange gives a reader that keeps a range of versions.
func readRange(to *Range) func(*node) error {
	return func(n *node) error {
		s, err := textOf(n)
		if err != nil {
			return err
		}
		if *to, err = ParseRange(s); err != nil {
			return n.Fail("%w", err)
		}
		return nil
	}
}

// apiVersion checks that the file is of the form that this msgen reads.
func apiVersion(n *node) error {
	s, err := textOf(n)
	if err == nil && s != APIVersion && s != apiVersionOld {
		err = hint.With(n.Fail("apiVersion is %q; this msgen reads %s and %s", s, APIVersion, apiVersionOld), "install a newer msgen")
	}
	return err
}

// checkRef checks the reference of another pack; "builtin" is none, but the built-in templates.
func checkRef(s string) error {
	if s == "builtin" {
		return nil
	}
	_, err := ParseRef(s)
	return err
}

// checkPEM checks the name of a file with a certificate, at the top of the pack.
func checkPEM(s string) error {
	if strings.Contains(s, "/") || !strings.HasSuffix(s, ".pem") {
		return fmt.Errorf("%q is not a file NAME.pem in the root of the pack", s)
	}
	return CheckPath(s)
}

func (m *Manifest) readStacks(n *node) error {
	if err := texts(&m.Stacks)(n); err != nil {
		return err
	}
	for _, s := range m.Stacks {
		if !regexp.MustCompile(nameForm).MatchString(s) {
			return n.Fail("%q is not a valid stack name", s)
		}
	}
	return nil
}

func (m *Manifest) readDeprecated(n *node) error {
	m.Deprecated = &Deprecated{}
	return n.Read(readers{
		"since":      checked(&m.Deprecated.Since, CheckVersion),
		"replacedBy": checked(&m.Deprecated.ReplacedBy, checkRef),
		"message":    into(&m.Deprecated.Message),
	})
}

func (m *Manifest) readAnswers(n *node) error {
	m.Answers = map[string]string{}
	return readAnswerTexts(n, m.Answers)
}

// Fits checks that a pack is for the running version of msgen, "v0.9.0" or "(devel)", which fits every pack.
func (m Manifest) Fits(running string) error {
	if running == Devel || m.Msgen.text == "" {
		return nil
	}
	if v := "v" + strings.TrimPrefix(running, "v"); !semver.IsValid(v) || !m.Msgen.Holds(v) {
		return hint.With(fmt.Errorf("the pack %s %s is for msgen %s; this is %s", m.Name, m.Version, m.Msgen, running),
			"install a matching msgen, or use another version of the pack")
	}
	return nil
}

// For reports whether a pack speaks of a stack.
func (m Manifest) For(stack string) bool {
	return len(m.Stacks) == 0 || slices.Contains(m.Stacks, stack)
}
