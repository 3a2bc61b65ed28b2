package precheck

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/id"
)

// licenceOf is what replaces a material.
func licenceOf(kind string) []catalogue.Replacement {
	return []catalogue.Replacement{{By: catalogue.ByLicence, LicenceType: kind}}
}

// item asks for the papers that the tests hand in.
var item = &catalogue.Item{Code: "test", Materials: []catalogue.Material{
	{Code: "ID", Name: "身份证件", Kind: "certificate", ReplaceableBy: licenceOf("居民身份证")},
	{Code: "MOTHER", Name: "母亲身份证件", Kind: "certificate", ReplaceableBy: licenceOf("居民身份证")},
	{Code: "REP", Name: "法定代表人身份证件", Kind: "certificate", ReplaceableBy: licenceOf("居民身份证")},
	{Code: "SH", Name: "股东主体资格文件或身份证件", Kind: "certificate", ReplaceableBy: append(licenceOf("居民身份证"), licenceOf("营业执照")...)},
	{Code: "PARENTS", Name: "父母身份证件", Kind: "certificate", ReplaceableBy: licenceOf("居民身份证")},
	{Code: "BL", Name: "营业执照", Kind: "certificate", ReplaceableBy: licenceOf("营业执照")},
	{Code: "DL", Name: "机动车驾驶证", Kind: "certificate", ReplaceableBy: licenceOf("机动车驾驶证")},
	{Code: "PLAN", Name: "平面图", Kind: "drawing"},
	{Code: "PHOTO", Name: "白底证件照", Kind: "file"},
	{Code: "POA", Name: "授权委托书及代理人身份证件", Kind: "document", ReplaceableBy: licenceOf("居民身份证")},
	{Code: "COLD", Name: "专间设置说明", Kind: "document"},
}}

// questions returns a form of the fields that are written as KEY ELEMENT, tables as
// KEY ELEMENT COLUMN ELEMENT ….
func questions(t *testing.T, fields ...string) *form.Definition {
	t.Helper()
	def := &form.Definition{DemoRegions: true}
	for _, f := range fields {
		words := strings.Fields(f)
		field := form.Field{Key: words[0], Label: words[0], Element: words[1], Kind: form.String}
		for i := 2; i < len(words); i += 2 {
			field.Kind = form.Table
			field.Columns = append(field.Columns, form.Field{Key: words[i], Label: words[i], Element: words[i+1], Kind: form.String})
		}
		def.Fields = append(def.Fields, field)
	}
	return def
}

var clear = []Page{{Width: 1200, Height: 800, Sharpness: 80, Brightness: 80, Corners: 90, Words: 40}}

func card(values ...string) Paper { return paper(IDFront, values...) }

func back(to string) Paper { return Paper{Kind: IDBack, From: "2006-02-10", To: to} }

// paper returns a paper with values as ELEMENT=TEXT.
func paper(kind Kind, values ...string) Paper {
	p := Paper{Kind: kind, Page: 1}
	for _, v := range values {
		element, text, _ := strings.Cut(v, "=")
		p.Values = append(p.Values, Value{element, text, 90})
	}
	return p
}

// file hands in a clear picture of papers.
func file(code string, papers ...Paper) handed {
	m, _ := item.Material(code)
	file := id.New()
	return handed{material: m, file: file, digest: []byte(file.String()), reading: Reading{Papers: papers, Pages: clear, Read: true}}
}

// looked hands in a picture on which nothing was recognised.
func looked(code string, page Page) handed {
	h := file(code)
	h.reading.Pages = []Page{page}
	return h
}

// said writes findings as kind, text and what they are about.
func said(findings []Finding) (list []string) {
	for _, f := range findings {
		list = append(list, strings.Join(strings.Fields(strings.TrimPrefix(f.Text, "precheck.")+" "+f.Field+" "+f.Material), " "))
	}
	return list
}

func examine(def *form.Definition, values form.Values, files ...handed) []Finding {
	e := examination{
		item: item, form: def, values: values, facts: factsOf(def, values), handed: files, today: today,
		key: func(said string) []byte { digest := sha256.Sum256([]byte(said)); return digest[:] },
	}
	return e.run()
}

const (
	linNumber = "99010319900615011X"
	meiNumber = "990102199703220201"
)

var lin = []string{"person.name=林晓华", "person.idNumber=" + linNumber}

func TestWhatAReviewerWouldSay(t *testing.T) {
	holder := questions(t, "name person.name", "number person.idNumber")
	family := questions(t, "mother mother.name", "motherId mother.idNumber", "father father.name", "fatherId father.idNumber")
	firm := questions(t, "uscc org.uscc", "shop org.name", "address org.address", "place place.address")
	shares := questions(t, "sh org.shareholders name shareholder.name no shareholder.documentNumber")
	staff := questions(t, "staff org.employees name employee.name no employee.idNumber from employee.hireDate")
	bl := func(values ...string) handed { return file("BL", paper(BusinessLicence, values...)) }
	rows := func(rows ...form.Values) form.Values { return form.Values{"sh": rows, "staff": rows} }
	for name, tt := range map[string]struct {
		form   *form.Definition
		values form.Values
		files  []handed
		want   []string
	}{
		"all in order": {holder, form.Values{"name": "林晓华", "number": linNumber}, []handed{file("ID", card(lin...), back("2036-03-21"))}, nil},
		"another character in the name": {holder, form.Values{"name": "林小华", "number": linNumber},
			[]handed{file("ID", card(lin...), back("2036-03-21"))}, []string{"differs name ID"}},
		"another number": {holder, form.Values{"name": "林晓华", "number": "990103199006150128"},
			[]handed{file("ID", card(lin...), back("2036-03-21"))}, []string{"differs number ID"}},
		"somebody else's card": {holder, form.Values{"name": "林晓华", "number": linNumber},
			[]handed{file("ID", card("person.name=梅若溪", "person.idNumber="+meiNumber), back("2036-03-21"))}, []string{"differs name ID", "differs number ID"}},
		"a form that asks for nobody":   {firm, form.Values{}, []handed{file("REP", card(lin...), back("2036-03-21"))}, nil},
		"the card the material names":   {family, form.Values{"mother": "梅若溪", "father": "林晓华"}, []handed{file("MOTHER", card("person.name=梅若兮"), back("2036-01-01"))}, []string{"differs mother MOTHER"}},
		"a mother who is not yet named": {family, form.Values{"father": "林晓华"}, []handed{file("MOTHER", card("person.name=梅若溪"), back("2036-01-01"))}, nil},
		"whose number it is":            {family, form.Values{"mother": "梅若溪", "fatherId": linNumber, "father": "林小华"}, []handed{file("PARENTS", card(lin...), back("2036-01-01"))}, []string{"differs father PARENTS"}},
		"nobody can be told":            {family, form.Values{"mother": "梅若溪", "father": "林晓华"}, []handed{file("PARENTS", card("person.name=王大明"), back("2036-01-01"))}, nil},
		"a shareholder in the second row": {shares, rows(form.Values{"name": "梅若溪", "no": meiNumber}, form.Values{"name": "林小华", "no": linNumber}),
			[]handed{file("SH", card(lin...), back("2036-03-21"))}, []string{"differs sh.1.name SH"}},
		"a card of no shareholder": {shares, rows(form.Values{"name": "梅若溪", "no": meiNumber}), []handed{file("SH", card(lin...), back("2036-03-21"))}, []string{"stranger sh SH"}},
		"a number twice":           {staff, rows(form.Values{"no": linNumber}, form.Values{"no": strings.ToLower(linNumber)}), nil, []string{"number-twice staff.1.no"}},
		"a child hired": {staff, rows(form.Values{"no": "990102201103220200", "from": "2026-03-01"}, form.Values{"no": "990102201003010200", "from": "2026-03-01"}), nil,
			[]string{"too-young staff.0.no"}},
		"a licence that agrees": {firm, form.Values{"uscc": "91990103mdema0016w", "shop": "云岫市清泉餐饮管理有限公司", "address": form.Values{"region": "990103", "detail": "人民路8号"}},
			[]handed{bl("org.uscc=91990103MDEMA0016W", "org.name=云册市清泉餐饮管理有限公司", "org.address=云岫市青山区人民路8号")}, nil},
		"a licence of another firm": {firm, form.Values{"uscc": "91990103MDEMA0016W", "place": "滨江大道120号"},
			[]handed{bl("org.uscc=91350100M000100Y43", "org.address=云岫市青山区人民路8号")}, []string{"differs uscc BL", "place-differs place BL"}},
		"the representative's card is another's": {firm, form.Values{}, []handed{bl("legalRep.name=梅若溪"), file("REP", card(lin...), back("2036-03-21"))}, []string{"other-rep REP"}},
		"no house number":                        {firm, form.Values{"place": "人民路"}, nil, []string{"no-house-number place"}},
		"a house number in words":                {firm, form.Values{"place": "人民路八号"}, nil, nil},
		"a card where a licence is asked for":    {firm, form.Values{}, []handed{file("BL", card(lin...), back("2036-03-21"))}, []string{"wrong-paper BL"}},
		"a card instead of a plan":               {firm, form.Values{}, []handed{file("PLAN", card(lin...), back("2036-03-21"))}, []string{"wrong-paper PLAN"}},
		"a letter with a card":                   {firm, form.Values{}, []handed{file("POA", card(lin...), back("2036-03-21"))}, nil},
		"the front alone":                        {firm, form.Values{}, []handed{file("ID", card(lin...))}, []string{"back-missing ID"}},
		"the back alone":                         {firm, form.Values{}, []handed{file("ID", back("2036-03-21"))}, []string{"front-missing ID"}},
		"expired yesterday":                      {firm, form.Values{}, []handed{file("ID", card(lin...), back("2026-02-09"))}, []string{"expired ID"}},
		"the last day":                           {firm, form.Values{}, []handed{file("ID", card(lin...), back("2026-02-10"))}, []string{"expiring ID"}},
		"a small picture":                        {firm, form.Values{}, []handed{looked("ID", Page{Width: 300, Height: 200, Sharpness: 80, Brightness: 80})}, []string{"small ID"}},
		"a dark picture":                         {firm, form.Values{}, []handed{looked("ID", Page{Width: 1200, Height: 800, Sharpness: 80, Brightness: 10})}, []string{"dark ID"}},
		"a blurred picture":                      {firm, form.Values{}, []handed{looked("ID", Page{Width: 1200, Height: 800, Sharpness: 20, Brightness: 80})}, []string{"blurred ID"}},
		"another paper":                          {firm, form.Values{}, []handed{looked("ID", clear[0])}, []string{"not-recognised ID"}},
		"a plan":                                 {firm, form.Values{}, []handed{looked("PLAN", clear[0])}, nil},
		"a page without a picture":               {firm, form.Values{}, []handed{looked("ID", Page{Empty: true})}, nil},
		"a portrait on grey":                     {firm, form.Values{}, []handed{looked("PHOTO", Page{Width: 358, Height: 441, Sharpness: 20, Brightness: 60, Corners: 50})}, []string{"not-white PHOTO"}},
		"a portrait on white":                    {firm, form.Values{}, []handed{looked("PHOTO", Page{Width: 358, Height: 441, Sharpness: 20, Brightness: 60, Corners: 98})}, nil},
	} {
		if got := said(examine(tt.form, tt.values, tt.files...)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

func TestFactsOfOneItemAreHeldTogether(t *testing.T) {
	food := questions(t, "projects food.projects")
	food.Fields[0].Kind = form.EnumList
	fund := questions(t, "month fund.firstMonth")
	sale := questions(t, "buyers property.buyers no buyer.idNumber", "sellers property.sellers no seller.idNumber")
	child := questions(t, "ethnic child.ethnicGroup")
	age := questions(t, "born person.birthDate")
	sixty := 60
	age.Fields[0].Rules.MaxAge = &sixty
	founded := file("BL", paper(BusinessLicence, "org.establishedDate=2025-03-18"))
	parents := file("PARENTS", card("person.name=林晓华", "person.ethnicGroup=01"), card("person.name=梅若溪", "person.ethnicGroup=03"), back("2036-01-01"))
	for name, tt := range map[string]struct {
		form   *form.Definition
		values form.Values
		files  []handed
		want   []string
	}{
		"cold food without its room":     {food, form.Values{"projects": []string{"hot", "cold"}}, nil, []string{"cold-room COLD"}},
		"cold food with it":              {food, form.Values{"projects": []string{"cold"}}, []handed{looked("COLD", clear[0])}, nil},
		"hot food":                       {food, form.Values{"projects": []string{"hot"}}, nil, nil},
		"paid before the firm was":       {fund, form.Values{"month": "2025-02"}, []handed{founded}, []string{"first-month month BL"}},
		"paid in its first month":        {fund, form.Values{"month": "2025-03"}, []handed{founded}, nil},
		"who buys from themselves":       {sale, form.Values{"buyers": []form.Values{{"no": linNumber}}, "sellers": []form.Values{{"no": linNumber}}}, nil, []string{"both-sides buyers.0.no"}},
		"a child of neither group":       {child, form.Values{"ethnic": "05"}, []handed{parents}, []string{"ethnic-group ethnic"}},
		"a child of the mother's group":  {child, form.Values{"ethnic": "03"}, []handed{parents}, nil},
		"sixty-one in a month":           {age, form.Values{"born": "1965-03-01"}, nil, []string{"age-border born"}},
		"sixty-one already":              {age, form.Values{"born": "1965-02-10"}, nil, nil}, // the form refuses it
		"sixty-one in a year":            {age, form.Values{"born": "1966-03-01"}, nil, nil},
		"what cannot be read as a table": {sale, form.Values{"buyers": "x", "sellers": nil}, nil, nil},
	} {
		if got := said(examine(tt.form, tt.values, tt.files...)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

func TestAFileForTwoMaterialsIsAskedAboutOnce(t *testing.T) {
	a, b := looked("PLAN", clear[0]), looked("COLD", clear[0])
	b.digest = a.digest
	if got := said(examine(questions(t), nil, a, b)); !slices.Equal(got, []string{"same-file COLD"}) {
		t.Errorf("got %q", got)
	}
}

func TestAFindingKeepsItsKeyUntilSomethingChanges(t *testing.T) {
	def := questions(t, "name person.name", "number person.idNumber")
	find := func(written, read string) string {
		found := examine(def, form.Values{"name": written, "number": linNumber}, file("ID", card("person.name="+read, "person.idNumber="+linNumber), back("2036-01-01")))
		if len(found) != 1 {
			t.Fatalf("got %+v", found)
		}
		return found[0].Key
	}
	first := find("林小华", "林晓华")
	if find("林小华", "林晓华") != first {
		t.Error("the same finding has another key")
	}
	if find("林笑华", "林晓华") == first || find("林小华", "林效华") == first {
		t.Error("another finding has the same key")
	}
}

func TestWhatIsHardlyReadIsNotAskedAbout(t *testing.T) {
	def := questions(t, "name person.name")
	p := card("person.name=林晓华")
	p.Values[0].Confidence = sure - 1
	if got := said(examine(def, form.Values{"name": "梅若溪"}, file("ID", p, back("2036-01-01")))); got != nil {
		t.Errorf("got %q", got)
	}
}

func TestPapersFillTheFieldsThatAreEmpty(t *testing.T) {
	def := questions(t, "mother mother.name", "motherId mother.idNumber", "fatherName father.name", "fatherId father.idNumber", "shop org.name", "address org.address", "kind org.kind")
	def.Fields[5].Kind = form.Address
	def.Fields[6].Kind, def.Fields[6].Options = form.Enum, []form.Option{{Value: "limited"}}
	m := Matter{Item: item, Form: def, Values: form.Values{"shop": "已经填了"}}
	got := suggestions(m, []handed{
		file("MOTHER", card("person.name=梅若溪", "person.idNumber="+meiNumber, "person.address=云岫市人民路9号")),
		file("PARENTS", card(lin...)),
		file("BL", paper(BusinessLicence, "org.name=云岫市清泉餐饮管理有限公司", "org.address=云川省云岫市青山区人民路8号", "org.kind=branch")),
	})
	want := []Suggestion{
		{"mother", "梅若溪", "MOTHER", IDFront, false}, {"motherId", meiNumber, "MOTHER", IDFront, false},
		{"address", form.Values{"detail": "人民路8号"}, "BL", BusinessLicence, false},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
