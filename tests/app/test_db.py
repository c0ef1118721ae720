"""What the database says of a fault goes to the logs: it must name nobody."""

import pytest
from desk import Desk
from sqlalchemy.exc import IntegrityError


def test_the_text_of_a_database_error_holds_no_email_and_no_hash(desk: Desk) -> None:
    desk.join("triage")
    with pytest.raises(IntegrityError) as refused:
        desk.join("triage")
    assert "triage@" not in str(refused.value)
    assert "argon2" not in str(refused.value)
