package cmd

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A text of a repository stays within its workflow command, whatever it holds.
func TestAnnotationsAreEscaped(t *testing.T) {
	for _, c := range []struct {
		mark driftMark
		want string
	}{
		{driftMark{rule: "drift/stack", level: "error", path: "package.json", line: 4, text: "version was 24: now 22, yes"},
			"::error file=package.json,line=4,title=msgen drift/stack::version was 24: now 22, yes\n"},
		{driftMark{rule: "MS001", level: "note", path: "a,b:c%.txt", line: 1, text: "100%\r\n::error::no"},
			"::notice file=a%2Cb%3Ac%25.txt,line=1,title=msgen MS001::100%25%0D%0A::error::no\n"},
		{driftMark{rule: "x:y,z", level: "warning", path: "a\nb", line: 2, text: ""}, "::warning file=a%0Ab,line=2,title=msgen x%3Ay%2Cz::\n"},
	} {
		var b bytes.Buffer
		if err := annotate(&b, c.mark); err != nil || b.String() != c.want {
			t.Errorf("got %q, want %q (%v)", b.String(), c.want, err)
		}
	}
}

// sarifFaults holds a log against what SARIF 2.1.0 requires of the parts that msgen writes.
func sarifFaults(text []byte) []string {
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name, Version, InformationURI string
					Rules                         []struct {
						ID                     string
						ShortDescription, Help struct{ Text string }
						HelpURI                string
						DefaultConfiguration   struct{ Level string }
					}
				}
			}
			ColumnKind string
			Results    []struct {
				RuleID, Level string
				RuleIndex     int
				Message       struct{ Text string }
				Locations     []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI, URIBaseID string }
						Region           struct{ StartLine int }
					}
				}
				PartialFingerprints map[string]string
			}
		}
	}
	var out []string
	want := func(ok bool, what string) {
		if !ok {
			out = append(out, what)
		}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&log); err != nil {
		return []string{err.Error()}
	}
	levels := []string{"none", "note", "warning", "error"}
	want(log.Version == "2.1.0" && strings.HasSuffix(log.Schema, "sarif-2.1.0.json"), "version")
	want(len(log.Runs) == 1, "one run")
	for _, run := range log.Runs {
		driver := run.Tool.Driver
		want(driver.Name == "msgen" && driver.Version != "", "driver")
		want(run.ColumnKind == "utf16CodeUnits" || run.ColumnKind == "unicodeCodePoints", "columnKind")
		ids := map[string]bool{}
		for _, r := range driver.Rules {
			want(r.ID != "" && !ids[r.ID] && r.ShortDescription.Text != "" && r.Help.Text != "" && slices.Contains(levels, r.DefaultConfiguration.Level), "rule "+r.ID)
			want(strings.HasPrefix(r.HelpURI, "https://"), "helpUri of "+r.ID)
			ids[r.ID] = true
		}
		want(run.Results != nil, "results is null")
		prints := map[string]bool{}
		for _, r := range run.Results {
			want(slices.Contains(levels, r.Level) && r.Message.Text != "", "result "+r.RuleID)
			want(r.RuleIndex >= 0 && r.RuleIndex < len(driver.Rules) && driver.Rules[r.RuleIndex].ID == r.RuleID, "ruleIndex of "+r.RuleID)
			want(len(r.Locations) == 1, "location of "+r.RuleID)
			for _, l := range r.Locations {
				want(l.PhysicalLocation.Region.StartLine >= 1, "startLine")
				want(regexp.MustCompile(`^[A-Za-z0-9._~!$&'()*+,;=@%/-]+$`).MatchString(l.PhysicalLocation.ArtifactLocation.URI) &&
					!strings.HasPrefix(l.PhysicalLocation.ArtifactLocation.URI, "/"), "uri "+l.PhysicalLocation.ArtifactLocation.URI)
			}
			print := r.PartialFingerprints["msgen/v1"]
			want(print != "" && !prints[print], "fingerprint of "+r.RuleID)
			prints[print] = true
		}
	}
	return out
}

func sarifText1(t *testing.T, marks []driftMark) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := printJSON(&b, sarifOf(marks)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Any marks give a valid log, and the judge can say no. A fingerprint does not follow its line.
func TestSarifKeepsItsForm(t *testing.T) {
	marks := []driftMark{
		{ruleStack, "error", "api/package.json", 4, "version was 24", "api\x00version"},
		{ruleStack, "error", "api/package.json", 4, "version was 24", "api\x00version"},
		{"MS065", "warning", "with space/ü%.Dockerfile", 39, "USER root", "x"},
		{ruleSyntax, "error", "Dockerfile", 1, "cannot be parsed", "y"},
	}
	good := sarifText1(t, marks)
	for _, text := range [][]byte{good, sarifText1(t, nil)} {
		if faults := sarifFaults(text); len(faults) > 0 {
			t.Errorf("%q\n%s", faults, text)
		}
	}
	for _, c := range [][2]string{{`"2.1.0"`, `"2.0"`}, {`"startLine": 39`, `"startLine": 0`}, {`"level": "warning"`, `"level": "bad"`}, {`with%20space`, `with space`},
		{`"ruleIndex": 0`, `"ruleIndex": 1`}, {`:2"`, `:1"`}, {`"results"`, `"result"`}} {
		bad := strings.Replace(string(good), c[0], c[1], 1)
		if len(sarifFaults([]byte(bad))) == 0 || bad == string(good) {
			t.Errorf("%s for %s is not seen", c[1], c[0])
		}
	}
	moved := slices.Clone(marks)
	for i := range moved {
		moved[i].line += 7
	}
	find := regexp.MustCompile(`"msgen/v1": "[^"]*"`)
	if a, b := find.FindAll(good, -1), find.FindAll(sarifText1(t, moved), -1); len(a) != len(marks) || string(bytes.Join(a, nil)) != string(bytes.Join(b, nil)) {
		t.Error("fingerprints follow their lines")
	}
}
