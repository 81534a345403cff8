package lock

// kind is what a node of a YAML tree is.
type kind string

// The kinds of nodes. A text without quotes is plain, one that is not there is plain and empty.
const (
	plain   kind = "plain"
	quoted  kind = "quoted"
	mapping kind = "mapping"
	list    kind = "list"
)

// node is a value of a YAML file.
type node struct {
	kind kind
	// line counts from 1.
	line int
	// text is that of a plain or quoted node.
	text string
	// keys and values are those of a mapping, in the order of the file; values alone those of a list.
	keys   []*node
	values []*node
	index  map[string]int
}

// get gives the value of a key, nil for none.
func (n *node) get(key string) *node {
	if i, ok := n.index[key]; ok {
		return n.values[i]
	}
	return nil
}

// set puts a value under a key, in place of the one that is there. It reports whether the key is new.
func (n *node) set(key, value *node) bool {
	if i, ok := n.index[key.text]; ok {
		n.values[i] = value
		return false
	}
	if n.index == nil {
		n.index = map[string]int{}
	}
	n.index[key.text] = len(n.keys)
	n.keys, n.values = append(n.keys, key), append(n.values, value)
	return true
}
