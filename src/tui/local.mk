# The terminal interface: one file a screen; headers beside what they belong to.
noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	src/tui/advice-view.c src/tui/allocation-view.c src/tui/app.c src/tui/app.h src/tui/arms-ask.c src/tui/ask-file.c src/tui/assigned-view.c \
	src/tui/balance-view.c src/tui/beside-view.c src/tui/binding.c src/tui/binding.h src/tui/builder-ask.c src/tui/builder-count.c \
	src/tui/builder-more.c src/tui/builder-plan.c src/tui/builder-rank.c src/tui/builder-view.c src/tui/campaign-draw.c src/tui/campaign-export.c \
	src/tui/campaign-people-view.c src/tui/campaign-person-view.c src/tui/campaign-status.c src/tui/campaign-view.c src/tui/campaigns-beside-view.c \
	src/tui/campaigns-view.c src/tui/campaigns.h src/tui/canvas.c src/tui/canvas.h src/tui/chart-file.c src/tui/chart-view.c src/tui/chart-view.h \
	src/tui/choose-several.c src/tui/choose.c src/tui/clusters-algorithm.c src/tui/clusters-charts.c src/tui/clusters-draw.c src/tui/clusters-limits.c \
	src/tui/clusters-list.c src/tui/clusters-next.c src/tui/clusters-preview.c src/tui/clusters-run.c src/tui/clusters-save.c \
	src/tui/clusters-spread.c src/tui/clusters-view.c src/tui/clusters.h src/tui/compare-view.c src/tui/components-draw.c src/tui/components-view.c \
	src/tui/components.h src/tui/contact-ask.c src/tui/contact-ask.h src/tui/contact-view.c src/tui/contact.h src/tui/correlations-view.c \
	src/tui/course-plots.c src/tui/course-view.c src/tui/course.h src/tui/cross-table.c src/tui/cross-table.h src/tui/data-view.c src/tui/demo-mode.c \
	src/tui/demo-mode.h src/tui/dendrogram-view.c src/tui/dialog-private.h src/tui/dialog.c src/tui/dialog.h src/tui/do-not-contact-view.c \
	src/tui/drift-bins-view.c src/tui/drift-view.c src/tui/edit-ask.c src/tui/edit-split.c src/tui/edit-view.c src/tui/edit.h src/tui/equivalent.c \
	src/tui/equivalent.h src/tui/evaluation-ask.c src/tui/evaluation-run-view.c src/tui/evaluation-table.c src/tui/evaluation-view.c src/tui/evaluation.h \
	src/tui/evaluations-view.c src/tui/event.h src/tui/explain-view.c src/tui/export-form-ask.c src/tui/export-form-view.c src/tui/export-form-words.c \
	src/tui/export-form.h src/tui/feature-sets-view.c src/tui/feature-sets.h src/tui/features-choice.c src/tui/features-draw.c \
	src/tui/features-export.c src/tui/features-forget.c src/tui/features-groups.c src/tui/features-jobs.c src/tui/features-people.c \
	src/tui/features-table.c src/tui/features-treatment.c src/tui/features-view.c src/tui/features.h src/tui/file-preview.c src/tui/file-preview.h src/tui/file-view.c \
	src/tui/fitted.c src/tui/frame.c src/tui/funnel-draw.c src/tui/fuzzy.c src/tui/fuzzy.h src/tui/glossary.c src/tui/glossary.h src/tui/heat-map.c \
	src/tui/help.c src/tui/history-view.c src/tui/import-files-view.c src/tui/import-plan-ask.c src/tui/import-plan-encoding.c \
	src/tui/import-plan-run.c src/tui/import-plan-view.c src/tui/import-plan.h src/tui/import-result-view.c src/tui/import.h src/tui/item-export.c \
	src/tui/item-view.c src/tui/items-table.c src/tui/jobs.c src/tui/kept.c src/tui/kept.h src/tui/leaving.c src/tui/judging-draw.c src/tui/judging.h src/tui/line-edit.c src/tui/line-edit.h \
	src/tui/journey-draw.c \
	src/tui/list-columns-ask.c src/tui/list-columns.c src/tui/list-draw.c src/tui/list-export.c src/tui/list-file.c src/tui/list-file.h src/tui/list-kind.c src/tui/list-order.c src/tui/list-private.h \
	src/tui/list-row.c src/tui/list-tools.h src/tui/list.c src/tui/list.h src/tui/live-count.c src/tui/live-count.h src/tui/log-view.c \
	src/tui/maintenance.c src/tui/maintenance.h src/tui/mask.c src/tui/mask.h src/tui/measure-charts.c src/tui/measure-view.c src/tui/measure.h src/tui/measure-words.c src/tui/message-draw.c \
	src/tui/message-edit.c src/tui/message-edit.h src/tui/message-view.c src/tui/migration-view.c src/tui/offer-view.c src/tui/offers-view.c \
	src/tui/orders-ask.c src/tui/orders-ask.h src/tui/outlying-decide.c src/tui/outlying-view.c src/tui/outlying.h src/tui/overlap-ask.c \
	src/tui/overlap-keep.c src/tui/overlap-view.c src/tui/overlap.h src/tui/overview.c src/tui/overview.h src/tui/own-feature-draw.c src/tui/own-feature-fields.c src/tui/own-feature-keep.c \
	src/tui/own-feature-try.c src/tui/own-feature-type.c src/tui/own-feature-view.c src/tui/own-feature.h src/tui/palette-things.c src/tui/palette-users.c \
	src/tui/palette-things.h src/tui/palette.c src/tui/people-keep.c src/tui/persona-view.c src/tui/persona.h src/tui/pins-view.c \
	src/tui/playbook-view.c src/tui/preview-view.c src/tui/profile-campaigns.c src/tui/profile-features.c src/tui/profile-heading.c src/tui/profile-hours.c \
	src/tui/pane.c src/tui/pane.h src/tui/feature-set-view.c src/tui/history-entry-view.c \
	src/tui/profile-people.c src/tui/profile-retention.c src/tui/profile-values.c src/tui/profile-view.c src/tui/profile.h src/tui/prompt.c src/tui/reason-ask.c \
	src/tui/quality-column-view.c src/tui/quality-columns.c src/tui/quality-findings.c src/tui/quality-fix.c src/tui/quality-view.c \
	src/tui/quality-words.c src/tui/quality.h src/tui/reach-view.c src/tui/reading.c src/tui/reading.h src/tui/recipe-ask.c src/tui/recipe-preview.c \
	src/tui/recipe-step-view.c src/tui/recipe-view.c src/tui/recipe.h src/tui/recommend-view.c src/tui/recommend.h src/tui/refusal.c src/tui/recommender-choose.c \
	src/tui/recommender-kept.c src/tui/recorder.c src/tui/recording.h src/tui/reject-rows-view.c src/tui/rejects-view.c src/tui/renewal-view.c \
	src/tui/replay.c src/tui/results-rows-view.c src/tui/results-view.c src/tui/rfm-ask.c src/tui/rfm-draw.c src/tui/rfm-jobs.c src/tui/rfm-view.c \
	src/tui/rfm.h src/tui/rule-form-ask.c src/tui/rule-form-behaviour.c src/tui/rule-form-count.c src/tui/rule-form-values.c src/tui/rule-form.c src/tui/rule-form.h src/tui/rules-keep.c src/tui/rules-view.c src/tui/rules.h \
	src/tui/run-comparison-view.c src/tui/run-view.c src/tui/run.c src/tui/runs-view.c src/tui/runs.h src/tui/scatter-view.c src/tui/screen.h src/tui/screens.c \
	src/tui/screens.h src/tui/script.c src/tui/script.h src/tui/segmentation-choose.c src/tui/segments-all.c src/tui/segments-draw.c src/tui/segments-view.c \
	src/tui/segments.c src/tui/segments.h src/tui/selection-accept.c src/tui/selection-view.c src/tui/selection.h src/tui/separation-draw.c \
	src/tui/separation-run.c src/tui/separation-view.c src/tui/separation.h src/tui/session.c src/tui/session.h src/tui/settings-keys.c src/tui/settings.c \
	src/tui/silhouette-view.c src/tui/silhouette-worst.c src/tui/start-view.c src/tui/take-in-ask.c src/tui/taste-view.c src/tui/terminal.c \
	src/tui/terminal-signals.c src/tui/terminal-signals.h src/tui/terminal.h src/tui/text-dialog.c src/tui/theme.c src/tui/theme.h src/tui/tour.c src/tui/trial.c src/tui/tui.h src/tui/uplift-view.c \
	src/tui/user-facts.c src/tui/user-page.h src/tui/user-read.c src/tui/user-view.c src/tui/users-export.c src/tui/users-list.c src/tui/users-list.h src/tui/users-table.c src/tui/users-view.c src/tui/users.h src/tui/uses-tell.c src/tui/versions-ask.c \
	src/tui/versions.h src/tui/view.c src/tui/ways-view.c src/tui/why-view.c src/tui/work.c src/tui/work.h src/tui/worked-view.c src/tui/windowed.c src/tui/windowed.h src/tui/drafts.c src/tui/drafts.h
