package plan

import "path"

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

// standalone copies Next.js's traced server, the packages first: a source edit pushes only what the build made of it.
func (s *nodeService) standalone() []Step {
	out := path.Join(s.workdir(), ".next")
	var steps []Step
	if s.traced() == "" {
		steps = append(steps, artifact("build", out+"/standalone/node_modules", "./node_modules"))
		steps = append(steps, s.fileCopies(s.n.RunFiles)...)
		steps = append(steps, Step{Slot: "copy", Copy: &Copy{From: "build", Link: true, Dest: "./",
			Sources: []string{out + "/standalone/package.json", out + "/standalone/server.js"}}},
			artifact("build", out+"/standalone/.next", "./.next"))
	} else {
		steps = append(steps, artifact("build", out+"/standalone", nodeRoot+"/"))
		steps = append(steps, s.fileCopies(s.n.RunFiles)...)
	}
	return append(steps, artifact("build", out+"/static", "./.next/static"))
}
