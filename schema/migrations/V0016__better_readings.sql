-- An offer read better, its text and pay the same, is another one for matching too: its place, contract or remote policy may have changed.
-- Beside offers_changed (V0003), and only where details are written at all: seeing an offer again need not compare them.
CREATE TRIGGER offers_read_anew BEFORE UPDATE OF details ON offers FOR EACH ROW
  WHEN (OLD.details::text IS DISTINCT FROM NEW.details::text)
  EXECUTE FUNCTION note_offer_change();
