package detect

import (
	"fmt"
	"strings"
	"testing"
)

// TestLookup reads values by their paths, with the line of each.
func TestLookup(t *testing.T) {
	for _, c := range []struct{ name, text, path, want string }{
		{"tsconfig.json", "{\n  // the target\n  \"compilerOptions\": {\"target\": \"es2022\"},\n}", "compilerOptions.target", "es2022@3"},
		{"deno.json", "{\"imports\": {\n\"a\": \"1\",\n\"b\": \"2\"}}", "imports", "a@2 b@3"},
		{"Cargo.toml", "[package]\nname = \"api\"\n\n[[bin]]\nname = \"one\"\n\n[[bin]]\nname = \"two\"\n", "bin.name", "one@5 two@8"},
		{"app.yaml", "server:\n  ports:\n    - 80\n    - 81\n", "server.ports", "80@3 81@4"},
		{"app.csproj", "<Project>\n <PropertyGroup>\n  <TargetFramework>net9.0</TargetFramework>\n </PropertyGroup>\n</Project>", "PropertyGroup.TargetFramework", "net9.0@3"},
		{"pom.xml", "<project>\n<dep kind=\"a\">x</dep>\n<dep>y</dep></project>", "dep", "x@2 y@3"},
		{"gradle.properties", "a.b=1\nversion=2\n", "version", "2@2"},
		{"deno.json", "{}", "a.b", ""},
	} {
		found, err := Lookup(c.name, []byte(c.text), strings.Split(c.path, ".")...)
		var all []string
		for _, f := range found {
			all = append(all, fmt.Sprint(f.Value, "@", f.Because[0].Line))
		}
		if have := strings.Join(all, " "); have != c.want || err != nil {
			t.Errorf("%s %s: %q, %v", c.name, c.path, have, err)
		}
	}
	if _, err := Lookup("a.toml", []byte("=")); err == nil {
		t.Error("no error")
	}
}
