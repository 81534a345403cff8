package plan

// nodeFramework is what a plan has to know of a framework beyond what detect says of the service.
type nodeFramework struct {
	// title is its name for people.
	title string
	// cache is what its build keeps from one run to the next, relative to the service's directory.
	cache string
	// dev are the words that make its development server listen for the world outside the container.
	dev []string
	// devDirs are what its development server writes, relative to the service's directory.
	devDirs []string
}

// nodeFrameworks holds one row for each framework, by the name that detect gives it.
func nodeFrameworks() map[string]nodeFramework {
	vite := []string{"--host", "0.0.0.0"}
	viteDirs := []string{"node_modules/.vite", "node_modules/.vite-temp"}
	return map[string]nodeFramework{
		"express":          {title: "Express"},
		"fastify":          {title: "Fastify"},
		"koa":              {title: "Koa"},
		"hono":             {title: "Hono"},
		"elysia":           {title: "Elysia"},
		"h3":               {title: "H3"},
		"hapi":             {title: "hapi"},
		"nestjs":           {title: "NestJS"},
		"adonis":           {title: "AdonisJS"},
		"next":             {title: "Next.js", cache: ".next/cache", devDirs: []string{".next"}},
		"nuxt":             {title: "Nuxt", dev: vite, devDirs: []string{".nuxt"}},
		"nitro":            {title: "Nitro", dev: vite},
		"remix":            {title: "Remix", dev: vite, devDirs: viteDirs},
		"react-router":     {title: "React Router", dev: vite, devDirs: viteDirs},
		"sveltekit":        {title: "SvelteKit", dev: vite, devDirs: append([]string{".svelte-kit"}, viteDirs...)},
		"solid-start":      {title: "SolidStart", dev: vite},
		"tanstack-start":   {title: "TanStack Start", dev: vite, devDirs: viteDirs},
		"astro":            {title: "Astro", dev: vite, devDirs: append([]string{".astro"}, viteDirs...)},
		"angular":          {title: "Angular", dev: vite, devDirs: []string{".angular"}},
		"vite":             {title: "Single-page application", dev: vite, devDirs: viteDirs},
		"create-react-app": {title: "React application", devDirs: []string{"node_modules/.cache"}},
		"vue-cli":          {title: "Vue application", devDirs: []string{"node_modules/.cache"}},
		"gatsby":           {title: "Gatsby site", cache: ".cache", dev: []string{"-H", "0.0.0.0"}, devDirs: []string{".cache", "public"}},
		"eleventy":         {title: "Eleventy site", devDirs: []string{"_site"}},
		"docusaurus":       {title: "Docusaurus site", dev: vite, devDirs: []string{".docusaurus"}},
		"vitepress":        {title: "VitePress site", dev: vite, devDirs: viteDirs},
	}
}
