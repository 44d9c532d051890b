"""Content of pages, read from the store and from documents and arranged for templates; no HTML and no addresses."""
