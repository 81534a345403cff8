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
	if !strings.ContainsAny(line, "=:") {
		return line
	}
	for _, text := range []string{shellAssigned, quotedAssigned} {
		re := expression(text)
		line = re.ReplaceAllStringFunc(line, func(m string) string {
			groups := re.FindStringSubmatch(m)
			if Gives(strings.ReplaceAll(strings.TrimLeft(groups[1], "-"), "-", "_"), groups[3]) {
				return groups[1] + groups[2] + "***"
			}
			return m
		})
	}
	return line
}
