"""What the tests of rights share."""

from tests.security.rights_world import world

__all__ = ["world"]
