package verify

import (
	"slices"
	"strings"
	"testing"
)

// ruleCase is a Dockerfile (or, with ignore, a .dockerignore) that breaks a rule, and one that does not.
type ruleCase struct {
	rule, name, bad, good string
	about                 Context
	ignore                bool   // bad and good are .dockerignore texts
	with                  string // the Dockerfile that builds with the .dockerignore
}

func (c ruleCase) findings(t *testing.T, text string) []Finding {
	t.Helper()
	if c.ignore {
		return Ignore(".dockerignore", text, c.about, c.with)
	}
	found, err := Dockerfile("Dockerfile", text, c.about)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return found
}

func breaks(found []Finding, rule string) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == rule })
}

func TestRules(t *testing.T) {
	for _, c := range allCases() {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			if c.bad != "" || c.ignore {
				if found := c.findings(t, c.bad); !breaks(found, c.rule) {
					t.Errorf("not found in\n%s\nfound: %v", c.bad, found)
				}
			}
			if found := c.findings(t, c.good); breaks(found, c.rule) {
				t.Errorf("found in\n%s\nfound: %v", c.good, found)
			}
		})
	}
}

func TestEveryRuleHasACase(t *testing.T) {
	proven := map[string]bool{}
	for _, c := range allCases() {
		proven[c.rule] = true
	}
	seen := map[string]bool{}
	for _, r := range Rules() {
		if !proven[r.ID] {
			t.Errorf("%s (%s) has no case", r.ID, r.Summary)
		}
		if seen[r.ID] {
			t.Errorf("%s is listed twice", r.ID)
		}
		seen[r.ID] = true
		if !strings.HasSuffix(r.Summary, ".") || r.Page != "rules.md#"+strings.ToLower(r.ID) || r.Severity == "" || (r.check == nil) == (r.ignore == nil) {
			t.Errorf("%s is not complete: %+v", r.ID, r)
		}
	}
}

func allCases() []ruleCase {
	return slices.Concat(syntaxCases(), stageCases(), cacheCases(), copyCases(), baseCases(), secretCases(), userCases(), binaryCases(), startCases(),
		platformCases(), languageCases(), ignoreCases())
}

func syntaxCases() []ruleCase {
	return []ruleCase{
		{rule: "MS001", bad: "FROM scratch\n", good: "# syntax=docker/dockerfile:1\nFROM scratch\n"},
		{rule: "MS001", name: "not first", bad: "# hello\n# syntax=docker/dockerfile:1\nFROM scratch\n", good: "# syntax=docker/dockerfile:1\nFROM scratch\n"},
		{rule: "MS002", name: "CMD", bad: "FROM scratch\nCMD [\"/app\", \"-v\"\n", good: "FROM scratch\nCMD [\"/app\", \"-v\"]\n"},
		{rule: "MS002", name: "single quotes", bad: "FROM scratch\nENTRYPOINT ['/app']\n", good: "FROM debian:13\nENTRYPOINT [ -f /x ] && exec /app\n"},
		{rule: "MS002", name: "COPY", bad: "FROM scratch\nCOPY [\"a\", \"b\" /x/\n", good: "FROM scratch\nCOPY [a-z]*.txt [\"] /x/\n"},
		{rule: "MS002", name: "RUN", bad: "FROM debian:13\nRUN [\"a\", 'b']\n", good: "FROM debian:13\nRUN [ \"$A\" = \"b\" ] || exit 1\n"},
		{rule: "MS003", name: "type", bad: "FROM debian:13\nRUN --mount=type=cach,target=/x true\n", good: "FROM debian:13\nRUN --mount=type=cache,target=/x true\n"},
		{rule: "MS003", name: "key", bad: "FROM debian:13\nRUN --mount=type=cache,taget=/x true\n", good: "FROM debian:13\nRUN --mount=type=cache,target=/x,id=a-$TARGETARCH true\n"},
		{rule: "MS004", name: "COPY", bad: "FROM scratch\nCOPY $SRC /x\n", good: "FROM scratch\nARG SRC=a\nCOPY $SRC /x\n"},
		{rule: "MS004", name: "global", bad: "ARG VERSION=1\nFROM debian:13\nRUN echo $VERSION\n", good: "ARG VERSION=1\nFROM debian:13\nARG VERSION\nRUN echo $VERSION\n"},
		{rule: "MS004", name: "inherited", bad: "FROM debian:13 AS a\nFROM a\nRUN echo $TARGETARCH\n", good: "FROM debian:13 AS a\nARG TARGETARCH\nFROM a\nRUN echo $TARGETARCH\n"},
		{rule: "MS004", name: "FROM", bad: "ARG V\nFROM debian:$V\n", good: "ARG V=13\nFROM debian:$V\n"},
		{rule: "MS004", name: "of the shell", bad: "FROM debian:13\nWORKDIR $NOWHERE\n", good: "FROM node:24\nWORKDIR $NODE_HOME\nRUN x=1; echo $x $y\n"},
		{rule: "MS005", about: Context{Own: true}, bad: "# what it is for\nFROM scratch AS prod\n", good: "# prod is shipped\nFROM scratch AS prod\n"},
	}
}
