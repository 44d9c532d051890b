"""The on-disk snapshot of a release: how it is built, cached, checked, and queried by the worker pool."""
