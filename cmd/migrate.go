package cmd

import (
	"fmt"
	"maps"
	"slices"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/pack"
)

// migration is what packs that moved to another version make of a repository, before anything is rendered.
type migration struct {
	text  []byte      // the user's file after it, nil where it stays
	moves []pack.Move // files of the packs that moved or went
	said  []string    // what people must know
}

// migrate applies the migrations of all packs whose version is not the one of the lock.
func (r *repository) migrate() error {
	m := &migration{}
	text := r.configText
	for _, p := range r.team.Packs {
		was := r.lock.PackNamed(p.Name).Version
		if was == "" || was == p.Version {
			continue
		}
		var err error
		if text, err = r.migratePack(p, was, text, m); err != nil {
			return fmt.Errorf("the pack %s: %w", p.Title(), err)
		}
	}
	if string(text) != string(r.configText) {
		m.text = text
	}
	r.migration = m
	if m.text != nil {
		r.diskText, r.configText = r.configText, m.text
	}
	return nil
}

// migratePack applies one pack's migrations to the answers for all services, and to those of each service.
func (r *repository) migratePack(p *pack.Pack, from string, text []byte, m *migration) ([]byte, error) {
	places := []string{""}
	for _, s := range r.config.Services {
		places = append(places, s.Name)
	}
	for i, service := range places {
		before := own(r.config, service)
		after, err := pack.Migrate(p.Migrations, from, p.Version, before)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			m.moves = append(m.moves, after.Files...)
			for _, n := range after.Notes {
				m.said = append(m.said, p.Title()+": "+n)
			}
			for _, b := range after.Blocks {
				m.said = append(m.said, fmt.Sprintf("%s: the block %s is now called %s; rename it in .msgen/templates too", p.Title(), b.From, b.To))
			}
		}
		if service != "" && len(before) == 0 {
			continue // defaults that a migration sets are for all services
		}
		for _, d := range after.Done {
			m.said = append(m.said, p.Title()+": "+d)
		}
		if text, err = renamed(text, service, before, after.Renamed); err != nil {
			return nil, err
		}
		if text, err = spliced(text, service, before, after.Answers); err != nil {
			return nil, err
		}
	}
	return text, nil
}

// own gives the answers that the user's file has for a service itself, or with "" for all.
func own(f *config.File, service string) map[string]string {
	all := map[string]string{}
	for key, w := range f.Wishes(service) {
		if service != "" && f.Line("services", service, "answers", key) == 0 {
			continue
		}
		all[key] = w.Value
	}
	return all
}

// answersOf gives the place of the answers for a service itself, or with "" for all.
func answersOf(service string) []string {
	if service != "" {
		return []string{"services", service, "answers"}
	}
	return []string{"answers"}
}

// renamed gives answers their other names where they stand, so that comments stay with them, and follows that in what was
// there before.
func renamed(text []byte, service string, before map[string]string, moves []pack.Move) ([]byte, error) {
	for _, m := range moves {
		value, there := before[m.From]
		if _, taken := before[m.To]; !there || taken {
			continue
		}
		var err error
		if text, err = config.Rename(text, append(answersOf(service), m.From), m.To); err != nil {
			return nil, err
		}
		delete(before, m.From)
		before[m.To] = value
	}
	return text, nil
}

// spliced changes the answers in the text of the user's file, value by value.
func spliced(text []byte, service string, before, after map[string]string) ([]byte, error) {
	parent := answersOf(service)
	var err error
	for _, key := range union(before, after) {
		now, stays := after[key]
		was, had := before[key]
		path := append(parent[:len(parent):len(parent)], key)
		switch {
		case !stays:
			text, err = config.Unset(text, path)
		case !had || was != now:
			text, err = config.Set(text, path, config.ValueOf(key, now))
		}
		if err != nil {
			return nil, err
		}
	}
	return text, nil
}

// union gives the keys of both, sorted.
func union[V any](a, b map[string]V) []string {
	all := map[string]V{}
	maps.Copy(all, a)
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

// flagsAndSet gives what flags, --set and variables say.
func (r *repository) flagsAndSet(wishes choice.Wishes, flags packFlags) (choice.Wishes, error) {
	set, err := flags.wishes(r.questions())
	if err != nil {
		return nil, err
	}
	return wishes.Over(set), nil
}

// moves gives the files of packs that moved or went since the lock was written.
func (r *repository) moves() []pack.Move {
	if r.migration == nil {
		return nil
	}
	return r.migration.moves
}
