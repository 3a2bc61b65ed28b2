package world

// The ID numbers of those who buy and sell a flat in the demo city.
const (
	Song  = "990102199210182227" // buys it, with Jiang
	Feng  = "990104197008262112" // sells it
	Zheng = "990104197201112220" // his wife, who owns it with him
)

// FlatAnswers are the guide's answers of whoever buys it.
func FlatAnswers() Fields {
	return Fields{"q_mortgage": false, "q_loan": false, "q_utility": true, "q_couple": false}
}

// Flat is what the form of the sale says.
func Flat() Fields {
	return Fields{
		"certificateNo": "云（2021）云岫市不动产权第0004567号", "unitNo": "990104001001GB00012F00030201",
		"houseAddress": Fields{"region": "990104", "detail": "江湾大道55号3幢201室（虚构地址）"}, "houseArea": "89.6", "houseUse": "home",
		"contractNo": "YX20260126000318", "price": "1180000", "contractPrice": "1180000", "coOwnership": "shares", "isOnlyHome": true,
		"buyer":        []Fields{{"name": "宋时雨", "idNo": Song, "share": "60"}, {"name": "江牧野", "idNo": "990102199012052114", "share": "40"}},
		"buyerMobile":  "19900029061",
		"seller":       []Fields{{"name": "冯则安", "idNo": Feng, "share": "50"}, {"name": "郑月如", "idNo": Zheng, "share": "50"}},
		"sellerMobile": "19900027046", "yearsHeld": 5, "sealed": false, "sellerPromise": true,
	}
}
