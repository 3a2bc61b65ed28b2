package assistant

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/catalogue"
	"tongban/kernel/web"
)

func (s *Service) api(api huma.API) {
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/items", Tag: "assistant", Summary: "Search published items."}, s.listItems)
}

type listItemsIn struct {
	Text       string `query:"q" doc:"Words, pinyin, initials or a code"`
	Theme      string `query:"theme" doc:"natural-050, legal-005, or the code alone for either"`
	Department string `query:"department" doc:"Code of the department"`
	Region     string `query:"region" doc:"Code of a division: what it, those above it and those below it offer"`
	Object     int    `query:"object" doc:"Whom it is for: 1 people, 2 enterprises, 3 institutions, 4 social organisations, 5 authorities, 6 others"`
	Type       string `query:"type" doc:"Code of the kind of item: 01 licences"`
	Online     bool   `query:"online" doc:"Only what can be applied for on this platform now"`
	Cursor     string `query:"cursor" doc:"next of the page before"`
	Limit      int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
}

type listItemsOut struct{ Body ItemList }

// ItemList is a page of items.
type ItemList struct {
	Items []catalogue.Summary `json:"items"`
	Total int                 `json:"total" doc:"how many there are on all pages"`
	Next  string              `json:"next,omitempty" doc:"cursor of the next page"`
}

func (s *Service) listItems(ctx context.Context, in *listItemsIn) (*listItemsOut, error) {
	page, err := s.Find(ctx, catalogue.Query{
		Text: in.Text, Theme: in.Theme, Department: in.Department, Region: in.Region, Object: in.Object,
		Type: in.Type, Online: in.Online, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	if page.Items == nil {
		page.Items = []catalogue.Summary{}
	}
	return &listItemsOut{ItemList{page.Items, page.Total, page.Next}}, nil
}
