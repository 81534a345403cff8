package pack

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// Stack is a stack as data: how it is recognised and what is read from its files. Its Dockerfile is a template of its name.
type Stack struct {
	// Name is the stack's name and that of its folder of templates; Title is what people read; Language is its language.
	Name, Title, Language string
	// Replaces is a stack of msgen's in whose place it is used where it is recognised; "" for none.
	Replaces string
	// Start is the command of the container, as arguments; none where the template or the image says it.
	Start []string
	// Targets are the build targets that its template has beside prod.
	Targets []string
	// Images are the references by role; {version} in them stands for the version.
	Images []StackImage
	// By is the place of the file.
	By string

	all, any []rule
	service  *probe // the name of a service
	facts    []*probe
}

// StackImage is an image of a stack.
type StackImage struct{ Role, Ref string }

// rule is a condition on the files of a directory.
type rule struct {
	file     string // a path: its parts may hold * and ?, and ** is any number of folders
	contains string
	pattern  string
}

// ReadStack reads the description of a stack, stacks/NAME.yaml of a pack; the name is for messages.
func ReadStack(name string, data []byte) (*Stack, error) {
	n, err := parseYAML(name, data)
	if err != nil {
		return nil, err
	}
	s := &Stack{By: place(name, 0)}
	err = n.read(readers{
		"name":     matching(&s.Name, nameForm, "a name of a stack"),
		"title":    into(&s.Title),
		"language": matching(&s.Language, nameForm, "a language"),
		"replaces": matching(&s.Replaces, nameForm, "a name of a stack"),
		"detect": func(n *node) error {
			return n.read(readers{"all": each(readRule(&s.all)), "any": each(readRule(&s.any))})
		},
		"service": func(n *node) error { return s.readProbe(n, "service", &s.service) },
		"facts":   s.readFacts,
		"start":   each(appendTo(&s.Start)),
		"targets": each(s.readTarget),
		"images":  s.readImages,
		"stages":  s.oldStages,
	})
	if err == nil {
		err = n.need("name", "language", "detect", "images")
	}
	if err == nil {
		err = s.check(n)
	}
	return s, err
}

// oldStages says where the stages of msgen/pack/v1 stand now.
func (s *Stack) oldStages(n *node) error {
	return n.fail("a stack lists no stages any more: write them in templates/%s/Dockerfile.tmpl, as FROM {{ref .Images.build}} AS build, and take stages out", s.Name)
}

// readTarget keeps a build target.
func (s *Stack) readTarget(n *node) error {
	t, err := n.text()
	if err == nil {
		err = n.oneOf(t, "test", "dev", "debug")
	}
	s.Targets = append(s.Targets, t)
	return err
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

// checkGlob checks a path whose parts may hold * and ?, which never match a slash; a part ** is any number of folders.
func checkGlob(s string) error {
	if _, err := path.Match(s, "x"); err != nil {
		return fmt.Errorf("the path %q cannot be read: %w", s, err)
	}
	if strings.Count(s, "**") > 2 || strings.Count(strings.ReplaceAll(s, "**/", ""), "*") > 4 {
		return fmt.Errorf("the path %q has more than four * or two **", s)
	}
	for part := range strings.SplitSeq(s, "/") {
		if strings.Contains(part, "**") && part != "**" {
			return fmt.Errorf("the path %q: ** stands alone between slashes", s)
		}
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

// check checks what the parts of a stack say of each other.
func (s *Stack) check(n *node) error {
	if len(s.all)+len(s.any) == 0 {
		return n.at("detect").fail("no rule; every repository would be a %s", s.Name)
	}
	var errs []error
	if s.fact("version") == nil && strings.Contains(fmt.Sprint(s.Images), "{version}") {
		errs = append(errs, n.at("images").fail("an image names {version}, but facts say nothing of a version"))
	}
	return errors.Join(errs...)
}
