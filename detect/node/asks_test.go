package node

import (
	"strings"
	"testing"
)

// TestNodeAsks holds the variables without which a program does not start, and what it writes by its framework.
func TestNodeAsks(t *testing.T) {
	for name, tt := range map[string]struct {
		deps, file, text, want, writes string
	}{
		"strapi":            {`"@strapi/strapi":"5","better-sqlite3":"12"`, "config/server.ts", "port: env.int('PORT', 1337),\nkeys: env.array('APP_KEYS')!,\nsalt: env('SALT')", "APP_KEYS SALT", ".tmp public/uploads"},
		"strapi's example":  {`"@strapi/strapi":"5"`, ".env.example", "PORT=1337\nJWT_SECRET=tobemodified\n", "JWT_SECRET", "public/uploads"},
		"adonis":            {`"@adonisjs/core":"6"`, "start/env.ts", "  PORT: Env.schema.number(),\n  APP_KEY: Env.schema.string(),\n  SMTP: Env.schema.string.optional(),", "APP_KEY", ""},
		"no such framework": {`"express":"5"`, "start/env.ts", "  APP_KEY: Env.schema.string(),", "", ""},
	} {
		s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node a.js"},"dependencies":{` + tt.deps + `}}`, "a.js": "", tt.file: tt.text})
		var got, dirs []string
		for _, c := range s.AskEnv {
			got = append(got, c.Value)
		}
		for _, w := range s.Writes {
			dirs = append(dirs, w.Dir)
		}
		if strings.Join(got, " ") != tt.want || strings.Join(dirs, " ") != tt.writes {
			t.Errorf("%s: asks for %v and writes to %v", name, got, dirs)
		}
	}
}
