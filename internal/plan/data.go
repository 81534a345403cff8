package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
)

// Data is a service of a stack that is data: what its templates see.
type Data struct {
	Common
	// Images are the image references by role: "build", "runtime".
	Images map[string]string `from:"base,version"`
}

// DataStack is what the description of a stack says of its images.
type DataStack struct {
	// Name is the stack's name, Title what people read, By the place of the description.
	Name, Title, By string
	// Targets are the build targets beside prod that its template has; none leaves them to the template.
	Targets []string
	// Bases are the families that it can stand on, best first; none where its images are references.
	Bases []DataBase
	// Versions is the kind of image whose release is the service's version; "" for none.
	Versions string
	// Images are the images by role.
	Images []DataImage
	// Mirror gives the reference to write for another.
	Mirror func(ref string) (string, error)
}

// DataBase is a family of images, and what speaks for it.
type DataBase struct{ Name, Why string }

// DataImage is a reference, with {version} for the version, or an image of the catalog: its kind, and its base where that is not
// the one that is chosen.
type DataImage struct{ Role, Ref, Kind, Base string }

// dataService is a service of such a stack on its way to a plan.
type dataService struct {
	service
	d *DataStack
}

func newDataService(in Input) (*dataService, error) {
	return &dataService{service{in: in, st: in.Stack}, in.Data}, nil
}

func (s *dataService) bases() ([]string, map[string]string) {
	why := map[string]string{}
	for _, b := range s.d.Bases {
		why[b.Name] = b.Why
	}
	order := each(s.d.Bases, func(b DataBase) string { return b.Name })
	return union(order, catalog.Distroless, catalog.Slim, catalog.Alpine, catalog.Scratch), why
}

func (s *dataService) stand(base string) (err error) {
	if s.base = base; len(s.d.Bases) > 0 {
		s.final, err = s.d.image(s.in, DataImage{Kind: s.d.runtime().Kind}, base)
	}
	return err
}

func (s *dataService) unfit(base string) *Refusal {
	if slices.ContainsFunc(s.d.Bases, func(b DataBase) bool { return b.Name == base }) {
		return nil
	}
	return refuse(nil, "--base "+s.d.Bases[0].Name, "no %s image has everything that %s needs", base, s.d.Title)
}

// runtime is the image of the final stage.
func (d *DataStack) runtime() DataImage {
	i := slices.IndexFunc(d.Images, func(i DataImage) bool { return i.Role == "runtime" })
	return d.Images[max(i, 0)]
}

// image gives an image of the catalog. A version is a release, or the beginning of one: "2" takes the newest 2.x.
func (d *DataStack) image(in Input, i DataImage, base string) (catalog.Image, error) {
	version := ""
	if i.Kind == d.Versions {
		version = strings.TrimPrefix(in.Choices.Version.Value, "v")
	}
	for _, line := range in.Catalog.Versions(i.Kind) {
		if version != "" && strings.HasPrefix(line.Number+".", version+".") {
			version = line.Number
		}
	}
	return in.Catalog.Image(i.Kind, cmp.Or(i.Base, base), version)
}

func (s *dataService) plan() (*Plan, error) {
	in, d, base := s.in, s.d, s.base
	for _, want := range in.Choices.Targets.Value {
		if want != "prod" && len(d.Targets) > 0 && !slices.Contains(d.Targets, want) {
			return nil, refuse(nil, "--target "+strings.Join(d.Targets, ","), "the stack %s has no target %s (%s)", d.Name, want, d.By)
		}
	}
	title := d.Title
	if len(d.Bases) > 0 {
		title += " on " + base
	}
	m := &Data{Common: common(in, base, title), Images: map[string]string{}}
	m.Version, m.Port, m.Entrypoint, m.SecretFiles = in.Choices.Version.Value, in.Choices.Port.Value, in.Choices.Start.Value, certainSecrets()
	for _, i := range d.Images {
		if i.Kind == "" {
			ref, err := d.Mirror(strings.ReplaceAll(i.Ref, "{version}", in.Choices.Version.Value))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", d.By, err)
			}
			m.Images[i.Role] = ref
			continue
		}
		image, err := d.image(in, i, base)
		if err != nil {
			return nil, err
		}
		if m.Images[i.Role] = image.Ref; i.Role == d.runtime().Role {
			m.User = image.User
		}
		if i.Kind == d.Versions {
			m.Version = image.Version
		}
	}
	if len(d.Bases) > 0 {
		m.SecretFiles = secretLines(in.Stack, nil)
	}
	if m.PortEnv != "" && m.Port != 0 {
		m.Env = []Var{{Name: m.PortEnv, Value: strconv.Itoa(m.Port)}}
	}
	return &Plan{Model: m}, nil
}
