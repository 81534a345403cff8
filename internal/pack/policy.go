package pack

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// State says what a rule of verify counts for.
type State string

// The states of a rule, from loose to tight. A rule that no pack speaks of is on.
const (
	Off      State = "off"      // breaches are not shown
	On       State = "on"       // breaches are shown
	Enforced State = "enforced" // a breach is a breach of policy, unless it is excepted
)

// The rules that packs add to those of verify. Exceptions name them as they name verify's.
const (
	RuleRegistry = "policy.registry" // an image comes from where images may come from
	RuleFamily   = "policy.family"   // the base of the final stage is of a family that may be used
	RuleLabel    = "policy.label"    // the final stage has the labels that must be there
)

// Policy is policy.yaml: what must be so in every Dockerfile. The zero value asks for nothing.
type Policy struct {
	rules    map[string]ruled
	final    map[string]string // block -> who says so
	labels   []entryBy
	allow    [][]namespace
	deny     []namespace
	families []entryBy // forbidden
}

// ruled is the state of a rule, and who says so.
type ruled struct {
	state State
	by    string
}

// entryBy is an entry of a list, and who says so.
type entryBy struct{ text, by string }

// shorthands are words for rules of verify that a policy may require or forbid.
func shorthands() map[string][]string {
	return map[string][]string{
		"root":        {"MS065"},          // forbid: the final stage runs as root
		"healthcheck": {"MS080", "MS081"}, // require: an image that listens has one, and its probe is there
		"latest":      {"MS040", "MS041"}, // forbid: a tag that moves, or none
		"secrets":     {"MS060", "MS061", "MS062", "MS063", "MS123"},
	}
}

// families are the families of bases that a policy may forbid.
func families() []string { return []string{"alpine", "slim", "full", "distroless", "scratch"} }

// readPolicy reads policy.yaml.
func readPolicy(data []byte) (*Policy, error) {
	n, err := parseYAML("policy.yaml", data)
	if err != nil {
		return nil, err
	}
	p := &Policy{rules: map[string]ruled{}, final: map[string]string{}}
	var allow []namespace
	err = n.Read(readers{
		"rules":  p.readRules,
		"blocks": p.readBlocks,
		"require": func(n *node) error {
			return n.Read(readers{"labels": entries(&p.labels, checkLabel), "registries": repositories(&allow), "healthcheck": p.enforce("healthcheck")})
		},
		"forbid": func(n *node) error {
			return n.Read(readers{"registries": repositories(&p.deny), "families": entries(&p.families, checkFamily),
				"root": p.enforce("root"), "latest": p.enforce("latest"), "secrets": p.enforce("secrets")})
		},
	})
	if n.At("require").At("registries") != nil {
		p.allow = append(p.allow, allow)
	}
	return p, err
}

// readRules reads the states of verify's rules, by their IDs.
func (p *Policy) readRules(n *node) error {
	return n.EachField(func(f *field) error {
		state, err := state(f.Value)
		if !matches(`^MS\d{3}$`, f.Name) {
			err = f.Value.Fail("%q is not the ID of a rule, such as MS001; see msgen help rules", f.Name)
		}
		return errors.Join(err, p.tighten(f.Name, ruled{state, place(n.Path, f.Line)}))
	})
}

// state reads off, on or enforced. YAML of old read the first two as false and true, so both are taken.
func state(n *node) (State, error) {
	s := map[string]State{"true": On, "false": Off}[n.Text]
	if s == "" {
		s = State(n.Text)
	}
	return s, oneOf(n, string(s), string(Off), string(On), string(Enforced))
}

// enforce gives a reader that takes true for the rules of a shorthand.
func (p *Policy) enforce(word string) func(*node) error {
	return func(n *node) error {
		if n.Kind != isBool || n.Text != "true" {
			return n.Fail("%s can only be true", word)
		}
		var errs []error
		for _, id := range shorthands()[word] {
			errs = append(errs, p.tighten(id, ruled{Enforced, place(n.Path, n.Line)}))
		}
		return errors.Join(errs...)
	}
}

// tighten sets the state of a rule, which may only become tighter.
func (p *Policy) tighten(id string, r ruled) error {
	order := []State{Off, On, Enforced}
	before, said := p.rules[id]
	if said && slices.Index(order, r.state) < slices.Index(order, before.state) {
		return fmt.Errorf("%s: %s is %s here, but %s at %s; a later layer can only tighten it", r.by, id, r.state, before.state, before.by)
	}
	if !said || r.state != before.state {
		p.rules[id] = r
	}
	return nil
}

// readBlocks reads the blocks that no layer above may override.
func (p *Policy) readBlocks(n *node) error {
	return n.EachField(func(f *field) error {
		if !matches(blockForm, f.Name) {
			return f.Value.Fail("%q is not a block name; examples are prod.user and header", f.Name)
		}
		if err := oneOf(f.Value, f.Value.Text, "final"); err != nil {
			return err
		}
		if part, old := strings.CutPrefix(f.Name, "stage."); old {
			return f.Value.Fail("there is no block %q: blocks name one stage, such as prod.%s", f.Name, part)
		}
		p.final[f.Name] = place(n.Path, f.Line)
		return nil
	})
}

// entries gives a reader that keeps a list of texts that pass a check, each with its place.
func entries(to *[]entryBy, check func(string) error) func(*node) error {
	return each(func(n *node) error {
		var s string
		err := checked(&s, check)(n)
		*to = append(*to, entryBy{s, place(n.Path, n.Line)})
		return err
	})
}

func checkLabel(s string) error {
	if len(s) > 128 || !matches(`^[a-z0-9]+([.-][a-z0-9]+)*$`, s) {
		return fmt.Errorf("%q is not the key of a label, such as org.opencontainers.image.source", s)
	}
	return nil
}

func checkFamily(s string) error {
	if !slices.Contains(families(), s) {
		return fmt.Errorf("%q is not one of the families %s", s, strings.Join(families(), ", "))
	}
	return nil
}

// State gives the state of a rule of verify, and who says so; "" for nobody.
func (p *Policy) State(rule string) (State, string) {
	if r, ok := p.rules[rule]; ok {
		return r.state, r.by
	}
	return On, ""
}

// Final gives the blocks that no layer above may override, each with the name of the lowest pack that says so.
func (p *Policy) Final() map[string]string {
	final := map[string]string{}
	for block, by := range p.final {
		final[block], _, _ = strings.Cut(by, " ")
	}
	return final
}

// Rules gives the rules that the policy speaks of, sorted.
func (p *Policy) Rules() []string { return sortedKeys(p.rules) }

// over lays the policy of a higher layer over this one.
func (p *Policy) over(o *Policy) (*Policy, error) {
	all := &Policy{rules: map[string]ruled{}, final: map[string]string{},
		labels: append(slices.Clone(p.labels), o.labels...), families: append(slices.Clone(p.families), o.families...),
		allow: append(slices.Clone(p.allow), o.allow...), deny: append(slices.Clone(p.deny), o.deny...)}
	var errs []error
	for _, from := range []*Policy{p, o} {
		for _, id := range sortedKeys(from.rules) {
			errs = append(errs, all.tighten(id, from.rules[id]))
		}
	}
	maps.Copy(all.final, o.final)
	maps.Copy(all.final, p.final)
	return all, errors.Join(errs...)
}

// named puts the name of the pack before all places.
func (p *Policy) named(name string) {
	in := func(by string) string { return name + " " + by }
	for id, r := range p.rules {
		p.rules[id] = ruled{r.state, in(r.by)}
	}
	for block, by := range p.final {
		p.final[block] = in(by)
	}
	for _, list := range [][]entryBy{p.labels, p.families} {
		for k := range list {
			list[k].by = in(list[k].by)
		}
	}
	nameAll(name, append(slices.Clone(p.allow), p.deny))
}

// nameAll puts the name of a pack before the places of lists.
func nameAll(name string, lists [][]namespace) {
	for _, list := range lists {
		for k := range list {
			list[k].by = name + " " + list[k].by
		}
	}
}
