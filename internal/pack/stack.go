package pack

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// Stack is a stack as data: how it is recognised and what is read from its files. Its Dockerfile is a template of its name.
type Stack struct {
	// Name is the stack's name and that of its folder of templates; Title is what people read; Language is its language.
	Name, Title, Language string
	// Replaces is a stack of msgen's in whose place it is used where it is recognised; "" for none.
	Replaces string
	// Start is the command of the container, as arguments; none where the repository, the template or the image says it.
	Start []string
	// Bases are the families of images that it can stand on, best first; none where its images name no family.
	Bases []StackBase
	// Versions is the kind of image whose release the fact version names; "" for none.
	Versions string
	// Apart says that it is a service only where no other stack lies in its directory, around it, or names it in its sources.
	Apart bool
	// Targets are the build targets that its template has beside prod.
	Targets []string
	// Images are the references by role; {version} in them stands for the version.
	Images []StackImage
	// By is the place of the file.
	By string

	all, any, none []rule
	service        *query // the name of a service
	start          *query // the command of the container
	facts          []*query
}

// StackImage is an image of a stack: a reference, or a kind of the catalog on a base, "" for the base that is chosen.
type StackImage struct{ Role, Ref, Kind, Base string }

// StackBase is a family of images, and what speaks for it.
type StackBase struct{ Name, Why string }

// rule is a condition on the files of a directory.
type rule struct {
	files    []string // paths: their parts may hold * and ?, and ** is any number of folders
	contains string
	pattern  string
	keys     []string // of the value in a document that has to match, in place of a line
}

// ReadStack reads the description of a stack, stacks/NAME.yaml of a pack; the name is for messages.
func ReadStack(name string, data []byte) (*Stack, error) {
	n, err := parseYAML(name, data)
	if err != nil {
		return nil, err
	}
	s := &Stack{By: place(name, 0)}
	err = n.Read(readers{
		"name":     matching(&s.Name, nameForm, "a name of a stack"),
		"title":    into(&s.Title),
		"language": matching(&s.Language, `^[A-Za-z][A-Za-z0-9+#-]*$`, "a language"),
		"replaces": matching(&s.Replaces, nameForm, "a name of a stack"),
		"detect": func(n *node) error {
			return n.Read(readers{"all": each(readRule(&s.all)), "any": each(readRule(&s.any)), "none": each(readRule(&s.none))})
		},
		"service":  func(n *node) error { return readQuery(n, "service", &s.service) },
		"facts":    s.readFacts,
		"start":    s.readStart,
		"targets":  each(s.readTarget),
		"bases":    s.readBases,
		"versions": matching(&s.Versions, nameForm, "a kind of image"),
		"apart":    truth(&s.Apart),
		"images":   s.readImages,
		"stages":   s.oldStages,
	})
	if err == nil {
		err = n.Need("name", "language", "detect", "images")
	}
	if err == nil {
		err = s.check(n)
	}
	return s, err
}

// oldStages says where the stages of msgen/pack/v1 stand now.
func (s *Stack) oldStages(n *node) error {
	return n.Fail("stages are no longer listed here: write them in templates/%s/Dockerfile.tmpl, as FROM {{ref .Images.build}} AS build, and take stages out", s.Name)
}

// readTarget keeps a build target.
func (s *Stack) readTarget(n *node) error {
	t, err := textOf(n)
	if err == nil {
		err = oneOf(n, t, "test", "dev", "debug")
	}
	s.Targets = append(s.Targets, t)
	return err
}

// readStart reads the command of the container: its words, or the ways in which it is found.
func (s *Stack) readStart(n *node) error {
	if err := n.Want(isList); err != nil {
		return err
	}
	if len(n.Items) > 0 && n.Items[0].Kind == isTable {
		return readQuery(n, "start", &s.start)
	}
	return each(appendTo(&s.Start))(n)
}

// readBases reads the families of images with what speaks for each.
func (s *Stack) readBases(n *node) error {
	return n.EachField(func(f *field) error {
		b := StackBase{Name: f.Name}
		err := into(&b.Why)(f.Value)
		if err == nil {
			err = oneOf(f.Value, b.Name, catalog.Scratch, catalog.Distroless, catalog.Alpine, catalog.Slim)
		}
		if err != nil {
			return err
		}
		s.Bases = append(s.Bases, b)
		return nil
	})
}

// readRule gives a reader that keeps a rule of detection.
func readRule(to *[]rule) func(*node) error {
	return func(n *node) error {
		r, keys := rule{}, ""
		err := n.Read(readers{"file": globs(&r.files), "contains": into(&r.contains), "matches": checked(&r.pattern, checkPattern), "path": checked(&keys, checkKeys)})
		if err == nil {
			err = n.Need("file")
		}
		if err == nil && len(*to) == 16 {
			err = n.Fail("more than 16 rules")
		}
		if keys != "" {
			r.keys = strings.Split(keys, ".")
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
			return fmt.Errorf("the path %q: ** must be a whole segment", s)
		}
	}
	return CheckPath(strings.NewReplacer("*", "x", "?", "x").Replace(s))
}

// readImages reads the images by their roles.
func (s *Stack) readImages(n *node) error {
	return n.EachField(func(f *field) error {
		i := StackImage{Role: f.Name}
		check := func(ref string) error {
			_, err := parseReference(strings.ReplaceAll(ref, "{version}", "1"))
			return err
		}
		if !matches(nameForm, f.Name) {
			return f.Value.Fail("%q is not a valid role name", f.Name)
		}
		read := checked(&i.Ref, check)
		if f.Value.Kind == isTable { // of the catalog
			read = func(n *node) error {
				err := n.Read(readers{"kind": matching(&i.Kind, nameForm, "a kind of image"), "base": matching(&i.Base, nameForm, "a family of images")})
				if err == nil {
					err = n.Need("kind")
				}
				return err
			}
		}
		if err := read(f.Value); err != nil {
			return err
		}
		s.Images = append(s.Images, i)
		return nil
	})
}

// check checks what the parts of a stack say of each other.
func (s *Stack) check(n *node) error {
	if len(s.all)+len(s.any) == 0 {
		return n.At("detect").Fail("no rule: every repository would be a %s", s.Name)
	}
	var errs []error
	if s.fact("version") == nil && strings.Contains(fmt.Sprint(s.Images), "{version}") {
		errs = append(errs, n.At("images").Fail("an image contains {version}, but no fact is called version"))
	}
	if on := func(i StackImage) bool { return i.Role == "runtime" && i.Kind != "" && i.Base == "" }; len(s.Bases) > 0 && !slices.ContainsFunc(s.Images, on) {
		errs = append(errs, n.At("images").Fail("bases need an image of the role runtime, as {kind: nginx}"))
	}
	return errors.Join(errs...)
}
