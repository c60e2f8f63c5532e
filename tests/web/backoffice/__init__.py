"""The console, page by page and role by role."""
