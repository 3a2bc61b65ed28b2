package window

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tongban/capability/notice"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// noticeSource is how the capability notice knows whose papers these are.
const noticeSource = "window"

// number gives the hand-over list its number in the unit that stores it, and enters it
// into the register of papers.
func (s *Service) number(ctx context.Context, tx *db.Tx, h *Handout, by notice.Paper, mark string) error {
	year := h.At.In(clock.Shanghai).Year()
	last, err := takeNumber(ctx, tx, fmt.Sprintf("handover/%s/%d", h.department, year))
	if err != nil {
		return err
	}
	h.Number = message.Official(ctx, "window.handout.number", mark, strconv.Itoa(year), fmt.Sprintf("%05d", last))
	by.Number = h.Number
	return s.Notices.Register(ctx, tx, by)
}

// asPaper is the list as the capability notice puts it into words, and what the numbers of
// its department begin with.
func (s *Service) asPaper(ctx context.Context, h *Handout) (p notice.Paper, mark string, err error) {
	department, err := s.Places.Department(ctx, h.department)
	if err != nil {
		return p, "", err
	}
	outlet, err := s.Places.Outlet(ctx, h.Outlet)
	if err != nil {
		return p, "", err
	}
	lines := make([]string, len(h.Results))
	for i, one := range h.Results {
		lines[i] = strings.TrimSpace(message.Official(ctx, "window.handout.line", i+1, one.ItemName, one.ShortNo, one.Licence))
	}
	return notice.Paper{
		Key: h.ID, Source: noticeSource, Kind: notice.HandoverList, Department: h.department, Issuer: department.Name,
		Number: h.Number, Recipient: h.Receiver, At: h.At,
		Values: notice.Values{
			notice.FieldResults: strings.Join(lines, "\n"), notice.FieldCount: strconv.Itoa(len(h.Results)),
			notice.FieldReceiver: h.Receiver, notice.FieldGivenBy: h.StaffName, notice.FieldPlace: outlet.Name,
		},
	}, department.Mark, nil
}

// Paper returns the hand-over list with a key, for the job that draws it.
func (s *Service) Paper(ctx context.Context, key id.ID) (notice.Paper, error) {
	h, err := s.findHandout(ctx, key)
	if err != nil {
		return notice.Paper{}, err
	}
	p, _, err := s.asPaper(ctx, h)
	return p, err
}

// HandoutFile returns the signed PDF of a list that was made at the actor's outlet.
func (s *Service) HandoutFile(ctx context.Context, handout id.ID) (notice.File, error) {
	h, err := s.Handout(ctx, handout)
	if err != nil {
		return notice.File{}, err
	}
	return s.Notices.PDF(ctx, h.ID, func() (notice.Paper, error) {
		p, _, err := s.asPaper(ctx, h)
		return p, err
	})
}
