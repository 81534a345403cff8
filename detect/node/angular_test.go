package node

import (
	"slices"
	"testing"

	"github.com/msgen/msgen/detect"
)

// TestAngularHosts requires a server that answers, where the settings name no hosts.
func TestAngularHosts(t *testing.T) {
	for name, tt := range map[string]struct {
		version, security string
		want              bool
	}{
		"none, as ng new writes it": {"^22.2.0", `"security":{"allowedHosts":[]},`, true},
		"nothing said":              {"^22.2.0", "", true},
		"a name":                    {"^22.2.0", `"security":{"allowedHosts":["www.example.com"]},`, false},
		"Angular 19":                {"^19.0.0", "", false},
	} {
		s := stack(t, map[string]string{"package.json": `{"scripts":{"build":"ng build"},"dependencies":{"@angular/core":"` + tt.version + `","@angular/ssr":"` + tt.version + `"}}`,
			"angular.json": `{"projects":{"shop":{"projectType":"application","architect":{"build":{"builder":"@angular/build:application","options":{` + tt.security + `"ssr":{"entry":"src/server.ts"}}}}}}}`})
		got := slices.ContainsFunc(s.Node.RunEnv, func(v detect.EnvVar) bool { return v.Name == "NG_ALLOWED_HOSTS" })
		if got != tt.want || noted(s, "hosts that it knows") != tt.want {
			t.Errorf("%s: %v, %v", name, s.Node.RunEnv, s.Notes)
		}
	}
}
