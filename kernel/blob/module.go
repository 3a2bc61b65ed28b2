package blob

import "tongban/kernel/module"

// Module hands the table and the sweeps to the application.
func (s *Store) Module() module.Module {
	return module.Module{Name: "blob", Migrations: Migrations, Sweeps: s.sweeps()}
}
