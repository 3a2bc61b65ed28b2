package announcement

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/calendar"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

func (s *Service) api(api huma.API) {
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/announcements", Tag: "announcement", Summary: "Published announcements, newest first."}, s.listAnnouncements)
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/announcements/{id}", Tag: "announcement", Summary: "One announcement, also a withdrawn one with the reason."}, s.getAnnouncement)
}

type listAnnouncementsIn struct {
	Text       string `query:"q" doc:"Words, all of which occur"`
	Kind       string `query:"kind" enum:"notice,publicity,announcement,policy"`
	Department string `query:"department" doc:"Code of the department"`
	Region     string `query:"region" doc:"Code of a region: what is for it, for those above it and those below it"`
	Item       string `query:"item" doc:"Slug of an item"`
	Cursor     string `query:"cursor" doc:"next of the page before"`
	Limit      int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
}

type listAnnouncementsOut struct{ Body List }

// List is a page of announcements.
type List struct {
	Items []TextBody `json:"items"`
	Next  string     `json:"next,omitempty" doc:"cursor of the next page"`
}

// TextBody is an Announcement on the wire.
type TextBody struct {
	ID          id.ID     `json:"id"`
	Revision    int       `json:"revision" doc:"from 1; more than 1 is a correction"`
	Withdrawn   bool      `json:"withdrawn,omitempty"`
	Reason      string    `json:"reason,omitempty" doc:"why it was withdrawn"`
	Kind        Kind      `json:"kind"`
	Title       string    `json:"title"`
	TitleEn     string    `json:"titleEn,omitempty"`
	Text        string    `json:"text" doc:"plain, lines are paragraphs"`
	TextEn      string    `json:"textEn,omitempty"`
	Department  string    `json:"department"`
	Region      string    `json:"region"`
	Items       []string  `json:"items"`
	From        string    `json:"from,omitempty" doc:"first day for objections" example:"2026-02-10"`
	To          string    `json:"to,omitempty" doc:"last day for objections"`
	Objections  string    `json:"objections,omitempty" doc:"where and how to object"`
	ValidUntil  string    `json:"validUntil,omitempty" doc:"last day it holds"`
	Correction  string    `json:"correction,omitempty" doc:"what this version puts right"`
	PublishedAt time.Time `json:"publishedAt"`
}

func bodyOf(v Version) TextBody {
	return TextBody{
		ID: v.Announcement, Revision: v.Revision, Withdrawn: v.State == Withdrawn, Reason: v.Reason, Kind: v.Kind,
		Title: v.Title, TitleEn: v.TitleEn, Text: v.Body, TextEn: v.BodyEn, Department: v.Department, Region: v.Region,
		Items: append([]string{}, v.Items...), From: day(v.From), To: day(v.To), Objections: v.Objections,
		ValidUntil: day(v.ValidUntil), Correction: v.Correction, PublishedAt: v.PublishedAt,
	}
}

// day writes a date, "" for none.
func day(d calendar.Date) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func (s *Service) listAnnouncements(ctx context.Context, in *listAnnouncementsIn) (*listAnnouncementsOut, error) {
	page, err := s.List(ctx, Query{
		Text: in.Text, Kind: Kind(in.Kind), Department: in.Department, Region: in.Region, Item: in.Item,
		Before: parseCursor(in.Cursor), Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	list := List{Items: []TextBody{}, Next: page.Next.String()}
	for _, v := range page.Versions {
		list.Items = append(list.Items, bodyOf(v))
	}
	return &listAnnouncementsOut{list}, nil
}

type getAnnouncementIn struct {
	ID string `path:"id"`
}

type getAnnouncementOut struct{ Body TextBody }

func (s *Service) getAnnouncement(ctx context.Context, in *getAnnouncementIn) (*getAnnouncementOut, error) {
	key, err := id.Parse(in.ID)
	if err != nil {
		return nil, errUnknown
	}
	a, err := s.Find(ctx, key)
	if err != nil {
		return nil, err
	}
	return &getAnnouncementOut{bodyOf(a.Version)}, nil
}
