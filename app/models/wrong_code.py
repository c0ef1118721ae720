"""How many wrong claim codes were tried, so that nobody finds one by trying them all."""

from sqlmodel import Field, SQLModel


class WrongCode(SQLModel, table=True):
    """Ten minutes of wrong codes at one organization; who tried them is nowhere."""

    __tablename__ = "wrong_codes"

    key: bytes = Field(primary_key=True)  # the organization's id
    slot: int = Field(primary_key=True)  # which ten minutes since 1970
    count: int
