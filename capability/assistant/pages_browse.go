package assistant

import (
	"cmp"
	"context"
	"slices"

	"tongban/capability/catalogue"
	"tongban/ui"
)

// themeTiles are the themes of a group that have items, in their official order.
func themeTiles(ctx context.Context, themes map[catalogue.Theme]int, group string) (tiles []ui.Tile) {
	var list []catalogue.Theme
	for theme := range themes {
		if theme.Group == group {
			list = append(list, theme)
		}
	}
	slices.SortFunc(list, func(a, b catalogue.Theme) int { return cmp.Compare(a.Code, b.Code) })
	for _, theme := range list {
		tiles = append(tiles, ui.Tile{
			Title: theme.Title(ctx), Note: t(ctx, "themes.items", themes[theme]), URL: "/themes/" + theme.Slug(), Icon: icon(theme),
		})
	}
	return tiles
}

// icon returns the picture of a theme: the life events most people know have their
// own.
func icon(theme catalogue.Theme) string {
	if theme.Group == catalogue.Legal {
		return iconName("building")
	}
	switch theme.Code {
	case "005":
		return iconName("baby-carriage")
	case "010", "075":
		return iconName("home")
	case "030", "035", "040":
		return iconName("briefcase")
	case "050":
		return iconName("certificate")
	case "065", "085":
		return iconName("umbrella")
	case "095":
		return iconName("car")
	case "145":
		return iconName("stethoscope")
	}
	return iconName("user")
}

// iconName marks a name for the sprite, as in ui.
func iconName(name string) string { return name }
