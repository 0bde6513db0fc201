"""Visits in the formats of a health record: FHIR R4."""
