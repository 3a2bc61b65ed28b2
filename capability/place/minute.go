package place

import "fmt"

// Minute is a time of day in minutes after midnight, written 09:00.
type Minute int

// String returns the time as it is written on a door.
func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

// MarshalText writes 09:00.
func (m Minute) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads 09:00, up to 24:00.
func (m *Minute) UnmarshalText(text []byte) error {
	var hour, minute int
	if n, err := fmt.Sscanf(string(text), "%02d:%02d", &hour, &minute); n != 2 || err != nil || len(text) != 5 {
		return fmt.Errorf("place: %q is not a time of day", text)
	}
	*m = Minute(hour*60 + minute)
	if hour < 0 || minute < 0 || minute > 59 || *m > 24*60 {
		return fmt.Errorf("place: %q is not a time of day", text)
	}
	return nil
}
