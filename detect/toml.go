package detect

// toml reads a TOML manifest of the tree.
func (t *tree) toml(path string) (*node, error) {
	text, err := t.text(path)
	if err != nil {
		return nil, err
	}
	return parseTOML(path, text)
}

func parseTOML(path, text string) (*node, error) {
	return nil, &Error{Path: path, Msg: "TOML is not read yet"}
}
