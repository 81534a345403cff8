package node

import (
	"fmt"
	"strings"
	"testing"
)

// TestNodeWrites holds the directories that a program writes to; + marks what is meant to stay.
func TestNodeWrites(t *testing.T) {
	for _, tt := range []struct{ name, deps, source, want string }{
		{"mkdir", "", "if (!fs.existsSync('./data')) fs.mkdirSync('./data', { recursive: true })", "data+"},
		{"beside the program", "", "const dir = path.join(__dirname, '..', 'store');\nawait fs.promises.mkdir(dir)", "store+"},
		{"module", "", "const here = path.dirname(fileURLToPath(import.meta.url));\nfs.writeFileSync(path.join(here, 'state', `${id}.json`), '{}')", "src/state+"},
		{"dirname of the module", "", "fs.mkdirSync(`${import.meta.dirname}/files`)", "src/files+"},
		{"address of the module", "", "fs.createWriteStream(new URL('./out/a.txt', import.meta.url))", "src/out+"},
		{"working directory", "", "const FILE = path.resolve(process.cwd(), 'reports', 'a.pdf');\nfs.createWriteStream(FILE)", "reports+"},
		{"variable with a default", "", "const dir = process.env.DATA_DIR || './var/data';\nfs.mkdirSync(dir)", "var/data+"},
		{"log", "", "fs.appendFileSync('logs/audit.log', 'x')", "logs"},
		{"beside the manifest", "", "fs.writeFileSync('db.json', '{}')", "."},
		{"temporary", "", "fs.writeFileSync('/tmp/a', '');\nfs.mkdirSync(path.join(os.tmpdir(), 'x'))", ""},
		{"computed below", "", "fs.mkdirSync(path.join('uploads', id))", "uploads+"},
		{"computed in a template", "", "fs.writeFileSync(`./out/${id}.json`, '')", "out+"},
		{"computed", "", "fs.writeFileSync(file, '')", ""},
		{"better-sqlite3", `"better-sqlite3":"11"`, "const db = new Database('data/app.db')", "data+"},
		{"memory", `"better-sqlite3":"11"`, "const db = new Database(':memory:')", ""},
		{"sqlite of sequelize", `"sqlite3":"5"`, "new Sequelize({ dialect: 'sqlite', storage: './db/app.sqlite' })", "db+"},
		{"lowdb", `"lowdb":"7"`, "const db = await JSONFilePreset('store/db.json', {})", "store+"},
		{"keyv-file", `"keyv-file":"5"`, "new KeyvFile({ filename: 'kv/keyv.json' })", "kv+"},
		{"multer", `"multer":"1"`, "const upload = multer({ dest: 'uploads/' })", "uploads+"},
		{"multer's storage", `"multer":"1"`, "destination: (req, file, cb) => { cb(null, path.join(process.cwd(), 'files')) }", "files+"},
		{"formidable", `"formidable":"3"`, "formidable({ uploadDir: path.join(__dirname, 'in') })", "src/in+"},
		{"winston", `"winston":"3"`, "new winston.transports.File({ filename: 'logs/error.log' })", "logs"},
		{"pino", `"pino":"9"`, "pino(pino.destination('log/app.log'))", "log"},
		{"alternatives", "", "Store.dir = process.env.DATA_DIR || args['data-dir'] || devDir() || './data/';\nStore.file = path.join(Store.dir, 'app.db');\nfs.mkdirSync(Store.dir);\nfs.writeFileSync(Store.file, '')", "data+"},
		{"a file of another option", `"winston":"3"`, "attachments: [{ filename: 'header.png', path: '/srv/header.png' }]", ""},
		{"a placeholder", "", "fs.mkdirSync('out_<%= version %>')", ""},
		{"rotated", `"winston-daily-rotate-file":"5"`, "new DailyRotateFile({ dirname: 'var/log', filename: '%DATE%.log' })", "var/log"},
	} {
		s := stack(t, map[string]string{"package.json": `{"scripts":{"start":"node src/a.js"},"dependencies":{` + tt.deps + `}}`, "src/a.js": tt.source})
		var got []string
		for _, w := range s.Writes {
			got = append(got, w.Dir+map[bool]string{true: "+"}[w.Keep])
		}
		if fmt.Sprint(got) != fmt.Sprint(strings.Fields(tt.want)) {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}
