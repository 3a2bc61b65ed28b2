package notice

import (
	"slices"

	"tongban/kernel/deadline"
)

// Field is a merge field of templates, written {applicant}.
type Field string

// The fields. Those of the first block every paper has.
const (
	FieldApplicant Field = "applicant"
	FieldIssuer    Field = "issuer"
	FieldNumber    Field = "number"
	FieldDate      Field = "date"
	FieldItem      Field = "item"
	FieldCase      Field = "case"      // 办件编号
	FieldShort     Field = "short"     // 流水号
	FieldComplaint Field = "complaint" // telephone

	FieldMaterials  Field = "materials"
	FieldCount      Field = "count" // of materials
	FieldReceived   Field = "received"
	FieldAnswerBy   Field = "answer-by"  // a deadline.Deemed: by when, and what silence means
	FieldAnswerDue  Field = "answer-due" // the day of it
	FieldQueryCode  Field = "query-code"
	FieldGaps       Field = "gaps" // list
	FieldReplyBy    Field = "reply-by"
	FieldPromised   Field = "promised"
	FieldStatutory  Field = "statutory"
	FieldReason     Field = "reason"
	FieldGround     Field = "ground"
	FieldRedirect   Field = "redirect"
	FieldRemedies   Field = "remedies"
	FieldProcedure  Field = "procedure" // a deadline.Procedure, or what the item calls it
	FieldCounting   Field = "counting"  // Counted or Uncounted
	FieldWorkdays   Field = "workdays"
	FieldExpected   Field = "expected" // day
	FieldResult     Field = "result"
	FieldRequestBy  Field = "request-by"
	FieldHeld       Field = "held" // when a hearing or visit takes place
	FieldPlace      Field = "place"
	FieldChair      Field = "chair"
	FieldApprover   Field = "approver" // a deadline.Approver
	FieldLicence    Field = "licence"  // what kind
	FieldLicenceNo  Field = "licence-no"
	FieldValidTo    Field = "valid-to"
	FieldMethod     Field = "method" // electronic, counter, post
	FieldReceiver   Field = "receiver"
	FieldTracking   Field = "tracking"
	FieldResults    Field = "results" // list: what is handed over
	FieldGivenBy    Field = "given-by"
	FieldInspectors Field = "inspectors"
	FieldFindings   Field = "findings"
	FieldPresent    Field = "present" // who was there for the applicant
	FieldPhotos     Field = "photos"  // list: when and where photographs were taken
	FieldSigned     Field = "signed"  // list: who signed, how and when

	FieldConditions   Field = "conditions" // list: what the law asks for
	FieldReplaced     Field = "replaced"   // papers that a commitment stands for
	FieldClauses      Field = "clauses"    // list: what is promised
	FieldChecks       Field = "checks"     // how and by when it is checked
	FieldConsequences Field = "consequences"
	FieldDigest       Field = "digest" // of the text that was signed
	FieldOwed         Field = "owed"   // list: papers still to be brought, each with its last day
)

// What FieldCounting may be: whether the time of a procedure is counted.
const (
	Counted   = "counted"
	Uncounted = "uncounted"
)

// coded are the fields whose values may be codes with words in the texts of notices.
var coded = []Field{FieldAnswerBy, FieldProcedure, FieldCounting, FieldApprover, FieldMethod}

// common are the fields of every kind.
var common = []Field{FieldApplicant, FieldIssuer, FieldNumber, FieldDate, FieldItem, FieldCase, FieldShort, FieldComplaint}

// spec says what a kind of paper is made of.
type spec struct {
	must  []Field // a template has to say these
	may   []Field // and may say these
	given []Field // of must: a paper without a value cannot be made
	bulk  bool    // made with every submission: drawn when somebody asks, not by job
}

// adverse is what a paper against the addressee must say.
//
// Basis: 行政许可法, art. 38(2); 行政复议法, art. 20.
var adverse = []Field{FieldItem, FieldReason, FieldGround, FieldRemedies}

// because is what such a paper cannot be made without.
var because = []Field{FieldReason, FieldGround}

var specs = map[Kind]spec{
	Receipt:    {must: []Field{FieldItem, FieldMaterials, FieldReceived}, may: []Field{FieldCount, FieldAnswerBy, FieldAnswerDue, FieldQueryCode}, bulk: true},
	Corrected:  {must: []Field{FieldItem, FieldMaterials, FieldReceived}, may: []Field{FieldCount, FieldAnswerBy, FieldAnswerDue, FieldQueryCode}, bulk: true},
	Correction: {must: []Field{FieldItem, FieldGaps, FieldReplyBy}, given: []Field{FieldGaps}},
	Acceptance: {must: []Field{FieldItem, FieldPromised, FieldStatutory}, may: []Field{FieldQueryCode}},
	Deemed:     {must: []Field{FieldItem, FieldPromised, FieldStatutory}, may: []Field{FieldQueryCode, FieldOwed}},
	NotNeeded:  {must: adverse, given: because},
	Refusal:    {must: append(slices.Clone(adverse), FieldRedirect), given: because},
	Special: {
		must: []Field{FieldItem, FieldProcedure, FieldReason, FieldGround, FieldExpected, FieldCounting},
		may:  []Field{FieldWorkdays}, given: []Field{FieldProcedure, FieldCounting},
	},
	SpecialEnd:    {must: []Field{FieldItem, FieldProcedure, FieldResult, FieldStatutory}, may: []Field{FieldPromised}},
	HearingRights: {must: []Field{FieldItem, FieldRequestBy}, may: []Field{FieldReason, FieldGround}},
	HearingNotice: {must: []Field{FieldItem, FieldHeld, FieldPlace, FieldChair}, given: []Field{FieldPlace}},
	HearingRecord: {must: []Field{FieldItem, FieldHeld, FieldPlace, FieldChair, FieldResult}},
	Extension: {
		must: []Field{FieldItem, FieldReason, FieldApprover, FieldStatutory},
		may:  []Field{FieldWorkdays, FieldPromised, FieldGround}, given: []Field{FieldReason},
	},
	Suspension: {must: []Field{FieldItem, FieldReason, FieldGround}, may: []Field{FieldExpected, FieldWorkdays, FieldCounting}, given: because},
	Resumption: {must: []Field{FieldItem, FieldStatutory}, may: []Field{FieldPromised, FieldReason}},
	SiteVisit:  {must: []Field{FieldItem, FieldHeld}, may: []Field{FieldPlace, FieldInspectors}},
	SiteRecord: {
		must: []Field{FieldItem, FieldHeld, FieldInspectors, FieldFindings, FieldPresent, FieldResult, FieldSigned},
		may:  []Field{FieldReason, FieldPhotos}, given: []Field{FieldInspectors, FieldFindings, FieldPresent, FieldResult, FieldSigned},
	},
	Grant:        {must: []Field{FieldItem}, may: []Field{FieldLicence, FieldLicenceNo, FieldValidTo}},
	Denial:       {must: adverse, given: because},
	Delivery:     {must: []Field{FieldItem, FieldMethod}, may: []Field{FieldReceived, FieldReceiver, FieldTracking, FieldPlace}},
	Withdrawal:   {must: []Field{FieldItem}, may: []Field{FieldReason}},
	End:          {must: adverse, given: because},
	Lapse:        {must: []Field{FieldItem, FieldRemedies}, may: []Field{FieldReason}},
	HandoverList: {must: []Field{FieldResults}, may: []Field{FieldCount, FieldReceiver, FieldGivenBy, FieldPlace}},
	// Basis: 国办发〔2020〕42号: conditions, promise, check and consequence on one paper.
	Commitment: {
		must: []Field{FieldItem, FieldConditions, FieldClauses, FieldChecks, FieldConsequences, FieldSigned},
		may:  []Field{FieldReplaced, FieldMaterials, FieldDigest}, given: []Field{FieldConditions, FieldClauses, FieldChecks, FieldConsequences, FieldSigned},
	},
	Rectification:      {must: []Field{FieldItem, FieldReason, FieldGround, FieldReplyBy}, given: because},
	IntendedRevocation: {must: []Field{FieldItem, FieldReason, FieldGround, FieldReplyBy}, may: []Field{FieldLicence, FieldLicenceNo}, given: because},
	Revocation:         {must: adverse, may: []Field{FieldLicence, FieldLicenceNo, FieldResult}, given: because},

	DeferralTerms:      {must: []Field{FieldItem, FieldOwed}, given: []Field{FieldOwed}},
	DeferralPromise:    {must: []Field{FieldItem, FieldOwed, FieldSigned}, given: []Field{FieldOwed, FieldSigned}},
	DeferralAcceptance: {must: []Field{FieldItem, FieldOwed, FieldPromised, FieldStatutory}, may: []Field{FieldQueryCode}},
	DeferralReceipt:    {must: []Field{FieldItem, FieldMaterials, FieldReceived}, may: []Field{FieldCount, FieldOwed}, given: []Field{FieldMaterials}},
	DeferralExtension:  {must: []Field{FieldItem, FieldOwed, FieldReason}, given: []Field{FieldOwed, FieldReason}},
	DeferralEnd:        {must: append(slices.Clone(adverse), FieldOwed), given: append(slices.Clone(because), FieldOwed)},
}

// has reports whether papers of the kind have a field.
func (s spec) has(f Field) bool {
	return slices.Contains(common, f) || slices.Contains(s.must, f) || slices.Contains(s.may, f)
}

// fields are all fields of the kind, those it must say first.
func (s spec) fields() []Field {
	all := slices.Concat(s.must, common, s.may)
	var list []Field
	for _, f := range all {
		if !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}

// variants are what the name of a template adds for a body of law, the closest first.
//
// Basis: 行政许可法, art. 2 and art. 12 (what a licence is); 市场主体登记管理条例, art. 19;
// 不动产登记暂行条例, arts 17, 20 (a registration is none).
var variants = map[deadline.Regime]string{
	deadline.Licensing: "", deadline.Registration: "-register", deadline.RealEstate: "-register", deadline.Own: "-own", "": "-own",
}
