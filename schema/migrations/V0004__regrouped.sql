-- What a user who split a sighting off sees of the card from then on: the pay, beside the texts that job_feed has already.
ALTER TABLE job_feed
  ADD COLUMN own_pay         boolean NOT NULL DEFAULT false,   -- the pay below counts, not the offer's
  ADD COLUMN salary_min      integer,
  ADD COLUMN salary_max      integer,
  ADD COLUMN salary_currency text;
