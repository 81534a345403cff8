package quote

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/Masterminds/sprig/v3"
)

// Names are the functions of sprig that templates may call: text, lists, dictionaries, choice. Nothing random, no
// clock, no environment, no network, no cryptography, nothing that repeats without bound: a file is a function of its plan.
func Names() []string {
	return []string{
		"trim", "trimAll", "trimPrefix", "trimSuffix", "upper", "lower", "title", "replace", "contains", "hasPrefix", "hasSuffix", "quote", "squote", "cat",
		"indent", "nindent", "split", "splitList", "join", "sortAlpha", "toString", "toStrings", "toJson", "trunc", "wrap",
		"list", "first", "rest", "last", "initial", "append", "prepend", "concat", "uniq", "without", "has", "compact", "reverse", "slice",
		"dict", "get", "hasKey", "keys", "values", "pluck", "pick", "omit", "dig",
		"default", "empty", "coalesce", "ternary", "all", "any",
		"int", "add", "sub", "mul", "div", "mod", "max", "min",
		"semver", "semverCompare", "regexMatch", "base", "dir", "ext", "clean", "isAbs",
	}
}

// Functions picks those functions out of sprig's, each with limits. The keys and the values of a dictionary come in the order of
// the keys.
func Functions() map[string]any {
	have := sprig.TxtFuncMap()
	have["regexMatch"] = regexp.MatchString // sprig's says nothing of a pattern that is none
	have["keys"] = sortedKeys
	have["values"] = sortedValues
	have["print"], have["println"], have["printf"] = fmt.Sprint, fmt.Sprintln, fmt.Sprintf
	picked := map[string]any{}
	for _, name := range append(Names(), "print", "println", "printf") {
		picked[name] = bounded(name, have[name])
	}
	return picked
}

// sortedKeys gives the keys of dictionaries, sorted.
func sortedKeys(dicts ...map[string]any) []string {
	var keys []string
	for _, d := range dicts {
		keys = append(keys, slices.Sorted(maps.Keys(d))...)
	}
	return keys
}

// sortedValues gives the values of a dictionary in the order of its keys.
func sortedValues(dict map[string]any) []any {
	var values []any
	for _, key := range slices.Sorted(maps.Keys(dict)) {
		values = append(values, dict[key])
	}
	return values
}
