package form

import "testing"

func TestItemsWithoutAFormAskWhoAppliesAndWhatFor(t *testing.T) {
	for _, tt := range []struct {
		people, firms bool
		asked         []string // required
		not           []string
	}{
		{true, false, []string{"applicantName", "applicantIdNumber", "applicantMobile", "request"}, []string{"orgName", "orgUscc"}},
		{false, true, []string{"orgName", "orgUscc", "applicantName", "request"}, nil},
		{true, true, []string{"applicantName", "request"}, nil},
	} {
		d, err := Common(tt.people, tt.firms)
		if err != nil || !d.Supported() {
			t.Fatalf("people %v, firms %v: %v", tt.people, tt.firms, err)
		}
		for _, key := range tt.asked {
			if f, ok := d.Field(key); !ok || !f.Required {
				t.Errorf("people %v, firms %v: %s is not asked", tt.people, tt.firms, key)
			}
		}
		for _, key := range tt.not {
			if _, ok := d.Field(key); ok {
				t.Errorf("people %v, firms %v: %s is asked", tt.people, tt.firms, key)
			}
		}
		if f, ok := d.Field("orgName"); ok && f.Required == tt.people {
			t.Errorf("people %v, firms %v: the organisation is required %v", tt.people, tt.firms, f.Required)
		}
	}
}
