package casework

import (
	"slices"

	"tongban/kernel/deadline"
)

// varied are the texts that speak of a licence (行政许可). Items under other law say the
// same of what they are: the text "event.grant" has the variants "event.grant-register"
// and "event.grant-own". Papers do so in the capability notice.
var varied = []string{
	"command.find-not-needed", "command.grant", "command.deny", "effect.find-not-needed", "effect.deny",
	"event.find-not-needed", "event.grant", "event.deny", "did.find-not-needed", "did.deny",
	"inform.find-not-needed", "inform.granted", "inform.denied",
	"status.not_needed", "now.not_needed", "now.denied", "now.completed-denied",
}

// wording names key's variant for the law the case of f stands in.
//
// Basis: 行政许可法, art. 2 and art. 12 (what a licence is); 市场主体登记管理条例, art. 19;
// 不动产登记暂行条例, arts 17, 20 (a registration is none).
func (f *File) wording(key string) string {
	regime := deadline.Regime(f.Item.Regime.Kind)
	switch {
	case !slices.Contains(varied, key), regime == deadline.Licensing:
		return key
	case regime == deadline.Registration, regime == deadline.RealEstate:
		return key + "-register"
	}
	return key + "-own"
}
