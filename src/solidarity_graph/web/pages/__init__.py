"""What pages show, asked of the store and put together; no HTML and no addresses."""
