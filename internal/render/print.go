package render

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/msgen/msgen/internal/quote"
)

// The limits of what templates do, the same on every machine; time and memory are only the last line of defence.
const (
	maxCalls   = 10_000  // templates that are run
	maxRounds  = 100_000 // rounds of all loops together
	maxDefined = 500     // blocks that one file defines
	maxDeep    = 100     // blocks that print blocks
)

// loop counts the rounds of a loop before it begins.
func (r *renderer) loop(over any) (any, error) {
	v := reflect.ValueOf(over)
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	rounds := 0
	switch v.Kind() {
	case reflect.Invalid:
	case reflect.Int, reflect.Int64, reflect.Int32:
		if rounds = int(v.Int()); rounds > maxLoop {
			return nil, quote.Stop("range %d: a template can loop up to %d", rounds, maxLoop)
		}
	case reflect.Slice, reflect.Array, reflect.Map, reflect.String:
		rounds = v.Len()
	default:
		return nil, quote.Stop("range cannot loop over a %s", v.Kind())
	}
	if r.rounds += rounds; r.rounds > maxRounds {
		return nil, quote.Stop("the templates loop more than %d times", maxRounds)
	}
	return over, nil
}

// plainText is a value that means the same anywhere in an instruction, quoted or not.
var plainText = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,=-]*$`)

// print judges what an action prints: texts of the template and instructions are free, a quoted value stands within a line,
// and a value that nobody quoted has to be a plain word.
func (r *renderer) print(value any) (any, error) {
	at, dockerfile := &r.sink().spot, r.output == "Dockerfile"
	switch v := value.(type) {
	case rendered:
		return "", r.sink().take(v)
	case quote.Own, int, int64, bool, float64:
		return v, nil
	case quote.Quoted:
		switch {
		case dockerfile && at.begins():
			return nil, r.refused(v, "cannot start a line, because an instruction is expected there")
		case dockerfile && at.inQuotes():
			return nil, r.refused(v, "adds its own quotes: remove the quotes around the action")
		}
		return v, nil
	case quote.Line:
		if v != "" && dockerfile && strings.TrimSpace(at.line) != "" {
			return nil, r.refused(v, "is a whole line and cannot be part of another one")
		}
		return v, nil
	}
	switch v := reflect.ValueOf(value); {
	case v.Kind() == reflect.String:
		switch s := v.String(); {
		case s == "", dockerfile && at.remark() && harmlessRemark(s):
		case !plainText.MatchString(s):
			return nil, r.refused(s, "is not a plain word: pass it through sh, exec, env, label, path, paths, or comment")
		case dockerfile && at.begins():
			return nil, r.refused(s, "cannot start a line, because an instruction is expected there")
		}
		return value, nil
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String:
		return nil, quote.Stop("%s", strings.TrimSpace(r.named()+" is a list: pass it through sh, exec, or paths, or loop over it with range"))
	}
	return nil, quote.Stop("%s", strings.TrimPrefix(fmt.Sprintf("%s: a value of the type %T cannot be printed; print its parts", r.named(), value), ": "))
}

// refused is the error of a value that cannot be printed; it names the field that it comes from.
func (r *renderer) refused(value any, why string) error {
	s := fmt.Sprint(value)
	return quote.Stop("%s", strings.TrimSpace(fmt.Sprintf("%s %q %s", r.named(), s[:min(len(s), 200)], why)))
}

// named gives the fields that the action reads which is run, as the template writes them.
func (r *renderer) named() string {
	var names []string
	for _, f := range r.stack[len(r.stack)-1].fields {
		names = append(names, "."+f.path)
	}
	return strings.Join(slices.Compact(names), ", ")
}

// harmlessRemark reports whether a text can stand in a comment: one line, and no directive to the parser.
func harmlessRemark(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, '=') && !strings.ContainsFunc(s, quote.Odd)
}
