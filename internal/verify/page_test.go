package verify

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/rules.md anew")

// TestRulesPage holds the page of the rules to what the rules say of themselves.
func TestRulesPage(t *testing.T) {
	const page = "../../docs/rules.md"
	var b strings.Builder
	b.WriteString(`# The rules

msgen holds every Dockerfile that it writes to these rules, and tells of edits by hand that break one (` + "`msgen update --check`" + `). A team
switches a rule off, shows it or enforces it in the ` + "`policy.yaml`" + ` of its pack. An error breaks the build, the container or a secret; a
warning costs time, space or safety; info is advice. This page is written by "go test ./internal/verify -run TestRulesPage -update".
`)
	for _, r := range Rules() {
		fmt.Fprintf(&b, "\n## %s\n\n%s", r.ID, r.Summary)
		if !strings.HasSuffix(r.Summary, ".") {
			t.Errorf("%s: the summary is no sentence", r.ID)
		}
		if (r.check == nil) == (r.ignore == nil) || !slices.Contains([]Severity{SeverityError, SeverityWarning, SeverityInfo}, r.Severity) {
			t.Errorf("%s has one check, and a severity: %s", r.ID, r.Severity)
		}
		fmt.Fprintf(&b, " %s.", strings.ToUpper(string(r.Severity)[:1])+string(r.Severity)[1:])
		if r.Own {
			b.WriteString(" Held by what msgen writes alone.")
		}
		b.WriteString("\n")
	}
	if known := len(checks()) + len(ignoreChecks()); known != len(Rules()) {
		t.Errorf("%d checks for %d rules", known, len(Rules()))
	}
	if *update {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != b.String() {
		t.Errorf("docs/rules.md is not what the rules say; -update writes it anew (%v)", err)
	}
}
