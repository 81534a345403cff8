package change

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// HandEdit is an edit that a person could have made by hand.
type HandEdit struct {
	// Name says what it is: "a package". Sign is a text that stands in the file where the edit does, and nowhere else.
	Name, Sign string
	// apply makes it in the units of a stage; false where the stage has no place for it.
	apply func(units []unit) ([]unit, bool)
}

// HandEdits are the standard edits of a Dockerfile: a variable, a label, a port, a comment and a package. They are made the
// same way in any file, to prove that an update keeps what people write.
func HandEdits() []HandEdit {
	return []HandEdit{
		{"a variable", "HAND_EDITED_ENV", above("ENV HAND_EDITED_ENV=kept", "USER", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT", "CMD")},
		{"a label", "com.example.hand-edited", above(`LABEL com.example.hand-edited="kept"`, "USER", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT", "CMD")},
		{"a port", "59999", anotherPort},
		{"a comment", "# kept: a comment by hand", above("# kept: a comment by hand", "ENTRYPOINT", "CMD")},
		{"a package", "hand-edited-package", anotherPackage},
	}
}

// EditByHand makes edits in a Dockerfile, in its last stage or, for a package, in the last stage that installs some. It
// gives the text and the edits for which there was a place.
func EditByHand(dockerfile []byte, edits ...HandEdit) ([]byte, []HandEdit) {
	t := readText(dockerfile)
	units, _, whole := splitDockerfile(t.lines)
	if !whole {
		return dockerfile, nil
	}
	all := stages(units)
	var made []HandEdit
	for _, e := range edits {
		for i := range slices.Backward(all) {
			edited, ok := e.apply(all[i].units)
			if ok {
				all[i].units, made = edited, append(made, e)
				break
			}
		}
	}
	var lines []line
	for _, s := range all {
		lines = append(lines, s.lines()...)
	}
	return []byte(t.mark + joined(lines)), made
}

// above gives an edit that puts a line above the first instruction of one of the keywords.
func above(text string, keywords ...string) func([]unit) ([]unit, bool) {
	return func(units []unit) ([]unit, bool) {
		i := slices.IndexFunc(units, func(u unit) bool { return slices.Contains(keywords, u.keyword) })
		if i < 0 {
			return units, false
		}
		units = slices.Clone(units)
		u := &units[i]
		added := line{text, cmp.Or(u.body[0].end, "\n")}
		if isComment(text) {
			u.comments = append(slices.Clone(u.comments), added)
			return units, true
		}
		first := unit{blank: u.blank, body: []line{added}, head: 1}
		u.blank = nil
		return slices.Insert(units, i, first), true
	}
}

// anotherPort adds a port to the first EXPOSE, or an EXPOSE above what the container runs.
func anotherPort(units []unit) ([]unit, bool) {
	i := slices.IndexFunc(units, func(u unit) bool { return u.keyword == "EXPOSE" })
	if i < 0 || len(units[i].body) > 1 {
		return above("EXPOSE 59999", "HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT", "CMD")(units)
	}
	units = slices.Clone(units)
	first := units[i].body[0]
	units[i].body = []line{{strings.TrimRight(first.text, " \t") + " 59999", first.end}}
	return units, true
}

// anotherPackage adds a package to the first list of an apk or apt-get.
func anotherPackage(units []unit) ([]unit, bool) {
	install := regexp.MustCompile(`\b(apk(?: -\S+| --\S+)* add|apt-get(?: -\S+)* install)((?: -{1,2}\S+)*)`)
	for i, u := range units {
		if u.keyword != "RUN" {
			continue
		}
		for j, l := range u.body {
			at := install.FindStringIndex(l.text)
			if at == nil {
				continue
			}
			units = slices.Clone(units)
			units[i].body = slices.Clone(u.body)
			units[i].body[j].text = l.text[:at[1]] + " hand-edited-package" + l.text[at[1]:]
			return units, true
		}
	}
	return units, false
}
