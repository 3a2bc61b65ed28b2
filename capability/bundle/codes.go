package bundle

import "tongban/capability/catalogue"

// Codes are the codes of the items that take part for these answers.
func (j *Joint) Codes(answers catalogue.Answers) (codes []string) {
	for _, p := range j.Chosen(answers) {
		if p.Item != nil {
			codes = append(codes, p.Code())
		}
	}
	return codes
}
