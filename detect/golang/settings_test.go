package golang

import (
	"fmt"
	"strings"
	"testing"
)

// TestGoSettings reads where a program listens out of its settings, and which files of them the image holds.
func TestGoSettings(t *testing.T) {
	const settings = "package config\nimport \"github.com/spf13/viper\"\ntype Config struct {\n\tServer struct {\n\t\tPort int `mapstructure:\"port\"`\n\t} `mapstructure:\"server\"`\n\tDatabase struct {\n\t\tPort int `mapstructure:\"port\"`\n\t} `mapstructure:\"database\"`\n\tAddress string `mapstructure:\"SERVER_ADDRESS\"`\n}\nfunc Load() (c Config) {\n\t%s\n\tviper.Unmarshal(&c)\n\treturn\n}\n"
	const program = "package main\nimport (\"fmt\"; \"net/http\"; \"example.com/app/config\")\nfunc main() {\n\tcfg := config.Load()\n\thttp.ListenAndServe(%s, nil)\n}\n"
	for _, c := range []struct {
		name, load, address string
		files               map[string]string
		port                int
		env, shipped        string
	}{
		{"a default of viper", `viper.SetDefault("SERVER_ADDRESS", "0.0.0.0:9001"); viper.AutomaticEnv()`, "cfg.Address", nil, 9001, "SERVER_ADDRESS", ""},
		{"a file", `viper.SetConfigFile("config/app.yaml")`, `fmt.Sprintf(":%d", cfg.Server.Port)`, map[string]string{"config/app.yaml": "database:\n  port: 5432\nserver:\n  port: 9002\n"}, 9002, "", "config/app.yaml"},
		{"a file by its name", `viper.SetConfigName("settings"); viper.AddConfigPath("./config"); viper.AddConfigPath(".")`, `fmt.Sprintf(":%d", cfg.Server.Port)`, map[string]string{"config/settings.toml": "[server]\nport = 9003\n", "config/other.json": "{}", "compose.yaml": ""}, 9003, "", "config/settings.toml"},
		{"a file and the environment", `viper.SetConfigFile("app.yaml"); viper.AutomaticEnv(); viper.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))`, `fmt.Sprintf(":%d", cfg.Server.Port)`, map[string]string{"app.yaml": "server:\n  port: 9004\n"}, 9004, "SERVER_PORT", "app.yaml"},
		{"below another name", `viper.SetConfigFile("app.yaml")`, `fmt.Sprintf(":%d", cfg.Server.Port)`, map[string]string{"app.yaml": "production:\n  server:\n    port: 9005\n"}, 9005, "", "app.yaml"},
		{"a variable by its tag", `viper.SetConfigType("env"); viper.ReadInConfig()`, "cfg.Address", map[string]string{"config/.env.example": "SERVER_ADDRESS=:9007\n"}, 9007, "SERVER_ADDRESS", ""},
		{"no such setting", `viper.SetConfigFile("app.yaml")`, `fmt.Sprintf(":%d", cfg.Server.Port)`, map[string]string{"app.yaml": "database:\n  port: 5432\n"}, 0, "", "app.yaml"},
	} {
		files := map[string]string{"go.mod": "module example.com/app\n\ngo 1.26\n", "main.go": fmt.Sprintf(program, c.address), "config/config.go": fmt.Sprintf(settings, c.load)}
		for name, text := range c.files {
			files[name] = text
		}
		s := one(t, files)
		var shipped []string
		for _, f := range s.Go.Programs[0].RunFiles {
			shipped = append(shipped, f.Opened)
		}
		if got := strings.Join(shipped, " "); s.Port.Value != c.port || s.PortEnv.Value != c.env || got != c.shipped {
			t.Errorf("%s: port %d, variable %q, ships %q; want %+v", c.name, s.Port.Value, s.PortEnv.Value, got, c)
		}
	}
}

// TestGoDotenv knows a program that ends without its file of variables, and the port that the example of that file has.
func TestGoDotenv(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"stops", "err := godotenv.Load()\n\tif err != nil {\n\t\tlog.Fatal(\"no .env\")\n\t}", ".env"},
		{"stops at once", "if err := godotenv.Load(\".env.local\"); err != nil {\n\t\tpanic(err)\n\t}", ".env.local"},
		{"viper stops", "viper.SetConfigFile(\".env\")\n\tviper.AutomaticEnv()\n\tif err := viper.ReadInConfig(); err != nil {\n\t\tlog.Fatalf(\"%v\", err)\n\t}", ".env"},
		{"goes on", "if err := godotenv.Load(); err != nil {\n\t\tlog.Println(err)\n\t}\n\tif other() {\n\t\tlog.Fatal(1)\n\t}", ""},
		{"in production it is not asked", "_ = godotenv.Load()", ""},
		{"another file", "viper.SetConfigFile(\"config.yaml\")\n\tif err := viper.ReadInConfig(); err != nil {\n\t\tlog.Fatal(err)\n\t}", ""},
	} {
		s := one(t, map[string]string{"go.mod": "module example.com/app\n\ngo 1.26\n", ".env.example": "A=1\nPORT=9006\n",
			"main.go": "package main\nimport (\"log\"; \"net/http\"; \"os\"; \"github.com/joho/godotenv\"; \"github.com/spf13/viper\")\nfunc main() {\n\t" + c.source + "\n\thttp.ListenAndServe(\":\"+os.Getenv(\"PORT\"), nil)\n}\n"})
		if got := s.Go.Programs[0].Dotenv; got.Value != c.want || got.Known() && got.Because[0].Line < 4 || s.Port.Value != 9006 {
			t.Errorf("%s: %q by %v, port %d; want %q", c.name, got.Value, got.Because, s.Port.Value, c.want)
		}
	}
}
