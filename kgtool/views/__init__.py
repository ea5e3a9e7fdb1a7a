"""Pictures: what a view shows, where each mark stands, and the page that shows it."""
