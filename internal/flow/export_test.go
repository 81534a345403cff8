package flow

// Together says what a text that is made of a file's sides breaks, and neither side alone; "" for nothing.
func (u *Update) Together(f FileUpdate, text string) string {
	why, _ := merger{req: u.req, update: u}.together(&f, []byte(text))
	return why
}
