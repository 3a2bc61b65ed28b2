package place

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/web"
)

func (s *Service) api(api huma.API) {
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/regions", Tag: "place", Summary: "The administrative divisions directly below one."}, s.listRegions)
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/outlets", Tag: "place", Summary: "Where somebody of a region is received, nearest first."}, s.listOutlets)
}

type listRegionsIn struct {
	Parent string `query:"parent" doc:"Code of a region; empty for the provinces" example:"990100"`
}

type listRegionsOut struct{ Body RegionList }

// RegionList is the regions directly below one.
type RegionList struct {
	Path    []RegionBody `json:"path" doc:"from the province to the parent asked for"`
	Regions []RegionBody `json:"regions"`
}

// RegionBody is a Region on the wire.
type RegionBody struct {
	Code   string `json:"code" example:"990102001"`
	Parent string `json:"parent,omitempty"`
	Level  int    `json:"level" doc:"2 province, 3 city, 4 county, 5 street or town, 6 village"`
	Name   string `json:"name"`
	NameEn string `json:"nameEn,omitempty"`
}

func regionBodies(regions []Region) []RegionBody {
	bodies := make([]RegionBody, len(regions))
	for i, r := range regions {
		bodies[i] = RegionBody{r.Code, r.Parent, r.Level, r.Name, r.NameEn}
	}
	return bodies
}

func (s *Service) listRegions(ctx context.Context, in *listRegionsIn) (*listRegionsOut, error) {
	below, err := s.Children(ctx, in.Parent)
	if err != nil {
		return nil, err
	}
	var path []Region
	if in.Parent != "" {
		if path, err = s.Path(ctx, in.Parent); err != nil {
			return nil, err
		}
	}
	return &listRegionsOut{RegionList{Path: regionBodies(path), Regions: regionBodies(below)}}, nil
}

type listOutletsIn struct {
	Region string `query:"region" required:"true" minLength:"1" doc:"Code of the region somebody belongs to" example:"990102001"`
	Levels []int  `query:"level" doc:"Only outlets of these levels, e.g. 4,5"`
}

type listOutletsOut struct{ Body OutletList }

// OutletList is where somebody is received.
type OutletList struct {
	Outlets []OutletBody `json:"outlets"`
}

// OutletBody is an Outlet on the wire.
type OutletBody struct {
	ID         string     `json:"id" example:"center"`
	Name       string     `json:"name"`
	NameEn     string     `json:"nameEn,omitempty"`
	Region     string     `json:"region"`
	Level      int        `json:"level"`
	Address    string     `json:"address"`
	Phone      string     `json:"phone"`
	Hours      []SpanBody `json:"hours" doc:"on working days"`
	Facilities []Facility `json:"facilities"`
	Open       bool       `json:"open" doc:"whether it is open now"`
}

// SpanBody is a Span on the wire.
type SpanBody struct {
	From string `json:"from" example:"09:00"`
	To   string `json:"to" example:"12:00"`
}

func (s *Service) listOutlets(ctx context.Context, in *listOutletsIn) (*listOutletsOut, error) {
	outlets, err := s.OutletsFor(ctx, in.Region, in.Levels)
	if err != nil {
		return nil, err
	}
	list := OutletList{Outlets: make([]OutletBody, len(outlets))}
	for i, o := range outlets {
		body := OutletBody{
			ID: o.ID, Name: o.Name, NameEn: o.NameEn, Region: o.Region, Level: o.Level, Address: o.Address, Phone: o.Phone,
			Hours: []SpanBody{}, Facilities: slices.Concat([]Facility{}, o.Facilities), Open: o.Hours.At(s.days(), s.now.Now()).Open,
		}
		for _, span := range o.Hours {
			body.Hours = append(body.Hours, SpanBody{span.From.String(), span.To.String()})
		}
		list.Outlets[i] = body
	}
	return &listOutletsOut{list}, nil
}
