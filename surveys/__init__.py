"""The engine: what a survey is, what a person answered, what to say next. Pure: no clock, network or database."""
