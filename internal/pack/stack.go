package pack

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// Stack is a stack that msgen does not know, as data: how it is recognised, what is read from its files, and the stages
// of its Dockerfile, which the pack's templates fill.
type Stack struct {
	// Name is the stack's name and that of its folder of templates; Title is what people read; Language is its language.
	Name, Title, Language string
	// Start is the command of the container, as arguments.
	Start []string
	// Images are the references of the roles that the stages name; {version} in them stands for the version.
	Images []StackImage
	// Stages are in order; the last one is prod.
	Stages []StackStage
	// By is the place of the file.
	By string

	all, any      []rule
	version, port *probe
}

// StackImage is an image of a stack.
type StackImage struct{ Role, Ref string }

// StackStage is one stage of a stack's Dockerfile.
type StackStage struct {
	// Name is the stage's name, About says what it is for.
	Name, About string
	// Image is a role of Images, or From an earlier stage; one of the two.
	Image, From string
	// Workdir and User are its own; empty for those of the image.
	Workdir, User string
	// Env are variables, in order.
	Env [][2]string
}

// rule is a condition on the files of a directory.
type rule struct {
	file     string // a path, its parts may hold * and ?
	contains string
	pattern  string
}

// probe reads a value from a file by a pattern with one group.
type probe struct{ file, pattern, fallback string }

// readStack reads a file of stacks/.
func readStack(name string, data []byte) (*Stack, error) {
	n, err := parseYAML(name, data)
	if err != nil {
		return nil, err
	}
	s := &Stack{By: place(name, 0)}
	err = n.read(readers{
		"name":     matching(&s.Name, nameForm, "a name of a stack"),
		"title":    into(&s.Title),
		"language": matching(&s.Language, nameForm, "a language"),
		"detect": func(n *node) error {
			return n.read(readers{"all": each(readRule(&s.all)), "any": each(readRule(&s.any))})
		},
		"facts": func(n *node) error {
			return n.read(readers{"version": readProbe(&s.version), "port": readProbe(&s.port)})
		},
		"start":  each(appendTo(&s.Start)),
		"images": s.readImages,
		"stages": each(s.readStage),
	})
	if err == nil {
		err = n.need("name", "language", "detect", "start", "images", "stages")
	}
	if err == nil {
		err = s.check(n)
	}
	return s, err
}

// readRule gives a reader that keeps a rule of detection.
func readRule(to *[]rule) func(*node) error {
	return func(n *node) error {
		var r rule
		err := n.read(readers{"file": checked(&r.file, checkGlob), "contains": into(&r.contains), "matches": checked(&r.pattern, checkPattern)})
		if err == nil {
			err = n.need("file")
		}
		if err == nil && len(*to) == 16 {
			err = n.fail("more than 16 rules")
		}
		*to = append(*to, r)
		return err
	}
}

// readProbe gives a reader that keeps a probe.
func readProbe(to **probe) func(*node) error {
	return func(n *node) error {
		p := &probe{}
		*to = p
		err := n.read(readers{"file": checked(&p.file, checkGlob), "pattern": checked(&p.pattern, checkProbe), "default": into(&p.fallback)})
		if err == nil && (p.file == "") != (p.pattern == "") {
			err = n.fail("file and pattern stand together")
		}
		return err
	}
}

// checkProbe checks a pattern that has one group: what is read.
func checkProbe(s string) error {
	if err := checkPattern(s); err != nil {
		return err
	}
	if groups(s) != 1 {
		return fmt.Errorf("the pattern %q has not exactly one group", s)
	}
	return nil
}

// checkGlob checks a path whose parts may hold * and ?, which never match a slash.
func checkGlob(s string) error {
	if _, err := path.Match(s, "x"); err != nil {
		return fmt.Errorf("the path %q cannot be read: %w", s, err)
	}
	if strings.Count(s, "*") > 4 {
		return fmt.Errorf("the path %q has more than four *", s)
	}
	return CheckPath(strings.NewReplacer("*", "x", "?", "x").Replace(s))
}

// readImages reads the images by their roles.
func (s *Stack) readImages(n *node) error {
	if err := n.want(isTable); err != nil {
		return err
	}
	for _, f := range n.fields {
		i := StackImage{Role: f.name}
		check := func(ref string) error {
			_, err := parseReference(strings.ReplaceAll(ref, "{version}", "1"))
			return err
		}
		if !matches(nameForm, f.name) {
			return f.value.fail("%q is no name of a role", f.name)
		}
		if err := checked(&i.Ref, check)(f.value); err != nil {
			return err
		}
		s.Images = append(s.Images, i)
	}
	return nil
}

// readStage reads one stage.
func (s *Stack) readStage(n *node) error {
	var t StackStage
	err := n.read(readers{
		"name": matching(&t.Name, nameForm, "a name of a stage"), "about": into(&t.About), "image": into(&t.Image), "from": into(&t.From),
		"workdir": checked(&t.Workdir, checkWorkdir), "user": checked(&t.User, checkUser), "env": t.readEnv,
	})
	if err == nil {
		err = n.need("name")
	}
	if err == nil && (t.Image == "") == (t.From == "") {
		err = n.fail("the stage %s has either an image or an earlier stage in from", t.Name)
	}
	s.Stages = append(s.Stages, t)
	return err
}

func (t *StackStage) readEnv(n *node) error {
	if err := n.want(isTable); err != nil {
		return err
	}
	for _, f := range n.fields {
		v, err := f.value.text()
		if err == nil && !matches(`^[A-Za-z_][A-Za-z0-9_]*$`, f.name) {
			err = f.value.fail("%q is no name of a variable", f.name)
		}
		if err != nil {
			return err
		}
		t.Env = append(t.Env, [2]string{f.name, v})
	}
	return nil
}

func checkWorkdir(s string) error {
	if !matches(`^(/[A-Za-z0-9._-]+)+$`, s) || strings.Contains(s, "..") {
		return fmt.Errorf("%q is no absolute directory", s)
	}
	return nil
}

func checkUser(s string) error {
	uid, gid, both := strings.Cut(s, ":")
	for _, id := range []string{uid, gid} {
		if n, err := strconv.ParseUint(id, 10, 31); (err != nil || n == 0) && (both || id == uid) {
			return fmt.Errorf("%q is no user: a number that is not 0, or two as in 1000:1000", s)
		}
	}
	return nil
}

// check checks what the parts of a stack say of each other.
func (s *Stack) check(n *node) error {
	if len(s.all)+len(s.any) == 0 {
		return n.at("detect").fail("no rule; every repository would be a %s", s.Name)
	}
	if len(s.Stages) == 0 || s.Stages[len(s.Stages)-1].Name != "prod" {
		return n.at("stages").fail("the last stage is prod")
	}
	var errs []error
	seen := map[string]bool{}
	for i, t := range s.Stages {
		at := n.at("stages").items[i]
		if seen[t.Name] {
			errs = append(errs, at.fail("the stage %s stands here twice", t.Name))
		}
		if t.From != "" && !seen[t.From] {
			errs = append(errs, at.fail("%q is no earlier stage", t.From))
		}
		if t.Image != "" && s.image(t.Image) == "" {
			errs = append(errs, at.fail("%q is no role among the images", t.Image))
		}
		seen[t.Name] = true
	}
	if s.version == nil && strings.Contains(fmt.Sprint(s.Images), "{version}") {
		errs = append(errs, n.at("images").fail("an image names {version}, but facts say nothing of a version"))
	}
	return errors.Join(errs...)
}

// image gives the reference of a role; "" for none.
func (s *Stack) image(role string) string {
	for _, i := range s.Images {
		if i.Role == role {
			return i.Ref
		}
	}
	return ""
}
