package story

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// Run is one image of a case: how it is run, what it must answer, and what a rebuild must find in the cache.
type Run struct {
	// Line is where it begins in the case.
	Line int
	// Service is the directory of its Dockerfile, "." for the root.
	Service string
	// Asks are requests and their answers; Says are texts that must appear in what the container prints.
	Asks []Ask
	Says []string
	// Env are NAME=value pairs for `docker run`.
	Env []string
	// Targets are further stages to build.
	Targets []Target
	// Edit is the file that is edited for the rebuild; Cached are the stages that must stay in the cache then.
	Edit   string
	Cached []string
	// Writable says why the container cannot run with --read-only; "" when it can.
	Writable string
	// Exits are the exit codes that are right after SIGTERM.
	Exits []int
	// Cost is a guess of the seconds of a cold build; 0 leaves it to the stack's usual cost.
	Cost int
}

// Ask is a GET request and its answer.
type Ask struct {
	Path   string
	Status int
	// Contains is a text that the body must hold; "" for any body.
	Contains string
}

// Target is a further stage to build; Run tries it in the same way as the image itself.
type Target struct {
	Name string
	Run  bool
}

// parseRuns reads want/run; marker is the line of its marker in the case.
func parseRuns(file string, marker int, data []byte) ([]Run, error) {
	runs := []Run{newRun(marker, ".")}
	for i, line := range strings.Split(string(data), "\n") {
		at := marker + 1 + i
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		r := &runs[len(runs)-1]
		var err error
		switch {
		case word == "" || strings.HasPrefix(word, "#"):
		case word == "service":
			runs, err = nextService(runs, at, rest)
		case words()[word] == nil:
			err = fmt.Errorf("%q is none of GET, stdout, env, target, edit, cached, read-only, writable, exit, cost, service", word)
		default:
			err = words()[word](r, rest)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, at, err)
		}
	}
	for _, r := range runs {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, r.Line, err)
		}
	}
	return runs, nil
}

func newRun(line int, service string) Run {
	return Run{Line: line, Service: service, Exits: []int{0, 143}}
}

// nextService begins the lines of another service; the first line of want/run may name the first one.
func nextService(runs []Run, at int, dir string) ([]Run, error) {
	if dir == "" || path.Clean(dir) != dir || strings.HasPrefix(dir, "/") || strings.HasPrefix(dir, "..") {
		return nil, fmt.Errorf("service %q: want a directory of the repository", dir)
	}
	if last := runs[len(runs)-1]; len(runs) == 1 && last.empty() {
		return []Run{newRun(at, dir)}, nil
	}
	return append(runs, newRun(at, dir)), nil
}

func (r *Run) empty() bool {
	return len(r.Asks)+len(r.Says)+len(r.Env)+len(r.Targets)+len(r.Cached) == 0 && r.Edit == ""
}

// check judges the lines of one service together.
func (r *Run) check() error {
	switch {
	case len(r.Asks)+len(r.Says) == 0:
		return errors.New("want/run needs a GET or a stdout line: what does the container answer?")
	case len(r.Cached) > 0 && r.Edit == "":
		return errors.New("cached needs an edit line: which file is edited for the rebuild?")
	}
	return nil
}

// words are the lines of want/run, by their first word.
func words() map[string]func(r *Run, rest string) error {
	return map[string]func(*Run, string) error{
		"GET":       (*Run).ask,
		"stdout":    (*Run).say,
		"env":       (*Run).env,
		"target":    (*Run).target,
		"edit":      (*Run).edit,
		"cached":    (*Run).cached,
		"read-only": (*Run).readOnly,
		"writable":  (*Run).writable,
		"exit":      (*Run).exits,
		"cost":      (*Run).cost,
	}
}

func (r *Run) ask(rest string) error {
	url, rest, _ := strings.Cut(rest, " ")
	status, contains, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := strconv.Atoi(status)
	if !strings.HasPrefix(url, "/") || err != nil || n < 100 || n > 599 {
		return errors.New("GET wants a path and a status: GET /healthz 200 ok")
	}
	r.Asks = append(r.Asks, Ask{url, n, strings.TrimSpace(contains)})
	return nil
}

func (r *Run) say(rest string) error {
	if rest == "" {
		return errors.New("stdout wants a text")
	}
	r.Says = append(r.Says, rest)
	return nil
}

func (r *Run) env(rest string) error {
	if name, _, ok := strings.Cut(rest, "="); !ok || name == "" || strings.Contains(name, " ") {
		return fmt.Errorf("env wants NAME=value, not %q", rest)
	}
	r.Env = append(r.Env, rest)
	return nil
}

func (r *Run) target(rest string) error {
	f := strings.Fields(rest)
	if len(f) == 0 || len(f) > 2 || (len(f) == 2 && f[1] != "run") {
		return fmt.Errorf("target wants a stage, and run where it is to be tried: target debug run, not %q", rest)
	}
	r.Targets = append(r.Targets, Target{f[0], len(f) == 2})
	return nil
}

func (r *Run) edit(rest string) error {
	if rest == "" || r.Edit != "" {
		return errors.New("edit wants one file, once")
	}
	r.Edit = rest
	return nil
}

func (r *Run) cached(rest string) error {
	f := strings.Fields(rest)
	if len(f) == 0 {
		return errors.New("cached wants the names of stages")
	}
	r.Cached = append(r.Cached, f...)
	return nil
}

func (r *Run) readOnly(rest string) error {
	if rest != "" {
		return fmt.Errorf("read-only stands alone, without %q", rest)
	}
	r.Writable = ""
	return nil
}

func (r *Run) writable(rest string) error {
	if rest == "" {
		return errors.New("writable wants a reason")
	}
	r.Writable = rest
	return nil
}

func (r *Run) exits(rest string) error {
	r.Exits = nil
	for _, w := range strings.FieldsFunc(rest, func(c rune) bool { return c == ',' || c == ' ' }) {
		n, err := strconv.Atoi(w)
		if err != nil || n < 0 || n > 255 || n == 137 {
			return fmt.Errorf("exit wants codes such as 0,143 (137 is a kill, never right), not %q", rest)
		}
		r.Exits = append(r.Exits, n)
	}
	if len(r.Exits) == 0 {
		return errors.New("exit wants codes such as 0,143")
	}
	return nil
}

func (r *Run) cost(rest string) (err error) {
	if r.Cost, err = strconv.Atoi(rest); err != nil || r.Cost < 1 {
		return fmt.Errorf("cost wants the seconds of a cold build, not %q", rest)
	}
	return nil
}

// split cuts a command line into arguments at spaces; single and double quotes keep them together.
func split(line string) ([]string, error) {
	var out []string
	var word strings.Builder
	quote, open := rune(0), false
	for _, c := range line {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '\'' || c == '"':
			quote, open = c, true
		case c == ' ' || c == '\t':
			if open {
				out = append(out, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(c)
			open = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote %c is not closed", quote)
	}
	if open {
		out = append(out, word.String())
	}
	return out, nil
}
