package pack

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// attacks are the packs of testdata/packs/hostile, each with what the refusal says.
func attacks() map[string]string {
	return map[string]string{
		"schema-ref-file":                       "a $ref must start with #/",
		"schema-ref-http":                       "a $ref must start with #/",
		"schema-ref-relative":                   "a $ref must start with #/",
		"schema-ref-in-items":                   "a $ref must start with #/",
		"schema-ref-in-definition":              "a $ref must start with #/",
		"schema-id-moves-the-base":              "$id is not supported",
		"schema-dynamic-ref":                    "$dynamicRef is not supported",
		"schema-dialect-of-its-own":             "JSON Schema 2020-12",
		"schema-ref-to-itself":                  "refers to itself",
		"schema-ref-in-a-ring":                  "refers to itself",
		"schema-number-that-kills-the-compiler": "the number 1e-999999999",
		"schema-number-that-fills-memory":       "the number 1e999999999",
		"schema-pattern-that-repeats":           "repeats too much",
		"schema-pattern-nested-repeats":         "invalid repeat count",
		"schema-duplicate-key":                  "already set on line 1",
		"schema-default-with-instruction":       "control character",
		"schema-option-with-instruction":        "control character",
		"schema-prompt-with-escape":             "U+001B",
		"schema-prompt-turned-around":           "U+202E",
		"schema-takes-an-answer-of-msgen":       "a built-in answer",
		"schema-asks-for-a-secret":              "cannot be a secret",
		"yaml-alias-bomb":                       "anchors, aliases",
		"yaml-merge-key":                        "merge keys",
		"yaml-tag":                              "tags",
		"yaml-second-document":                  "second document",
		"yaml-duplicate-key":                    "already set on line",
		"yaml-nested-flow":                      "nested deeper",
		"extends-is-an-option":                  "the pack \"",
		"extends-with-shell":                    "the pack \"",
		"description-with-escape":               "U+001B",
		"hook-that-runs":                        "does not belong in a pack",
		"script-beside":                         "does not belong in a pack",
		"template-that-names-its-output":        "a pack cannot add etc/cron",
		"device-of-windows":                     "a device",
		"image-with-instruction":                "images.yaml:1: the control character",
		"image-with-variable":                   "not a valid part of a repository name",
		"image-that-goes-up":                    "not a valid part of a repository name",
		"image-with-user":                       "an invalid digest",
		"image-allow-by-wildcard":               "not a registry",
		"image-alias-bomb":                      "anchors, aliases",
		"policy-label-with-instruction":         "control character",
		"policy-rule-of-no-one":                 "is not the ID of a rule",
		"policy-against-itself":                 "can only tighten",
		"policy-block-that-is-a-path":           "not a block name",
		"migration-that-runs":                   `unknown key "run"`,
		"migration-that-drops-sources":          "a pack cannot add src/main.go",
		"migration-that-drops-outside":          "not a path inside the pack",
		"migration-that-makes-a-hook":           "a pack cannot add .git/hooks",
		"migration-with-instruction":            "control character",
		"migration-from-the-future":             "it migrates to 99.0.0",
		"stack-that-reads-outside":              "not a path inside the pack",
		"stack-that-reads-absolute":             "not a path inside the pack",
		"stack-pattern-that-repeats":            "repeats too much",
		"stack-pattern-too-long":                "longer than 200",
		"stack-pattern-without-group":           "must have exactly one group",
		"stack-image-with-variable":             "contains variables",
		"stack-that-is-root":                    "stages are no longer listed here", // see render-stack-that-is-root
		"test-that-is-a-hook":                   "a test is tests/NAME",
		"file-for-the-editor":                   "a pack cannot add tasks.json",
		"file-for-the-shell":                    "a pack cannot add docker/.envrc",
		"answer-of-the-pack-with-instruction":   "control character",
	}
}

const hostile = "../../testdata/packs/hostile"

// TestHostile attacks with packs as files. Every folder has a row, and every row its folder.
func TestHostile(t *testing.T) {
	entries, err := os.ReadDir(hostile)
	if err != nil {
		t.Fatal(err)
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), "render-") }) // see TestHostileRender
	if len(entries) != len(attacks()) {
		t.Errorf("%d folders for %d attacks", len(entries), len(attacks()))
	}
	for name, says := range attacks() {
		t.Run(name, func(t *testing.T) {
			_, err := Read(os.DirFS(filepath.Join(hostile, name)))
			refused(t, err, says)
		})
	}
}

// TestHostileTree attacks with trees that no repository can hold.
func TestHostileTree(t *testing.T) {
	odd := func(mode fs.FileMode) fs.FS {
		m := packed()
		m["docs/x"] = &fstest.MapFile{Mode: mode, Data: []byte("/etc/passwd")}
		return m
	}
	many := func(n int) fs.FS {
		m := packed()
		for i := range n {
			m[fmt.Sprintf("docs/%d", i)] = &fstest.MapFile{}
		}
		return m
	}
	folders := packed()
	for i := range 2000 {
		folders[fmt.Sprintf("docs/%d", i)] = &fstest.MapFile{Mode: fs.ModeDir}
	}
	for name, c := range map[string]struct {
		fsys fs.FS
		says string
	}{
		"link":                    {odd(fs.ModeSymlink), "not a regular file"},
		"device":                  {odd(fs.ModeDevice), "not a regular file"},
		"pipe":                    {odd(fs.ModeNamedPipe), "not a regular file"},
		"socket":                  {odd(fs.ModeSocket), "not a regular file"},
		"many-files":              {many(MaxFiles), "more than 256 files"},
		"many-folders":            {folders, "more than 1024 files and folders"},
		"huge-file":               {packed("docs/x", strings.Repeat("x", MaxBytes+1)), "larger than 2048 KiB"},
		"huge-together":           {packed("docs/x", strings.Repeat("x", MaxBytes/2), "docs/y", strings.Repeat("x", MaxBytes/2)), "larger than 2048 KiB"},
		"huge-manifest":           {tree("pack.yaml", strings.Repeat("#\n", maxFile)), "larger than 32 KiB"},
		"huge-schema":             {packed(schemaName, strings.Repeat(" ", maxFile+1)), "larger than 32 KiB"},
		"file-without-end":        {endless{packed()}, "larger than 2048 KiB"},
		"duplicate-by-case":       {packed("docs/a", "", "docs/A", ""), "have the same name when case is ignored"},
		"duplicate-folder-case":   {packed("templates/go/a.tmpl", "", "templates/Go/b.tmpl", ""), "have the same name when case is ignored"},
		"backslash":               {packed(`docs\..\..\x`, ""), "a name must not contain the character"},
		"drive":                   {packed("docs/c:x", ""), "a name must not contain the character"},
		"line-end-in-name":        {packed("docs/a\nb", ""), "a name must not contain the character"},
		"letters-that-look-alike": {packed("docs/pаck.yaml", ""), "a name must not contain the character"},
		"deep-folders":            {packed(strings.Repeat("docs/", 20)+"a", ""), "deeper than 16 directories"},
		"long-name":               {packed("docs/"+strings.Repeat("a", 300), ""), "longer than 200 bytes"},
		"trailing-dot":            {packed("docs/a.", ""), "end with a dot"},
		"nested-blocks":           {tree("pack.yaml", stairs(200)), "nested deeper"},
		"nested-sequences":        {tree("pack.yaml", strings.Repeat("- ", 5000)), "nested deeper"},
		"nested-schema":           {packed(schemaName, strings.Repeat(`{"properties":`, 2000)), "nested deeper"},
		"nested-arrays":           {packed(schemaName, strings.Repeat("[", 30000)), "nested deeper"},
		"not-utf8":                {tree("pack.yaml", manifest+"description: \xff\n"), "not valid UTF-8"},
		"nul-byte":                {tree("pack.yaml", manifest+"description: a\x00b\n"), "U+0000"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(c.fsys)
			refused(t, err, c.says)
		})
	}
}

// TestHostileLinkOnDisk attacks with a real link that leads out of the pack.
func TestHostileLinkOnDisk(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "policy.yaml")); err != nil {
		t.Skip(err)
	}
	_, err := Read(os.DirFS(dir))
	refused(t, err, "policy.yaml is not a regular file")
}

// TestHostileAnswer attacks with answers, whatever the type of the question.
func TestHostileAnswer(t *testing.T) {
	s := schema(t, `{"properties": {"text": {"type": "string"}, "items": {"type": "array", "items": {"type": "string"}}}}`)
	for name, value := range map[string]string{
		"line-end": "a\nUSER root", "carriage-return": "a\rUSER root", "tab": "a\tb", "nul": "a\x00", "escape": "\x1b[2J", "delete": "\x7f",
		"next-line": "a\u0085b", "line-separator": "a\u2028b", "paragraph": "a\u2029b", "direction": "a\u202eb", "isolate": "\u2066a", "mark": "\ufeffa",
		"not-utf8": "a\xffb", "huge": strings.Repeat("a", maxAnswer+1),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Answer("text", value)
			refused(t, err, "the answer text")
			if strings.ContainsFunc(err.Error(), unsafe) {
				t.Errorf("the message carries the attack: %q", err)
			}
			_, err = s.Answer("items", []any{"a", value})
			refused(t, err, "the answer items")
		})
	}
}

// stairs nests tables, each by one more space.
func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// endless is a tree with a file that never ends and says that it is empty.
type endless struct{ fstest.MapFS }

func (e endless) Open(name string) (fs.File, error) {
	f, err := e.MapFS.Open(name)
	if name != "pack.yaml" {
		return f, err
	}
	return zeros{f}, err
}

type zeros struct{ fs.File }

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
