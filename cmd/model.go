package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/plan"
)

// model is the model of a service, as a template sees it.
type model interface {
	Is(base string) bool
	Wants(target string) bool
}

// models are the models that there are.
func models() []reflect.Type {
	return []reflect.Type{reflect.TypeFor[*plan.Go](), reflect.TypeFor[*plan.Node](), reflect.TypeFor[*plan.Python](), reflect.TypeFor[*plan.Java](), reflect.TypeFor[*plan.Data]()}
}

// modelReport is what the templates of each service see, for machines.
type modelReport struct {
	Schema   string         `json:"schema"`
	Services []modelService `json:"services"`
}

// modelService is one service. The keys of its model are the fields as templates name them.
type modelService struct {
	Name  string `json:"name"`
	Stack string `json:"stack"`
	Model model  `json:"model"`
}

// modelRun is one run of model.
type modelRun struct {
	env            Env
	service, stack string
	json, all      bool
	wishes         wishFlags
	packs          packFlags
	pack           []string
	repository     *repository
}

func newModel(env Env) *cobra.Command {
	m := &modelRun{env: env, wishes: wishFlags{}}
	c := command("model", &cobra.Command{
		Use:  "model [DIR]",
		Args: oneDir,
		RunE: func(c *cobra.Command, args []string) error {
			return failed(env, m.json, inRepository(env, args, false, func(r *repository) error { return m.run(c, r) }))
		},
	})
	f := c.Flags()
	f.StringVar(&m.service, "service", "", "process only this service")
	f.StringVar(&m.stack, "stack", "", "process only services of this stack, such as node")
	f.BoolVar(&m.json, "json", false, "print JSON (see msgen schema model)")
	f.BoolVar(&m.all, "all", false, "also print empty and false fields, and whole lists")
	f.StringArrayVar(&m.pack, "pack", nil, "apply this pack on top of the built-in templates: a folder, git+https://…, or oci://…; can be repeated")
	m.wishes.register(c)
	m.packs.register(c)
	complete(env, c)
	return c
}

// run prints the models.
func (m *modelRun) run(c *cobra.Command, r *repository) error {
	m.repository = r
	m.env.fill(c, map[string]*string{"service": &m.service, "stack": &m.stack})
	if err := m.repository.gather(m.env, m.packs, nil, m.pack...); err != nil {
		return err
	}
	wishes, err := m.repository.flagsAndSet(m.wishes.wishes(m.env, c), m.packs)
	if err != nil {
		return err
	}
	req := m.repository.request(m.repository.repo, wishes)
	req.Service, req.Stack, req.ModelOnly = m.service, m.stack, true
	result, err := flow.Run(req)
	if err != nil {
		return err
	}
	if m.json {
		return m.printJSON(result)
	}
	for i, s := range result.Services {
		if i > 0 {
			fmt.Fprintln(m.env.Out)
		}
		m.print(s, result.ModelFields(s))
	}
	return nil
}

// printJSON prints the models as they are.
func (m *modelRun) printJSON(result flow.Result) error {
	report := modelReport{Schema: "msgen.model/v1"}
	for _, s := range result.Services {
		seen, _ := s.Plan.Model.(model)
		report.Services = append(report.Services, modelService{s.Stack.Name, s.Stack.Stack, seen})
	}
	return printJSON(m.env.Out, report)
}

// print prints a line for each field of one service.
func (m *modelRun) print(s flow.Service, fields []flow.ModelField) {
	fmt.Fprintf(m.env.Out, "%s (%s)\n", visible(s.Stack.Name), s.Stack.Stack)
	var rows [][2]string
	width := 0
	for _, f := range fields {
		if v := reflect.ValueOf(f.Value); !m.all && (!v.IsValid() || v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0) {
			continue
		}
		rows = append(rows, [2]string{"." + f.Path, m.value(f.Value) + reasonsOf(f)})
		width = max(width, len(f.Path)+1)
	}
	for _, r := range rows {
		fmt.Fprintf(m.env.Out, "  %-*s  %s\n", width, visible(r[0]), r[1])
	}
}

// value writes a value as JSON; of a long list the beginning.
func (m *modelRun) value(v any) string {
	const most = 6
	list, ok := v.([]string)
	more := 0
	if ok && len(list) > most && !m.all {
		more = len(list) - most
		v = list[:most]
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil {
		return "" // texts, numbers and lists of texts have no error
	}
	text := strings.ReplaceAll(strings.TrimSpace(b.String()), `","`, `", "`)
	if more > 0 {
		return fmt.Sprintf("%s, and %d more", text, more)
	}
	return text
}

// reasonsOf gives the places that a field rests on, in brackets; for an answer the flag, variable or file that gave it.
func reasonsOf(f flow.ModelField) string {
	const most = 3
	var places []string
	for _, c := range f.Choices {
		if c.Source != "detected" && c.Source != "default" && c.From != "" {
			places = append(places, c.From)
		}
	}
	for i, b := range f.Because {
		if i == most {
			places = append(places, fmt.Sprintf("%d more", len(f.Because)-most))
			break
		}
		places = append(places, b.String())
	}
	if len(places) == 0 {
		return ""
	}
	return "  (" + visible(strings.Join(places, ", ")) + ")"
}
