package plan

import (
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

func TestAssetStages(t *testing.T) {
	front := detect.Stack{Name: "web", Dir: "web", Context: "web", Stack: "node", Framework: known("vite"), Manager: known("npm"),
		Build: known([]string{"npm", "run", "build"}),
		Node: &detect.Node{Runtime: "node", Lock: "web/package-lock.json", Linker: "node-modules", DevDependencies: true, Dependencies: true,
			Manifests: []string{"web/package.json", "web/package-lock.json"}, Static: &detect.Static{Output: known("web/dist")}}}
	in := Input{Stack: detect.Stack{Name: "api", Dir: ".", Context: ".", Stack: "go"}, Catalog: loadCatalog(t)}
	stages, output, err := assetStages(in, &detect.Assets{Dir: "web", Node: &front, Output: known("internal/ui/dist")})
	if err != nil {
		t.Fatal(err)
	}
	if output != "/app/internal/ui/dist" {
		t.Errorf("output %s", output)
	}
	var names []string
	for _, st := range stages {
		names = append(names, st.Name+"<"+st.From)
	}
	if got := strings.Join(names, " "); got != "assets-deps<node:24-trixie-slim assets<assets-deps" {
		t.Errorf("stages %s", got)
	}
	deps := stages[0]
	if !deps.Native || deps.Workdir != "/app/web" {
		t.Errorf("deps: native %v, workdir %s", deps.Native, deps.Workdir)
	}
	if m := deps.Steps[0].Run.Mounts[0]; m.Source != "web/package.json" || m.Target != "package.json" {
		t.Errorf("mount %+v", m)
	}
	if c := stages[1].Steps[0].Copy; strings.Join(c.Sources, " ") != "web" || c.Dest != "./" {
		t.Errorf("copy %+v", c)
	}
}
