"""Places that cannot be written to."""

from tests.support.odd_places import full_place, read_only_disk, small_disk, small_files

__all__ = ("full_place", "read_only_disk", "small_disk", "small_files")
