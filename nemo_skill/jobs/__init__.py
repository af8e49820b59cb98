"""Long work as explicit states: message, upload, export; the turn that strings them together; its worker process."""
