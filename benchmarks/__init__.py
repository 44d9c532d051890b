"""`make bench`: our server against others, in one run and on one machine. Not part of what is installed."""
