package pack

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// RemoveTrust gives the text of a file of settings without a trusted source, and whether it was there; all other bytes stay.
// What cannot be changed safely is an error that says what to do.
func RemoveTrust(path string, data []byte, source Source) ([]byte, bool, error) {
	before, err := ReadTrust(path, data)
	if err != nil || !slices.Contains(before.Sources, source) {
		return data, false, err
	}
	changed := removeItem(string(data), source)
	after, err := ReadTrust(path, []byte(changed))
	if err != nil || slices.Contains(after.Sources, source) || !sameBut(before, after, source) {
		return nil, true, hint.With(fmt.Errorf("%s: msgen cannot edit trust: in this form", path), "take the item "+source.String()+" out by hand")
	}
	return []byte(changed), true, nil
}

// sameBut reports whether nothing but one source is gone.
func sameBut(before, after Trust, source Source) bool {
	rest := slices.DeleteFunc(slices.Clone(before.Sources), func(s Source) bool { return s == source })
	return slices.Equal(rest, after.Sources) && slices.Equal(after.Allowed, before.Allowed) && slices.Equal(after.Signers, before.Signers) &&
		after.RequireSignature == before.RequireSignature && (after.Keyless == nil) == (before.Keyless == nil)
}

// removeItem takes the items of a source out of the list below trust:.
func removeItem(text string, source Source) string {
	lines := strings.SplitAfter(text, "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "trust:") })
	if at < 0 {
		return text
	}
	is := func(item string) bool {
		s, err := ParseSource(strings.Trim(strings.TrimSpace(item), `"'`))
		return err == nil && s == source
	}
	if in := regexp.MustCompile(`^trust:\s*\[(.*)\]`).FindStringSubmatchIndex(lines[at]); in != nil {
		items := slices.DeleteFunc(strings.Split(lines[at][in[2]:in[3]], ","), is)
		lines[at] = lines[at][:in[2]] + strings.TrimSpace(strings.Join(items, ",")) + lines[at][in[3]:]
		return strings.Join(lines, "")
	}
	kept := lines[: at+1 : at+1]
	within := true
	for _, l := range lines[at+1:] {
		dash := regexp.MustCompile(`^\s*- `).FindString(l)
		plain := strings.TrimSpace(l)
		within = within && (dash != "" || plain == "" || strings.HasPrefix(plain, "#"))
		item, _, _ := strings.Cut(strings.TrimPrefix(l, dash), " #")
		if within && dash != "" && is(item) {
			continue
		}
		kept = append(kept, l)
	}
	return strings.Join(kept, "")
}
