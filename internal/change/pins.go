package change

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// image is a reference taken apart: "docker.io/library/node", "24-slim", "sha256:…".
type image struct{ name, tag, digest string }

// pin is an image reference and where it stands in a text.
type pin struct {
	image
	// key is the same for the same reference on all sides: where it is used, in which stage, of which image. keyword is the
	// instruction that names it, stage the name of its stage.
	key, keyword, stage string
	// line is an index; from and to are offsets in that line.
	line, from, to int
}

// parseImage takes a reference apart; false for what is none, such as a variable.
func parseImage(ref string) (image, bool) {
	if ref == "" || strings.ContainsAny(ref, "$\"'` \t") {
		return image{}, false
	}
	rest, digest, _ := strings.Cut(ref, "@")
	colon := strings.LastIndexByte(rest, ':')
	if colon <= strings.LastIndexByte(rest, '/') {
		return image{rest, "", digest}, rest != ""
	}
	return image{rest[:colon], rest[colon+1:], digest}, colon > 0
}

// String is the reference.
func (i image) String() string {
	s := i.name
	if i.tag != "" {
		s += ":" + i.tag
	}
	if i.digest != "" {
		s += "@" + i.digest
	}
	return s
}

// pinPlaces finds the references in an instruction: their places in its lines.
func pinPlaces(u unit) []pin {
	patterns := map[string]string{
		"#":    `(?i)^\s*#\s*syntax\s*=\s*(\S+)`,
		"FROM": `(?i)^\s*(?:FROM)?\s*(?:--\S+\s+)*([^\s\\-]\S*)`,
		"COPY": `(?i)--from=(\S+)`, "ADD": `(?i)--from=(\S+)`,
		"RUN": `--mount=(?:\S*,)?from=([^,\s]+)`,
	}
	pattern := patterns[u.keyword]
	if pattern == "" {
		return nil
	}
	var all []pin
	for i, l := range u.body[:u.head] {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatchIndex(l.text, -1) {
			ref, ok := parseImage(l.text[m[2]:m[3]])
			if ok && !strings.EqualFold(ref.name, "FROM") {
				all = append(all, pin{image: ref, line: i, from: m[2], to: m[3]})
			}
		}
		if u.keyword == "FROM" && len(all) > 0 {
			return all[:1]
		}
	}
	return all
}

// findPins finds all references of a file, with the number of each among its like.
func findPins(lines []line) []pin {
	units, _, _ := splitDockerfile(lines)
	var all []pin
	stage, at := "", 0
	seen := map[string]int{}
	for _, u := range units {
		if u.keyword == "FROM" {
			stage = stageName(u.logical)
		}
		at += len(u.blank) + len(u.comments)
		for _, p := range pinPlaces(u) {
			p.line += at
			key := u.keyword + " " + stage + " " + p.name
			p.key, p.keyword, p.stage = fmt.Sprint(key, " ", seen[key]), u.keyword, stage
			seen[key]++
			all = append(all, p)
		}
		at += len(u.body)
	}
	return all
}

// mergePins settles the tags and digests of images that stand on all sides, and writes what comes of it on all of them, so
// that only what both sides moved differently is left to the lines. The notes name digests that were given up.
func mergePins(s lineSides, o MergeOptions) (lineSides, []string) {
	if o.Pins == "off" {
		return s, nil
	}
	base, yours, theirs := findPins(s.base), findPins(s.yours), findPins(s.theirs)
	s = lineSides{slices.Clone(s.base), slices.Clone(s.yours), slices.Clone(s.theirs)}
	var notes []string
	var written [3][]settled
	for _, b := range slices.Backward(base) {
		refs, note := settlePlace(b, findPin(yours, b), findPin(theirs, b), o.Pins == "msgen")
		for side, ref := range refs {
			if ref.at != nil {
				written[side] = append(written[side], ref)
			}
		}
		if note != "" && !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	for side, lines := range [][]line{s.base, s.yours, s.theirs} {
		rewrite(lines, written[side])
	}
	slices.Reverse(notes)
	return s, notes
}

// rewrite writes references, from the end of the text to its beginning, and at each place only the first that is given.
func rewrite(lines []line, refs []settled) {
	slices.SortStableFunc(refs, func(a, b settled) int { return cmp.Or(b.at.line-a.at.line, b.at.from-a.at.from) })
	for i, r := range refs {
		if i == 0 || r.at.line != refs[i-1].at.line || r.at.from != refs[i-1].at.from {
			r.at.replace(lines, r.image)
		}
	}
}

// settled is a reference that is written at a place.
type settled struct {
	at *pin
	image
}

// settlePlace says what is written where for one reference of the base. A side that only moved the digest of an image which
// the other side has no more is taken back to the base: it does not hold the other up.
func settlePlace(base pin, yours, theirs *pin, ours bool) ([3]settled, string) {
	switch {
	case yours != nil && theirs != nil:
		ref, note, ok := settlePin(base.image, yours.image, theirs.image, ours)
		if !ok {
			return [3]settled{}, ""
		}
		return [3]settled{{&base, ref}, {yours, ref}, {theirs, ref}}, note
	case yours != nil && yours.tag == base.tag && yours.digest != base.digest:
		return [3]settled{1: {yours, base.image}}, fmt.Sprintf("the digest of %s is dropped, because the image is no longer used", image{name: base.name, tag: base.tag})
	case theirs != nil && theirs.tag == base.tag:
		return [3]settled{2: {theirs, base.image}}, ""
	}
	return [3]settled{}, ""
}

// findPin finds the reference of the base on another side: at its place, or the same image by way of a mirror in its stage,
// or the only one like it when its stage has another name there.
func findPin(all []pin, base pin) *pin {
	if at := slices.IndexFunc(all, func(p pin) bool { return p.key == base.key }); at >= 0 {
		return &all[at]
	}
	mirrored := onlyPin(all, base, func(p pin) bool { return p.stage == base.stage && path.Base(p.name) == path.Base(base.name) })
	return cmp.Or(mirrored, onlyPin(all, base, func(p pin) bool { return p.name == base.name }))
}

// onlyPin finds the one reference with the tag and the instruction of the base's that is like it; nil for none or several.
func onlyPin(all []pin, base pin, like func(pin) bool) *pin {
	found := none
	for i, p := range all {
		if p.keyword != base.keyword || p.tag != base.tag || !like(p) {
			continue
		}
		if found != none {
			return nil
		}
		found = i
	}
	return pick(all, found)
}

// replace writes another reference where one stands. Those behind it on the line have to be replaced before.
func (p pin) replace(lines []line, ref image) {
	text := lines[p.line].text
	lines[p.line].text = text[:p.from] + ref.String() + text[p.to:]
}

// settlePin is what three versions of one reference come to; false when both sides moved the tag or the name, and not alike.
func settlePin(base, yours, theirs image, ours bool) (image, string, bool) {
	name := yours.name
	switch {
	case yours.name == base.name:
		name = theirs.name
	case theirs.name != base.name && theirs.name != yours.name:
		return image{}, "", false
	}
	ref, note, ok := settleTag(base, yours, theirs, ours)
	ref.name = name
	return ref, note, ok
}

// settleTag is what three tags and digests of one image come to.
func settleTag(base, yours, theirs image, ours bool) (image, string, bool) {
	switch {
	case yours.tag == theirs.tag:
		ref := image{yours.name, yours.tag, settleDigest(base, yours, theirs, ours)}
		return ref, lostDigest(base, yours, ref), true
	case yours.tag == base.tag: // the template moved the tag, and its digest is that of the new one
		return theirs, lostDigest(base, yours, theirs), true
	case theirs.tag == base.tag:
		return yours, lostDigest(base, theirs, yours), true
	}
	return image{}, "", false
}

// settleDigest is the digest of a tag that both sides have.
func settleDigest(base, yours, theirs image, ours bool) string {
	switch {
	case ours && theirs.digest != "":
		return theirs.digest
	case yours.tag != base.tag && yours.digest == "":
		return theirs.digest // both moved the tag, and one knows the digest
	case yours.digest == base.digest && yours.tag == base.tag:
		return theirs.digest
	}
	return yours.digest
}

// lostDigest is the note for a digest that one side set and the outcome has not.
func lostDigest(base, side, ref image) string {
	if side.digest == "" || side.digest == ref.digest || side.digest == base.digest && side.tag == base.tag && ref.digest != "" {
		return ""
	}
	tagged := image{name: side.name, tag: side.tag}
	if ref.tag != side.tag {
		return fmt.Sprintf("the digest of %s is dropped, because the tag is now %s", tagged, ref.tag)
	}
	return fmt.Sprintf("the digest of %s is taken from msgen", tagged)
}
