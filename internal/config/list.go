package config

// replaceLines changes a list in lines item by item: those at its beginning and end that stay keep their bytes and comments.
// A list with an item of several lines is replaced as a whole.
func (p *page) replaceLines(at place, old *node, v Value) []edit {
	items := p.itemsOf(at, old)
	if items == nil {
		return []edit{{at.from, at.to, v.lines(p.eol, p.indent(at.from))}}
	}
	head, tail := stays(old, v)
	gone, come := items[head:len(items)-tail], v.items[head:len(v.items)-tail]
	var edits []edit
	both := min(len(gone), len(come))
	for i := range both {
		edits = append(edits, edit{gone[i].from, gone[i].to, Text(come[i]).like(p.data[gone[i].from])})
	}
	switch more := List(come[both:]...).lines(p.eol, p.indent(at.from)); {
	case len(gone) > both:
		edits = append(edits, p.removeLines(place{key: gone[both].key, to: gone[len(gone)-1].to}))
	case len(come) > both && head+both > 0:
		end := p.lineEnd(items[head+both-1].to)
		edits = append(edits, edit{end, end, p.eol + p.indent(at.from) + more})
	case len(come) > both:
		edits = append(edits, edit{at.from, at.from, more + p.eol + p.indent(at.from)})
	}
	return edits
}

// stays counts the items at the beginning and at the end that a list has in common with the new one.
func stays(old *node, v Value) (head, tail int) {
	same := func(i, j int) bool { return old.Items[i].Kind == isText && old.Items[i].Text == v.items[j] }
	shorter := min(len(old.Items), len(v.items))
	for head < shorter && same(head, head) {
		head++
	}
	for tail < shorter-head && same(len(old.Items)-1-tail, len(v.items)-1-tail) {
		tail++
	}
	return head, tail
}

// itemsOf gives the places of a list's items, with the dash for a key; nil if one does not stand in one line.
func (p *page) itemsOf(at place, old *node) []place {
	var items []place
	column := at.from - p.lineStart(at.from)
	for line := p.lineStart(at.from); line >= 0 && line < at.to; line = p.next(line) {
		begin := p.blank(line)
		if begin >= p.lineEnd(line) || p.data[begin] == '#' {
			continue
		}
		item := place{key: begin, from: p.blank(begin + 1)}
		if begin-line != column || p.data[begin] != '-' || item.from == begin+1 || item.from >= p.lineEnd(line) {
			return nil
		}
		switch p.data[item.from] {
		case '"', '\'':
			item.to = p.quoteEnd(item.from)
		case '|', '>', '[', '{', '#', '-':
			return nil
		default:
			item.to = p.plainStop(item.from, false)
		}
		if item.to > p.lineEnd(line) {
			return nil
		}
		items = append(items, item)
	}
	if len(items) != len(old.Items) {
		return nil
	}
	return items
}
