-- When what is kept of what a recording's parties were told was found to be other than what is bound to its sound, or
-- its file to be another's: nobody hears it while that is so. What is bound stands in the file's head, and is all that
-- counts; this is so that whoever lists recordings sees it.
alter table recording add column evidence_differs_at timestamptz;
grant update (evidence_differs_at) on recording to pronto_app;
