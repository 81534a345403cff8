package detect

// hosts are packages that build for a hosting vendor's own runtime, and not for Node.
var hosts = []struct{ pkg, vendor string }{
	{"@remix-run/cloudflare", "Cloudflare"}, {"@remix-run/cloudflare-pages", "Cloudflare"}, {"@remix-run/cloudflare-workers", "Cloudflare"}, {"@react-router/cloudflare", "Cloudflare"},
	{"@cloudflare/vite-plugin", "Cloudflare"}, {"@sveltejs/adapter-cloudflare", "Cloudflare"}, {"@sveltejs/adapter-cloudflare-workers", "Cloudflare"},
	{"@shopify/remix-oxygen", "Shopify Oxygen"}, {"@shopify/hydrogen", "Shopify Oxygen"},
	{"@netlify/remix-adapter", "Netlify"}, {"@netlify/remix-edge-adapter", "Netlify"}, {"@netlify/vite-plugin-react-router", "Netlify"},
	{"@remix-run/architect", "AWS Lambda"}, {"@react-router/architect", "AWS Lambda"}, {"@remix-run/deno", "Deno"},
}

// hosted refuses an application that is built for a hosting vendor, unless it has a server of its own.
func (s *nodeService) hosted() bool {
	if s.start.kind == startProgram && (s.start.entry != "" || s.start.bin == "") {
		return false
	}
	for _, h := range hosts {
		if d := s.dep(h.pkg); d != nil {
			node := map[string]string{"sveltekit": "@sveltejs/adapter-node in svelte.config.js", "remix": "@remix-run/node and @remix-run/serve in its place", "react-router": "@react-router/node and @react-router/serve in its place"}[s.row.name]
			s.refuse("it is built for "+h.vendor+" by "+h.pkg+", which makes no server for a container", node, d.evidence())
			return true
		}
	}
	return false
}
