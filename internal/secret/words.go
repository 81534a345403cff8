package secret

import "strings"

const (
	// word is in the name of a variable that holds a secret, notWord in that of one that only tells about it.
	word = `(^|_)((pg)?passw(or)?d|passphrase|pwd|secret|secrets|token|credentials?|auth|api_?key|apikey|private_?key|secret_?key|access_?key|ssh_?key|signing_?key|encryption_?key|key_?base|npm_?auth)($|_)`
	// notWord: see word.
	notWord = `(_(file|path|dir|url|uri|name|id|header|type|expiry|ttl|length|endpoint|issuer|public|enabled|timeout|algorithm|prompt)$)|public|^pwd$|oldpwd`
	// nothing are values that give nothing away: switches, and stand-ins that say what they are.
	nothing = `(?i)^(true|false|yes|no|on|off|0|1|none|null|build|dummy|placeholder|unused|x+)?$`
	// user is the login in an address of the web, and a name with a password in any other.
	user = `(?i)(\bhttps?://)[^\s/@"'<>$]*@|([a-z][a-z0-9+.-]*://)[^\s/:@"'<>$]*:[^\s/@"'<>$]+@`
	// shellAssigned is a name and its value as shells write them, quotedAssigned as programs and settings do.
	shellAssigned  = `(--?[A-Za-z][\w-]*|[A-Z][A-Z0-9_]*)(=["']?)([^\s"'\\;&|]+)`
	quotedAssigned = `(?i)([a-z][a-z0-9_-]*)(["']?\s*[:=]\s*["'])([^"'$]+)`
	// handed is what a script hands to a name that ends like one of a secret: password("…"), nexusToken '…'.
	handed = `(?i)\b(\w*(?:password|passwd|passphrase|token|secret))(["']?\s*[=:(]\s*["']|\s+["'])([^"'$]+)`
)

// Variable reports the name of a variable that holds a secret, not the name of a file that does, or a key's public part.
func Variable(name string) bool {
	name = strings.ToLower(name)
	return expression(word).MatchString(name) && !expression(notWord).MatchString(name)
}

// Harmless reports values that give nothing away whatever the variable is called.
func Harmless(value string) bool {
	return strings.HasPrefix(value, "$") || expression(nothing).MatchString(value)
}

// Gives reports whether a value may not be written down: its variable holds a secret, or it is an address with a password.
func Gives(name, value string) bool {
	return Variable(name) && !Harmless(value) || expression(login).MatchString(value)
}

// Anonymous takes the logins out of the addresses in a text.
func Anonymous(text string) string {
	if !strings.Contains(text, "@") || !strings.Contains(text, "://") {
		return text
	}
	return expression(user).ReplaceAllString(text, "$1$2")
}

// Masked gives a line that people and files may see: logins and the values of secrets are left out.
func Masked(line string) string {
	line = Anonymous(line)
	if strings.ContainsAny(line, "\"'") && containsAny(line, "assw", "ASSW", "phrase", "oken", "OKEN", "ecret", "ECRET") {
		line = maskedBy(line, handed, func(_, value string) bool { return !Harmless(value) })
	}
	if !strings.ContainsAny(line, "=:") {
		return line
	}
	for _, text := range []string{shellAssigned, quotedAssigned} {
		line = maskedBy(line, text, func(name, value string) bool {
			return Gives(strings.ReplaceAll(strings.TrimLeft(name, "-"), "-", "_"), value)
		})
	}
	return line
}

// maskedBy leaves out the values of an expression that are secrets. Its groups are a name, what stands between, and a value.
func maskedBy(line, text string, gives func(name, value string) bool) string {
	re := expression(text)
	return re.ReplaceAllStringFunc(line, func(m string) string {
		groups := re.FindStringSubmatch(m)
		if gives(groups[1], groups[3]) {
			return groups[1] + groups[2] + "***"
		}
		return m
	})
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// Literal reports a line of a script of Gradle or the like that has a secret in it: password = "…", token("…"). What a
// variable gives is none. Held also takes what is called a value: the one of a header with credentials.
func Literal(line string, held bool) bool {
	re := expression(`\b(\w+)(?:["']?\]?\s*[=(:,]\s*|\s+)["']([^"'$]+)["']`)
	for m := re.FindStringSubmatchIndex(line); m != nil; m = re.FindStringSubmatchIndex(line) {
		given, value := line[m[2]:m[3]], line[m[4]:m[5]]
		line = line[m[3]:]                                                         // a value may be the name of the next
		name := expression(`([a-z0-9])([A-Z])`).ReplaceAllString(given, "${1}_$2") // nexusPassword is nexus_password
		if Gives(strings.TrimPrefix(name, "set_"), value) || held && strings.EqualFold(strings.TrimPrefix(name, "set_"), "value") && !Harmless(value) {
			return true
		}
	}
	return false
}
