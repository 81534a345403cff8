package plan

import (
	"path"
	"regexp"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// siteRoot is where the files of a site lie; the base has pages of its own elsewhere.
const siteRoot = "/srv/www"

// sitePort is where nginx listens when nobody says otherwise: above 1024, for it has no privileges.
const sitePort = 8080

// siteStages are the stages of a site of files.
func (s *nodeService) siteStages() []*Stage {
	stages := []*Stage{s.baseStage()}
	stages = append(stages, s.depsStages()...)
	stages = append(stages, s.buildStages()...)
	stages = append(stages, s.testStages()...)
	if dev := s.devStage(); dev != nil {
		stages = append(stages, dev)
	}
	return append(stages, s.finish(s.serverStage(), s.debugSite)...)
}

// compress makes the copies that nginx serves to those who take them. Without name and time in them, the same files give
// the same layer.
func (s *nodeService) compress() Command {
	args := []string{"find", strings.TrimPrefix(s.here(s.n.Static.Output.Value), "./"), "-type", "f", "-size", "+1k", "("}
	for i, ending := range []string{"html", "js", "css", "svg", "json", "xml", "wasm"} {
		if i > 0 {
			args = append(args, "-o")
		}
		args = append(args, "-name", "*."+ending)
	}
	return Command{Args: append(args, ")", "-exec", "gzip", "-9kn", "{}", "+")}
}

// serverStage is nginx with the files.
func (s *nodeService) serverStage() *Stage {
	port := s.port()
	if port == 0 || !s.in.Choices.Port.Given() {
		port = sitePort
	}
	probe := []string{"wget", "-q", "-O", "/dev/null"}
	if s.base != catalog.Alpine {
		probe = []string{"curl", "-fsS", "-o", "/dev/null"}
	}
	st := &Stage{From: s.final.Ref, User: s.final.User, Expose: []int{port}, About: "nginx without privileges, and the files"}
	st.Steps = []Step{
		{Slot: "copy", Copy: &Copy{Content: s.serverBlock(port), Dest: "/etc/nginx/conf.d/default.conf", Link: true}},
	}
	from, source := "build", path.Join(nodeRoot, s.inContext(s.n.Static.Output.Value))
	if !s.builds() {
		from, source = "", s.inContext(s.n.Static.Output.Value)
	}
	st.Steps = append(st.Steps, artifact(from, source, siteRoot))
	st.Health = &Health{Test: append(probe, "http://127.0.0.1:"+portText(port)+"/healthz"),
		Interval: "30s", Timeout: "3s", StartPeriod: "5s", StartInterval: "1s", Retries: 3}
	st.Entrypoint, st.Cmd = []string{"nginx"}, []string{"-g", "daemon off;"}
	return st
}

var (
	urlPath  = regexp.MustCompile(`^/[A-Za-z0-9_./-]+/$`)
	filePath = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)
)

// serverBlock is nginx's configuration of the site.
func (s *nodeService) serverBlock(port int) string {
	site := s.n.Static
	hashed, found, missing := "", "$uri $uri/ $uri.html =404", ""
	if urlPath.MatchString(site.Hashed) {
		hashed = strings.ReplaceAll(siteHashed, "PATH", site.Hashed)
	}
	switch {
	case site.Fallback == "" || !filePath.MatchString(site.Fallback):
	case site.Fallback == "404.html":
		missing = "\n    error_page 404 /404.html;\n"
	default:
		found = "$uri /" + strings.TrimPrefix(site.Fallback, "/")
	}
	return strings.NewReplacer("PORT", portText(port), "ROOT", siteRoot, "HASHED", hashed, "FOUND", found, "MISSING", missing).Replace(siteBlock)
}

const siteBlock = `server {
    listen PORT;
    root ROOT;
    server_tokens off;
    absolute_redirect off;

    # The compressed copies are made once, in the build.
    gzip_static on;
    gzip_vary on;
HASHED
    # These keep their names: ask again each time, answered by 304.
    location / {
        add_header Cache-Control no-cache;
        add_header X-Content-Type-Options nosniff;
        try_files FOUND;
    }
MISSING
    location = /healthz {
        access_log off;
        default_type text/plain;
        return 200 "ok\n";
    }
}
`

const siteHashed = `
    # Named by their content: a new build has new names.
    location PATH {
        add_header Cache-Control "public, max-age=31536000, immutable";
        add_header X-Content-Type-Options nosniff;
        try_files $uri =404;
    }
`
