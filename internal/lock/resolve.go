package lock

import (
	"slices"
	"strings"
)

// Clash is something on which two locks differ while nothing says which of them is right: ours was taken.
type Clash struct {
	// Path is the file of which it is unsure what to take for its base.
	Path string
	// Service and Key name an answer; Service is "" for a pack, whose ref is the Key.
	Service, Key string
	// Ours and Theirs are the answers, or the packs as they were resolved; both "" for a file.
	Ours, Theirs string
}

// String says what differs.
func (c Clash) String() string {
	if c.Path != "" {
		return shown(c.Path) + " was rendered differently on both sides, and is as neither on disk"
	}
	where := "the pack " + quote(c.Key)
	if c.Service != "" {
		where = shown(c.Service) + ": " + shown(c.Key)
	}
	return where + " is " + quote(c.Ours) + " on our side and " + quote(c.Theirs) + " on theirs"
}

// Resolve makes one lock of both sides of a conflict, from which update goes on: it detects, renders and merges as ever, and
// writes the lock anew. disk gives the text of a file as git's merge left it, nil for one that is not there.
//
// Which text is the base of a file is what matters. In the three-way merge the base says which lines are msgen's own, and may
// therefore be replaced, and which a person wrote.
//
//   - Where both sides rendered the same text, that is the base.
//   - Where the disk holds exactly what one side rendered, no hand touched it since: that side's text is the base, and the
//     new rendering replaces it. Taking the other one would make a hand edit of everything that the sides differ in.
//   - Else it is ours, and a Clash. The disk then holds what ours rendered, what theirs rendered and what people wrote. Next
//     to our base the second looks like a person's edit; but the new rendering comes from the merged sources and mostly says
//     the same, and equal changes merge without a conflict. What people wrote is in no rendering and stays. The cost is a
//     conflict too many where all three renderings differ in one place. One thing can be lost: an edit on their side that
//     brought back, letter by letter, what ours renders. A caller who wants to rule that out merges with theirs.File(p).Base
//     as well, and takes it for a conflict where the two results differ.
//
// A review (Accepted) holds for the text that was reviewed: it stays where both sides have it, or where it is that of the
// text on disk. A file is Absent when a side says so and it is not there.
//
// Of answers, one that a person gave goes before one that msgen found; two different given ones are a Clash. Facts and images
// are seen anew by update: what one side alone has is kept, else ours.
func Resolve(ours, theirs *Lock, disk func(path string) []byte) (*Lock, []Clash) {
	r := &resolver{disk: disk}
	l := &Lock{Msgen: ours.Msgen, Catalog: max(ours.Catalog, theirs.Catalog)}
	l.Packs = merge(ours.Packs, theirs.Packs, func(p Pack) string { return p.Ref }, r.pack)
	l.Services = merge(ours.Services, theirs.Services, func(s Service) string { return s.Name }, r.service)
	l.Files = merge(ours.Files, theirs.Files, func(f File) string { return f.Path }, r.file)
	slices.SortFunc(l.Services, func(a, b Service) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(l.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return l, r.clashes
}

// resolver collects what is left to say.
type resolver struct {
	disk    func(path string) []byte
	clashes []Clash
}

// merge joins two lists by a key: ours in their order, then what theirs alone has. both settles what is in both.
func merge[T any](ours, theirs []T, key func(T) string, both func(ours, theirs T) T) []T {
	var all []T
	at := map[string]int{}
	for _, o := range ours {
		at[key(o)] = len(all)
		all = append(all, o)
	}
	for _, t := range theirs {
		if i, known := at[key(t)]; known {
			all[i] = both(all[i], t)
		} else {
			all = append(all, t)
		}
	}
	return all
}

// pack takes ours and says when theirs is another: which one is trusted is for a person to say.
func (r *resolver) pack(ours, theirs Pack) Pack {
	if ours != theirs {
		r.clashes = append(r.clashes, Clash{Key: ours.Ref, Ours: ours.Resolved, Theirs: theirs.Resolved})
	}
	return ours
}

// service joins what two sides know of a service.
func (r *resolver) service(ours, theirs Service) Service {
	s := ours
	s.Answers = merge(ours.Answers, theirs.Answers, func(a Answer) string { return a.Key }, func(o, t Answer) Answer { return r.answer(s.Name, o, t) })
	s.Facts = merge(ours.Facts, theirs.Facts, func(f Fact) string { return f.Key }, func(o, _ Fact) Fact { return o })
	s.Images = merge(ours.Images, theirs.Images, func(i Image) string { return i.Stage }, func(o, _ Image) Image { return o })
	return s.sorted()
}

// answer takes the one that a person gave.
func (r *resolver) answer(service string, ours, theirs Answer) Answer {
	switch {
	case !theirs.given() || ours.Value == theirs.Value && ours.given():
		return ours
	case !ours.given():
		return theirs
	}
	r.clashes = append(r.clashes, Clash{Service: service, Key: ours.Key, Ours: ours.Value, Theirs: theirs.Value})
	return ours
}

// given reports whether a person said so, rather than the repository or msgen.
func (a Answer) given() bool { return a.Source != "detected" && a.Source != "default" }

// file takes the base that the disk speaks for.
func (r *resolver) file(ours, theirs File) File {
	f := ours
	text := r.read(ours.Path)
	switch {
	case ours.Base == nil:
		f.Base = theirs.Base
	case theirs.Base == nil || Same(ours.Base, theirs.Base):
	case text != nil && Same(text, theirs.Base):
		f.Base, f.Service = theirs.Base, theirs.Service
	case r.disk != nil && text == nil: // nothing is there to merge
	case text == nil || !Same(text, ours.Base):
		r.clashes = append(r.clashes, Clash{Path: ours.Path})
	}
	f.Absent = (ours.Absent || theirs.Absent) && text == nil
	if ours.Accepted != theirs.Accepted {
		f.Accepted = ""
		if text != nil && slices.Contains([]string{ours.Accepted, theirs.Accepted}, Hash(text)) {
			f.Accepted = Hash(text)
		}
	}
	return f
}

// read gives the file on disk.
func (r *resolver) read(path string) []byte {
	if r.disk == nil {
		return nil
	}
	return r.disk(path)
}
