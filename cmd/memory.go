package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
)

// memory is what a repository holds of msgen: the user's file and the lock.
type memory struct {
	config     *config.File // never nil
	configText []byte       // nil where there is no file
	lock       *lock.Lock   // nil where there is none
	lockText   []byte
	// team are the packs, nil for none; packs is what the lock keeps of them, newer what names that are made to move mean now.
	team  *pack.Team
	packs []lock.Pack
	newer map[string]string
	today string // the day, "2026-11-21", for exceptions that end
	// migration is what packs of another version made of it; nil before the packs are gathered.
	migration *migration
	diskText  []byte // the user's file as it is on disk, where a migration changed it
	// conflicted tells that the lock held the markers of a merge, and that both sides could be read.
	conflicted bool
	clashes    []lock.Clash // what those sides left open
}

// recall reads what a repository holds of msgen.
func recall(repo fs.FS) (*memory, error) {
	m := &memory{config: &config.File{}}
	var err error
	if m.configText, err = state(repo, config.Name); err != nil {
		return nil, err
	}
	if m.configText != nil {
		if m.config, err = readConfig(m.configText); err != nil {
			return nil, err
		}
	}
	if m.lockText, err = state(repo, lock.Name); err != nil || m.lockText == nil {
		return m, err
	}
	m.lock, err = lock.Parse(m.lockText)
	var both *lock.ConflictError
	if errors.As(err, &both) && both.Ours != nil && both.Theirs != nil {
		m.lock, m.clashes = lock.Resolve(both.Ours, both.Theirs, func(path string) []byte {
			text, _ := state(repo, path) // a file that cannot be read is an error of its own later
			return text
		})
		m.conflicted, err = true, nil
	}
	return m, err
}

// readConfig reads the user's file. Where it names packs, its answers may have keys that only they know: those are judged
// when the packs are there.
func readConfig(text []byte) (*config.File, error) {
	f, err := config.Parse(text, config.AnyKey)
	if err == nil && len(f.Packs) == 0 {
		f, err = config.Parse(text)
	}
	return f, err
}

// unknown says which services the user's file names that are not in the repository.
func (m *memory) unknown(env Env, report detect.Report) {
	var here []string
	for _, s := range report.All() {
		here = append(here, s.Name)
	}
	tell := func(line int, name string) {
		if !slices.Contains(here, name) {
			fmt.Fprintf(env.Err, "note: %s:%d: there is no service %s; the services are %s\n", config.Name, line, name, hint.Some(here))
		}
	}
	for _, name := range m.config.Only {
		tell(m.config.Line("only", name), name)
	}
	for _, s := range m.config.Services {
		tell(s.Line, s.Name)
	}
}

// state reads one of msgen's own files; nil where there is none.
func state(repo fs.FS, name string) ([]byte, error) {
	data, there, err := change.Read(repo, name)
	if err != nil || !there {
		return nil, err
	}
	return append([]byte{}, data...), nil // an empty file is there all the same
}

// need gives the lock, or says how to get one.
func (m *memory) need() (*lock.Lock, error) {
	if m.lock == nil {
		return nil, hint.With(errors.New("there is no "+lock.Name+" here"), "write a Dockerfile with msgen init", "start to manage an existing Dockerfile with msgen adopt")
	}
	return m.lock, nil
}

// request is what the user's file and the flags ask of flow.
func (m *memory) request(repo fs.FS, wishes choice.Wishes) flow.Request {
	return flow.Request{Repo: m.outside(repo), Today: m.today, Only: m.config.Only, Wishes: wishes, Saved: m.config.Wishes, OutputDir: m.config.OutputDir, Team: m.team,
		Exceptions: m.exceptions(), Render: flow.Apart("msgen", renderName)}
}

// exceptions gives the user's exceptions to the packs' policy.
func (m *memory) exceptions() []pack.Exception {
	var all []pack.Exception
	for _, e := range m.config.Exceptions {
		all = append(all, pack.Exception{Rule: e.Rule, Reason: e.Reason, Until: e.Until, Place: fmt.Sprintf("%s:%d", config.Name, e.Line)})
	}
	return all
}

// keys gives the keys of all answers: msgen's own, then those of the packs.
func (m *memory) keys() []string {
	var all []string
	for _, k := range choice.Keys() {
		all = append(all, k.Name)
	}
	return append(all, m.questions()...)
}

// questions gives the keys of the packs' questions.
func (m *memory) questions() []string {
	var all []string
	if m.team != nil {
		for _, q := range m.team.Schema.Questions() {
			all = append(all, q.Key)
		}
	}
	return all
}

// gather brings the packs of the repository together, and those named beside them; then the answers that they ask for are
// judged.
func (r *repository) gather(env Env, flags packFlags, asker choice.Asker, more ...string) error {
	refs := slices.Clone(r.config.Packs)
	for _, ref := range more {
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	g, err := gather(env, absolute(r.root.Name()), r.lock, flags)
	if err != nil {
		return err
	}
	g.asker = asker
	if r.team, err = g.team(refs); err != nil {
		return err
	}
	r.packs, r.newer = g.found, g.newer
	if err := r.migrate(); err != nil {
		return err
	}
	if r.configText != nil {
		r.config, err = config.Parse(r.configText, r.questions()...)
	}
	return err
}

// say tells the person what is unusual about the memory.
func (m *memory) say(env Env) {
	if m.migration != nil {
		for _, line := range m.migration.said {
			fmt.Fprintf(env.Err, "note: %s\n", line)
		}
	}
	if m.conflicted {
		fmt.Fprintf(env.Err, "note: %s contains merge conflict markers; both sides are readable, so msgen resolves them\n", lock.Name)
	}
	for _, c := range m.clashes {
		fmt.Fprintf(env.Err, "note: %s: %s; ours was taken\n", lock.Name, c)
	}
}

// answers gives the user's file with what was given now; false where it holds all of it already. A new file is made where
// there is none; of one that is there only the bytes of what was given change.
func (m *memory) answers(g config.Given) (change.File, bool, error) {
	disk := m.configText
	if m.diskText != nil {
		disk = m.diskText
	}
	file := change.File{Path: config.Name, Exact: true, Data: m.configText, Looked: true, Seen: disk}
	var err error
	if m.configText == nil {
		file.Data, err = config.New(g)
		return file, true, err
	}
	for _, s := range m.splices(g) {
		if file.Data, err = config.Set(file.Data, s.path, s.value); err != nil {
			return file, false, err
		}
	}
	return file, string(file.Data) != string(disk), nil
}

// splice is one value of the user's file that changes.
type splice struct {
	path  []string
	value config.Value
}

// splices gives what the user's file does not say yet, in the order of its keys.
func (m *memory) splices(g config.Given) []splice {
	var all []splice
	if g.OutputDir != "" && g.OutputDir != m.config.OutputDir {
		all = append(all, splice{[]string{"outputDir"}, config.Text(g.OutputDir)})
	}
	if only := m.more(g); only != nil {
		all = append(all, splice{[]string{"only"}, config.List(only...)})
	}
	var packs []string
	for _, p := range g.Packs {
		if !slices.Contains(m.config.Packs, p) {
			packs = append(packs, p)
		}
	}
	if len(packs) > 0 {
		all = append(all, splice{[]string{"packs"}, config.List(append(slices.Clone(m.config.Packs), packs...)...)})
	}
	for _, key := range m.keys() {
		if value, ok := g.Answers[key]; ok && m.config.Wishes("")[key].Value != value {
			all = append(all, splice{[]string{"answers", key}, config.ValueOf(key, value)})
		}
	}
	for _, service := range slices.Sorted(maps.Keys(g.Services)) {
		for _, key := range m.keys() {
			if value, ok := g.Services[service][key]; ok && m.config.Wishes(service)[key].Value != value {
				all = append(all, splice{[]string{"services", service, "answers", key}, config.ValueOf(key, value)})
			}
		}
	}
	return all
}

// more gives the services of the user's file with further ones; nil where it takes all, or names them already.
func (m *memory) more(g config.Given) []string {
	if len(m.config.Only) == 0 && !g.More {
		return nil
	}
	only := slices.Clone(m.config.Only)
	for _, s := range g.Only {
		if !slices.Contains(only, s) {
			only = append(only, s)
		}
	}
	if len(only) == len(m.config.Only) {
		return nil
	}
	return only
}

// repository is a directory that a command works on, opened, with what it holds of msgen.
type repository struct {
	root  *os.Root
	repo  fs.FS
	shown string // as the user wrote it
	*memory
}

// openRepository opens the directory that a command works on and reads what it holds of msgen.
func openRepository(env Env, args []string) (*repository, error) {
	root, err := openRoot(env, args)
	if err != nil {
		return nil, err
	}
	r := &repository{root: root, repo: newRepoFS(root), shown: "."}
	if len(args) > 0 {
		r.shown = args[0]
	}
	if r.memory, err = recall(root.FS()); err != nil {
		root.Close()
		return nil, err
	}
	if env.Today != nil {
		r.today = env.Today()
	}
	return r, nil
}

// inRepository opens the directory that a command works on, puts right what a killed run left there if the command writes, and works.
func inRepository(env Env, args []string, writes bool, work func(*repository) error) error {
	r, err := openRepository(env, args)
	if err != nil {
		return err
	}
	defer r.root.Close()
	if writes {
		if err := r.mend(env); err != nil {
			return err
		}
	}
	return work(r)
}

// mend puts right what a killed run left behind, and reads again.
func (r *repository) mend(env Env) error {
	back, err := recoverFiles(env, r.root)
	if err != nil || len(back.Back)+len(back.Done) == 0 {
		return err
	}
	today := r.today
	if r.memory, err = recall(r.root.FS()); err == nil {
		r.today = today
	}
	return err
}

// recoverFiles puts right what a killed run left behind, and says so.
func recoverFiles(env Env, root *os.Root) (change.Recovered, error) {
	back, err := change.Recover(root)
	if len(back.Back) > 0 {
		fmt.Fprintf(env.Err, "note: an earlier run was interrupted while writing; restored: %s\n", strings.Join(back.Back, ", "))
	}
	if len(back.Done) > 0 {
		fmt.Fprintf(env.Err, "note: an earlier run was interrupted after it had written all files: %s\n", strings.Join(back.Done, ", "))
	}
	return back, err
}

// write writes all changes or none; an interrupt waits for it.
func (r *repository) write(env Env, changes []change.Change) error {
	env.writing.Lock()
	defer env.writing.Unlock()
	return change.Apply(r.root, changes)
}
