package lock

// File gives the file at a path, nil for none. It is the lock's own: a change to it changes the lock.
func (l *Lock) File(path string) *File {
	for i := range l.Files {
		if l.Files[i].Path == path {
			return &l.Files[i]
		}
	}
	return nil
}

// Service gives the service of a name, nil for none. It is the lock's own.
func (l *Lock) Service(name string) *Service {
	for i := range l.Services {
		if l.Services[i].Name == name {
			return &l.Services[i]
		}
	}
	return nil
}

// Answer gives the choice of a key, and whether there is one.
func (s *Service) Answer(key string) (Answer, bool) {
	for _, a := range s.Answers {
		if a.Key == key {
			return a, true
		}
	}
	return Answer{}, false
}

// Fact gives the fact of a key, and whether there is one.
func (s *Service) Fact(key string) (Fact, bool) {
	for _, f := range s.Facts {
		if f.Key == key {
			return f, true
		}
	}
	return Fact{}, false
}
