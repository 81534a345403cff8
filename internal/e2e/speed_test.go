package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSpeed holds init to its time on large repositories, in terms of `find . -type f`, and on ten times as many sources to
// ten times as much. It needs a built program, named by MSGEN (`make bench`), and a quiet machine.
func TestSpeed(t *testing.T) {
	program := os.Getenv("MSGEN")
	if program == "" {
		t.Skip("MSGEN names no program: `make bench` builds one and runs this")
	}
	const some = 5000
	repo := written(t, large(some))
	limit := 2*find(t, repo, 21) + 40*time.Millisecond
	held(t, "init, 5,000 files", limit, best(t, repo, 21, program, "init", "--yes", "--dry-run"))
	if out, err := exec.Command(program, "init", "--yes", repo).CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	held(t, "update --check, 5,000 files", limit, best(t, repo, 21, program, "update", "--check"))
	held(t, "--help", 60*time.Millisecond, best(t, repo, 21, program, "--help"))
	for name, sources := range map[string]func(n int) map[string]string{"Go": goSources, "Java": javaSources} {
		repo := written(t, sources(some))
		took := best(t, repo, 21, program, "init", "--yes", "--dry-run")
		held(t, "init, 5,000 sources of "+name, 2*find(t, repo, 21)+100*time.Millisecond, took)
		held(t, "init, 50,000 sources of "+name, 13*took, best(t, written(t, sources(10*some)), 3, program, "init", "--yes", "--dry-run"))
	}
	took := best(t, written(t, monorepo(400)), 3, program, "init", "--yes", "--dry-run")
	held(t, "init, 800 packages", min(3*time.Second, 3*took), best(t, written(t, monorepo(800)), 3, program, "init", "--yes", "--dry-run"))
}

// held prints how much of the allowed time something took.
func held(t *testing.T, what string, limit, took time.Duration) {
	t.Helper()
	fmt.Printf("%-30s %8v of %8v: %.2f\n", what, took, limit.Round(100*time.Microsecond), float64(took)/float64(limit))
	if took > limit {
		t.Errorf("%s took %v, allowed are %v", what, took, limit)
	}
}

// find times the least that any tool has to do.
func find(t *testing.T, repo string, runs int) time.Duration {
	t.Helper()
	return best(t, repo, runs, "find", ".", "-type", "f")
}

// large is a small Node service with n files, most of them sources around it.
func large(n int) map[string]string {
	files := map[string]string{
		"package.json":      `{"name":"large","scripts":{"start":"node server.js"},"dependencies":{"express":"5.1.0"}}` + "\n",
		"server.js":         "require('express')().listen(process.env.PORT || 3000)\n",
		"package-lock.json": `{"name":"large","lockfileVersion":3,"packages":{"":{"name":"large","dependencies":{"express":"5.1.0"}}}}` + "\n",
	}
	for i := len(files); i < n; i++ {
		files[fmt.Sprintf("src/part%02d/area%d/file%d.js", i%50, i%7, i)] = fmt.Sprintf("module.exports = %d\n", i)
	}
	return files
}

// goSources is a service with n sources in packages of ten, all of which it reaches.
func goSources(n int) map[string]string {
	files := map[string]string{"go.mod": "module example.com/large\n\ngo 1.26\n",
		"main.go": "package main\n\nimport (\n\t\"net/http\"\n\n\t\"example.com/large/internal/p0\"\n)\n\nfunc main() {\n\tp0.F0(1)\n\thttp.ListenAndServe(\":8080\", nil)\n}\n"}
	check := "\tif n > %d {\n\t\treturn 0, fmt.Errorf(\"too large: %%d: %%w\", n, errors.ErrUnsupported)\n\t}\n"
	for i := range n - 1 {
		p, k := i/10, i%10
		text := fmt.Sprintf("package p%d\n\nimport (\n\t\"errors\"\n\t\"fmt\"\n", p)
		if next := p + 1 + k*k; next <= (n-2)/10 {
			text += fmt.Sprintf("\n\t\"example.com/large/internal/p%d\"\n", next)
		}
		text += fmt.Sprintf(")\n\n// F%d is a function.\nfunc F%d(n int) (int, error) {\n", k, k)
		for j := range 5 {
			text += fmt.Sprintf(check, j)
		}
		files[fmt.Sprintf("internal/p%d/f%d.go", p, k)] = text + "\treturn n, nil\n}\n"
	}
	return files
}

// javaSources is a service with n classes, each of which names the next.
func javaSources(n int) map[string]string {
	files := map[string]string{"pom.xml": `<project><modelVersion>4.0.0</modelVersion>
<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.0</version></parent>
<groupId>com.example</groupId><artifactId>large</artifactId><version>1.0.0</version><properties><java.version>21</java.version></properties>
<dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies>
<build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build>
</project>
`, "src/main/java/com/example/App.java": "package com.example;\n\n@SpringBootApplication\npublic class App {\n    public static void main(String[] args) {\n        SpringApplication.run(App.class, args);\n    }\n}\n"}
	for i := range n - 1 {
		text := fmt.Sprintf("package com.example.p%d;\n\nimport java.util.List;\nimport com.example.p%d.C%d;\n\n/** A class. */\npublic class C%d {\n", i/10, (i+1)/10, i+1, i)
		for j := range 4 {
			text += fmt.Sprintf("    private final int field%d = %d;\n\n    public int get%d(List<String> list) {\n        return field%d + list.size();\n    }\n", j, j, j, j)
		}
		files[fmt.Sprintf("src/main/java/com/example/p%d/C%d.java", i/10, i)] = text + "}\n"
	}
	return files
}

// monorepo is a workspace of n packages, a tenth of them services, each of which needs five libraries of its own.
func monorepo(n int) map[string]string {
	files := map[string]string{"package.json": `{"name":"root","private":true,"workspaces":["packages/*","apps/*"]}`, "package-lock.json": `{"name":"root","lockfileVersion":3,"packages":{}}`}
	libs := n - n/10
	for i := range libs {
		dir := fmt.Sprintf("packages/l%d/", i)
		files[dir+"package.json"] = fmt.Sprintf(`{"name":"@a/l%d","version":"1.0.0","main":"index.js","dependencies":{"@a/l%d":"*","@a/l%d":"*"}}`, i, i/20*20, i/20*20+i%20/2)
		files[dir+"index.js"] = "module.exports = require('./src/f0')\n"
		for k := range 10 {
			files[fmt.Sprintf("%ssrc/f%d.js", dir, k)] = strings.Repeat("module.exports = 1\n", 30)
		}
	}
	for i := range n / 10 {
		deps := `"express":"^5"`
		for k := range 5 {
			deps += fmt.Sprintf(`,"@a/l%d":"*"`, (i*9+k*7)%libs)
		}
		files[fmt.Sprintf("apps/s%d/package.json", i)] = fmt.Sprintf(`{"name":"@a/s%d","scripts":{"start":"node server.js"},"dependencies":{%s}}`, i, deps)
		files[fmt.Sprintf("apps/s%d/server.js", i)] = "require('express')().listen(process.env.PORT || 3000)\n"
	}
	return files
}

// written writes a repository.
func written(t *testing.T, files map[string]string) string {
	t.Helper()
	repo := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(repo, filepath.FromSlash(name)), text)
	}
	return repo
}

// best gives the shortest of some runs: what else a machine does only ever adds to the time.
func best(t *testing.T, dir string, runs int, program string, args ...string) time.Duration {
	t.Helper()
	least := time.Hour
	for range runs {
		c := exec.Command(program, args...)
		c.Dir = dir
		begin := time.Now()
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s %v: %v\n%.2000s", program, args, err, out)
		}
		least = min(least, time.Since(begin))
	}
	return least.Round(100 * time.Microsecond)
}
