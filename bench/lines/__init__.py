"""One file a line; bench/README.md says what each has to hold."""
