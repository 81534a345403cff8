package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

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
func runner(s *service, c command, typed bool) startCommand {
	tool, words := c.args[0], c.args[1:]
	st := startCommand{kind: startProgram, env: c.env}
	if tool == "bun" {
		return bun(s, st, words)
	}
	if (tool == "pm2" || tool == "pm2-runtime" || tool == "forever") && len(words) > 0 && words[0] == "start" {
		words = words[1:]
	}
	if tool == "tsx" && len(words) > 0 && words[0] == "watch" {
		words = words[1:]
	}
	if (tool == "node" || tool == "nodejs") && slices.Contains(words, "-e") {
		return startCommand{kind: startOther}
	}
	flags, file, rest := splitRunner(tool, words)
	if exec := execOf(words); tool == "nodemon" && len(exec) > 0 {
		return judge(s, command{env: c.env, args: append(exec, nonEmpty(file)...)})
	}
	if tool == "nodemon" && file == "" {
		file = nodemonMain(s)
	}
	if base := path.Base(file); strings.HasPrefix(base, "ecosystem.") || strings.HasPrefix(base, "pm2.") || strings.HasPrefix(base, "process") && tool != "node" {
		apps := ecosystem(s, file)
		if i := slices.Index(rest, "--only"); i >= 0 && i+1 < len(rest) {
			apps = slices.DeleteFunc(apps, func(p process) bool { return p.name != rest[i+1] })
		}
		if len(apps) == 0 {
			return startCommand{}
		}
		return s.oneOf(apps)
	}
	if file == "" {
		file = "."
	}
	if tool == "node" && file == "ace" {
		return startCommand{} // what it serves is the framework's default
	}
	st.port = portFlag(rest)
	return programOf(s, st, tool, typed, flags, file, rest)
}

// programOf joins the parts to a command, choosing the compiled script where the project compiles itself.
func programOf(s *service, st startCommand, tool string, typed bool, flags []string, file string, rest []string) startCommand {
	if tool != "node" && tool != "nodejs" && !typed || tool == "nodemon" {
		flags = nil
	}
	file = scriptFile(s, file)
	if isTypeScript(file) && !slices.Contains(flags, "--experimental-strip-types") {
		return typedStart(s, st, tool, flags, file, rest)
	}
	if tool == "babel-node" && s.pkg.dep("@babel/node") != nil {
		return babelNode(s, st, file, rest)
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

// typedStart decides how a TypeScript script runs: compiled, when the project has a build that compiles it; by the tool that
// its start script names otherwise.
func typedStart(s *service, st startCommand, tool string, flags []string, file string, rest []string) startCommand {
	if out := s.compiled(file); out != "" {
		st.entry = out
		st.args = append([]string{"node", out}, rest...)
		st.notes = append(st.notes, detect.Note{Text: "the start script runs TypeScript with " + tool + "; the image runs what the build script compiles, " + out, Because: []detect.Evidence{detect.EvidenceOf(s.pkg.script("build"))}})
		return st
	}
	st.entry = file
	loader := tsLoader(s, tool, flags)
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
func tsLoader(s *service, tool string, flags []string) string {
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
func bun(s *service, st startCommand, words []string) startCommand {
	if len(words) > 0 && words[0] == "run" {
		words = words[1:]
	}
	if len(words) > 0 && slices.Contains([]string{"build", "install", "test", "x", "add", "create"}, words[0]) {
		return startCommand{kind: startOther}
	}
	flags, file, rest := splitRunner("bun", words)
	if file == "" {
		return startCommand{}
	}
	st.runtime, st.entry = "bun", scriptFile(s, file)
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
		takes := slices.Contains(tables().ValueFlags, w) && i+1 < len(words) && !(w == "--watch" && (tool == "node" || tool == "bun")) && !((w == "-i" || w == "-e") && (tool == "node"))
		if !dropped(w) {
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
func nodemonMain(s *service) string {
	if p := s.t.First(s.pkg.dir, "nodemon.json"); p != "" {
		if doc, err := s.t.JSON(p, true); err == nil {
			words, _ := shellWords(doc.At("exec").Text())
			if len(words) > 0 {
				return words[len(words)-1]
			}
			if script := doc.At("script").Text(); script != "" {
				return script
			}
		}
	}
	return s.pkg.doc.At("main").Text()
}
