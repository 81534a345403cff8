package quote

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Own is what may be printed anywhere: it stands in a template, or is a whole instruction that msgen wrote and quoted.
type Own string

// Quoted is a value that a quoting function wrote: it may be printed within an instruction, and cannot begin one.
type Quoted string

// Line is an instruction or a comment with a value in it, quoted for that place: it begins a line.
type Line string

// StopError is what a guard stops a rendering with.
type StopError struct{ Text string }

// Error says what was stopped.
func (e *StopError) Error() string { return e.Text }

// Stop makes a StopError.
func Stop(format string, args ...any) error { return &StopError{fmt.Sprintf(format, args...)} }

// The limits of one call of a function.
const (
	MaxWeight  = 1 << 20 // bytes of all arguments, and of the result
	MaxColumns = 200     // of indent, nindent, wrap and of a width in printf
	maxPattern = 1000    // bytes of a regular expression or a version
	maxProduct = 4 << 20 // bytes that a replacement or a separator adds up to
)

// movers are the functions that hand on the values they are given: a text of the template stays one.
func movers() []string {
	return []string{"list", "first", "rest", "last", "initial", "append", "prepend", "concat", "compact", "reverse", "slice", "dict", "get", "values",
		"pluck", "pick", "omit", "dig", "default", "coalesce", "ternary"}
}

// bounded makes a function of sprig, or a printing one, one that takes and gives little, and that knows what of its result
// stands in the template itself.
func bounded(name string, f any) func(...any) (any, error) {
	return func(args ...any) (any, error) {
		if err := tooMuch(name, args); err != nil {
			return nil, err
		}
		given := args
		if !slices.Contains(movers(), name) {
			given = Values(args)
		}
		result, err := invoke(f, given)
		if err != nil {
			return nil, err
		}
		if weight(reflect.ValueOf(result), MaxWeight) > MaxWeight {
			return nil, Stop("%s makes more than %d MiB", name, MaxWeight>>20)
		}
		s, ok := result.(string)
		switch {
		case ok && isOwn(args):
			return Own(s), nil
		case ok && slices.Contains([]string{"quote", "squote", "toJson"}, name) && quotable(name, given, s):
			return Quoted(s), nil
		}
		if list, ok := result.([]string); ok && isOwn(args) {
			out := make([]any, len(list))
			for i, s := range list {
				out[i] = Own(s)
			}
			return out, nil
		}
		return result, nil
	}
}

// quotable reports whether what quote, squote and toJson made of values means the same everywhere in a Dockerfile: sprig puts
// quotes around a value, and escapes none that is in it for the shell.
func quotable(name string, args []any, s string) bool {
	return Plain(name, s) == nil && !slices.ContainsFunc(args, func(a any) bool {
		text := fmt.Sprint(a)
		return Plain(name, text) != nil || strings.ContainsAny(text, "$`\\'\"")
	})
}

// isOwn reports whether all texts in a value stand in the template itself or are instructions.
func isOwn(value any) bool {
	switch v := value.(type) {
	case Own, int, int64, float64, bool, nil:
		return true
	case []any:
		return !slices.ContainsFunc(v, func(e any) bool { return !isOwn(e) })
	case map[string]any:
		return isOwn(slices.Collect(maps.Values(v)))
	}
	return false
}

// Values gives values with texts as ordinary strings.
func Values(list []any) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = Unwrap(v)
	}
	return out
}

// Unwrap gives a value with texts as ordinary strings.
func Unwrap(value any) any {
	switch v := value.(type) {
	case Own:
		return string(v)
	case Quoted:
		return string(v)
	case Line:
		return string(v)
	case []any:
		return Values(v)
	case map[string]any:
		out := map[string]any{}
		for key, e := range v {
			out[key] = Unwrap(e)
		}
		return out
	}
	return value
}

// weight gives the bytes that a value takes when all of it is printed; it stops beyond the limit.
func weight(v reflect.Value, limit int) int {
	sum := 16
	switch v.Kind() {
	case reflect.String:
		return sum + v.Len()
	case reflect.Interface, reflect.Pointer:
		return weight(v.Elem(), limit)
	case reflect.Slice, reflect.Array:
		for i := 0; i < v.Len() && sum <= limit; i++ {
			sum += weight(v.Index(i), limit-sum)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if sum > limit {
				break
			}
			sum += weight(key, limit-sum) + weight(v.MapIndex(key), limit-sum)
		}
	case reflect.Struct:
		for i := 0; i < v.NumField() && sum <= limit; i++ {
			sum += weight(v.Field(i), limit-sum)
		}
	}
	return sum
}

// tooMuch refuses arguments of which a function would make far more than they are.
func tooMuch(name string, args []any) error {
	if len(args) == 0 {
		return nil
	}
	if weight(reflect.ValueOf(args), MaxWeight) > MaxWeight {
		return Stop("%s is given more than %d MiB", name, MaxWeight>>20)
	}
	words := texts(args)
	switch name {
	case "indent", "nindent", "wrap":
		if n, ok := args[0].(int); ok && (n < 0 || n > MaxColumns) {
			return Stop("%s %d: 0 to %d columns are Functions", name, n, MaxColumns)
		}
	case "regexMatch", "semver", "semverCompare":
		if slices.ContainsFunc(words[:min(1, len(words))], func(s string) bool { return len(s) > maxPattern }) {
			return Stop("%s: a pattern of more than %d bytes", name, maxPattern)
		}
	case "replace":
		if len(words) == 3 && strings.Count(words[2], words[0])*len(words[1]) > maxProduct {
			return Stop("replace makes more than %d MiB", maxProduct>>20)
		}
	case "join":
		if v := reflect.ValueOf(args[len(args)-1]); len(words) > 0 && v.Kind() == reflect.Slice && len(words[0])*v.Len() > maxProduct {
			return Stop("join makes more than %d MiB", maxProduct>>20)
		}
	case "printf", "print", "println", "cat", "quote", "squote", "toString":
		if name == "printf" && len(words) > 0 && !formatText().MatchString(words[0]) {
			return Stop("printf %q: a width or a precision of up to %d, and one of the verbs %%s %%d %%q %%v %%t %%x %%c %%f", words[0][:min(len(words[0]), 100)], MaxColumns)
		}
		if slices.ContainsFunc(args, func(a any) bool { return !scalar(a) }) {
			return Stop("%s prints texts and numbers, and nothing else", name)
		}
	}
	return nil
}

// formatText is what printf takes: every verb with at most 199 columns.
func formatText() *regexp.Regexp {
	return regexp.MustCompile(`^(?s:[^%]|%[-+# 0]*(1?[0-9]?[0-9])?(\.1?[0-9]?[0-9])?[sdqvtxXcf]|%%)*$`)
}

// scalar reports whether a value prints as one text.
func scalar(value any) bool {
	switch reflect.ValueOf(value).Kind() {
	case reflect.String, reflect.Int, reflect.Int64, reflect.Bool, reflect.Float64:
		return true
	}
	return false
}

// texts gives the arguments that are texts, in order.
func texts(args []any) []string {
	var all []string
	for _, a := range args {
		if v := reflect.ValueOf(a); v.Kind() == reflect.String {
			all = append(all, v.String())
		}
	}
	return all
}

// Adapted makes one of msgen's own functions take texts of all kinds; what it gives is a value of the kind wanted.
func Adapted(f any, kind func(string) any) func(...any) (any, error) {
	return func(args ...any) (any, error) {
		result, err := invoke(f, Values(args))
		if s, ok := result.(string); ok {
			return kind(s), err
		}
		return result, err
	}
}

// invoke calls a function whose last result may be an error.
func invoke(f any, args []any) (any, error) {
	fn := reflect.ValueOf(f)
	typ := fn.Type()
	fixed := typ.NumIn()
	if typ.IsVariadic() {
		fixed--
	}
	if len(args) < fixed || len(args) > fixed && !typ.IsVariadic() {
		return nil, fmt.Errorf("wrong number of args: want %d got %d", fixed, len(args))
	}
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		want := typ.In(min(i, typ.NumIn()-1))
		if i >= fixed {
			want = want.Elem()
		}
		v, err := fitting(a, want)
		if err != nil {
			return nil, err
		}
		in[i] = v
	}
	out := fn.Call(in)
	if len(out) == 2 && !out[1].IsNil() {
		return nil, out[1].Interface().(error)
	}
	return out[0].Interface(), nil
}

// fitting gives a value as a function wants it.
func fitting(a any, want reflect.Type) (reflect.Value, error) {
	v := reflect.ValueOf(a)
	switch {
	case !v.IsValid() && (want.Kind() == reflect.Interface || want.Kind() == reflect.Slice || want.Kind() == reflect.Map || want.Kind() == reflect.Pointer):
		return reflect.Zero(want), nil
	case !v.IsValid():
	case v.Type().AssignableTo(want):
		return v, nil
	case v.Kind() == want.Kind() && v.Type().ConvertibleTo(want):
		return v.Convert(want), nil
	}
	return v, fmt.Errorf("wrong type for value; expected %s; got %T", want, a)
}
