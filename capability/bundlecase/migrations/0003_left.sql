-- +goose Up

-- Nobody looks for parts that were left any more: they end with their drafts.
DROP INDEX IF EXISTS bundlecase_part_yours;
