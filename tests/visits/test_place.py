"""Where a store is, told to another process."""

from __future__ import annotations

from pathlib import Path

from formcheck.visits.place import StorePlace, place_option, store_place


def test_another_process_is_told_the_same_place_and_no_password_on_its_command_line(tmp_path: Path) -> None:
    place = store_place(
        f"postgresql://anna:very%20secret@db.example:5433/visits?folder={tmp_path}&sslmode=require"
    )
    option, environment = place_option(place)
    assert "secret" not in option
    assert environment == {"PGPASSWORD": "very secret"}
    again = store_place(option)
    assert again.folder == place.folder == tmp_path
    assert again.url is not None
    assert place.url is not None
    assert (again.url.host, again.url.port, again.url.database) == ("db.example", 5433, "visits")
    assert (again.url.username, again.url.password, again.url.query) == ("anna", None, place.url.query)


def test_a_folder_is_told_as_it_is(tmp_path: Path) -> None:
    assert place_option(StorePlace(tmp_path)) == (str(tmp_path), {})
