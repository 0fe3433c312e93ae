noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	src/tui/app.h src/tui/binding.h src/tui/canvas.h src/tui/dialog.h src/tui/dialog-private.h src/tui/event.h src/tui/import.h src/tui/import-plan.h \
	src/tui/line-edit.h src/tui/list.h src/tui/list-private.h src/tui/screen.h src/tui/screens.h src/tui/session.h \
	src/tui/terminal.h src/tui/theme.h src/tui/tui.h src/tui/work.h \
	src/tui/app.c src/tui/binding.c src/tui/canvas.c src/tui/choose.c src/tui/dialog.c src/tui/text-dialog.c src/tui/tour.c src/tui/glossary.c src/tui/glossary.h src/tui/frame.c src/tui/help.c src/tui/jobs.c \
	src/tui/line-edit.c src/tui/list.c src/tui/list-draw.c src/tui/equivalent.c src/tui/equivalent.h src/tui/fuzzy.c src/tui/fuzzy.h src/tui/palette.c src/tui/palette-things.c src/tui/palette-things.h src/tui/prompt.c src/tui/run.c \
	src/tui/screens.c src/tui/session.c src/tui/settings.c src/tui/start-view.c src/tui/terminal.c src/tui/theme.c src/tui/view.c \
	src/tui/work.c \
	src/tui/data-view.c src/tui/import-files-view.c src/tui/import-plan-ask.c src/tui/import-plan-encoding.c src/tui/import-plan-run.c src/tui/import-plan-view.c src/tui/import-result-view.c \
	src/tui/rejects-view.c src/tui/quality-view.c src/tui/quality-column-view.c src/tui/quality-columns.c src/tui/quality-findings.c \
	src/tui/quality-fix.c src/tui/quality-words.c src/tui/quality.h \
	src/tui/features.h src/tui/features-choice.c src/tui/features-treatment.c src/tui/features-draw.c src/tui/features-export.c src/tui/features-jobs.c src/tui/features-people.c src/tui/features-forget.c \
	src/tui/features-table.c src/tui/features-view.c \
	src/tui/clusters.h src/tui/clusters-draw.c src/tui/clusters-list.c src/tui/clusters-run.c \
	src/tui/clusters-algorithm.c src/tui/dendrogram-view.c src/tui/reach-view.c src/tui/ways-view.c src/tui/clusters-save.c src/tui/clusters-view.c src/tui/trial.c \
	src/tui/preview-view.c src/tui/scatter-view.c src/tui/silhouette-view.c \
	src/tui/segments.h src/tui/segments.c src/tui/assigned-view.c src/tui/segments-all.c src/tui/segments-view.c src/tui/profile-view.c \
	src/tui/users.h src/tui/users-export.c src/tui/users-table.c src/tui/users-view.c src/tui/user-view.c \
	src/tui/recommend.h src/tui/recommend-view.c src/tui/items-table.c src/tui/item-view.c src/tui/item-export.c src/tui/taste-view.c \
	src/tui/evaluation-view.c src/tui/evaluation-ask.c src/tui/evaluation.h src/tui/evaluation-run-view.c src/tui/evaluations-view.c src/tui/fitted.c \
	src/tui/campaigns.h src/tui/campaigns-view.c src/tui/campaign-view.c src/tui/campaign-export.c src/tui/measure-view.c src/tui/uplift-view.c src/tui/arms-ask.c src/tui/builder-view.c \
	src/tui/campaigns.h src/tui/campaigns-view.c src/tui/campaign-view.c src/tui/campaign-export.c src/tui/export-form.h src/tui/export-form-view.c src/tui/export-form-ask.c src/tui/export-form-words.c src/tui/measure-view.c src/tui/builder-view.c \
	src/tui/builder-ask.c src/tui/builder-count.c src/tui/funnel-draw.c src/tui/choose-several.c src/tui/ask-file.c
libtui_a_SOURCES += src/tui/reject-rows-view.c
libtui_a_SOURCES += src/tui/maintenance.c src/tui/maintenance.h
libtui_a_SOURCES += src/tui/recipe.h src/tui/recipe-ask.c src/tui/recipe-preview.c src/tui/recipe-step-view.c src/tui/recipe-view.c
libtui_a_SOURCES += src/tui/orders-ask.c src/tui/orders-ask.h
libtui_a_SOURCES += src/tui/rfm.h src/tui/rfm-ask.c src/tui/rfm-draw.c src/tui/rfm-jobs.c src/tui/rfm-view.c
libtui_a_SOURCES += src/tui/components-draw.c src/tui/components-view.c src/tui/components.h src/tui/correlations-view.c src/tui/heat-map.c src/tui/judging.h src/tui/judging-draw.c src/tui/outlying-decide.c src/tui/outlying-view.c src/tui/outlying.h src/tui/selection-accept.c src/tui/selection-view.c src/tui/selection.h
libtui_a_SOURCES += src/tui/plane-draw.c src/tui/plane.h src/tui/segmentation-choose.c src/tui/separation-draw.c src/tui/separation-run.c src/tui/separation-view.c src/tui/separation.h
libtui_a_SOURCES += src/tui/feature-sets.h src/tui/feature-sets-view.c src/tui/compare-view.c src/tui/features-groups.c
libtui_a_SOURCES += src/tui/own-feature.h src/tui/own-feature-draw.c src/tui/own-feature-fields.c src/tui/own-feature-keep.c src/tui/own-feature-try.c src/tui/own-feature-type.c \
	src/tui/own-feature-view.c
libtui_a_SOURCES += src/tui/live-count.c src/tui/live-count.h src/tui/explain-view.c src/tui/rules.h src/tui/rules-keep.c src/tui/rules-view.c src/tui/rule-form.c src/tui/rule-form.h src/tui/rule-form-ask.c
libtui_a_SOURCES += src/tui/clusters-charts.c src/tui/clusters-limits.c src/tui/clusters-preview.c src/tui/run-comparison-view.c src/tui/runs.h src/tui/runs-view.c
libtui_a_SOURCES += src/tui/silhouette-worst.c
libtui_a_SOURCES += src/tui/recommender-choose.c src/tui/advice-view.c src/tui/people-keep.c src/tui/recommender-kept.c
libtui_a_SOURCES += src/tui/edit.h src/tui/edit-ask.c src/tui/edit-split.c src/tui/edit-view.c src/tui/history-view.c src/tui/uses-tell.c
libtui_a_SOURCES += src/tui/why-view.c
libtui_a_SOURCES += src/tui/overlap-ask.c src/tui/overlap-keep.c src/tui/overlap-view.c src/tui/overlap.h
libtui_a_SOURCES += src/tui/profile.h src/tui/profile-features.c src/tui/profile-hours.c src/tui/profile-people.c src/tui/profile-retention.c src/tui/profile-values.c \
	src/tui/persona.h src/tui/persona-view.c src/tui/playbook-view.c src/tui/beside-view.c
libtui_a_SOURCES += src/tui/drift-view.c src/tui/migration-view.c src/tui/pins-view.c src/tui/renewal-view.c src/tui/versions-ask.c src/tui/versions.h
libtui_a_SOURCES += src/tui/balance-view.c src/tui/builder-more.c src/tui/campaign-people-view.c
