package app

import "tongban/capability/lifestage"

// living is what the stages of life stand on.
func (a *App) living() lifestage.Deps {
	return lifestage.Deps{DB: a.DB, Clock: a.Clock, Catalogue: a.Catalogue, Cases: a.Casework, Licences: a.Licences, People: a.Identity}
}
