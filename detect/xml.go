package detect

// xml reads an XML manifest of the tree. An element becomes a node: a text when it holds only text, else a table of its
// children; children of the same name stand several times among its fields (see each). Attributes are fields named "@name".
func (t *tree) xml(path string) (*node, error) {
	text, err := t.text(path)
	if err != nil {
		return nil, err
	}
	return parseXML(path, text)
}

func parseXML(path, text string) (*node, error) {
	return nil, &Error{Path: path, Msg: "XML is not read yet"}
}
