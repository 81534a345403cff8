package node

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// hosts are packages that build for a hosting vendor's own runtime, and not for Node.
var hosts = []struct{ pkg, vendor string }{
	{"@remix-run/cloudflare", "Cloudflare"}, {"@remix-run/cloudflare-pages", "Cloudflare"}, {"@remix-run/cloudflare-workers", "Cloudflare"}, {"@react-router/cloudflare", "Cloudflare"},
	{"@cloudflare/vite-plugin", "Cloudflare"}, {"@sveltejs/adapter-cloudflare", "Cloudflare"}, {"@sveltejs/adapter-cloudflare-workers", "Cloudflare"},
	{"@shopify/remix-oxygen", "Shopify Oxygen"}, {"@shopify/hydrogen", "Shopify Oxygen"}, {"@vercel/remix", "Vercel"}, {"@sveltejs/adapter-vercel", "Vercel"},
	{"@netlify/remix-adapter", "Netlify"}, {"@netlify/remix-edge-adapter", "Netlify"}, {"@netlify/vite-plugin-react-router", "Netlify"}, {"@sveltejs/adapter-netlify", "Netlify"},
	{"@netlify/vite-plugin-tanstack-start", "Netlify"},
	{"@remix-run/architect", "AWS Lambda"}, {"@react-router/architect", "AWS Lambda"}, {"svelte-kit-sst", "AWS Lambda"}, {"@remix-run/deno", "Deno"},
	{"@astrojs/vercel", "Vercel"}, {"@astrojs/netlify", "Netlify"}, {"@astrojs/cloudflare", "Cloudflare"}, {"@deno/astro-adapter", "Deno"}, {"astro-sst", "AWS Lambda"},
}

// onNode says what makes a framework's server run on Node.
var onNode = map[string]string{
	"sveltekit": "@sveltejs/adapter-node in svelte.config.js", "remix": "@remix-run/node and @remix-run/serve in its place", "react-router": "@react-router/node and @react-router/serve in its place",
	"tanstack-start": "the nitro plugin in vite.config", "astro": "@astrojs/node as adapter",
}

// hosted refuses an application that is built for a hosting vendor, unless it has a server of its own.
func (s *service) hosted() bool {
	if s.start.kind == startProgram && (s.start.entry != "" || s.start.bin == "") {
		return false
	}
	for _, h := range hosts {
		if d := s.dep(h.pkg); d != nil {
			s.refuse("it is built for "+h.vendor+" by "+h.pkg+", which makes no server for a container", onNode[s.row.name], detect.EvidenceOf(d))
			return true
		}
	}
	return false
}

var (
	vendorPreset  = pattern.New(`\b(?:preset|target)\s*:\s*["']([a-z][\w-]*)["']`)
	serverlessAWS = pattern.New(`AWS::(Serverless)|^(functions):`)
)

// vercelServer is where Vercel's preset for Vite has the build put the server: below the name of the settings of its routes, which
// are the default ones. A preset that only counts on Vercel changes nothing.
func vercelServer(s *service, dir, between string) string {
	var preset detect.Evidence
	for _, name := range []string{"react-router.config.", "vite.config."} {
		conf := s.configFile(name)
		for i, line := range s.t.Lines(conf) {
			switch {
			case strings.Contains(line, "process.env.VERCEL"):
				return dir + "/server/index.js"
			case strings.Contains(line, "vercelPreset(") && !isComment(line):
				preset = s.t.At(conf, i+1)
			}
		}
	}
	if preset.Path == "" {
		return dir + "/server/index.js"
	}
	s.note(detect.Note{Text: "Vercel's preset moves the server that the build makes; the image runs it from there", Add: "the preset where process.env.VERCEL is set alone", Because: []detect.Evidence{preset}})
	return dir + "/server/nodejs" + between + "eyJydW50aW1lIjoibm9kZWpzIn0/index.js"
}

// functions are files that describe functions of a vendor's platform.
var functions = []struct {
	vendor, file string
	sign         *pattern.Pattern
}{
	{"Cloudflare Workers", "wrangler.toml", nil}, {"Cloudflare Workers", "wrangler.jsonc", nil}, {"Cloudflare Workers", "wrangler.json", nil},
	{"the Serverless Framework", "serverless.yml", nil}, {"the Serverless Framework", "serverless.yaml", nil}, {"the Serverless Framework", "serverless.ts", nil},
	{"AWS SAM", "template.yaml", serverlessAWS}, {"AWS SAM", "template.yml", serverlessAWS}, {"Azure Functions", "host.json", nil}, {"Vercel", "vercel.json", nil}, {"Netlify", "netlify.toml", nil}, {"Firebase", "firebase.json", nil},
}

// platform refuses a package whose scripts are functions of a vendor's platform: nothing in them listens.
func platform(s *service, candidates []entry) bool {
	if len(listeningOf(s, candidates)) > 0 || s.n.Runtime == "bun" && s.dep("wrangler") == nil { // Bun serves what a module exports
		return false
	}
	for _, f := range functions {
		p := path.Join(s.pkg.dir, f.file)
		if s.t.Has(p) && (f.sign == nil || len(s.setting(p, f.sign).Because) > 0) {
			s.refuse("its scripts are functions for "+f.vendor+", and nothing in them listens", "a script that listens by Node, and a start script that runs it", detect.Evidence{Path: p})
			return true
		}
	}
	return false
}

// qwikAdapters are the adapters of Qwik City that make a server for Node, and static files.
var qwikAdapters = []string{"express", "fastify", "node-server", "cloud-run", "static"}

// qwikShape goes by the adapter.
func qwikShape(s *service) {
	because := s.stack.Framework.Because[0]
	all := s.t.DirsIn[path.Join(s.pkg.dir, "adapters")]
	for _, name := range qwikAdapters {
		conf := s.t.First(path.Join(s.pkg.dir, "adapters", name), "vite.config.ts", "vite.config.mts", "vite.config.js")
		switch {
		case conf == "":
		case name == "static":
			s.files("dist", detect.Evidence{Path: conf})
			return
		default:
			s.start = startCommand{}
			if n := s.pkg.script("serve"); n != nil {
				s.start = s.judgeAll(s.pkg.expand("serve"), detect.EvidenceOf(n))
			}
			s.serve([]string{"node", "server/entry." + name}, detect.Evidence{Path: conf})
			s.outputs(detect.Evidence{Path: conf}, "dist", "server")
			s.entry = s.t.First(s.pkg.dir, "src/entry."+name+".tsx", "src/entry."+name+".ts")
			return
		}
	}
	why := "no adapter of Qwik City makes a server for a container"
	if len(all) > 0 {
		why = "it is built for " + strings.Join(all, " and ") + " by its adapter of Qwik City, which makes no server for a container"
	}
	s.refuse(why, "one by `npm run qwik add express`", because)
}
