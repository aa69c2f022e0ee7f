-- Paragraphs of documents worded by a language model: each wish, what became of it, and what the model said when the paragraph had changed
-- meanwhile and its owner's words stay.

ALTER TABLE document_versions DROP CONSTRAINT document_versions_made_by_check,
  ADD CONSTRAINT document_versions_made_by_check CHECK (made_by IN ('COMPOSED','EDITED','ADDED','TIED','OWNED','REGENERATED','RESTORED','MODEL'));

CREATE TABLE paragraph_wordings (
  id           uuid PRIMARY KEY,                 -- also the approval in model_calls
  user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  document_id  uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
  paragraph    text NOT NULL,
  asked_of     integer NOT NULL,                 -- the version whose paragraph is worded
  state        text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING','USED','CACHED','KEPT','UNCHANGED','REFUSED','CAPPED','OFF','UNKNOWN','GIVEN_UP')),
  problem      text NOT NULL DEFAULT '',
  model        text NOT NULL DEFAULT '',
  version      integer,                          -- that it made
  refused      integer NOT NULL DEFAULT 0,       -- sentences of the model that were not taken
  content      json,                             -- KEPT: a draft of this paragraph alone
  created_at   timestamptz NOT NULL,
  finished_at  timestamptz
);
CREATE INDEX paragraph_wordings_document ON paragraph_wordings (document_id, created_at);
CREATE INDEX paragraph_wordings_user ON paragraph_wordings (user_id);
-- One at a time for each paragraph.
CREATE UNIQUE INDEX paragraph_wordings_pending ON paragraph_wordings (document_id, paragraph) WHERE state = 'PENDING';
CALL tenant_table('paragraph_wordings');
