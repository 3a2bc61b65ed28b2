-- +goose Up

-- What has ended lately, for the figures of a bundle.
CREATE INDEX bundlecase_run_ended ON bundlecase_run (code, finished_at, id) WHERE NOT open;
