-- +goose Up

-- How grave a fact is, until when it counts, by when an objection is answered, and which capability reported it.
ALTER TABLE credit_fact ADD COLUMN grade TEXT NOT NULL DEFAULT 'minor';
ALTER TABLE credit_fact ADD COLUMN until_on INTEGER NOT NULL DEFAULT 0; -- last day on which it counts
ALTER TABLE credit_fact ADD COLUMN due_on INTEGER NOT NULL DEFAULT 0;   -- of the answer to an objection; 0 without one
ALTER TABLE credit_fact ADD COLUMN source TEXT NOT NULL DEFAULT '';     -- capability that reported it; '' a person at the desk
ALTER TABLE credit_fact ADD COLUMN source_ref TEXT NOT NULL DEFAULT ''; -- what it calls it: the same thing is reported once
UPDATE credit_fact SET grade = 'general' WHERE kind = 'false-statement';
UPDATE credit_fact SET until_on = happened_on + CASE kind WHEN 'no-show' THEN 92 ELSE 183 END;
CREATE UNIQUE INDEX credit_fact_source ON credit_fact (source, source_ref) WHERE source <> '';
CREATE INDEX credit_fact_until ON credit_fact (until_on, id) WHERE state IN ('recorded', 'upheld');
