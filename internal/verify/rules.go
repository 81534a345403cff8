package verify

import (
	_ "embed" // the table of rules
	"strconv"
	"strings"
)

// ruleTable has a line for each rule: its ID, how bad a breach is, the number of the promise in the field guide, whether it holds
// for msgen's own files alone, and what it asks for.
//
//go:embed rules.txt
var ruleTable string

// Rules gives every rule in the order of their IDs.
func Rules() []Rule {
	var rules []Rule
	checks, ignores := checks(), ignoreChecks()
	for line := range strings.Lines(ruleTable) {
		words := strings.Fields(line)
		promise, _ := strconv.Atoi(words[2]) // a test reads the table
		rules = append(rules, Rule{ID: words[0], Severity: Severity(words[1]), Promise: promise, Own: words[3] == "own", Summary: strings.Join(words[4:], " "),
			Page: "rules.md#" + strings.ToLower(words[0]), check: checks[words[0]], ignore: ignores[words[0]]})
	}
	return rules
}

// checks are what judges a Dockerfile, by the rule.
func checks() map[string]func(*file, say) {
	return map[string]func(*file, say){
		"MS001": checkSyntaxDirective,
		"MS002": checkJSON,
		"MS003": checkMounts,
		"MS004": checkVariables,
		"MS005": checkParserWarnings,
		"MS006": checkStageNames,
		"MS007": checkStageNumbers,
		"MS008": checkStageComments,
		"MS009": checkSingleStage,
		"MS010": checkFrom,
		"MS011": checkUnreachable,
		"MS012": checkProdNeedsTest,
		"MS013": checkMixed,
		"MS014": checkReport,
		"MS015": checkFetched,
		"MS020": checkCacheMounts,
		"MS021": checkSourcesFirst,
		"MS022": checkVolatile,
		"MS023": checkArgDefault,
		"MS024": checkLink,
		"MS025": checkLaterRemoval,
		"MS026": checkChownLayer,
		"MS027": checkOutputInCache,
		"MS028": checkCacheLeft,
		"MS029": checkNeedlessLayers,
		"MS030": checkWholeDirectory,
		"MS031": checkWildcard,
		"MS032": checkProduced,
		"MS033": checkAdd,
		"MS034": checkChecksum,
		"MS035": checkWholeContext,
		"MS036": checkUnverified,
		"MS040": checkTag,
		"MS041": checkLatest,
		"MS042": checkEnded,
		"MS043": checkFat,
		"MS044": checkToolchain,
		"MS045": checkJDK,
		"MS046": checkBuildPackages,
		"MS047": checkDevDependencies,
		"MS048": checkLocked,
		"MS060": checkSecretNames,
		"MS061": checkSecretValues,
		"MS062": checkSecretFiles,
		"MS063": checkLogin,
		"MS065": checkRoot,
		"MS066": checkNumeric,
		"MS067": checkUserExists,
		"MS068": checkWritable,
		"MS069": checkWorldWritable,
		"MS070": checkCertificates,
		"MS071": checkDynamic,
		"MS072": checkLibc,
		"MS073": checkPackagesLibc,
		"MS080": checkHealth,
		"MS081": checkProbe,
		"MS082": checkLowPort,
		"MS083": checkShellForm,
		"MS084": checkRunner,
		"MS085": checkShellWrapper,
		"MS086": checkProgramThere,
		"MS087": checkShellThere,
		"MS088": checkStarts,
		"MS089": checkOnce,
		"MS090": checkLabels,
		"MS091": checkDebugPort,
		"MS092": checkInstallerThere,
		"MS100": checkArch,
		"MS101": checkArchURL,
		"MS102": checkCross,
		"MS103": checkPlatform,
		"MS110": checkGoFlags,
		"MS111": checkNodeEnv,
		"MS112": checkBytecode,
		"MS113": checkFixedHeap,
		"MS114": checkHeapShare,
		"MS115": checkJavaLayer,
		"MS125": checkMissing,
	}
}

// ignoreChecks are what judges an ignore file, by the rule.
func ignoreChecks() map[string]func(*ignoreFile, say) {
	return map[string]func(*ignoreFile, say){
		"MS120": checkPatterns,
		"MS121": checkHidden,
		"MS122": checkVersionControl,
		"MS123": checkSecretsPass,
		"MS124": checkMadeAgain,
	}
}
