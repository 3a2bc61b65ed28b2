package catalogue

// Necessities of a material.
const (
	Required    = "required"
	Conditional = "conditional"
	Optional    = "optional"
)

// Material is a paper, file or datum an application takes.
type Material struct {
	Code                  string        `json:"code"`
	Name                  string        `json:"name"`
	Kind                  string        `json:"kind"`
	Necessity             string        `json:"necessity"`
	RequiredWhen          *Condition    `json:"requiredWhen,omitempty"`
	Source                string        `json:"source"` // applicant, government
	Form                  string        `json:"form"`   // electronic, paper, both
	Originals             int           `json:"originals"`
	Copies                int           `json:"copies"`
	Deferrable            bool          `json:"deferrable"`
	DeferWorkdays         int           `json:"deferWorkdays"`
	CommitmentReplaceable bool          `json:"commitmentReplaceable"`
	HasTemplate           bool          `json:"hasTemplate"`
	ReplaceableBy         []Replacement `json:"replaceableBy"`
	FromForm              bool          `json:"fromForm,omitempty"` // what is filled in online says all of it
	Note                  string        `json:"note,omitempty"`
	Issuer                string        `json:"issuer,omitempty"`       // who makes it out
	PaperSize             string        `json:"paperSize,omitempty"`    // A4
	IssuedWithin          string        `json:"issuedWithin,omitempty"` // how old it may be, in words
	TemplateURL           string        `json:"templateUrl,omitempty"`  // the blank form
	SampleURL             string        `json:"sampleUrl,omitempty"`    // one filled in
	Accept                []string      `json:"accept,omitempty"`       // kinds of file; empty is every kind the platform takes
	MaxKB                 int           `json:"maxKB,omitempty"`        // of one file; 0 is the platform's limit
}

// Replacement is what stands in for a material: an e-licence or shared data.
type Replacement struct {
	By          string `json:"by"` // eLicence, dataShare
	LicenceType string `json:"licenceType,omitempty"`
	Resource    string `json:"resource,omitempty"`
}

// ByLicence is the By of a material that an e-licence replaces.
const ByLicence = "eLicence"
