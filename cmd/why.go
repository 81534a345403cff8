package cmd

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
)

// whySchemaName is what the field "schema" of why --json says.
const whySchemaName = "msgen.why/v1"

// whyReport is what why says, for machines: of a line, of a file, or of a choice or fact.
type whyReport struct {
	Schema string `json:"schema"`
	// Line is the answer for FILE:LINE, Parts for FILE, Keys for a choice or fact, one for each service.
	Line  *whyLine              `json:"line,omitempty"`
	Parts []flow.Part           `json:"parts,omitempty"`
	Keys  []flow.KeyExplanation `json:"keys,omitempty"`
	// Absent says that the file is not on disk: what is explained is what msgen would write.
	Absent bool `json:"absent,omitempty"`
	// Edited are the lines of the file on disk that are not msgen's; for a file as a whole.
	Edited []int `json:"edited,omitempty"`
}

// whyLine is the answer for one line of the file on disk.
type whyLine struct {
	Path string `json:"path"`
	Line int    `json:"line"`
	Text string `json:"text"`
	// Origin is "msgen" for a line that msgen writes, "outdated" for one that it wrote and would write no more, "hand" for
	// one that was edited by hand.
	Origin string `json:"origin"`
	// Explained is msgen's line, or, for another, the lines of msgen's that stand in its place.
	Explained []flow.Explanation `json:"explained,omitempty"`
}

func newWhy(env Env) *cobra.Command {
	w := &whyRun{env: env}
	c := command("why", &cobra.Command{
		Use: "why FILE[:LINE] | KEY",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{c.CommandPath(), fmt.Errorf("takes one file or key, not %d", len(args))}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if !c.Flags().Changed("dir") {
				args[0] = w.nearest(args[0])
			}
			return failed(env, w.json, inRepository(env, []string{w.dir}, false, func(r *repository) error { return w.run(r, args[0]) }))
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return flow.WhyKeys(), cobra.ShellCompDirectiveDefault
		},
	}, strings.Join(flow.WhyKeys(), ", "))
	c.Flags().StringVar(&w.dir, "dir", ".", "the repository")
	c.Flags().StringVar(&w.service, "service", "", "process only this service")
	c.Flags().BoolVar(&w.json, "json", false, "print JSON (see msgen schema why)")
	return c
}

// whyRun is one run of why.
type whyRun struct {
	env          Env
	dir, service string
	json         bool
	repository   *repository
	result       flow.Result
}

// nearest turns to the repository of a file below the working directory: the nearest one that msgen has set up.
func (w *whyRun) nearest(what string) string {
	file, _, err := place(what)
	if err != nil || path.IsAbs(file) || strings.HasPrefix(file, "../") || rooted(w.env.full("."), config.Name, lock.Name) {
		return what
	}
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if rooted(w.env.full(filepath.FromSlash(dir)), config.Name, lock.Name) {
			w.dir = dir
			return strings.Replace(filepath.ToSlash(what), file, strings.TrimPrefix(file, dir+"/"), 1)
		}
	}
	return what
}

// run answers for a file, a line or a key.
func (w *whyRun) run(r *repository, what string) error {
	w.repository = r
	err := r.gather(w.env, packFlags{}, nil)
	if err != nil {
		return err
	}
	req := w.repository.request(w.repository.repo, environment(w.env))
	req.Service = w.service
	if w.result, err = flow.Run(req); err != nil {
		return err
	}
	report, err := w.report(what)
	if err != nil {
		return err
	}
	report.Schema = whySchemaName
	if w.json {
		return printJSON(w.env.Out, report)
	}
	w.print(report)
	return nil
}

// report finds the answer.
func (w *whyRun) report(what string) (whyReport, error) {
	if slices.Contains(flow.WhyKeys(), what) {
		keys, err := w.result.WhyKey(what)
		return whyReport{Keys: keys}, err
	}
	file, line, err := place(what)
	if err != nil {
		return whyReport{}, err
	}
	file = w.inside(file)
	rendered, ok := w.rendered(file)
	if !ok {
		return whyReport{}, w.unknown(what, file)
	}
	disk, there, err := change.Read(w.repository.root.FS(), file)
	if err != nil {
		return whyReport{}, err
	}
	if !there {
		disk = []byte(rendered)
	}
	lines := change.LineMap(disk, []byte(rendered))
	if line == 0 {
		parts, err := w.result.WhyFile(file)
		return whyReport{Parts: parts, Absent: !there, Edited: w.edited(lines, disk)}, err
	}
	if line > len(lines) {
		return whyReport{}, hint.With(fmt.Errorf("%s:%d: the file has %d lines", file, line, len(lines)), fmt.Sprintf("msgen why %s explains it part by part", file))
	}
	answer, err := w.line(file, line, disk, rendered, lines)
	return whyReport{Line: answer, Absent: !there}, err
}

// place takes FILE:LINE apart; the line is 0 where none is given.
func place(what string) (file string, line int, err error) {
	file = what
	if i := strings.LastIndexByte(what, ':'); i >= 0 {
		file = what[:i]
		if line, err = strconv.Atoi(what[i+1:]); err != nil || line < 1 || file == "" {
			return "", 0, hint.With(fmt.Errorf("%q is not FILE:LINE", what), "lines count from 1: msgen why Dockerfile:12")
		}
	}
	return path.Clean(filepath.ToSlash(file)), line, nil
}

// inside gives a file that is named from the root of the file system as the repository names it.
func (w *whyRun) inside(file string) string {
	dir := w.env.full(w.dir)
	rel, err := filepath.Rel(dir, filepath.FromSlash(file))
	if !filepath.IsAbs(file) || err != nil {
		return file
	}
	return filepath.ToSlash(rel)
}

// rendered gives what msgen writes for a path.
func (w *whyRun) rendered(file string) (string, bool) {
	for _, f := range w.result.Files() {
		if f.Path == file {
			return f.Text, true
		}
	}
	return "", false
}

// unknown is the error for what is neither a file of msgen's nor a key.
func (w *whyRun) unknown(what, file string) error {
	var names []string
	for _, f := range w.result.Files() {
		names = append(names, visible(f.Path))
	}
	hints := []string{"the files are " + strings.Join(names, ", ")}
	if !strings.ContainsAny(what, ":/.") {
		hints = append(hints, "the choices and facts are "+strings.Join(flow.WhyKeys(), ", "))
	}
	return hint.With(fmt.Errorf("%s is not a file that msgen writes here", visible(file)), hints...)
}

// line answers for one line of the file on disk.
func (w *whyRun) line(file string, line int, disk []byte, rendered string, lines []int) (*whyLine, error) {
	answer := &whyLine{Path: file, Line: line, Text: lineOf(string(disk), line), Origin: "msgen"}
	first, last := lines[line-1], lines[line-1]
	if first == 0 {
		answer.Origin = w.strange(file, line, disk)
		first, last = change.Across(lines, line, strings.Count(rendered, "\n"))
	}
	for i := first; i <= last; i++ {
		e, err := w.result.Why(file, i)
		if err != nil {
			return nil, err
		}
		answer.Explained = append(answer.Explained, e)
	}
	return answer, nil
}

// strange says of a line that msgen does not write now whether it wrote it before.
func (w *whyRun) strange(file string, line int, disk []byte) string {
	if w.repository.lock != nil {
		if f := w.repository.lock.File(file); f != nil && change.LineMap(disk, f.Base)[line-1] > 0 {
			return "outdated"
		}
	}
	return "hand"
}

// edited gives the lines of the file on disk that were edited by hand.
func (w *whyRun) edited(lines []int, disk []byte) []int {
	var all []int
	for i, to := range lines {
		if to == 0 && strings.TrimSpace(lineOf(string(disk), i+1)) != "" {
			all = append(all, i+1)
		}
	}
	return all
}

// lineOf gives a line of a text, without its end.
func lineOf(text string, line int) string {
	lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	if line > len(lines) {
		return ""
	}
	return strings.TrimSuffix(lines[line-1], "\r")
}
