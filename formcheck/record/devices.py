"""What measured: formcheck in its version, and the network that saw the person."""

from __future__ import annotations

from collections.abc import Iterator

from formcheck.record.terms import Resource, key, reference
from formcheck.record.texts import both
from formcheck.record.visits_read import RecordVisits
from formcheck.scoring.result import Result


def program_key(version: str) -> str:
    """Id of the Device of a version of formcheck."""
    return key("formcheck", version)


def network_key(result: Result) -> str:
    """Id of the Device of a network within that version."""
    pose = result.pose
    return key("network", result.formcheck_version, pose.backend, pose.model, pose.sha256)


def devices(records: RecordVisits, lang: str) -> Iterator[Resource]:
    """Each version of formcheck and each of its networks once, the programs first."""
    results = list(records.results.values())
    versions = {result.formcheck_version for result in results}
    versions |= {visit.formcheck_version for visit in records.visits if visit.formcheck_version}
    yield from (_program(version, lang) for version in sorted(versions))
    networks = {network_key(result): result for result in results}
    yield from (_network(networks[id_], lang) for id_ in sorted(networks))


def _program(version: str, lang: str) -> Resource:
    return {
        "resourceType": "Device",
        "id": program_key(version),
        "language": lang,
        "deviceName": [{"name": "formcheck", "type": "user-friendly-name"}],
        "version": [{"value": version}],
        "note": [both(lang, lambda words: words.text("record.device.note"))],
    }


def _network(result: Result, lang: str) -> Resource:
    pose = result.pose
    return {
        "resourceType": "Device",
        "id": network_key(result),
        "language": lang,
        "deviceName": [{"name": f"{pose.backend} {pose.model}", "type": "model-name"}],
        "modelNumber": pose.model,
        "version": [{"type": {"text": "SHA-256"}, "value": pose.sha256}],
        "parent": reference("Device", program_key(result.formcheck_version)),
        "note": [both(lang, lambda words: words.text("record.network.note"))],
    }
