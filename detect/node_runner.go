package detect

import (
	"path"
	"slices"
	"strings"
)

// nodeFlags are flags of the runners that take the next word as their value.
var nodeFlags = map[string]bool{
	"-r": true, "--require": true, "--import": true, "--loader": true, "--experimental-loader": true, "-C": true, "--conditions": true, "--env-file": true, "--env-file-if-exists": true,
	"-P": true, "--project": true, "-w": true, "--watch": true, "-x": true, "--exec": true, "-e": true, "--ext": true, "--ignore": true, "-i": true, "-n": true, "--name": true, "--delay": true, "--config": true, "--preload": true, "--watch-path": true, "--tsconfig": true, "-O": true,
}

// dropped reports whether a flag of node is for development only, or names a file that no image holds.
func dropped(flag string) bool {
	for _, prefix := range []string{"--watch", "--inspect", "--env-file", "--hot", "--prof"} {
		if strings.HasPrefix(flag, prefix) {
			return true
		}
	}
	return false
}

// runner resolves "node x", "nodemon x", "ts-node x" and their likes to the node command behind them.
func (s *nodeService) runner(c command, typed bool) nodeStart {
	tool, words := c.args[0], c.args[1:]
	st := nodeStart{kind: startProgram, env: c.env}
	if tool == "bun" {
		return s.bun(st, words)
	}
	if (tool == "pm2" || tool == "pm2-runtime" || tool == "forever") && len(words) > 0 && words[0] == "start" {
		words = words[1:]
	}
	if tool == "tsx" && len(words) > 0 && words[0] == "watch" {
		words = words[1:]
	}
	if (tool == "node" || tool == "nodejs") && slices.Contains(words, "-e") {
		return nodeStart{kind: startOther}
	}
	flags, file, rest := splitRunner(tool, words)
	if exec := execOf(words); tool == "nodemon" && len(exec) > 0 {
		return s.judge(command{env: c.env, args: append(exec, nonEmpty(file)...)})
	}
	if tool == "nodemon" && file == "" {
		file = s.nodemonMain()
	}
	if base := path.Base(file); strings.HasPrefix(base, "ecosystem.") || strings.HasPrefix(base, "pm2.") || strings.HasPrefix(base, "process") && tool != "node" {
		apps := s.ecosystem(file)
		if i := slices.Index(rest, "--only"); i >= 0 && i+1 < len(rest) {
			apps = slices.DeleteFunc(apps, func(p process) bool { return p.name != rest[i+1] })
		}
		if len(apps) == 0 {
			return nodeStart{}
		}
		return s.oneOf(apps)
	}
	if file == "" {
		file = "."
	}
	if tool == "node" && file == "ace" {
		return nodeStart{} // what it serves is the framework's default
	}
	st.port = portFlag(rest)
	return s.programOf(st, tool, typed, flags, file, rest)
}

// programOf joins the parts to a command, choosing the compiled script where the project compiles itself.
func (s *nodeService) programOf(st nodeStart, tool string, typed bool, flags []string, file string, rest []string) nodeStart {
	if tool != "node" && tool != "nodejs" && !typed || tool == "nodemon" {
		flags = nil
	}
	file = s.scriptFile(file)
	if isTypeScript(file) && !slices.Contains(flags, "--experimental-strip-types") {
		return s.typed(st, tool, flags, file, rest)
	}
	if tool == "babel-node" && s.pkg.dep("@babel/node") != nil {
		return s.babelNode(st, file, rest)
	}
	kept := flags[:0:0]
	for i := 0; i < len(flags); i++ {
		if typed || strings.Contains(flags[i], "ts-node") {
			continue
		}
		kept = append(kept, flags[i])
	}
	st.entry = file
	st.args = append(append(append([]string{"node"}, kept...), file), rest...)
	return st
}

// typed decides how a TypeScript script runs: compiled, when the project has a build that compiles it; by the tool that
// its start script names otherwise.
func (s *nodeService) typed(st nodeStart, tool string, flags []string, file string, rest []string) nodeStart {
	if out := s.compiled(file); out != "" {
		st.entry = out
		st.args = append([]string{"node", out}, rest...)
		st.notes = append(st.notes, Note{Text: "the start script runs TypeScript by " + tool + "; the image runs what the build script compiles, " + out, Because: []Evidence{s.pkg.script("build").evidence()}})
		return st
	}
	st.entry = file
	loader := s.tsLoader(tool, flags)
	switch loader {
	case "tsx":
		st.args = []string{"node", "--import", "tsx", file}
	case "ts-node":
		st.args = []string{"node", s.module("ts-node", "dist/bin.js"), file}
	case "":
		st.args = []string{"node", file} // node strips types itself from 22.18 on
	default:
		st.args, st.bin = []string{loader, file}, loader
	}
	if loader != "" && s.pkg.prod(loader) == nil {
		st.dev = loader
	}
	st.args = append(st.args, rest...)
	return st
}

// tsLoader names the package that runs TypeScript for a tool: the tool itself, or what the project has.
func (s *nodeService) tsLoader(tool string, flags []string) string {
	line := strings.Join(flags, " ")
	switch tool {
	case "ts-node-dev", "tsnd", "ts-node-esm", "ts-node-script", "ts-node":
		return "ts-node"
	case "tsx":
		return "tsx"
	case "node", "nodejs", "nodemon", "pm2", "pm2-runtime", "forever", "node-dev", "supervisor":
		for _, name := range []string{"tsx", "ts-node"} {
			if strings.Contains(line, name) || s.pkg.dep(name) != nil {
				return name
			}
		}
		return ""
	}
	return tool
}

// bun resolves "bun x.ts" and "bun run x.ts".
func (s *nodeService) bun(st nodeStart, words []string) nodeStart {
	if len(words) > 0 && words[0] == "run" {
		words = words[1:]
	}
	if len(words) > 0 && slices.Contains([]string{"build", "install", "test", "x", "add", "create"}, words[0]) {
		return nodeStart{kind: startOther}
	}
	flags, file, rest := splitRunner("bun", words)
	if file == "" {
		return nodeStart{}
	}
	st.runtime, st.entry = "bun", s.scriptFile(file)
	st.args = append(append(append([]string{"bun"}, flags...), st.entry), rest...)
	return st
}

// splitRunner takes the words behind a runner apart: flags that are kept, the script, its arguments.
func splitRunner(tool string, words []string) (flags []string, file string, rest []string) {
	for i := 0; i < len(words); i++ {
		w := words[i]
		if w == "--" && i+1 < len(words) {
			return flags, words[i+1], words[i+2:]
		}
		if !strings.HasPrefix(w, "-") {
			return flags, w, words[i+1:]
		}
		takes := nodeFlags[w] && i+1 < len(words) && !(w == "--watch" && (tool == "node" || tool == "bun")) && !((w == "-i" || w == "-e") && (tool == "node"))
		if !dropped(w) && !(takes && words[i+1] == "dotenv/config" && false) {
			flags = append(flags, w)
			if takes {
				flags = append(flags, words[i+1])
			}
		}
		if takes {
			i++
		}
	}
	return flags, "", nil
}

// execOf gives the command that nodemon is told to run.
func execOf(words []string) []string {
	for i, w := range words {
		if (w == "--exec" || w == "-x") && i+1 < len(words) {
			exec, _ := shellWords(words[i+1])
			return exec
		}
	}
	return nil
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// nodemonMain gives what nodemon runs when it is told nothing.
func (s *nodeService) nodemonMain() string {
	if p := s.t.first(s.pkg.dir, "nodemon.json"); p != "" {
		if doc, err := s.t.json(p, true); err == nil {
			words, _ := shellWords(doc.at("exec").text())
			if len(words) > 0 {
				return words[len(words)-1]
			}
			if script := doc.at("script").text(); script != "" {
				return script
			}
		}
	}
	return s.pkg.doc.at("main").text()
}
