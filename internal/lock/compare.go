package lock

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Difference is one fact that is not as it was.
type Difference struct {
	// Key is the fact's name.
	Key string `json:"key"`
	// Old is nil for a fact that appeared, New for one that vanished.
	Old *Fact `json:"was,omitempty"`
	New *Fact `json:"is,omitempty"`
	// Evidence says that the value is the same, and only what speaks for it is another text or another file.
	Evidence bool `json:"-"`
}

// Equal reports whether both locks are written as the same bytes.
func (l *Lock) Equal(other *Lock) bool { return reflect.DeepEqual(l.sorted(), other.sorted()) }

// Compare gives what became of a service's facts, sorted by key. A line that moved and says the same is no difference.
func Compare(old, new Service) []Difference {
	keys := map[string]bool{}
	for _, f := range slices.Concat(old.Facts, new.Facts) {
		keys[f.Key] = true
	}
	var all []Difference
	for key := range keys {
		if d, differs := compare(key, old, new); differs {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b Difference) int { return strings.Compare(a.Key, b.Key) })
	return all
}

// compare does it for one key.
func compare(key string, old, new Service) (Difference, bool) {
	was, had := old.Fact(key)
	is, has := new.Fact(key)
	switch {
	case !had:
		return Difference{Key: key, New: &is}, true
	case !has:
		return Difference{Key: key, Old: &was}, true
	}
	d := Difference{Key: key, Old: &was, New: &is, Evidence: was.Value == is.Value}
	return d, !d.Evidence || was.Path != is.Path || was.Text != is.Text
}

// String gives `go.mod:3: version was "1.24", is "1.25"`. The place is that of the new fact, of the old one if it vanished.
func (d Difference) String() string {
	switch {
	case d.Old == nil && d.New == nil:
		return d.Key
	case d.Old == nil:
		return fmt.Sprintf("%s%s is %s, was not known", d.New.Place(), d.Key, quote(d.New.Value))
	case d.New == nil:
		return fmt.Sprintf("%s%s was %s, is no longer known", d.Old.Place(), d.Key, quote(d.Old.Value))
	case d.Evidence && d.Old.Path != d.New.Path:
		return fmt.Sprintf("%s%s is still %s, was seen in %s", d.New.Place(), d.Key, quote(d.New.Value), strings.TrimSuffix(d.Old.Place(), ": "))
	case d.Evidence:
		return fmt.Sprintf("%s%s is still %s, the line was %s, is %s", d.New.Place(), d.Key, quote(d.New.Value), quote(d.Old.Text), quote(d.New.Text))
	}
	was := quote(d.Old.Value)
	if d.Old.Path != "" && d.Old.Path != d.New.Path {
		was += " (" + strings.TrimSuffix(d.Old.Place(), ": ") + ")"
	}
	return fmt.Sprintf("%s%s was %s, is %s", d.New.Place(), d.Key, was, quote(d.New.Value))
}

// Place gives "go.mod:3: ", "go.mod: " for a whole file, nothing for a fact without evidence.
func (f Fact) Place() string {
	p := shown(f.Path)
	switch {
	case f.Path == "":
		return ""
	case f.Line == 0:
		return p + ": "
	}
	return p + ":" + strconv.Itoa(f.Line) + ": "
}

// shown gives a path for a message: in quotes where it would end the line or steer the terminal.
func shown(p string) string {
	if q := quote(p); q != `"`+p+`"` {
		return q
	}
	return p
}
