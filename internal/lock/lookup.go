package lock

// File gives the file at a path, nil for none. It is the lock's own: a change to it changes the lock.
func (l *Lock) File(path string) *File {
	return find(l.Files, func(f *File) bool { return f.Path == path })
}

// Service gives the service of a name, nil for none. It is the lock's own.
func (l *Lock) Service(name string) *Service {
	return find(l.Services, func(s *Service) bool { return s.Name == name })
}

// Pack gives the pack of a reference, and PackNamed that of a name; the zero Pack for none, and where there is no lock.
func (l *Lock) Pack(ref string) Pack { return l.pack(func(p *Pack) bool { return p.Ref == ref }) }

// PackNamed gives the pack of a name; the zero Pack for none, and where there is no lock.
func (l *Lock) PackNamed(name string) Pack {
	return l.pack(func(p *Pack) bool { return p.Name == name })
}

func (l *Lock) pack(is func(*Pack) bool) Pack {
	if l != nil {
		if p := find(l.Packs, is); p != nil {
			return *p
		}
	}
	return Pack{}
}

// Answer gives the choice of a key, and whether there is one.
func (s *Service) Answer(key string) (Answer, bool) {
	if a := find(s.Answers, func(a *Answer) bool { return a.Key == key }); a != nil {
		return *a, true
	}
	return Answer{}, false
}

// Fact gives the fact of a key, and whether there is one.
func (s *Service) Fact(key string) (Fact, bool) {
	if f := find(s.Facts, func(f *Fact) bool { return f.Key == key }); f != nil {
		return *f, true
	}
	return Fact{}, false
}

// find gives the first of some things that is the one, nil for none.
func find[T any](all []T, is func(*T) bool) *T {
	for i := range all {
		if is(&all[i]) {
			return &all[i]
		}
	}
	return nil
}
