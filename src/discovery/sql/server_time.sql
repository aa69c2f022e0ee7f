-- The clock that offers.changed_at is written by.
SELECT clock_timestamp()
