package detect

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/secret"
)

// vault judges the files of a repository that have the name of a secret, for one stack at a time.
type vault struct {
	t     *Tree
	all   []string        // every such file, sorted
	holds map[string]bool // whether one of them holds a secret
	login map[string]int  // the line of a manifest with an address that has a password; 0 for none
	stack *Stack
	known map[string]verdict
	named map[string]Evidence // the base name of such a file -> the line of a source that names it
}

// verdict says what becomes of a file: it is let in, or withheld and perhaps worth a word.
type verdict struct {
	in      string // the pattern that lets it in
	because Evidence
}

// withhold keeps secrets out of what stacks are made of: files that have the name of one are neither copied nor mounted,
// unless the program is seen to need them and they hold nothing secret; settings with a credential become secret mounts;
// logins leave addresses; values with the name of a secret are left to whoever runs the container.
func withhold(t *Tree, stacks []Stack) {
	v := &vault{t: t, all: t.secretNames(), holds: map[string]bool{}, login: map[string]int{}}
	for i := range stacks {
		v.settle(&stacks[i])
	}
}

// settle works on a stack and those inside it.
func (v *vault) settle(s *Stack) {
	v.stack, v.known, v.named = s, map[string]verdict{}, nil
	v.judgeAll()
	v.lists()
	s.anonymous()
	s.AskForSecrets()
	if s.Assets != nil && s.Assets.Node != nil {
		had := len(s.Assets.Node.Notes)
		v.settle(s.Assets.Node)
		s.Notes = append(s.Notes, s.Assets.Node.Notes[had:]...)
	}
	if s.Java != nil {
		for i := range s.Java.Others {
			v.settle(&s.Java.Others[i])
		}
	}
}

// secretNames lists the files that the patterns of a .dockerignore would hide for their names.
func (t *Tree) secretNames() []string {
	var all []string
	for name, paths := range t.names {
		if secret.Hidden(name) {
			all = append(all, paths...)
		}
	}
	for dir, subs := range t.DirsIn {
		for _, sub := range subs {
			if secret.Hidden(sub) {
				all = append(all, t.Under(path.Join(dir, sub))...)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// judgeAll judges the files in the stack's context.
func (v *vault) judgeAll() {
	let := map[string]bool{}
	for _, p := range v.all {
		if !Inside(p, v.stack.Context) {
			continue
		}
		said := v.judge(p)
		v.known[p] = said
		if said.in != "" {
			if !let[said.in] { // with the first evidence: a migration more must not change what is known of a repository
				v.stack.Admitted = append(v.stack.Admitted, Candidate{Value: said.in, Because: []Evidence{said.because}})
			}
			let[said.in] = true
		} else if secret.Home(p) != "" {
			v.stack.Withheld = append(v.stack.Withheld, p)
		}
		if said.in == "" && said.because.Path != "" {
			v.note(p+" looks like a secret and stays out of the image, although "+said.because.String()+" names it", "a mount of the file when the container runs: docker run -v", said.because)
		}
	}
}

// judge decides on one file.
func (v *vault) judge(p string) verdict {
	if strings.ContainsAny(p, "*?[]^\\\n\r") { // as a pattern it would let others in
		return verdict{}
	}
	if secret.Source(p) {
		return verdict{in: v.admitted(p), because: Evidence{Path: p}}
	}
	home := secret.Home(p)
	switch held := v.held(p); {
	case held && (IsAside(p) || strings.HasPrefix(path.Base(p), ".env")): // a test's, or what every loader names and goes on without
		return verdict{}
	case held:
		return verdict{because: v.names(p)}
	case home != "" && path.Ext(p) == ".sql" && !secret.Dump(p): // a new migration must not change what is let in
		return verdict{in: path.Join(home, "**", "*.sql"), because: Evidence{Path: home}}
	case home != "", secret.Settings(p):
		return verdict{in: p, because: Evidence{Path: p}}
	}
	if at := v.names(p); at.Path != "" {
		return verdict{in: p, because: at}
	}
	return verdict{}
}

// admitted gives the pattern for a source: its own path, or the outermost directory that has the name of a secret.
func (v *vault) admitted(p string) string {
	parts := strings.Split(p, "/")
	for i := range parts {
		if secret.Hidden(parts[i]) {
			return path.Join(parts[:i+1]...)
		}
	}
	return p
}

// held reports whether a file holds a secret. One that is no text is judged by its name.
func (v *vault) held(p string) bool {
	held, known := v.holds[p]
	if !known {
		held = secret.Unread(p)
		if text, err := v.t.textOr(p, latin1); err == nil {
			held = secret.Held(p, text[:min(len(text), maxLook)])
		}
		v.holds[p] = held
	}
	return held
}

// lists takes what is withheld out of the lists of the stack's files.
func (v *vault) lists() {
	s := v.stack
	if n := s.Node; n != nil {
		n.Private = v.private(n.Private, &n.Manifests, &n.InstallFiles)
		v.sayLogins(n.Manifests)
		v.strip(&n.Manifests, &n.InstallFiles, &n.RunFiles, &n.BuildFiles)
		if n.Workspace != nil {
			for i := range n.Workspace.Parts {
				v.strip(&n.Workspace.Parts[i].RunFiles)
			}
		}
	}
	if py := s.Python; py != nil {
		v.pythonSettings()
		v.sayLogins(py.Manifests, py.DevManifests)
		v.strip(&py.Manifests, &py.DevManifests, &py.RunFiles, &py.RunDirs, &py.TestFiles)
	}
	if j := s.Java; j != nil {
		v.javaSettings()
	}
	v.programs()
}

// strip leaves out of lists what is withheld, and directories of which nothing is left.
func (v *vault) strip(lists ...*[]string) {
	for _, list := range lists {
		first := slices.IndexFunc(*list, v.withheld)
		if first < 0 {
			continue
		}
		kept := slices.Clone((*list)[:first]) // other services may have the same list
		for _, p := range (*list)[first+1:] {
			if !v.withheld(p) {
				kept = append(kept, p)
			}
		}
		*list = kept
	}
}

// withheld reports a path that no stage gets, and says so.
func (v *vault) withheld(p string) bool {
	if said, ok := v.known[path.Clean(p)]; ok {
		if said.in != "" {
			return false
		}
		if said.because.Path == "" && !secret.Settings(p) {
			v.note(p+" looks like a secret and stays out of the image", "another name for the file, if it is not one", Evidence{Path: p})
		}
		return true
	}
	if len(v.known) == 0 {
		return false
	}
	below := v.t.Under(p)
	return len(below) > 0 && !v.t.Has(p) && !slices.ContainsFunc(below, func(f string) bool {
		said, ok := v.known[f]
		return !ok || said.in != ""
	})
}

// note adds a note to the stack.
func (v *vault) note(text, add string, because Evidence) {
	v.stack.Notes = append(v.stack.Notes, Note{Text: text, Add: add, Because: []Evidence{because}})
}

// private moves the settings that hold a credential from lists to those that become secret mounts.
func (v *vault) private(private []string, lists ...*[]string) []string {
	for _, list := range lists {
		for _, p := range *list {
			if secret.Settings(p) && v.held(p) && !slices.Contains(private, p) {
				private = append(private, p)
				v.sayPrivate(p)
			}
		}
		if *list != nil {
			*list = slices.DeleteFunc(*list, func(p string) bool { return slices.Contains(private, p) })
		}
	}
	return private
}

// sayPrivate notes the line of a file of settings that holds a credential.
func (v *vault) sayPrivate(p string) {
	for i, line := range v.t.Lines(p) {
		if secret.Held(p, line) {
			v.note(p+" contains a credential: the build gets the file as a secret, and no layer contains it", "a variable instead, and a new credential: everyone with access to the repository knows this one", v.t.At(p, i+1))
			return
		}
	}
}

// programs drops files that a compiled program opens and that are secrets; one that the compiler embeds refuses the program.
func (v *vault) programs() {
	all := v.stack.compiled()
	for i := range all {
		p := &all[i]
		p.RunFiles = slices.DeleteFunc(p.RunFiles, func(f RunFile) bool { return v.withheld(f.Path) })
		for _, e := range p.Embeds {
			if said, ok := v.known[e.Path]; ok && said.in == "" && v.stack.Refusal == nil {
				v.stack.Refusal = &Note{Text: e.Path + " looks like a secret and is embedded: everyone with the image would have it",
					Add: "code that reads the file when the program runs", Because: []Evidence{e.Because}}
			}
		}
	}
}

// pythonSettings finds the settings of the package manager that hold a credential.
func (v *vault) pythonSettings() {
	py := v.stack.Python
	py.Private = v.private(nil, &py.Manifests, &py.DevManifests)
	for _, name := range []string{"pip.conf", "pip.ini", "uv.toml", "poetry.toml", "pdm.toml", ".pdm.toml"} {
		found := []string{path.Join(v.stack.Dir, name)}
		if v.t.Has(found[0]) && !slices.Contains(py.Private, found[0]) {
			py.Private = v.private(py.Private, &found)
		}
	}
}

// settingsBelow does the same for Maven and Gradle, whose paths are relative to the context.
func (v *vault) javaSettings() {
	j := v.stack.Java
	whole := func(list []string) []string {
		var out []string
		for _, f := range list {
			out = append(out, path.Join(v.stack.Context, f))
		}
		return out
	}
	files, extra := whole(j.Files), whole(j.Extra)
	private := v.private(nil, &files, &extra)
	v.strip(&files, &extra)
	back := func(list []string) []string {
		var out []string
		for _, f := range list {
			out = append(out, Relative(v.stack.Context, f))
		}
		return out
	}
	v.sayLogins(files)
	v.sayScripts(files)
	j.Files, j.Extra, j.Private = back(files), back(extra), back(private)
}
