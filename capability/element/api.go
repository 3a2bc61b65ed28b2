package element

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/web"
)

func api(api huma.API) {
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/elements", Tag: "element", Summary: "The dictionary of data elements: what fields of forms, licences and registers mean."}, listElements)
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/code-lists/{name}", Tag: "element", Summary: "The values a coded element may have."}, getCodeList)
}

type listElementsIn struct {
	Text    string `query:"q" doc:"Part of a name or label"`
	Subject string `query:"subject" doc:"Whom or what the elements are about" example:"person"`
}

type listElementsOut struct{ Body Entries }

// Entries is part of the dictionary.
type Entries struct {
	Elements []Body `json:"elements"`
}

// Body is an Element on the wire.
type Body struct {
	Name         string `json:"name" example:"person.idNumber"`
	Label        string `json:"label" example:"身份证号"`
	LabelEn      string `json:"labelEn"`
	Kind         string `json:"kind" example:"idNumber"`
	CodeList     string `json:"codeList,omitempty"`
	Of           string `json:"of,omitempty" doc:"subject that a group or the rows of a table are about"`
	Sensitivity  string `json:"sensitivity" enum:"public,internal,personal,sensitive"`
	Mask         string `json:"mask" example:"id"`
	Standard     string `json:"standard,omitempty"`
	Definition   string `json:"definition,omitempty"`
	DefinitionEn string `json:"definitionEn,omitempty"`
}

func listElements(_ context.Context, in *listElementsIn) (*listElementsOut, error) {
	out := Entries{Elements: []Body{}}
	for _, e := range Search(Query{Text: in.Text, Subject: in.Subject}) {
		out.Elements = append(out.Elements, Body{
			e.Name, e.Label, e.LabelEn, string(e.Kind), e.CodeList, e.Of, string(e.Sensitivity), string(e.Mask), e.Standard, e.Definition, e.DefinitionEn,
		})
	}
	return &listElementsOut{out}, nil
}

type getCodeListIn struct {
	Name string `path:"name" example:"ethnicGroup"`
}

type getCodeListOut struct{ Body ListBody }

// ListBody is a List on the wire.
type ListBody struct {
	Name     string      `json:"name"`
	Label    string      `json:"label"`
	LabelEn  string      `json:"labelEn"`
	Standard string      `json:"standard,omitempty" example:"GB/T 3304-1991"`
	Evidence string      `json:"evidence" enum:"source,standard,memory,demo" doc:"how sure we are of the values"`
	Kept     string      `json:"kept,omitempty" doc:"of a list without values here: who keeps them"`
	KeptEn   string      `json:"keptEn,omitempty"`
	Codes    []ValueBody `json:"codes"`
}

// ValueBody is a Value on the wire.
type ValueBody struct {
	Code    string `json:"code"`
	Label   string `json:"label"`
	LabelEn string `json:"labelEn"`
}

func getCodeList(_ context.Context, in *getCodeListIn) (*getCodeListOut, error) {
	l, known := CodeList(in.Name)
	if !known {
		return nil, unknownList(in.Name)
	}
	body := ListBody{l.Name, l.Label, l.LabelEn, l.Standard, string(l.Evidence), l.Kept, l.KeptEn, []ValueBody{}}
	for _, v := range l.Codes {
		body.Codes = append(body.Codes, ValueBody(v))
	}
	return &getCodeListOut{body}, nil
}
