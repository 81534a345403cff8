package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/plan"
)

// indent stands before the lines that continue an instruction.
const indent = " \\\n    "

// comment writes a comment, wrapped at about 120 columns; "" for no text.
func comment(text string) string {
	text = quoteComment(text)
	if text == "" {
		return ""
	}
	var b strings.Builder
	column := 0
	for _, word := range strings.Split(text, " ") {
		switch {
		case column == 0:
			b.WriteString("# " + word)
			column = 2 + len(word)
		case column+1+len(word) > 120:
			b.WriteString("\n# " + word)
			column = 2 + len(word)
		default:
			b.WriteString(" " + word)
			column += 1 + len(word)
		}
	}
	return b.String() + "\n"
}

// syntax prints the line that says which image reads the file.
func syntax(p *plan.Plan) (string, error) {
	ref, err := quoteRef(cmp.Or(p.Syntax, plan.Frontend))
	return "# syntax=" + ref, err
}

// from writes a FROM line.
func from(s *plan.Stage) (string, error) {
	ref, err := quoteRef(s.From)
	if err != nil {
		return "", err
	}
	name, err := quoteRef(s.Name)
	if err != nil {
		return "", err
	}
	native := ""
	if s.Native {
		native = "--platform=$BUILDPLATFORM "
	}
	return "FROM " + native + ref + " AS " + name, nil
}

// vars writes the names and values of an ENV or LABEL, one a line.
func vars(place string, list []plan.Var) (string, error) {
	if place != "ENV" && place != "LABEL" {
		return "", &ValueError{"a list of variables", place}
	}
	var lines []string
	for _, v := range list {
		key := variable
		if place == "LABEL" {
			key = labelKey
		}
		if !key.MatchString(v.Name) {
			return "", &ValueError{place, v.Name}
		}
		value, err := quoteValue(place, v.Value, v.Expand)
		if err != nil {
			return "", err
		}
		lines = append(lines, v.Name+"="+value)
	}
	return place + " " + strings.Join(lines, indent), nil
}

// variableLine writes ENV or LABEL with one variable. The value is literal: no $ in it is expanded.
func variableLine(place, name string, value any) (string, error) {
	switch value.(type) {
	case string, int, bool:
		return vars(place, []plan.Var{{Name: name, Value: fmt.Sprint(value)}})
	}
	return "", &ValueError{place, fmt.Sprintf("%s of the type %T", name, value)}
}

// args writes ARG lines.
func args(list []plan.Arg) (string, error) {
	var b strings.Builder
	for _, a := range list {
		if !variable.MatchString(a.Name) {
			return "", &ValueError{"ARG", a.Name}
		}
		b.WriteString("ARG " + a.Name)
		if a.Default != "" {
			value, err := quoteValue("ARG", a.Default, false)
			if err != nil {
				return "", err
			}
			b.WriteString("=" + value)
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}

// copying writes a COPY.
func copying(c *plan.Copy) (string, error) {
	flags, err := copyFlags(c)
	if err != nil {
		return "", err
	}
	if c.Content != "" {
		return heredoc(flags, c)
	}
	paths, err := quotePaths(c.Sources, c.Dest, c.From == "" && !c.Patterns)
	if err != nil {
		return "", err
	}
	return "COPY " + flags + paths, nil
}

// copyFlags writes the flags of a COPY, each followed by a space.
func copyFlags(c *plan.Copy) (string, error) {
	var b strings.Builder
	if c.Link {
		b.WriteString("--link ")
	}
	if c.From != "" {
		ref, err := quoteRef(c.From)
		if err != nil {
			return "", err
		}
		b.WriteString("--from=" + ref + " ")
	}
	if c.Parents {
		b.WriteString("--parents ")
	}
	for _, f := range []struct{ name, value string }{{"chown", c.Chown}, {"chmod", c.Chmod}} {
		if err := addFlag(&b, f.name, f.value); err != nil {
			return "", err
		}
	}
	for _, x := range c.Exclude {
		if err := addFlag(&b, "exclude", x); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// addFlag writes --name=value and a space; nothing for no value.
func addFlag(b *strings.Builder, name, value string) error {
	if value == "" {
		return nil
	}
	v, err := quoteFlag("--"+name, value)
	if err != nil {
		return err
	}
	b.WriteString("--" + name + "=" + v + " ")
	return nil
}

// heredoc writes a COPY of a text; its end marker is one that no line of the text equals.
func heredoc(flags string, c *plan.Copy) (string, error) {
	dest, err := quotePath("COPY", c.Dest, false)
	if err != nil || strings.ContainsAny(c.Dest, " \t<") {
		return "", &ValueError{"COPY", c.Dest}
	}
	text := strings.TrimSuffix(c.Content, "\n")
	mark := "EOF"
	for n := 2; hasLine(text, mark); n++ {
		mark = fmt.Sprintf("EOF%d", n)
	}
	return "COPY " + flags + "<<'" + mark + "' " + dest + "\n" + text + "\n" + mark, nil
}

func hasLine(text, line string) bool {
	for _, l := range strings.Split(text, "\n") {
		if strings.TrimRight(l, "\r") == line {
			return true
		}
	}
	return false
}

// running writes a RUN.
func running(r *plan.Run) (string, error) {
	var lines []string
	for _, m := range r.Mounts {
		s, err := mount(m)
		if err != nil {
			return "", err
		}
		lines = append(lines, s)
	}
	for i, c := range r.Commands {
		s, err := command(c)
		if err != nil {
			return "", err
		}
		if i > 0 {
			s = "&& " + s
		}
		lines = append(lines, s)
	}
	return "RUN " + strings.Join(lines, indent), nil
}

// command writes one command: quoted arguments, or a script of msgen's own, whose lines are continued.
func command(c plan.Command) (string, error) {
	var words []string
	for _, v := range c.Env {
		value, err := quoteShell(v.Value)
		if err != nil {
			return "", err
		}
		if v.Expand {
			value = `"` + v.Value + `"`
		}
		words = append(words, v.Name+"="+value)
	}
	if c.Script != "" {
		words = append(words, strings.ReplaceAll(strings.TrimSpace(c.Script), "\n", " \\\n    "))
	}
	for _, a := range c.Args {
		word, err := quoteShellWith(a, c.Expand)
		if err != nil {
			return "", err
		}
		words = append(words, word)
	}
	if line := strings.Join(words, " "); len(line) <= 120 || len(c.Env) == 0 || len(c.Env) == len(words) {
		return line, nil
	}
	return strings.Join(words[:len(c.Env)], " ") + indent + strings.Join(words[len(c.Env):], " "), nil
}

// mount writes a --mount.
func mount(m plan.Mount) (string, error) {
	parts := []string{"type=" + m.Type}
	if m.Type == "bind" && m.From != "" {
		parts = nil // bind is the default, and from= says it
	}
	for _, f := range []struct{ name, value string }{
		{"id", m.ID}, {"from", m.From}, {"source", m.Source}, {"target", m.Target}, {"env", m.Env}, {"sharing", m.Sharing},
	} {
		if f.value == "" {
			continue
		}
		v, err := quoteFlag("--mount", f.value)
		if err != nil {
			return "", err
		}
		parts = append(parts, f.name+"="+v)
	}
	if m.Required {
		parts = append(parts, "required")
	}
	return "--mount=" + strings.Join(parts, ","), nil
}

// healthcheck writes a HEALTHCHECK.
func healthcheck(h *plan.Health) (string, error) {
	exec, err := quoteExec(h.Test)
	if err != nil {
		return "", err
	}
	var options []string
	for _, o := range []struct{ name, value string }{{"interval", h.Interval}, {"timeout", h.Timeout}, {"start-period", h.StartPeriod}, {"start-interval", h.StartInterval}} {
		if o.value != "" {
			options = append(options, "--"+o.name+"="+o.value)
		}
	}
	if h.Retries > 0 {
		options = append(options, fmt.Sprintf("--retries=%d", h.Retries))
	}
	if len(options) == 0 {
		return "HEALTHCHECK CMD " + exec, nil
	}
	return "HEALTHCHECK " + strings.Join(options, " ") + indent + "CMD " + exec, nil
}

// exec writes an ENTRYPOINT or CMD.
func exec(name string, list []string) (string, error) {
	if !slices.Contains([]string{"CMD", "ENTRYPOINT", "RUN", "SHELL"}, name) {
		return "", &ValueError{"an exec form", name}
	}
	s, err := quoteExec(list)
	return name + " " + s, err
}

// installing writes the RUN that installs system packages with the base's own package manager. Debian's images empty the
// package cache after each step; the tmpfs hides that setting from this step, so that the cache mounts keep what they hold.
func installing(p *plan.Packages) (string, error) {
	var names []string
	for _, n := range p.Names {
		q, err := quoteShell(n)
		if err != nil {
			return "", err
		}
		names = append(names, q)
	}
	list := strings.Join(names, " ")
	if p.By == "apk" {
		return "RUN apk add --no-cache " + list, nil
	}
	return "RUN --mount=type=cache,id=apt-cache-" + p.OS + ",target=/var/cache/apt,sharing=locked" + indent +
		"--mount=type=cache,id=apt-lists-" + p.OS + ",target=/var/lib/apt/lists,sharing=locked" + indent +
		"--mount=type=tmpfs,target=/etc/apt/apt.conf.d" + indent +
		"apt-get update" + indent +
		"&& apt-get install -y --no-install-recommends " + list, nil
}
