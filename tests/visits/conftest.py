"""Places that cannot be written to."""

from tests.support.odd_places import megabyte_disk, read_only_disk, small_files

__all__ = ("megabyte_disk", "read_only_disk", "small_files")
