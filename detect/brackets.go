package detect

import "strings"

// Until gives the offset of the first of some bytes that stands outside of brackets and texts, or of the bracket that closes what
// is around the place to begin at; the length of the text for none. quotes are the bytes that begin and end a text.
func Until(text string, from int, ends, quotes string) int {
	depth, quote := 0, byte(0)
	for i := from; i < len(text); i++ {
		closing := strings.IndexByte(")]}", text[i]) >= 0
		switch c := text[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case depth == 0 && (closing || strings.IndexByte(ends, c) >= 0):
			return i
		case closing:
			depth--
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(quotes, c) >= 0:
			quote = c
		}
	}
	return len(text)
}

// Arguments gives the arguments of a call, of which a text begins behind the bracket. One that goes on beyond the text is left out.
func Arguments(text, quotes string) (out []string) {
	for from := 0; from < len(text); {
		end := Until(text, from, ",", quotes)
		if end < len(text) {
			out = append(out, strings.TrimSpace(text[from:end]))
		}
		if end == len(text) || text[end] != ',' {
			break
		}
		from = end + 1
	}
	return out
}
