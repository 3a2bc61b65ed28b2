package identity

import (
	"context"
	"time"

	"tongban/kernel/fault"
)

// Texter sends a text to a mobile number.
type Texter interface {
	// Ready reports whether there is a gateway at all.
	Ready() bool
	Send(ctx context.Context, mobile, text string) error
}

// Population answers for the population register (人口库).
type Population interface {
	// Agree reports whether the name is that of the ID number.
	Agree(ctx context.Context, name, idNumber string) (bool, error)
	// Guardian reports whether one ID number is that of a guardian of the other.
	Guardian(ctx context.Context, guardian, child string) (bool, error)
}

// Firms answers for the register of firms (市场主体登记).
type Firms interface {
	// Firm returns the firm with a code; false if there is none.
	Firm(ctx context.Context, uscc string) (Registered, bool, error)
}

// Registered is a firm as the register has it.
type Registered struct {
	Firm
	RepresentativeID string // ID number
}

// Offers knows what can be applied for.
type Offers interface {
	Offers(ctx context.Context) ([]Offer, error)
}

// Offer is an item a mandate may be limited to.
type Offer struct{ Code, Name string }

// Places knows the districts people live in.
type Places interface {
	Districts(ctx context.Context) ([]District, error)
}

// District is a region by its code.
type District struct{ Code, Name string }

// Ports are the surroundings of identity. What is nil is not connected.
type Ports struct {
	Texter     Texter
	Population Population
	Firms      Firms
	Offers     Offers
	Places     Places
}

// connected returns p with somebody who says so in the place of what is not there.
func (p Ports) connected() Ports {
	if p.Texter == nil {
		p.Texter = absent{}
	}
	if p.Population == nil {
		p.Population = absent{}
	}
	if p.Firms == nil {
		p.Firms = absent{}
	}
	if p.Offers == nil {
		p.Offers = absent{}
	}
	if p.Places == nil {
		p.Places = absent{}
	}
	return p
}

// absent is surroundings that are not connected.
type absent struct{}

func (absent) Ready() bool { return false }

func (absent) Send(context.Context, string, string) error { return errNoTexts }

func (absent) Agree(context.Context, string, string) (bool, error) { return false, errNoPopulation }

func (absent) Guardian(context.Context, string, string) (bool, error) { return false, errNoPopulation }

func (absent) Firm(context.Context, string) (Registered, bool, error) {
	return Registered{}, false, errNoFirms
}

func (absent) Offers(context.Context) ([]Offer, error) { return nil, nil }

func (absent) Districts(context.Context) ([]District, error) { return nil, nil }

// The faults of what is not connected.
var (
	errNoTexts      = fault.New(fault.Unavailable, "identity.code.none")
	errNoPopulation = fault.New(fault.Unavailable, "identity.realname.none")
	errNoFirms      = fault.New(fault.Unavailable, "identity.firm.none")
)

// patience is how long we wait for somebody else's register.
const patience = 5 * time.Second
