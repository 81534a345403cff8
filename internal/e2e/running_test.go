package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/msgen/msgen/internal/story"
)

// grace is what `docker stop` gives a container before it kills it.
const grace = 10 * time.Second

// running is a container.
type running struct {
	id       string
	port     string        // as docker names it: "8080/tcp"; "" for none
	patience time.Duration // how long it may take to answer, and to become healthy
}

// start runs an image as a careful operator would: nothing to write but /tmp, no capability, no new privileges.
func start(ctx context.Context, tag string, port int, run story.Run, patience time.Duration) (*running, error) {
	args := []string{"run", "-d", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--health-interval=1s"}
	if run.Writable == "" {
		args = append(args, "--read-only", "--tmpfs", "/tmp")
	}
	for _, e := range run.Env {
		args = append(args, "-e", e)
	}
	c := &running{patience: patience}
	if port > 0 {
		c.port = fmt.Sprintf("%d/tcp", port)
		args = append(args, "-p", fmt.Sprintf("127.0.0.1::%d", port))
	} else if len(run.Asks) > 0 {
		return nil, errors.New("the image exposes no port, so nobody can ask it")
	}
	id, err := docker(ctx, append(args, tag)...)
	if err != nil {
		return nil, err
	}
	c.id = id
	return c, nil
}

func (c *running) inspect(ctx context.Context) (Container, error) {
	return inspect[Container](ctx, "inspect", c.id)
}

// logs gives the last lines that the container printed.
func (c *running) logs(ctx context.Context) string {
	out, _ := docker(ctx, "logs", "--tail", "400", c.id)
	errs, _ := dockerErr(ctx, "logs", "--tail", "400", c.id)
	return tail(strings.TrimSpace(out+"\n"+errs), 15)
}

// remove deletes the container, whatever it does.
func (c *running) remove() {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	_, _ = docker(ctx, "rm", "-f", "-v", c.id)
}

// answers waits until the container has printed and answered what it must.
func (c *running) answers(ctx context.Context, run story.Run) error {
	deadline := time.Now().Add(c.patience)
	for _, want := range run.Says {
		if err := c.says(ctx, want, deadline); err != nil {
			return err
		}
	}
	for _, a := range run.Asks {
		if err := c.ask(ctx, a, deadline); err != nil {
			return err
		}
	}
	return nil
}

// says waits for a text on the container's output.
func (c *running) says(ctx context.Context, want string, deadline time.Time) error {
	for {
		s, err := c.inspect(ctx)
		if err != nil {
			return err
		}
		out, _ := docker(ctx, "logs", c.id)
		errs, _ := dockerErr(ctx, "logs", c.id)
		switch {
		case strings.Contains(out+errs, want):
			return nil
		case !s.State.Running:
			return fmt.Errorf("ended with exit code %d and did not print %q: %s", s.State.ExitCode, want, c.logs(ctx))
		case time.Now().After(deadline):
			return fmt.Errorf("did not print %q in time: %s", want, c.logs(ctx))
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// ask sends a request until it is answered as it must be. A wrong answer gets five seconds to become right.
func (c *running) ask(ctx context.Context, a story.Ask, deadline time.Time) error {
	var wrong error
	for {
		s, err := c.inspect(ctx)
		if err != nil {
			return err
		}
		if !s.State.Running {
			return fmt.Errorf("ended with exit code %d before it answered: %s", s.State.ExitCode, c.logs(ctx))
		}
		got, err := get(ctx, s, c.port, a)
		switch {
		case err == nil && got == nil:
			return nil
		case got != nil && wrong == nil:
			deadline = earlier(deadline, time.Now().Add(5*time.Second))
		}
		if wrong = got; time.Now().After(deadline) {
			if got == nil {
				got = fmt.Errorf("GET %s: no answer on port %s: %w", a.Path, c.port, err)
			}
			return fmt.Errorf("%w; it printed: %s", got, c.logs(ctx))
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// get sends one request. wrong says how the answer differs from what is wanted; err is that there was none.
func get(ctx context.Context, s Container, port string, a story.Ask) (wrong, err error) {
	host := s.NetworkSettings.Ports[port]
	if len(host) == 0 {
		return nil, errors.New("the port is not published")
	}
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:"+host[0].HostPort+a.Path, nil)
	if err != nil {
		return nil, err
	}
	// Neither a proxy nor another request's connection: what is asked is this container, from nothing.
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != a.Status || !strings.Contains(string(body), a.Contains) {
		return fmt.Errorf("GET %s: %d %.200q, want %d with %q", a.Path, answer.StatusCode, body, a.Status, a.Contains), nil
	}
	return nil, nil
}

// health waits for the health check: "healthy", or what it says instead.
func (c *running) health(ctx context.Context) string {
	deadline := time.Now().Add(c.patience)
	for {
		s, err := c.inspect(ctx)
		switch {
		case err != nil:
			return err.Error()
		case s.State.Health == nil:
			return "nothing"
		case s.State.Health.Status == "healthy":
			return "healthy"
		case !s.State.Running || time.Now().After(deadline):
			said := s.State.Health.Status
			if n := len(s.State.Health.Log); n > 0 {
				said += ": " + strings.TrimSpace(s.State.Health.Log[n-1].Output)
			}
			return said
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// stop sends SIGTERM, as `docker stop` does, and gives the time and the exit code.
func (c *running) stop(ctx context.Context) (time.Duration, int, error) {
	begin := time.Now()
	if _, err := docker(ctx, "stop", "-t", fmt.Sprint(int(grace.Seconds())), c.id); err != nil {
		return 0, 0, err
	}
	took := time.Since(begin)
	s, err := c.inspect(ctx)
	return took, s.State.ExitCode, err
}
