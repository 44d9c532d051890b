"""The Flask blueprints of the site, one module for each group of addresses."""
