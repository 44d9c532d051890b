"""Maps, timelines and charts: typed rows in, values for the templates in `templates/drawings/` out."""
