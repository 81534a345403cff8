package pack

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// keyword is a word of JSON Schema that bounds an answer: what stands behind it, and whether a value keeps to it. A value of a
// type that it says nothing about does.
type keyword struct {
	form  func(*node) error
	holds func(arg *node, v any) bool
}

// bounds are the keywords that bound an answer, or an item of one.
func bounds() map[string]keyword {
	all := map[string]keyword{
		"enum": {ignored, func(arg *node, v any) bool {
			return slices.ContainsFunc(arg.items, func(i *node) bool { return i.is(v) })
		}},
		"const":       {ignored, (*node).is},
		"pattern":     {readPattern, patterned},
		"uniqueItems": {boolean, distinct},
		"multipleOf": {above(0), func(arg *node, v any) bool {
			n, ok := v.(int)
			return !ok || math.Mod(float64(n), arg.float()) == 0
		}},
	}
	for name, keeps := range map[string]func(v, limit float64) bool{
		"minimum": func(v, limit float64) bool { return v >= limit }, "exclusiveMinimum": func(v, limit float64) bool { return v > limit },
		"maximum": func(v, limit float64) bool { return v <= limit }, "exclusiveMaximum": func(v, limit float64) bool { return v < limit },
	} {
		all[name] = keyword{above(math.Inf(-1)), func(arg *node, v any) bool {
			n, ok := v.(int)
			return !ok || keeps(float64(n), arg.float())
		}}
	}
	for name, sign := range map[string]int{"min": 1, "max": -1} {
		all[name+"Length"] = keyword{count, func(arg *node, v any) bool {
			s, ok := v.(string)
			return !ok || sign*utf8.RuneCountInString(s) >= sign*int(arg.float())
		}}
		all[name+"Items"] = keyword{count, func(arg *node, v any) bool {
			items, ok := v.([]string)
			return !ok || sign*len(items) >= sign*int(arg.float())
		}}
	}
	return all
}

// keeps reports whether a value keeps to all bounds in the views of a property.
func keeps(views []*node, v any) bool {
	known := bounds()
	for _, view := range views {
		for _, f := range view.fields {
			if k, ok := known[f.name]; ok && !k.holds(f.value, v) {
				return false
			}
		}
	}
	return true
}

// is reports whether a node is written for a value.
func (n *node) is(v any) bool {
	switch v := v.(type) {
	case string:
		return n.kind == isText && n.value == v
	case int:
		return n.kind == isNumber && n.float() == float64(v)
	case bool:
		return n.kind == isBool && n.value == strconv.FormatBool(v)
	case []string:
		return n.kind == isList && slices.EqualFunc(n.items, v, func(i *node, s string) bool { return i.is(s) })
	}
	return false
}

// float gives a number; NaN, which nothing equals, for what is none.
func (n *node) float() float64 {
	f, err := strconv.ParseFloat(n.value, 64)
	if n.kind != isNumber || err != nil {
		return math.NaN()
	}
	return f
}

// patterned reports whether a text matches a pattern.
func patterned(arg *node, v any) bool {
	s, ok := v.(string)
	return !ok || regexp.MustCompile(arg.value).MatchString(s)
}

// distinct reports whether no item stands in a list twice, where that is wanted.
func distinct(arg *node, v any) bool {
	items, _ := v.([]string)
	items = slices.Sorted(slices.Values(items))
	return arg.value != "true" || len(slices.Compact(slices.Clone(items))) == len(items)
}

// boolean, above and count are the forms of what stands behind a keyword.
func boolean(n *node) error { return n.want(isBool) }

func above(limit float64) func(*node) error {
	return func(n *node) error {
		if f := n.float(); !(f > limit) {
			return n.fail("this is no number above %v", limit)
		}
		return nil
	}
}

func count(n *node) error {
	if i, err := strconv.Atoi(n.value); n.kind != isNumber || err != nil || i < 0 {
		return n.fail("this is no number of characters or items")
	}
	return nil
}
