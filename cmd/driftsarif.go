package cmd

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"slices"

	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/verify"
)

// The parts of SARIF 2.1.0 that a report needs.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string       `json:"id"`
		ShortDescription sarifText    `json:"shortDescription"`
		Help             sarifText    `json:"help"`
		HelpURI          string       `json:"helpUri"`
		Default          sarifDefault `json:"defaultConfiguration"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
)

// sarifDocs is where the rules of drift are explained.
const sarifDocs = sarifPages + "update.md"

// sarifPages is where the documentation stands.
const sarifPages = "https://github.com/msgen/msgen/blob/main/docs/"

// driftRules are the rules of drift itself with what to do about each.
func driftRules() [][3]string {
	return [][3]string{
		{ruleStack, "The repository changed since the files were rendered", "msgen update re-renders and keeps your edits."},
		{ruleAnswers, "The answers changed since the files were rendered", "msgen update renders with the answers of .msgen.yaml."},
		{ruleCatalog, "msgen now writes the files differently: its templates or base images changed", "msgen update takes the changes and keeps your edits."},
		{rulePacks, "The packs differ from those in the lock, or newer versions are available", "msgen update renders with them; msgen pack update takes newer ones."},
		{pack.RuleRegistry, "An image comes from where the packs' policy allows none", "Use another image, or add an exception to .msgen.yaml."},
		{pack.RuleFamily, "The final stage uses a base that the packs' policy does not allow", "Use another base, or add an exception to .msgen.yaml."},
		{pack.RuleLabel, "A label is missing that the packs' policy requires", "Add the label, or an exception to .msgen.yaml."},
		{ruleEdit, "A file was edited by hand", "msgen accept records a reviewed edit; git restore discards it."},
		{ruleConflict, "A file needs a decision", "msgen update --conflict=markers writes both sides, --conflict=ours keeps what is on disk."},
		{ruleSyntax, "The Dockerfile cannot be parsed", "docker build stops at the same line."},
	}
}

// sarifRules gives the rules of drift, then those that judge Dockerfiles.
func sarifRules() []sarifRule {
	var rules []sarifRule
	for _, r := range driftRules() {
		rules = append(rules, sarifRule{r[0], sarifText{r[1]}, sarifText{r[2]}, sarifDocs, sarifDefault{"error"}})
	}
	for _, r := range verify.Rules() {
		level := breachMark(flow.Breach{Finding: verify.Finding{Severity: r.Severity}}).level
		rules = append(rules, sarifRule{r.ID, sarifText{r.Summary}, sarifText{r.Summary}, sarifPages + r.Page, sarifDefault{level}})
	}
	return rules
}

// sarifOf gives marks as SARIF 2.1.0. The same marks give the same bytes.
func sarifOf(marks []driftMark) sarifLog {
	run := sarifRun{Tool: sarifTool{sarifDriver{"msgen", version(), "https://github.com/msgen/msgen", sarifRules()}}, ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	seen := map[string]int{}
	for _, m := range marks {
		print := fmt.Sprintf("%x", sha256.Sum256([]byte(m.rule+"\x00"+m.same)))[:32]
		seen[print]++
		run.Results = append(run.Results, sarifResult{
			RuleID: m.rule, RuleIndex: slices.IndexFunc(run.Tool.Driver.Rules, func(r sarifRule) bool { return r.ID == m.rule }),
			Level: m.level, Message: sarifText{m.text},
			Locations:    []sarifLocation{{sarifPhysical{sarifArtifact{(&url.URL{Path: m.path}).String(), "%SRCROOT%"}, sarifRegion{m.line}}}},
			Fingerprints: map[string]string{"msgen/v1": fmt.Sprintf("%s:%d", print, seen[print])},
		})
	}
	return sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}
}
