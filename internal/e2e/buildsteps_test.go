package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

// Build is the record of one `docker buildx build --progress=rawjson`.
type Build struct {
	// Steps are the instructions of the Dockerfile that the build looked at, FROM apart, in the order of the record.
	Steps []Step
	// Seconds is how long it took, without the time in which base images were looked up and pulled.
	Seconds float64
	// Failure is what the failed step printed, and its error; "" when nothing failed.
	Failure string
}

// Step is one instruction of a Dockerfile.
type Step struct {
	// Stage is the name of its stage, "" where the file has only one without a name.
	Stage string
	// Text is the instruction.
	Text string
	// Ran reports whether it was carried out, not taken from the cache.
	Ran bool
}

// Reran gives the steps that were carried out.
func (b *Build) Reran() []Step {
	var out []Step
	for _, s := range b.Steps {
		if s.Ran {
			out = append(out, s)
		}
	}
	return out
}

// Uncached says which steps of the stages were carried out though they should have been cached; a stage without any step is said too.
func (b *Build) Uncached(stages []string) []string {
	var out []string
	for _, stage := range stages {
		seen := false
		for _, s := range b.Steps {
			if s.Stage != stage {
				continue
			}
			seen = true
			if s.Ran {
				out = append(out, fmt.Sprintf("stage %s was not cached: %s", stage, s.Text))
			}
		}
		if !seen {
			out = append(out, fmt.Sprintf("stage %s has no step in this build", stage))
		}
	}
	return out
}

// vertex is a node of BuildKit's graph as the record tells it, again at each change.
type vertex struct {
	Digest    string     `json:"digest"`
	Name      string     `json:"name"`
	Started   *time.Time `json:"started"`
	Completed *time.Time `json:"completed"`
	Cached    bool       `json:"cached"`
	Error     string     `json:"error"`
}

// status is one line of the record.
type status struct {
	Vertexes []vertex `json:"vertexes"`
	Logs     []struct {
		Vertex string `json:"vertex"`
		Data   []byte `json:"data"`
	} `json:"logs"`
}

// ReadBuild reads a record. Lines that are no JSON are what buildx itself says; they end up in Failure when nothing else does.
func ReadBuild(r io.Reader) (*Build, error) {
	g := graph{last: map[string]vertex{}, logs: map[string]string{}}
	in := bufio.NewScanner(r)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		var s status
		if err := json.Unmarshal(in.Bytes(), &s); err != nil {
			g.said = append(g.said, in.Text())
			continue
		}
		g.add(s)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("reading the record of a build: %w", err)
	}
	return g.build(), nil
}

// graph gathers the record.
type graph struct {
	order []string
	last  map[string]vertex
	spans []span // of every time that a vertex was at work
	logs  map[string]string
	said  []string
}

type span struct {
	from, to time.Time
	bases    bool // looking up or pulling a base image
}

func (g *graph) add(s status) {
	for _, v := range s.Vertexes {
		if _, ok := g.last[v.Digest]; !ok {
			g.order = append(g.order, v.Digest)
		}
		if v.Started != nil && v.Completed != nil {
			g.spans = append(g.spans, span{*v.Started, *v.Completed, aboutBases(v.Name)})
		}
		g.last[v.Digest] = v
	}
	for _, l := range s.Logs {
		g.logs[l.Vertex] += string(l.Data)
	}
}

// aboutBases reports whether a vertex looks up or pulls an image: the registry's time, not the Dockerfile's.
func aboutBases(name string) bool {
	_, text := instruction(name)
	return strings.HasPrefix(name, "[internal] load metadata") || strings.HasPrefix(name, "resolve image config") ||
		strings.HasPrefix(name, "docker-image://") || strings.HasPrefix(text, "FROM ")
}

func (g *graph) build() *Build {
	b := &Build{Seconds: worked(g.spans)}
	for _, digest := range g.order {
		v := g.last[digest]
		stage, text := instruction(v.Name)
		if v.Error != "" && !strings.Contains(v.Error, "context canceled") {
			b.Failure += fmt.Sprintf("%s\n%s\n%s\n", v.Name, ends(g.logs[digest], 12, 20), v.Error)
		}
		// LINK joins the layers of a --link: it runs whenever one below it changes, and does no work.
		if text == "" || strings.HasPrefix(text, "FROM ") || strings.HasPrefix(text, "LINK ") {
			continue
		}
		b.Steps = append(b.Steps, Step{Stage: stage, Text: text, Ran: v.Started != nil && !v.Cached})
	}
	if b.Failure == "" {
		b.Failure = strings.Join(lines(g.said, "ERROR"), "\n")
	}
	return b
}

// instruction takes the name of a vertex apart: "[linux/amd64 deps 2/4] RUN npm ci" is RUN npm ci of deps. Both are "" for
// a vertex that is no instruction.
func instruction(name string) (stage, text string) {
	head, text, ok := strings.Cut(name, "] ")
	if !ok || !strings.HasPrefix(head, "[") || strings.HasPrefix(head, "[internal") {
		return "", ""
	}
	words := strings.Fields(head[1:])
	if len(words) == 0 || !strings.Contains(words[len(words)-1], "/") {
		return "", ""
	}
	if len(words) > 1 {
		stage = words[len(words)-2]
	}
	return stage, text
}

// worked gives the seconds in which something other than base images was at work.
func worked(spans []span) float64 {
	sort.Slice(spans, func(i, j int) bool { return spans[i].from.Before(spans[j].from) })
	var total time.Duration
	var end time.Time
	for _, s := range spans {
		if s.bases {
			continue
		}
		if s.from.After(end) {
			end = s.from
		}
		if s.to.After(end) {
			total += s.to.Sub(end)
			end = s.to
		}
	}
	return total.Seconds()
}

// lines gives the lines that hold a word.
func lines(all []string, word string) []string {
	var out []string
	for _, l := range all {
		if strings.Contains(l, word) {
			out = append(out, l)
		}
	}
	return out
}

// ends gives the first and the last lines of a text: some tools say first what is wrong, others last.
func ends(text string, first, last int) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(all) <= first+last {
		return strings.Join(all, "\n")
	}
	return strings.Join(all[:first], "\n") + "\n…\n" + strings.Join(all[len(all)-last:], "\n")
}

// tail gives the last n lines of a text.
func tail(text string, n int) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(all) > n {
		all = all[len(all)-n:]
	}
	return strings.Join(all, "\n")
}
