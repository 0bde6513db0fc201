"""Visits and programmes as files that go from patient to therapist and back."""
