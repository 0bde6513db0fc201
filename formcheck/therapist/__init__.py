"""The therapist's pages: routes, views and templates."""
