"""The only rooms that speak HTTP: wire models, one method an endpoint, the event stream, files, the token."""
