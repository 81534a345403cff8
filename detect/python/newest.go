package python

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// bound says up to which Python the releases of a package install and load: a newer Python has no wheel of them, or lacks
// what they import.
type bound struct {
	name string
	// from and before enclose the releases; an empty one is open.
	from, before string
	newest       string
}

// bounds are the packages that pin an old Python most often: those with compiled parts, and those that used what the
// standard library dropped. Of several rows that fit the oldest Python counts.
func bounds() []bound {
	return []bound{
		{"numpy", "", "1.21.2", "3.9"}, {"numpy", "", "1.23.2", "3.10"}, {"numpy", "", "1.26.0", "3.11"}, {"numpy", "", "2.1.0", "3.12"},
		{"pandas", "", "1.3.3", "3.9"}, {"pandas", "", "1.5.1", "3.10"}, {"pandas", "", "2.1.1", "3.11"}, {"pandas", "", "2.2.3", "3.12"},
		{"scipy", "", "1.7.2", "3.9"}, {"scipy", "", "1.9.2", "3.10"}, {"scipy", "", "1.11.2", "3.11"}, {"scipy", "", "1.14.1", "3.12"},
		{"scikit-learn", "", "1.0.1", "3.9"}, {"scikit-learn", "", "1.1.3", "3.10"}, {"scikit-learn", "", "1.3.1", "3.11"}, {"scikit-learn", "", "1.5.2", "3.12"},
		{"matplotlib", "", "3.5.0", "3.9"}, {"matplotlib", "", "3.6.0", "3.10"}, {"matplotlib", "", "3.8.0", "3.11"}, {"matplotlib", "", "3.9.2", "3.12"},
		{"pillow", "", "8.4.0", "3.9"}, {"pillow", "", "9.3.0", "3.10"}, {"pillow", "", "10.1.0", "3.11"}, {"pillow", "", "10.4.0", "3.12"},
		{"psycopg2", "", "2.8", "3.7"}, {"psycopg2-binary", "", "2.8", "3.7"}, {"psycopg2-binary", "", "2.9.2", "3.9"}, {"psycopg2-binary", "", "2.9.5", "3.10"}, {"psycopg2-binary", "", "2.9.8", "3.11"}, {"psycopg2-binary", "", "2.9.10", "3.12"},
		{"lxml", "", "4.6.4", "3.9"}, {"lxml", "", "4.9.2", "3.10"}, {"lxml", "", "4.9.3", "3.11"}, {"lxml", "", "5.3.0", "3.12"},
		{"greenlet", "", "1.1.2", "3.9"}, {"greenlet", "", "2.0.0", "3.10"}, {"greenlet", "", "3.0.0", "3.11"}, {"greenlet", "", "3.1.0", "3.12"},
		{"gevent", "", "21.8.0", "3.9"}, {"gevent", "", "22.10.1", "3.10"}, {"gevent", "", "23.9.0", "3.11"}, {"gevent", "", "24.10.1", "3.12"},
		{"cffi", "", "1.15.0", "3.9"}, {"cffi", "", "1.15.1", "3.10"}, {"cffi", "", "1.16.0", "3.11"}, {"cffi", "", "1.17.0", "3.12"},
		{"aiohttp", "", "3.8.0", "3.9"}, {"aiohttp", "", "3.8.3", "3.10"}, {"aiohttp", "", "3.9.0", "3.11"}, {"aiohttp", "", "3.10.6", "3.12"},
		{"multidict", "", "6.0.3", "3.10"}, {"multidict", "", "6.0.5", "3.11"}, {"frozenlist", "", "1.4.1", "3.11"}, {"yarl", "", "1.9.3", "3.11"},
		{"asyncpg", "", "0.25.0", "3.9"}, {"asyncpg", "", "0.27.0", "3.10"}, {"asyncpg", "", "0.29.0", "3.11"}, {"asyncpg", "", "0.30.0", "3.12"},
		{"uvloop", "", "0.16.0", "3.9"}, {"uvloop", "", "0.17.0", "3.10"}, {"uvloop", "", "0.19.0", "3.11"}, {"uvloop", "", "0.21.0", "3.12"},
		{"httptools", "", "0.3.0", "3.9"}, {"httptools", "", "0.5.0", "3.10"}, {"httptools", "", "0.6.1", "3.11"}, {"httptools", "", "0.6.2", "3.12"},
		{"grpcio", "", "1.49.1", "3.10"}, {"grpcio", "", "1.59.0", "3.11"}, {"grpcio", "", "1.66.2", "3.12"},
		{"tensorflow", "", "2.8.0", "3.9"}, {"tensorflow", "", "2.12.0", "3.10"}, {"tensorflow", "", "2.16.0", "3.11"}, {"tensorflow", "", "2.20.0", "3.12"},
		{"torch", "", "1.11.0", "3.9"}, {"torch", "", "2.0.0", "3.10"}, {"torch", "", "2.2.0", "3.11"}, {"torch", "", "2.5.0", "3.12"},
		{"pyyaml", "5.4", "6.0", "3.9"}, {"pyyaml", "6.0", "6.0.1", "3.11"},
		{"pydantic", "", "1.10.13", "3.11"}, {"pydantic", "", "1.10.19", "3.12"}, {"pydantic", "2.0", "2.4.0", "3.11"}, {"pydantic", "2.0", "2.8.0", "3.12"},
		{"sqlalchemy", "2.0", "2.0.31", "3.12"},
		{"django", "", "1.11.17", "3.6"}, {"django", "1.11.17", "3.1", "3.9"}, {"django", "3.1", "4.2", "3.11"},
		{"werkzeug", "", "0.15", "3.9"}, {"jinja2", "", "2.10.1", "3.9"}, {"aioredis", "", "", "3.10"}, {"eventlet", "", "0.34.0", "3.11"},
		{"discord-py", "", "2.5.0", "3.12"}, {"python-telegram-bot", "", "20.0", "3.11"}, {"tweepy", "", "4.15.0", "3.12"}, {"gunicorn", "", "20.0", "3.11"},
		{"celery", "", "5.0", "3.9"}, {"celery", "5.0", "5.3", "3.11"}, {"aiogram", "", "3.0", "3.11"}, {"supervisor", "", "4.2.5", "3.11"}, {"webob", "", "1.8.8", "3.12"}, {"pydub", "", "", "3.12"},
	}
}

// newestRelease is the newest Python that the pinned packages still install on.
func newestRelease(p *project) {
	for _, row := range bounds() {
		if _, ok := p.deps.byName[row.name]; !ok && p.deps.lock[row.name] == (detect.Evidence{}) {
			continue
		}
		version := p.deps.version(row.name)
		if version == "" && row.before != "" || row.from != "" && versions.Before(version, row.from) || row.before != "" && !versions.Before(version, row.before) {
			continue
		}
		noteBound(p, row.newest, strings.TrimSpace(row.name+" "+version), p.depEvidence(row.name))
	}
}
