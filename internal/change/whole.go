package change

import "bytes"

// Whole makes one conflict of two texts as wholes, for sides that must not be mixed. Prefer settles it.
func Whole(s Sides, o MergeOptions) Merged {
	switch o.Prefer {
	case "yours":
		return Merged{Text: s.Yours, Settled: 1}
	case "theirs":
		return Merged{Text: s.Theirs, Settled: 1}
	}
	var b bytes.Buffer
	for _, part := range []struct {
		marker, label string
		text          []byte
	}{
		{"<<<<<<<", o.LabelYours, s.Yours}, {"|||||||", o.LabelBase, s.Base}, {"=======", "", s.Theirs},
	} {
		b.WriteString(part.marker)
		if part.label != "" {
			b.WriteString(" " + part.label)
		}
		b.WriteString("\n")
		b.Write(part.text)
		if len(part.text) > 0 && !bytes.HasSuffix(part.text, []byte("\n")) {
			b.WriteString("\n")
		}
	}
	b.WriteString(">>>>>>> " + o.LabelTheirs + "\n")
	return Merged{Text: b.Bytes(), Conflicts: []Conflict{{Line: 1, Base: string(s.Base), Yours: string(s.Yours), Theirs: string(s.Theirs)}}}
}
