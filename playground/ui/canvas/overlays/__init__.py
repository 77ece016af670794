"""Widgets that float over the canvas: zoom bar, minimap, quick add, breadcrumbs, popups. May import edits and below."""
