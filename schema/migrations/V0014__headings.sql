-- An item carries the heading of its offer, and whether it is closed, so that a page of the inbox and a board read one row per item. Both
-- triggers keep it true whoever writes: an item locks its offer's row while it copies from it, and an offer that changes waits for that
-- and then finds the item.
ALTER TABLE job_feed ADD COLUMN offer_title text, ADD COLUMN offer_company text, ADD COLUMN offer_location text,
  ADD COLUMN offer_closed boolean NOT NULL DEFAULT false;
UPDATE job_feed f SET offer_title = o.title, offer_company = o.company, offer_location = o.location, offer_closed = o.closed_at IS NOT NULL
FROM offers o WHERE o.id = f.offer_id;

CREATE FUNCTION take_heading() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT title, company, location, closed_at IS NOT NULL INTO NEW.offer_title, NEW.offer_company, NEW.offer_location, NEW.offer_closed
  FROM offers WHERE id = NEW.offer_id FOR SHARE;
  NEW.offer_closed := coalesce(NEW.offer_closed, false);
  RETURN NEW;
END $$;
CREATE TRIGGER take_heading BEFORE INSERT OR UPDATE OF offer_id ON job_feed FOR EACH ROW WHEN (NEW.offer_id IS NOT NULL) EXECUTE FUNCTION take_heading();

CREATE FUNCTION give_heading() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE job_feed SET offer_title = NEW.title, offer_company = NEW.company, offer_location = NEW.location, offer_closed = NEW.closed_at IS NOT NULL
  WHERE offer_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER give_heading AFTER UPDATE OF title, company, location, closed_at ON offers FOR EACH ROW
  WHEN ((OLD.title, OLD.company, OLD.location, OLD.closed_at IS NULL) IS DISTINCT FROM (NEW.title, NEW.company, NEW.location, NEW.closed_at IS NULL))
  EXECUTE FUNCTION give_heading();
