package config

import (
	"bytes"
	"strings"
)

// Rename gives the file with another key in the place of one, which keeps its value, its place and its comments. A key that
// is not there is no error; one that is there under the new name already is. Set's promise holds here too.
func Rename(data []byte, path []string, to string) ([]byte, error) {
	p, root, err := open(data, path)
	if err != nil {
		return nil, err
	}
	_, way := walk(root, path)
	if len(way) < len(path) {
		return data, nil
	}
	renamed := append(path[:len(path)-1:len(path)-1], to)
	if _, there := walk(root, renamed); len(there) == len(path) {
		return nil, fail(there[len(there)-1].Line, "%s already exists", strings.Join(renamed, "."))
	}
	at, err := p.find(way[len(way)-1], parent(root, way).Flow)
	if err != nil {
		return nil, err
	}
	key := bytes.TrimRight(p.data[at.key:at.colon-1], " \t")
	out := p.apply([]edit{{at.key, at.key + len(key), Text(to).String()}})
	before, err := Unset(data, path)
	if err != nil {
		return nil, err
	}
	after, err := Unset(out, renamed)
	if err != nil || !bytes.Equal(before, after) || bytes.Equal(out, after) {
		return nil, fail(way[len(way)-1].Line, "%s cannot be renamed here", strings.Join(path, "."))
	}
	return out, nil
}
