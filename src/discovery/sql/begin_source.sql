-- A run of source $1 begins at $2. Runs of it that never ended were cut off by the end of their process.
WITH cut AS (
  UPDATE source_runs SET finished_at = $2::timestamptz, problem = 'INTERRUPTED', error = 'Reading was interrupted and starts again.'
  WHERE source_id = $1::text AND finished_at IS NULL)
UPDATE sources SET last_started_at = $2::timestamptz WHERE id = $1::text
