package pack

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Finding is a breach of one of verify's rules.
type Finding struct {
	// Rule is its ID, Path and Line the place, Text what is wrong there.
	Rule, Path string
	Line       int
	Text       string
}

// Use is an image that a Dockerfile names.
type Use struct {
	// Ref is the reference as written; Family is its family where that is known: alpine, slim, full, distroless, scratch.
	Ref, Family string
	// Path and Line are the place.
	Path string
	Line int
	// Final says that the last stage stands on it.
	Final bool
}

// Facts are what a policy judges of one Dockerfile.
type Facts struct {
	// Path is the Dockerfile.
	Path     string
	Findings []Finding
	// Images are all images that are named: FROM, COPY --from, mounts, the syntax line.
	Images []Use
	// Labels are the keys of the labels of the final stage.
	Labels []string
}

// Exception excuses breaches of one rule until a day, for a reason.
type Exception struct {
	// Rule is an ID of verify, or policy.registry, policy.family, policy.label.
	Rule, Reason string
	// Until is the last day on which it counts: "2027-01-31".
	Until string
	// Place is where it is written: ".msgen.yaml:12".
	Place string
}

// Check checks that an exception says all that it must.
func (e Exception) Check() error {
	switch {
	case !matches(`^(MS\d{3}|policy\.[a-z]+)$`, e.Rule):
		return fmt.Errorf("%s: the exception names no rule: %q", e.Place, e.Rule)
	case strings.TrimSpace(e.Reason) == "" || strings.ContainsFunc(e.Reason, unsafe):
		return fmt.Errorf("%s: the exception to %s has no reason on one line", e.Place, e.Rule)
	case !regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`).MatchString(e.Until):
		return fmt.Errorf("%s: the exception to %s has no end date such as 2027-01-31", e.Place, e.Rule)
	}
	return nil
}

// Breach is something that a policy does not allow.
type Breach struct {
	Finding
	// By is who does not allow it: "acme policy.yaml:7".
	By string
	// Excused is the exception that excuses it; nil for none.
	Excused *Exception
}

// String gives the breach as compilers do, and who does not allow it.
func (b Breach) String() string {
	return fmt.Sprintf("%s: %s (%s, by %s)", place(b.Path, b.Line), b.Text, b.Rule, b.By)
}

// Hint says how the breach could be excepted.
func (b Breach) Hint() string {
	return fmt.Sprintf("fix it, or except it in .msgen.yaml: exceptions: [{rule: %s, reason: WHY, until: YYYY-MM-DD}]", b.Rule)
}

// Verdict is what a policy says of a Dockerfile.
type Verdict struct {
	// Breaches are all, also those that are excused, in the order of the file.
	Breaches []Breach
	// Shown are the findings that are no breach and whose rule is not off.
	Shown []Finding
	// Notes say which exceptions do not count: expired ones, and those that excuse nothing.
	Notes []string
}

// Broken gives the breaches that nothing excuses: where there is one, the policy is violated.
func (v Verdict) Broken() []Breach {
	var broken []Breach
	for _, b := range v.Breaches {
		if b.Excused == nil {
			broken = append(broken, b)
		}
	}
	return broken
}

// Judge holds a Dockerfile against the policy on a day, "2026-11-21". An error is an exception that does not say all that
// it must.
func (p *Policy) Judge(about Facts, exceptions []Exception, today string) (Verdict, error) {
	var errs []error
	for _, e := range exceptions {
		errs = append(errs, e.Check())
	}
	if err := errors.Join(errs...); err != nil {
		return Verdict{}, err
	}
	var v Verdict
	for _, f := range about.Findings {
		switch state, by := p.State(f.Rule); state {
		case Enforced:
			v.Breaches = append(v.Breaches, Breach{Finding: f, By: by})
		case On:
			v.Shown = append(v.Shown, f)
		}
	}
	v.Breaches = slices.Concat(v.Breaches, p.images(about), p.unlabelled(about))
	slices.SortStableFunc(v.Breaches, func(a, b Breach) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Rule, b.Rule))
	})
	v.excuse(exceptions, today)
	return v, nil
}

// Base gives the first breach that lies in taking an image of a family as the base of the final stage, by RuleFamily or
// RuleRegistry; nil where it may be taken, or an exception excuses it.
func (p *Policy) Base(ref, family string, exceptions []Exception, today string) (*Breach, error) {
	v, err := p.Judge(Facts{Images: []Use{{Ref: ref, Family: family, Final: true}}}, exceptions, today)
	if err != nil {
		return nil, err
	}
	for _, b := range v.Broken() {
		if b.Rule != RuleLabel {
			return &b, nil
		}
	}
	return nil, nil
}

// images judges where the images come from, and the family of the last.
func (p *Policy) images(about Facts) []Breach {
	var breaches []Breach
	for _, u := range about.Images {
		found := Finding{Rule: RuleRegistry, Path: u.Path, Line: u.Line}
		if by, err := p.source(u.Ref); err != nil {
			found.Text = err.Error()
			breaches = append(breaches, Breach{Finding: found, By: by})
		}
		family := cmp.Or(u.Family, guess(u.Ref))
		k := slices.IndexFunc(p.families, func(e entryBy) bool { return e.text == family })
		if u.Final && k >= 0 {
			found.Rule, found.Text = RuleFamily, fmt.Sprintf("the final stage is based on %s, which is of the family %s", u.Ref, family)
			breaches = append(breaches, Breach{Finding: found, By: p.families[k].by})
		}
	}
	return breaches
}

// source judges where one image comes from, and gives who denies it. Where nothing is said of registries, all may be used.
func (p *Policy) source(ref string) (by string, err error) {
	if ref == "scratch" || len(p.allow) == 0 && len(p.deny) == 0 {
		return "", nil
	}
	r, err := parseReference(ref)
	if err != nil {
		return "the policy", err
	}
	return denied(r.segments(), ref, p.allow, p.deny)
}

// guess tells the family of an image by what its name gives away; "" for nothing.
func guess(ref string) string {
	r, err := parseReference(ref)
	switch {
	case ref == "scratch":
		return "scratch"
	case err != nil:
		return ""
	case slices.Contains(r.path, "distroless"):
		return "distroless"
	case r.path[len(r.path)-1] == "alpine" || strings.Contains(r.tag, "alpine"):
		return "alpine"
	case strings.HasSuffix(r.tag, "slim"):
		return "slim"
	}
	return ""
}

// unlabelled judges the labels of the final stage.
func (p *Policy) unlabelled(about Facts) []Breach {
	var breaches []Breach
	for _, l := range p.labels {
		if !slices.Contains(about.Labels, l.text) {
			breaches = append(breaches, Breach{Finding{RuleLabel, about.Path, 0, "the final stage has no label " + l.text}, l.by, nil})
		}
	}
	return breaches
}

// excuse lets the exceptions that count excuse, and notes those that do not.
func (v *Verdict) excuse(exceptions []Exception, today string) {
	for i := range exceptions {
		e := &exceptions[i]
		if e.Until < today {
			v.Notes = append(v.Notes, fmt.Sprintf("%s: the exception to %s ended on %s and no longer counts", e.Place, e.Rule, e.Until))
			continue
		}
		used := false
		for k := range v.Breaches {
			if v.Breaches[k].Rule == e.Rule && v.Breaches[k].Excused == nil {
				v.Breaches[k].Excused, used = e, true
			}
		}
		if !used {
			v.Notes = append(v.Notes, fmt.Sprintf("%s: the exception to %s exempts nothing; remove it", e.Place, e.Rule))
		}
	}
}
