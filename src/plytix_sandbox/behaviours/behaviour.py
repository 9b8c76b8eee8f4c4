"""One behaviour of the sandbox, and the evidence for it."""

from dataclasses import dataclass

LIVE = "live"
DOCUMENTED = "documented"
INFERRED = "inferred"
OWN = "the sandbox's own"
EVIDENCE = (LIVE, DOCUMENTED, INFERRED, OWN)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A behaviour; `test_<name>` shows it."""

    name: str
    rule: str
    evidence: str

    @property
    def row(self) -> str:
        """Its row in docs/sandbox.md."""
        return f"| {self.rule} | {self.evidence} |"
