-- +goose Up

-- Drafts were created as casework_application and casework_material by casework; they
-- keep their names, since an older program may still use them.
SELECT 1;
