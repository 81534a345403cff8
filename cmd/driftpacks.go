package cmd

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
)

// packsDrift is what `update --check` says of packs.
type packsDrift struct {
	// Moves are the packs that are others than the lock has, each with what is new in it.
	Moves []packSummary `json:"moves"`
	// Services are what moves with them, service by service.
	Services []flow.ServiceDrift `json:"services"`
	// Migrations are what an update does to .msgen.yaml first, and what people must know.
	Migrations []string `json:"migrations"`
	// Newer are names that are made to move and mean something else by now; asked for with --remote.
	Newer []newerPack `json:"newer"`
	// Deprecated are packs that have an end. They are no drift.
	Deprecated []deprecatedPack `json:"deprecated"`
}

// newerPack is a reference that means another content at its server than in the lock.
type newerPack struct {
	Ref    string `json:"ref"`
	Pinned string `json:"pinned"`
	Now    string `json:"now"`
}

// deprecatedPack is a pack that nobody should begin with.
type deprecatedPack struct {
	Name       string `json:"name"`
	Version    string `json:"version"`
	Since      string `json:"since"`
	Message    string `json:"message"`
	ReplacedBy string `json:"replacedBy,omitempty"`
}

// packsDrift gathers what there is to say of packs.
func (r *updateRun) packsDrift(services []flow.ServiceDrift) packsDrift {
	d := packsDrift{Moves: r.packMoves(), Services: summaries(services), Migrations: []string{}, Newer: []newerPack{}, Deprecated: []deprecatedPack{}}
	if r.r.migration != nil {
		d.Migrations = append(d.Migrations, r.r.migration.said...)
	}
	for _, ref := range slices.Sorted(maps.Keys(r.r.newer)) {
		pinned := ""
		for _, p := range r.r.packs {
			if p.Ref == ref {
				pinned = p.Resolved
			}
		}
		d.Newer = append(d.Newer, newerPack{ref, pinned, r.r.newer[ref]})
	}
	if r.r.team == nil {
		return d
	}
	for _, p := range r.r.team.Packs {
		if e := p.Deprecated; e != nil {
			d.Deprecated = append(d.Deprecated, deprecatedPack{p.Name, p.Version, e.Since, e.Message, e.ReplacedBy})
		}
	}
	return d
}

// moved prints which packs moved, and what an update does before it renders.
func (d packsDrift) moved(b *strings.Builder) {
	for _, m := range d.Moves {
		fmt.Fprintf(b, "  %s\n", m.line())
		for _, line := range m.News {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
	for _, line := range d.Migrations {
		fmt.Fprintf(b, "  migration: %s\n", line)
	}
}

// others prints what there is at servers, and which packs have an end.
func (d packsDrift) others(b *strings.Builder) {
	for _, n := range d.Newer {
		fmt.Fprintf(b, "newer: %s is now %s, and the lock has %s\n", n.Ref, n.Now, n.Pinned)
	}
	for _, p := range d.Deprecated {
		fmt.Fprintf(b, "deprecated: %s %s since %s: %s\n", p.Name, p.Version, p.Since, strings.TrimSpace(p.Message+" "+p.ReplacedBy))
	}
}

// policyDrift is what the packs' policy says of the Dockerfiles, as they will be after an update.
type policyDrift struct {
	// Violated tells whether there is a breach that nothing excuses.
	Violated bool           `json:"violated"`
	Breaches []policyBreach `json:"breaches"`
	// Notes say which exceptions do not count.
	Notes []string `json:"notes"`
}

// policyBreach is something that a policy does not allow.
type policyBreach struct {
	Rule string `json:"rule"`
	Path string `json:"path"`
	Line int    `json:"line"`
	Text string `json:"text"`
	// By is the place that says so: "acme policy.yaml:7".
	By string `json:"by"`
	// Excused is the place of the exception that excuses it.
	Excused string `json:"excused,omitempty"`
	// Exception is how it could be excepted.
	Exception string `json:"exception"`

	said string
}

// policyDrift holds the files against the policy.
func (r *updateRun) policyDrift() (policyDrift, error) {
	d := policyDrift{Breaches: []policyBreach{}, Notes: []string{}}
	v, err := r.u.Verdict()
	if err != nil {
		return d, err
	}
	d.Violated, d.Notes = len(v.Broken()) > 0, append(d.Notes, v.Notes...)
	for _, b := range v.Breaches {
		p := policyBreach{b.Rule, b.Path, b.Line, b.Text, b.By, "", b.Hint(), b.String()}
		if b.Excused != nil {
			p.Excused = b.Excused.Place
		}
		d.Breaches = append(d.Breaches, p)
	}
	return d, nil
}

// text prints the breaches, and the exceptions that excuse one or do not count.
func (d policyDrift) text(b *strings.Builder) {
	for _, p := range d.Breaches {
		excused := ""
		if p.Excused != "" {
			excused = ", exempted by " + p.Excused
		}
		fmt.Fprintf(b, "policy: %s%s\n", p.said, excused)
	}
	for _, n := range d.Notes {
		fmt.Fprintf(b, "policy: %s\n", n)
	}
}

// marks gives a mark for each breach that nothing excuses.
func (d policyDrift) marks() []driftMark {
	var all []driftMark
	for _, p := range d.Breaches {
		if p.Excused == "" {
			all = append(all, driftMark{p.Rule, "error", p.Path, p.Line, fmt.Sprintf("%s (%s); %s", p.Text, p.By, p.Exception), p.Path + "\x00" + p.Text + p.By})
		}
	}
	return all
}

// packMarks gives a mark for each pack at its line of the user's file, and one for each place that moves with them.
func (r *updateRun) packMarks(d driftReport) []driftMark {
	var all []driftMark
	add := func(level, ref, text, same string) {
		all = append(all, driftMark{rulePacks, level, config.Name, r.r.config.Line("packs", ref), text, same})
	}
	for _, m := range d.Packs.Moves {
		ref := ""
		if m.Is != nil {
			ref = m.Is.Ref
		}
		add("error", ref, strings.Join(append([]string{m.line()}, m.News...), "\n"), m.Name+"\x00"+m.line())
	}
	for _, s := range d.Packs.Services {
		for _, f := range s.Files {
			for i, h := range f.Hunks {
				all = append(all, driftMark{rulePacks, "error", f.Path, f.Lines[i], s.Service + ": the packs now write it differently: " + changed(h), s.Service + "\x00" + f.Path + changed(h)})
			}
		}
	}
	for _, n := range d.Packs.Newer {
		add("error", n.Ref, fmt.Sprintf("%s is %s now; the lock has %s", n.Ref, n.Now, n.Pinned), n.Ref+"\x00"+n.Now)
	}
	for _, p := range d.Packs.Deprecated {
		add("warning", "", fmt.Sprintf("the pack %s %s is deprecated since %s: %s %s", p.Name, p.Version, p.Since, p.Message, p.ReplacedBy), p.Name+"\x00deprecated")
	}
	return all
}

// packFix gives the steps that settle what is said of packs and their policy.
func (d driftReport) packFix() []string {
	var steps []string
	if len(d.Packs.Newer) > 0 {
		steps = append(steps, "msgen pack update")
	}
	for _, p := range d.Policy.Breaches {
		if p.Excused == "" && !slices.Contains(steps, p.Exception) {
			steps = append(steps, p.Exception)
		}
	}
	return steps
}

// code gives the exit code of a report: a violated policy is stronger than drift.
func (d driftReport) code() int {
	if d.Policy.Violated {
		return exitPolicy
	}
	return exitDrift
}
