package e2e

import (
	"fmt"
	"strings"
)

// Row is what was measured of one image.
type Row struct {
	// Case, Base and Target say which image: Target is "" for prod.
	Case, Base, Target string
	// Size is in millions of bytes; Cold and Rebuild are seconds.
	Size, Cold, Rebuild float64
	// Ran is how many of the first build's steps were carried out: all of them where nothing was built before.
	Ran string
	// Steps are the instructions that the rebuild looked at, Reran those that it carried out.
	Steps int
	Reran []Step
	// UID is USER as the image has it; Health, Stop and Answer are what came of it.
	UID, Health, Stop, Answer string
	// Breaches are the promises that were not kept.
	Breaches []string
}

// Table lays rows out, one line each, under a head; breaches follow below.
func Table(rows []Row) string {
	lines := [][]string{{"case", "base", "target", "MB", "cold s", "ran", "rebuild s", "cached", "uid", "health", "stop", "answer", ""}}
	for _, r := range rows {
		lines = append(lines, r.cells())
	}
	var b strings.Builder
	widths := make([]int, len(lines[0]))
	for _, l := range lines {
		for i, c := range l {
			widths[i] = max(widths[i], len([]rune(c)))
		}
	}
	for _, l := range lines {
		var line strings.Builder
		for i, c := range l {
			line.WriteString(pad(c, widths[i], i >= 3 && i <= 7) + "  ")
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	for _, r := range rows {
		for _, s := range r.Breaches {
			fmt.Fprintf(&b, "\n%s: %s", r.Case, s)
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func (r Row) cells() []string {
	target, verdict, rebuild, cached := r.Target, "ok", "", ""
	if target == "" {
		target = "prod"
	}
	if len(r.Breaches) > 0 {
		verdict = "BREACH"
	}
	if r.Steps > 0 {
		rebuild, cached = fmt.Sprintf("%.1f", r.Rebuild), fmt.Sprintf("%d/%d", r.Steps-len(r.Reran), r.Steps)
	}
	health, _, _ := strings.Cut(r.Health, ":")
	return []string{r.Case, short(r.Base), target, fmt.Sprintf("%.1f", r.Size), fmt.Sprintf("%.1f", r.Cold), r.Ran, rebuild, cached, r.UID,
		health, r.Stop, r.Answer, verdict}
}

// short leaves the registry out of an image's name.
func short(image string) string {
	return image[strings.LastIndex(image, "/")+1:]
}

func pad(s string, width int, right bool) string {
	gap := strings.Repeat(" ", width-len([]rune(s)))
	if right {
		return gap + s
	}
	return s + gap
}
