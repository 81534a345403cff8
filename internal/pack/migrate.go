package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// Move is a file, a block or an answer that has another name now; To is empty for a file that is gone.
type Move struct{ From, To string }

// Migrated is what migrations make of a repository's answers, and what else is to be done.
type Migrated struct {
	// Answers are those after the migrations, as text; those given are left alone.
	Answers map[string]string
	// Renamed are answers that have another name now, in order.
	Renamed []Move
	// Files are files of the pack that moved or went, Blocks are blocks that the repository's own templates may name; both in order.
	Files, Blocks []Move
	// Notes are what people must know, Done what was changed of the answers, each with its place.
	Notes, Done []string
}

// Migrate applies the migrations of a pack to the answers of a repository that moves from one version of it to another:
// those that lead to a version above from and not above to, in the order of versions, then of names. Versions in between
// that were skipped are passed through one after the other, so that a migration's range sees the version before it.
func Migrate(migrations []Migration, from, to string, answers map[string]string) (Migrated, error) {
	out := Migrated{Answers: map[string]string{}}
	for k, v := range answers {
		out.Answers[k] = v
	}
	for _, v := range []string{from, to} {
		if err := CheckVersion(v); err != nil {
			return out, err
		}
	}
	if CompareVersions(to, from) < 0 {
		return out, hint.With(fmt.Errorf("the pack went back from %s to %s, but migrations only go forward", from, to),
			"take version "+from+" or a later one")
	}
	row := slices.Clone(migrations)
	slices.SortStableFunc(row, func(a, b Migration) int { return cmp.Or(CompareVersions(a.To, b.To), cmp.Compare(a.Name, b.Name)) })
	at := from
	for i, m := range row {
		if CompareVersions(m.To, from) <= 0 || CompareVersions(m.To, to) > 0 {
			continue
		}
		if i > 0 && CompareVersions(row[i-1].To, at) > 0 && CompareVersions(row[i-1].To, m.To) < 0 {
			at = row[i-1].To
		}
		if !m.From.Holds(at) {
			continue
		}
		for _, s := range m.steps {
			if err := out.apply(s); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// apply does one step.
func (m *Migrated) apply(s step) error {
	value, given := m.Answers[s.key]
	switch s.do {
	case "renameAnswer":
		return m.rename(s)
	case "setDefault":
		if !given {
			m.set(s, s.key, s.to)
		}
	case "mapValue":
		if to, ok := s.values[value]; given && ok && to != value {
			m.set(s, s.key, to)
		}
	case "renameFile", "dropFile":
		m.Files = append(m.Files, Move{s.from, s.to})
	case "renameBlock":
		m.Blocks = append(m.Blocks, Move{s.from, s.to})
	case "note":
		m.Notes = append(m.Notes, s.to)
	}
	return nil
}

// rename gives an answer another name. Two answers that differ cannot become one.
func (m *Migrated) rename(s step) error {
	value, given := m.Answers[s.from]
	if !given {
		return nil
	}
	if other, taken := m.Answers[s.to]; taken && other != value {
		return hint.With(fmt.Errorf("%s: the answer %s %s becomes %s, which already has the answer %s", s.by, s.from, show(value), s.to, show(other)),
			"remove one of the two from .msgen.yaml")
	}
	delete(m.Answers, s.from)
	m.Answers[s.to] = value
	m.Renamed = append(m.Renamed, Move{s.from, s.to})
	m.Done = append(m.Done, fmt.Sprintf("%s is now %s (%s)", s.from, s.to, s.by))
	return nil
}

// set sets an answer.
func (m *Migrated) set(s step, key, value string) {
	m.Answers[key] = value
	m.Done = append(m.Done, fmt.Sprintf("%s is now %s (%s)", key, show(value), s.by))
}

// joined gives a list as the text that a flag would take.
func joined(items []string) string { return strings.Join(items, ",") }
