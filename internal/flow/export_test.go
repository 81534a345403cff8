package flow

// MergeTexts decides the fate of a file of a service as an update does: merge, rules and all. It is the way in for
// renderings that no request can ask for.
func (u *Update) MergeTexts(service, path string, base, yours, theirs []byte) FileUpdate {
	f := FileUpdate{Path: path, Service: service, Base: base, Yours: yours, Theirs: theirs}
	merger{req: u.req, update: u}.again(&f)
	return f
}

// Together says what a text that is made of a file's sides breaks, and neither side alone; "" for nothing.
func (u *Update) Together(f FileUpdate, text string) string {
	why, _ := merger{req: u.req, update: u}.together(&f, []byte(text))
	return why
}
