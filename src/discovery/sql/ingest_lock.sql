-- One writer of offers and inboxes at a time in the whole database, until the end of its transaction: identity is decided on
-- what is really stored, and batches of many rows cannot deadlock with each other.
SELECT pg_advisory_xact_lock(7305808869231650816)
