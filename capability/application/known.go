package application

// Known is what the registers know of the applicant, by data element: what is certain and not
// asked.
func (w *Work) Known() map[string]any {
	known := map[string]any{}
	for name, one := range w.register {
		known[name] = one.value
	}
	return known
}
