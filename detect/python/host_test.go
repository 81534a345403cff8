package python

import (
	"strings"
	"testing"
)

// TestPythonHost holds that an address which only the container reaches is found in every form, with what moves it.
func TestPythonHost(t *testing.T) {
	uvicorn := "import uvicorn\nfrom fastapi import FastAPI\ndef make(x):\n    return FastAPI()\n"
	tests := []struct{ name, code, host, env, args string }{
		{"uvicorn by default", uvicorn + "uvicorn.run(make(1), port=8100)\n", "127.0.0.1", "", ""},
		{"a text", uvicorn + "uvicorn.run(make(1), host='localhost', port=8100)\n", "localhost", "", ""},
		{"everywhere", uvicorn + "uvicorn.run(make(1), host='0.0.0.0', port=8100)\n", "", "", ""},
		{"a variable", uvicorn + "uvicorn.run(make(1), host=os.getenv('BIND_HOST', '127.0.0.1'), port=8100)\n", "127.0.0.1", "BIND_HOST", ""},
		{"a variable or else", uvicorn + "H = os.environ.get('HOST') or 'localhost'\nuvicorn.run(make(1), host=H, port=8100)\n", "localhost", "HOST", ""},
		{"a constant", uvicorn + "HOST = '127.0.0.1'\nuvicorn.run(make(1), host=HOST, port=8100)\n", "127.0.0.1", "", ""},
		{"argparse", uvicorn + "p.add_argument('--host', default='127.0.0.1')\na = p.parse_args()\nuvicorn.run(make(1), host=a.host, port=8100)\n", "", "", "--host 0.0.0.0"},
		{"click", uvicorn + "@click.option('--bind-host', default='localhost')\ndef main(bind_host):\n    uvicorn.run(make(1), host=bind_host, port=8100)\n", "", "", "--bind-host 0.0.0.0"},
		{"typer with a variable", uvicorn + "def main(\n    host: str = typer.Option('127.0.0.1', envvar='APP_HOST'),\n):\n    uvicorn.run(make(1), host=host, port=8100)\n", "127.0.0.1", "APP_HOST", ""},
		{"a settings class", uvicorn + "from settings import settings\nuvicorn.run(make(1), host=settings.host, port=8100)\n", "127.0.0.1", "SHOP_HOST", ""},
		{"aiohttp", "from aiohttp import web\nweb.run_app(app, host='127.0.0.1', port=8100)\n", "127.0.0.1", "", ""},
		{"aiohttp by default", "from aiohttp import web\nweb.run_app(app, port=8100)\n", "", "", ""},
		{"waitress", "from waitress import serve\nserve(app, host='127.0.0.1', port=8100)\n", "127.0.0.1", "", ""},
		{"websockets", "import websockets\nasync def main():\n    async with websockets.serve(echo, 'localhost', 8100):\n        pass\n", "localhost", "", ""},
		{"a pair", "from http.server import HTTPServer\nHTTPServer(('127.0.0.1', 8100), H).serve_forever()\n", "127.0.0.1", "", ""},
		{"gRPC", "import grpc\nserver.add_insecure_port('localhost:8100')\n", "localhost", "", ""},
		{"gRPC everywhere", "import grpc\nserver.add_insecure_port('[::]:8100')\n", "", "", ""},
		{"a dict", uvicorn + "@click.option('--host', default='127.0.0.1')\ndef main(host):\n    kwargs = dict(host=host, port=8100)\n    uvicorn.run(make(1), **kwargs, port=8100)\n", "", "", "--host 0.0.0.0"},
		{"a parameter of typer", "import typer\n" + uvicorn + "def main(host: str = '127.0.0.1', port: int = 8100):\n    uvicorn.run(make(1), host=host, port=port)\n", "", "", "--host 0.0.0.0"},
		{"a call in another file", "from web import start\nstart()\n", "127.0.0.1", "", ""},
	}
	for _, tt := range tests {
		s := scan(t, map[string]string{"requirements.txt": "fastapi\naiohttp\n", "main.py": tt.code, "web.py": "import uvicorn\ndef start():\n    uvicorn.run(app, port=8100)\n",
			"settings.py": "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    host: str = '127.0.0.1'\n    model_config = SettingsConfigDict(env_prefix='SHOP_')\nsettings = Settings()\n"})
		args := strings.TrimPrefix(strings.TrimPrefix(strings.Join(s.Start.Value, " "), "python main.py"), " ")
		if s.Host.Value != tt.host || s.HostEnv.Value != tt.env || args != tt.args || s.Port.Value != 8100 {
			t.Errorf("%s: host %q, variable %q, arguments %q, port %d (%s)", tt.name, s.Host.Value, s.HostEnv.Value, args, s.Port.Value, s.Start.Value)
		}
	}
}
