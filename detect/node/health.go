package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

func healthRank(p string) int {
	return slices.Index(tables().Health, path.Base(strings.TrimSuffix(p, "/")))
}

var (
	// appRoute is a route of the application itself, not of a router that may be mounted anywhere.
	appRoute = pattern.New(`\b(?:app|server|fastify|this\.app|api|express\(\)|instance)\s*\.\s*(?:get|all)\s*(?:<[^>]*>)?\(\s*["'` + "`" + `](/[\w./-]*)["'` + "`" + `]`)
	// anyRoute is a route of anything: it counts in a file that makes its server itself.
	anyRoute = pattern.New(`\b\w+\s*\.\s*get\s*(?:<[^>]*>)?\(\s*["'` + "`" + `](/[\w./-]*)["'` + "`" + `]`)
	// rawRoute is a comparison in a plain http server.
	rawRoute = pattern.New(`(?:req|request|url|ctx)\w*(?:\.(?:url|path|pathname))?\s*===?\s*["'` + "`" + `](/[\w./-]*)["'` + "`" + `]`)
	// caseRoute is the same by switch.
	caseRoute = pattern.New(`^\s*case\s+["'](/[\w./-]*)["']\s*:`)
	// objectRoute is hapi's or Bun's: path: '/healthz', "/healthz": handler.
	objectRoute = pattern.New(`(?:\b(?:path|url)\s*:\s*["'](/[\w./-]*)["']|^\s*["'](/[\w./-]*)["']\s*:)`)
	controller  = pattern.New(`@Controller\(\s*(?:\{\s*path\s*:\s*)?["'` + "`" + `]/?([\w./-]*)["'` + "`" + `]`)
	getter      = pattern.New(`@Get\(\s*(?:["'` + "`" + `]/?([\w./-]*)["'` + "`" + `])?\s*\)`)
	globalRoot  = pattern.New(`setGlobalPrefix\(\s*["'` + "`" + `]/?([\w./-]+)["'` + "`" + `]`)
)

// healthScan gathers the health paths of the sources.
type healthScan struct {
	found      []detect.Fact[string]
	nest       []detect.Fact[string]
	nestPrefix string
	nestHides  bool // versions or exclusions make the prefix unsure
}

// file reads one source.
func (h *healthScan) file(s *service, file string, lines []string) {
	own := file == s.entry
	prefixed := false
	for _, line := range lines {
		own = own || pattern.Holds(line, tables().MakesServer)
		prefixed = prefixed || strings.Contains(line, "basePath(") || strings.Contains(line, "prefix:")
	}
	under, last := "", -1
	for i, line := range lines {
		if isComment(line) || len(line) > 600 {
			continue
		}
		at := func() detect.Evidence { return lineOf(file, i, line) }
		if strings.Contains(line, "@Controller(") {
			under, last = "", i
			if m := controller.FindStringSubmatch(line); m != nil {
				under = m[1]
			}
		}
		if m := getter.FindStringSubmatch(line); m != nil && last >= 0 {
			if p := "/" + path.Join(under, m[1]); healthRank(p) >= 0 {
				h.nest = append(h.nest, detect.NewFact(path.Clean(p), at()))
			}
		}
		if m := globalRoot.FindStringSubmatch(line); m != nil {
			h.nestPrefix = m[1]
			h.nestHides = h.nestHides || strings.Contains(line, "exclude")
		}
		h.nestHides = h.nestHides || strings.Contains(line, "enableVersioning(")
		if own && !prefixed {
			h.route(line, at)
		}
	}
}

// route reads one line of a file that makes its server.
func (h *healthScan) route(line string, at func() detect.Evidence) {
	for _, re := range []*pattern.Pattern{appRoute, anyRoute, rawRoute, caseRoute, objectRoute} {
		m := re.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for _, p := range m[1:] {
			if p != "" && healthRank(p) >= 0 {
				h.found = append(h.found, detect.NewFact(p, at()))
			}
		}
		return
	}
}

// settle takes the best path.
func (h *healthScan) settle(s *service) {
	if !s.n.Service {
		return
	}
	found := h.found
	if s.row != nil && s.row.Name == "nestjs" {
		found = nil
		if !h.nestHides {
			for _, f := range h.nest {
				f.Value = path.Join("/", h.nestPrefix, f.Value)
				found = append(found, f)
			}
		}
	}
	found = append(found, routeFiles(s)...)
	var best detect.Fact[string]
	for _, f := range found {
		if !best.Known() || healthRank(f.Value) < healthRank(best.Value) {
			best = f
		}
	}
	s.stack.Health = best
}

// routeFiles finds health paths among files that are routes. React Router's counts only where its files are its routes.
func routeFiles(s *service) []detect.Fact[string] {
	if s.row == nil || s.n.Static != nil {
		return nil
	}
	if s.row.Name == "react-router" && s.dep("@react-router/fs-routes") == nil {
		return nil
	}
	conf := s.configFile("next.config.")
	base := s.setting(conf, settingText("basePath")).Value
	var out []detect.Fact[string]
	for _, rule := range tables().FileRoutes[s.row.Name] {
		root := path.Join(s.pkg.dir, rule.Dir)
		for _, suffix := range rule.Suffix {
			for _, p := range s.t.Under(root, suffix) {
				route := routeOf(strings.TrimSuffix(detect.Relative(root, p), strings.TrimPrefix(suffix, "/")), s.row.Name)
				if rule.Dir == "server" && !strings.HasPrefix(route, "/api/") || strings.ContainsAny(route, "[$*") || healthRank(route) < 0 {
					continue
				}
				if strings.HasSuffix(rule.Dir, "pages") && s.row.Name == "next" && !strings.HasPrefix(route, "/api/") {
					continue
				}
				out = append(out, detect.NewFact(path.Join("/", base, route), detect.Evidence{Path: p}))
			}
		}
	}
	return out
}

// routeOf turns the path of a route file into its URL path: groups in parentheses and leading underscores are none of it.
func routeOf(p, framework string) string {
	if framework == "remix" || framework == "react-router" {
		p = strings.ReplaceAll(p, ".", "/")
	}
	var parts []string
	for _, part := range strings.Split(strings.Trim(p, "/"), "/") {
		if !strings.HasPrefix(part, "(") && part != "" {
			parts = append(parts, part)
		}
	}
	return "/" + strings.Join(parts, "/")
}
