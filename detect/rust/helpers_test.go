package rust

import "testing/fstest"

// moduleRepo makes a repository of file names and texts, two by two, with a go.mod unless one is given.
func moduleRepo(files map[string]string) fstest.MapFS {
	repo := fstest.MapFS{}
	for name, text := range files {
		repo[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return repo
}
