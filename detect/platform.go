package detect

import "strings"

// PlatformFiles are the files by which hosting platforms and builders are told what to do with a repository. They may say what
// runs; no program reads them.
var PlatformFiles = fieldSet(`Procfile Procfile.dev Procfile.windows app.json app.yaml apprunner.yaml aptfile azure-pipelines.yml
	bitbucket-pipelines.yml Caddyfile captain-definition cloudbuild.yaml fly.toml heroku.yml koyeb.yaml mise.lock mise.toml netlify.toml nixpacks.json nixpacks.toml
	northflank.json railpack.json railway.json railway.toml render.yaml render.yml runtime.txt scalingo.json serverless.yaml serverless.yml
	skaffold.yaml Staticfile vercel.json zappa_settings.json`)

// fieldSet gives the words of a text as a set.
func fieldSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(text) {
		out[word] = true
	}
	return out
}
