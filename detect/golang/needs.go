package golang

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// goNeedLines are lines in the program's own sources that need what scratch does not have.
// needsDotenv is a program that ends where it finds no file of variables.
var needsDotenv = pattern.New(`\b(?:godotenv\.(?:Load|Overload)|cleanenv\.ReadConfig|viper\.SetConfigFile)\(\s*(?:"([^"]*)"[^)]*)?\)(?:\n\s*viper\.\w+\([^)]*\))*[^}]{0,160}?(?:\bFatal(?:f|ln)?\(|\b[Pp]anic(?:f|ln)?\(|\bos\.Exit\()`)

// dotenv finds the file of variables that a program cannot do without.
func dotenv(s *source, dirs []string) detect.Fact[string] {
	var files []string
	for _, d := range dirs {
		for _, f := range s.files(d) {
			if strings.Contains(f.text, "env.") || strings.Contains(f.text, "viper.") {
				files = append(files, f.path)
			}
		}
	}
	return s.t.Dotenv(files, needsDotenv)
}

var (
	clientLine = pattern.New(`\bhttp\.(?:Get|Post|Head|PostForm|DefaultClient|Client\b|NewRequest|NewRequestWithContext|DefaultTransport|Transport\{)|httputil\.(?:NewSingleHostReverseProxy|ReverseProxy)|websocket\.(?:Dial|DefaultDialer)`)
	zoneLine   = pattern.New(`\btime\.LoadLocation\(`)
	userLine   = pattern.New(`\buser\.(?:Current|Lookup|LookupId)\(|\bos\.UserHomeDir\(`)
	tempLine   = pattern.New(`\bos\.(?:CreateTemp|MkdirTemp|TempDir)\(|\bioutil\.Temp(?:File|Dir)\(|\.(?:ParseMultipartForm|FormFile|MultipartForm|SaveUploadedFile)\(`)
	execLine   = pattern.New(`\bexec\.(?:Command\(|CommandContext\([^,]+,\s*)"([A-Za-z0-9_./+-]+)"`)
)

// needy are texts of which a source with such a line holds one.
var needy = pattern.Any(clientLine, zoneLine, userLine, tempLine, execLine)

// needs fills in what the program wants from its image.
func needs(s *source, p *detect.Program, foreign []importSpec) {
	for _, i := range foreign {
		if i.path == "C" {
			p.Cgo = append(p.Cgo, detect.Cgo{Module: "C", Because: i.at})
		}
		if slices.Contains(tables().Certs, i.path) || slices.Contains(tables().Certs, path.Dir(i.path)) {
			p.Certs = append(p.Certs, i.at)
		}
		for _, row := range tables().Cgo {
			if detect.Inside(i.path, row.Module) {
				row.Because = i.at
				p.Cgo = append(p.Cgo, row)
			}
		}
	}
	dirs, _ := s.closure(p.Dir)
	for _, d := range dirs {
		for _, f := range s.files(d) {
			if f.needy {
				needLines(s, f, p)
			}
		}
	}
}

// needLines looks through one file.
func needLines(s *source, f *file, p *detect.Program) {
	first := func(into *[]detect.Evidence, line *pattern.Pattern) {
		if len(*into) == 3 {
			return
		}
		if at := line.FindStringIndex(f.text); at != nil {
			*into = append(*into, s.t.AtOffset(f.path, at[0]))
		}
	}
	first(&p.Certs, clientLine)
	first(&p.Zones, zoneLine)
	first(&p.Users, userLine)
	first(&p.Temp, tempLine)
	for _, at := range execLine.FindAllStringSubmatchIndex(f.text, -1) {
		e := s.t.AtOffset(f.path, at[0])
		p.Run = append(p.Run, detect.Candidate{Value: f.text[at[2]:at[3]], Because: []detect.Evidence{e}})
	}
}
